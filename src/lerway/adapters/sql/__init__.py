"""SQL: the embedded store in one SQLite file, and PostgreSQL by the same statements."""
