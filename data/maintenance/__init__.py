"""Keeping a desk: checked and mended (doctor), copied and brought back (backup, restore), rid of old persons' data."""
