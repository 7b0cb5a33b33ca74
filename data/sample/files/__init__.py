"""Sample orders written as files."""
