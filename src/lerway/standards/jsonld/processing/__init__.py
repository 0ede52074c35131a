"""The algorithms of JSON-LD 1.1: contexts, expansion, and the quads that come of it.

Internal to the room; `lerway.standards.jsonld.expansion` is its face.
"""
