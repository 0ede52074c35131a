"""Atlases kept as files, mapped into memory."""
