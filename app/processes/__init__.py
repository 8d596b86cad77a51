"""Processes of our own: forked, where the system does that well, from one that has imported what takes long."""
