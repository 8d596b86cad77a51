"""The only room that knows HTTP: one router per area, and what surrounds them all."""
