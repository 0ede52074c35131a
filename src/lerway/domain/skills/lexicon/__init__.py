"""The words of frameworks, laid out to be compared: tokens, postings, vectors, arrays."""
