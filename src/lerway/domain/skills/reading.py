"""Which reader or writer a named format has, and whether the files are of that format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lerway.kernel.errors import MisuseError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lerway.standards.frameworks.files import Bundle, Reader, Writer
    from lerway.standards.frameworks.formats import Format

__all__ = ["reader_for", "writer_for"]


def reader_for(formats: Mapping[str, Format], name: str, bundle: Bundle) -> Reader:
    """Return the reader of a format, if what was given looks like it.

    Args:
        formats: all that are known, by name.
        name: of the format that was named.
        bundle: what was given.

    Raises:
        MisuseError: `frameworks.unknown_format`.
        UnreadableError: `frameworks.other_format`.
    """
    named = formats.get(name)
    if named is None or not named.reads:
        known = ", ".join(one.name for one in formats.values() if one.reads)
        raise MisuseError(
            "frameworks.unknown_format",
            f"{name!r} is no format that frameworks are read from",
            hint=f"use one of: {known}",
        )
    # Whoever says which column holds what need not have titles that are known.
    mapped = any(option.startswith("mapping.") for option in bundle.options)
    if not mapped and not named.recognises(bundle):
        like = [one for one in formats.values() if one.reads and one.recognises(bundle)]
        # Every table with a column for labels looks like a plain CSV.
        like = [one for one in like if one.name != "csv"] or like
        looks = f"; it looks like {' or '.join(one.title for one in like)}" if like else ""
        what = bundle.name or "what was given"
        raise UnreadableError(
            "frameworks.other_format",
            f"{what} is not {named.title}{looks}",
            hint=f"say --format {like[0].name}"
            if like
            else "say which column holds the names: --map label=COLUMN"
            if name == "csv"
            else "look whether it is the right file",
        )
    return named.read


def writer_for(formats: Mapping[str, Format], name: str) -> Writer:
    """Return the writer of a format.

    Raises:
        MisuseError: `frameworks.no_writer`.
    """
    named = formats.get(name)
    if named is None or not named.writes:
        known = ", ".join([*(one.name for one in formats.values() if one.writes), "sssom"])
        raise MisuseError(
            "frameworks.no_writer",
            f"{name!r} is no format that frameworks are written in",
            hint=f"use one of: {known}" if known else "",
        )
    return named.write
