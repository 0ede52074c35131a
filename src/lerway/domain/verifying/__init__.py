"""Judging any record: what it needs, what was checked, and one verdict."""
