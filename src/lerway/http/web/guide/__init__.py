"""The compass for people: what I hold, what is missing, the way across, and what is near."""
