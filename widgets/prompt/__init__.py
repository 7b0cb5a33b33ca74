"""The line at the bottom, where the deck asks and people type."""
