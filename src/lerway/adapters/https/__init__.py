"""Fetching over HTTPS, guarded against being sent where it must not go."""
