"""`/api`: one module for each published protocol, and what they share."""
