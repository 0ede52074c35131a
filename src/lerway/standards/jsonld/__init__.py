"""JSON-LD 1.1, RDF Dataset Canonicalization (RDFC-1.0) and RFC 8785.

Contexts come from the caller only, as values; nothing here fetches.
"""
