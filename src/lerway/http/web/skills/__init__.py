"""The skills of all frameworks, for people: browse, search, read one, review translations."""
