"""Skills as the shared language: linking text to them, and translating between frameworks."""
