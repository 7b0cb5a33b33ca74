"""Commands that print what a desk knows."""
