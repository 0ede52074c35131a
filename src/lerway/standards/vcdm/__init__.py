"""W3C Verifiable Credentials Data Model 2.0, and 1.1 as it is still found."""
