"""Which encoding a text file is in."""
