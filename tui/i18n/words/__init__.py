"""Codes of one subject put into words: stock-outs, settings, the journal."""
