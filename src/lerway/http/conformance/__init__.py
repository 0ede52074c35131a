"""The server that the standards' own test suites judge: never a part of production."""
