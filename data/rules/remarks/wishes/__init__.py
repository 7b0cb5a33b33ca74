"""What buyers ask for: the kinds in kinds.toml, and patterns by language. Read by `data.rules.remarks.rules`."""
