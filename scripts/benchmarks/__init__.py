"""What `scripts/bench` measures: one file per thing measured, each with a function that yields rows."""
