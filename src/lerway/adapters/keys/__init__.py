"""Signing keys in files. A KMS or PKCS#11 token gets a module of its own here."""
