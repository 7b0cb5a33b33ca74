"""Rows, blocks and lists as text that widgets draw, made from records. Pure."""
