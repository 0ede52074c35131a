"""HTTP: pages for people and protocols for programs, wired by `bootstrap`."""
