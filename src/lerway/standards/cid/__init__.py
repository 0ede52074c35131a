"""Controlled Identifiers 1.0 (W3C Recommendation, May 2025): keys, and who controls them.

`keys` holds public and private keys and signs and verifies; `document` reads
controller documents and finds the verification method that a proof names.
"""
