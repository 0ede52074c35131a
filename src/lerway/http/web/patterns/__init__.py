"""`/-/patterns`: every part of the visual language, in every state."""
