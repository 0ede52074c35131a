"""Models that turn texts into vectors, read from installed packages; never the network."""
