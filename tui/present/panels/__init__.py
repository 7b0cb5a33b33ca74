"""Lists that panels show."""
