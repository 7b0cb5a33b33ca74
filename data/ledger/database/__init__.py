"""The tables of the ledger, in SQLite or PostgreSQL."""
