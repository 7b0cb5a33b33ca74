"""Acting from a script."""
