"""The compass for programs: skills, gap, roles nearby, route, and the search for a target."""
