"""The desk's tables for SQL: asked here, kept as a panel, or left as a database for other tools."""
