"""Benchmarks: what the main jobs cost on this machine, beside the straightforward way."""
