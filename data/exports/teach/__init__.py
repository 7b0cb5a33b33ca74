"""Teaching a new export: a profile proposed for a file that none fits, previewed, corrected, and written as TOML."""
