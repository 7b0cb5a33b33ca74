"""The desk's tables in DuckDB and what fills them."""
