"""Verifiable Credential API for Lifecycle Management (VCALM) 1.0."""
