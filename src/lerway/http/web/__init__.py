"""Pages for people: one room for each of the things that somebody comes for."""
