"""CASE 1.1 (1EdTech, Competencies and Academic Standards Exchange): CFPackage.

Section "CFPackage" of the information model and its JSON binding; packages of CASE 1.0 are
read as well. Association groupings, definitions and rubrics are kept.
"""

from lerway.standards.frameworks.case.reader import read, recognises
from lerway.standards.frameworks.case.writer import write

__all__ = ["read", "recognises", "write"]
