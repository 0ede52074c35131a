"""Whether a credential still holds: Bitstring Status List 1.0 and its forerunners."""
