"""Kept copies of documents, and answers without a network."""
