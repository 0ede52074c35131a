"""The short names that frameworks have in a store, and how `F@V` is read (house rules)."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import MisuseError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lerway.domain.skills.store import Edition
    from lerway.standards.frameworks.model import Framework

__all__ = ["check_name", "name_for", "pick", "short_name", "split_reference"]

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
_WORDS: Final = re.compile(r"[a-z0-9]+")
LONGEST: Final = 40


def check_name(name: str) -> str:
    """Return `name`, if people can type it.

    Raises:
        MisuseError: `skills.name`.
    """
    if not _NAME.fullmatch(name):
        raise MisuseError(
            "skills.name",
            f"{name!r} is no name for a framework",
            hint="use up to 40 small letters, digits, dots and dashes, such as `our-skills`",
        )
    return name


def short_name(framework: Framework) -> str:
    """Return a name for a framework: its id, if that is one, or its title put shortly."""
    if _NAME.fullmatch(framework.id):
        return framework.id
    plain = unicodedata.normalize("NFKD", framework.name).encode("ascii", "ignore").decode()
    words = "-".join(_WORDS.findall(plain.lower()))
    return words[:LONGEST].rstrip("-") or "framework"


def name_for(editions: Sequence[Edition], framework: Framework, asked: str | None) -> str:
    """Return the name that a framework gets, or has already.

    Args:
        editions: all that are there.
        framework: what is imported.
        asked: the name that the person wishes, if any; it renames what is there.

    Raises:
        MisuseError: `skills.name`, `skills.name_taken`.
    """
    has = next((e.name for e in editions if e.id == framework.id), None)
    if asked is None and has is not None:
        return has
    name = short_name(framework) if asked is None else check_name(asked)
    other = next((e for e in editions if e.name == name and e.id != framework.id), None)
    if other is not None:
        raise MisuseError(
            "skills.name_taken",
            f"{name} is the name of {other.framework.name!r} here,"
            f" and {framework.name!r} is another framework",
            hint="give it a name of its own with --as",
        )
    return name


def split_reference(reference: str) -> tuple[str, str | None]:
    """Return the framework and the version that `F` or `F@V` names.

    An address may hold an `@` of its own; the last one counts.
    """
    framework, mark, version = reference.rpartition("@")
    if not mark or not framework or not version:
        return reference, None
    return framework, version


def pick(editions: Sequence[Edition], framework: str, version: str | None) -> Edition:
    """Return the edition that `framework` (name or id) and `version` name.

    Args:
        editions: all that are there, of each framework the newest first.
        framework: name or id.
        version: as its owner writes it; None means the newest.

    Raises:
        MisuseError: `skills.unknown_framework`, `skills.unknown_version`.
    """
    there = [e for e in editions if framework in (e.name, e.id)]
    if not there:
        names = ", ".join(dict.fromkeys(e.name for e in editions))
        raise MisuseError(
            "skills.unknown_framework",
            f"there is no framework {framework!r} here",
            hint=f"name one of: {names}" if names else "import one with `lerway skills import`",
        )
    if version is None:
        return there[0]
    for edition in there:
        if edition.version == version:
            return edition
    raise MisuseError(
        "skills.unknown_version",
        f"there is no version {version!r} of {there[0].name} here",
        hint=f"name one of: {', '.join(e.version for e in there)}",
    )
