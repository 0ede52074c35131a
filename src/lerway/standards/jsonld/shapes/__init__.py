"""Canonical N-Quads at the speed of string formatting: shapes of documents, compiled."""
