"""VC JSON Schema 1.0: whether a credential has the form that its schema demands."""
