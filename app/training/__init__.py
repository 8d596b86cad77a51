"""Training as a generator of events over a plain PyTorch loop (no web, no database)."""
