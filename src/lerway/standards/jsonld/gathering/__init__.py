"""Canonical N-Quads of documents that gather others: learner records, compiled by members."""
