"""What is remembered from one verification to the next; it changes the time, not the verdict."""
