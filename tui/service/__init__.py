"""The desk's thread, and what the deck asks of it. The one room of `tui` that knows databases."""
