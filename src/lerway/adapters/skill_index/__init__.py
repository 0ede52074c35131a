"""Indexes of frameworks, made once and kept in files that are mapped into memory."""
