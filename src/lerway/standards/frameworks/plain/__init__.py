"""Plain CSV (RFC 4180): any table of skills, by a mapping of its columns, and our own layout.

Our own layout holds a whole framework in one table: a row for the framework, one for each
item, one for each relation. It is what `export --format csv` writes.
"""

from lerway.standards.frameworks.plain.reader import read, recognises
from lerway.standards.frameworks.plain.writer import write

__all__ = ["read", "recognises", "write"]
