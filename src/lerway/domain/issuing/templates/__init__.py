"""One achievement to many learners: hash only what changes, sign the same bytes."""
