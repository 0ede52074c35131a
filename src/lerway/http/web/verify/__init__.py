"""The page on which anybody checks a record: drop, paste, photograph or link it."""
