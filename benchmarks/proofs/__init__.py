"""How fast proofs are made and checked, beside those that others use."""
