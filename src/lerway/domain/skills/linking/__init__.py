"""Linking text to the items of a framework: evidence, fused and calibrated (docs/adr)."""
