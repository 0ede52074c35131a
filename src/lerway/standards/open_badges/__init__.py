"""1EdTech Open Badges 3.0 and 2.0."""
