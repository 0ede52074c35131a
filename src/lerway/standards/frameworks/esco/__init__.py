"""ESCO classification v1.0 to v1.2: the CSV files that the European Commission publishes.

Columns as in the "ESCO dataset" downloads (classification, CSV). The layout of tabiya's
open taxonomies is not read. Reuse under Commission Decision 2011/833/EU.
"""

from lerway.standards.frameworks.esco.reader import read, recognises

__all__ = ["read", "recognises"]
