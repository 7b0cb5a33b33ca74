"""What an export comes in: delimited text, workbooks, pages. Told by its bytes, opened, its cells made text."""
