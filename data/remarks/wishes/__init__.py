"""What buyers ask for: the kinds in kinds.toml, and patterns by language. Read by `data.remarks.rules`."""
