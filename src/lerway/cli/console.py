"""Printing: data to stdout, talk to stderr, and no stranger's control codes in either."""

from __future__ import annotations

import sys

__all__ = ["out", "printable", "talk"]


def printable(text: str) -> str:
    """Return `text` on one line, with everything that is not printable replaced.

    A record is a stranger's text: neither its escape sequences nor lines of its own
    making may reach the terminal.
    """
    return "".join(c if c.isprintable() else " " if c in "\n\t" else "\ufffd" for c in text)


def out(text: str = "") -> None:
    """Print a line of data to standard output."""
    print(printable(text))


def talk(text: str) -> None:
    """Print a line of talk to standard error."""
    print(printable(text), file=sys.stderr)
