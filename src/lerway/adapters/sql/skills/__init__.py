"""The store of skill frameworks, and what people said of them, in SQL."""
