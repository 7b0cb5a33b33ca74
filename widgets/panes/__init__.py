"""The panes around the table."""
