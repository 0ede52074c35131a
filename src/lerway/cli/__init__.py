"""The command line: a file per noun. Data to stdout, talk to stderr."""

from __future__ import annotations

from lerway.cli.main import app, main

__all__ = ["app", "main"]
