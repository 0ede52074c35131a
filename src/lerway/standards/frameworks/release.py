"""Which release of a framework a set of files is (house rule; docs/adr/0010).

In this order: what the person says (`version`); what a file says; the name of the folder
or archive that was given; the latest date that a row carries, with a remark.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import UnreadableError
from lerway.standards.frameworks.model import Remark

if TYPE_CHECKING:
    from lerway.standards.frameworks.files import Bundle

__all__ = ["named_version", "version_by_date"]

_NUMBER: Final = re.compile(r"(?<![0-9.])v?(\d{1,2}[._]\d{1,2}(?:[._]\d{1,2})?)(?![0-9])")


def named_version(bundle: Bundle, said: str = "", file: str = "") -> str:
    """Return the version that a person, a file (`said`) or a folder of `file` states, or ''."""
    if bundle.options.get("version"):
        return bundle.options["version"]
    if said:
        return said
    for part in (*reversed(file.split("/")[:-1]), bundle.name):
        found = _NUMBER.search(part)
        if found:
            return found[1].replace("_", ".")
    return ""


def version_by_date(latest: str, owner: str) -> tuple[str, Remark]:
    """Return a version made of the latest date of the rows, and the remark that says so.

    Raises:
        UnreadableError: `frameworks.version_unknown` if there is no date either.
    """
    if not latest:
        raise UnreadableError(
            "frameworks.version_unknown",
            f"nothing says which release of {owner} this is",
            hint="say it with --version",
        )
    return latest, Remark(
        "frameworks.version_by_date",
        f"no file and no folder names the release of {owner};"
        f" it is called {latest}, after the latest date in it; if you know the release, say it"
        " with --version, since badges will name it",
    )
