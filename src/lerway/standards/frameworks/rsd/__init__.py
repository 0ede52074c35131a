"""Rich Skill Descriptors (Open Skills Network; OSMT API v2 and v3, OSMT CSV).

JSON: a list of skills, one skill, or a collection with its `skills`. CSV: OSMT's export,
upload and batch import layouts. JSON of v3 is written.
"""

from lerway.standards.frameworks.rsd.documents import write
from lerway.standards.frameworks.rsd.reader import read, recognises

__all__ = ["read", "recognises", "write"]
