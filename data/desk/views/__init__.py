"""Queues, lenses and the user's own panels: SQL in, rows out."""
