"""Skill frameworks: readers and writers of the files that their owners publish."""
