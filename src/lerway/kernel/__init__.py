"""Bytes, encodings, needs, reports and problems. Depends on nothing but Python."""
