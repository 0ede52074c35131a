"""The kinds of keys that this software can use."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["KeyType"]


class KeyType(StrEnum):
    """A kind of key: curve or algorithm family.

    Ed25519 (RFC 8032), P-256 and P-384 (FIPS 186-5), RSA (RFC 8017; signatures
    by RSA keys are verified and never made).
    """

    ED25519 = "ed25519"
    P256 = "p256"
    P384 = "p384"
    RSA = "rsa"
