"""CTDL-ASN (Credential Engine): CompetencyFramework and Competency as JSON-LD.

A graph, a list of nodes, or an envelope of the Credential Registry around a graph. Nodes
are read as JSON with the prefixes of the published context; nothing is expanded.
"""

from lerway.standards.frameworks.ctdl_asn.reader import read, recognises
from lerway.standards.frameworks.ctdl_asn.writer import write

__all__ = ["read", "recognises", "write"]
