"""A desk on several machines: its tables in PostgreSQL, its parts where all of them find them. Knows no Polars."""
