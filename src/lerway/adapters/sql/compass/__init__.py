"""Facts and courses in SQL."""
