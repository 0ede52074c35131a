"""The compass: what a role needs, what a person has, and the best way across."""
