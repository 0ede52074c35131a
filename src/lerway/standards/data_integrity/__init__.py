"""Verifiable Credential Data Integrity 1.0: proofs inside the document.

Cryptosuites `eddsa-rdfc-2022`, `eddsa-jcs-2022` (VC-DI-EDDSA 1.0),
`ecdsa-rdfc-2019`, `ecdsa-jcs-2019` (VC-DI-ECDSA 1.0) and, for reading, the
former `Ed25519Signature2020`. Selective suites get a file of their own here.
"""
