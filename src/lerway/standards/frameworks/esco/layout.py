"""ESCO dataset, CSV: which file is which table, and in which language.

A table is a file called `skills_en.csv`; relations were once published without a language
(`broaderRelationsOccPillar.csv`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import InvalidError, UnreadableError
from lerway.standards.frameworks.tables import Columns, folder, stem

if TYPE_CHECKING:
    from lerway.standards.frameworks.files import Bundle, Sheet

__all__ = ["COLLECTION", "EXPECTED", "Tables", "table_of"]

EXPECTED: Final = (
    "skills",
    "occupations",
    "skillGroups",
    "ISCOGroups",
    "skillsHierarchy",
    "broaderRelationsSkillPillar",
    "broaderRelationsOccPillar",
    "occupationSkillRelations",
    "skillSkillRelations",
)
"""What an import is expected to have; the absence of one is said."""

COLLECTION: Final = re.compile(r"(\w+?)(?:Skills|Occupations)?Collection", re.IGNORECASE)
_NAME: Final = re.compile(r"([A-Za-z]+)(?:_([a-z]{2}(?:-[A-Za-z]{2})?))?")
_FURTHER: Final = ("greenShareOcc",)
_KNOWN: Final = {name.lower(): name for name in (*EXPECTED, *_FURTHER)}
_KEYS: Final = ("conceptUri", "Level 0 URI", "occupationUri", "originalSkillUri")
_SILENT: Final = ("conceptSchemes", "dictionary")
"""Tables about the classification and about the columns, which hold no concept."""


def table_of(sheet: Sheet) -> tuple[str, str]:
    """Return the table and the language of a sheet; nothing if it is none of ESCO's."""
    found = _NAME.fullmatch(stem(sheet.file))
    if found is None or not any(key in sheet.header for key in (*_KEYS, "\ufeffconceptType")):
        return "", ""
    name = _KNOWN.get(found[1].lower(), "")
    if not name and COLLECTION.fullmatch(found[1]):
        name = found[1]
    return name, found[2] or ""


class Tables:
    """The tables of one release.

    Attributes:
        language: of the preferred labels.
        languages: all that were given.
        unknown: sheets that are no table of ESCO.
        first: the file that the release may be read from.
    """

    def __init__(self, bundle: Bundle) -> None:
        """Sort the sheets of `bundle`.

        Raises:
            UnreadableError: `frameworks.not_this_format`, `esco.language_absent`.
            InvalidError: `esco.mixed_releases`.
        """
        self._sheets: dict[str, dict[str, Sheet]] = {}
        self.unknown: list[Sheet] = []
        for sheet in bundle.sheets:
            self._sort(sheet)
        if not {"skills", "occupations"} & self._sheets.keys():
            files = [s.file for s in bundle.sheets] + [d.file for d in bundle.documents]
            raise UnreadableError(
                "frameworks.not_this_format",
                f"neither skills nor occupations of ESCO are among {', '.join(files[:8])}",
                hint="give the folder or the zip of the CSV download; its files are called"
                " 'skills_en.csv', 'occupations_en.csv' and so on",
            )
        self.first = next(iter(next(iter(self._sheets.values())).values())).file
        self.languages = sorted({lang for of in self._sheets.values() for lang in of if lang})
        self.language = self._choose(bundle.options.get("language", ""))

    def _sort(self, sheet: Sheet) -> None:
        table, language = table_of(sheet)
        if not table:
            self.unknown.append(sheet)
            return
        of = self._sheets.setdefault(table, {})
        before = of.setdefault(language, sheet)
        if before is not sheet:
            raise InvalidError(
                "esco.mixed_releases",
                f"{before.file} and {sheet.file} are the same table in the same language",
                hint="put each release in a folder of its own and import them one by one:"
                " they are kept side by side as versions",
            )

    def _choose(self, wanted: str) -> str:
        if wanted and wanted not in self.languages:
            raise UnreadableError(
                "esco.language_absent",
                f"there is no table in {wanted!r}, only in {', '.join(self.languages)}",
                hint="download that language of the same release beside it",
            )
        spoken = wanted or ("en" if "en" in self.languages else "")
        return spoken or next(iter(self.languages), "en")

    def __contains__(self, table: str) -> bool:
        """Whether a table was given."""
        return table in self._sheets

    @property
    def collections(self) -> list[str]:
        """The names of the tables that are collections."""
        return [t for t in self._sheets if COLLECTION.fullmatch(t)]

    @property
    def silent(self) -> list[Sheet]:
        """Sheets that are left out and about which something should be said."""
        return [s for s in self.unknown if stem(s.file).split("_")[0] not in _SILENT]

    def main(self, table: str) -> Columns | None:
        """Return the table in the language of the labels (or the only one there is)."""
        of = self._sheets.get(table)
        if of is None:
            return None
        sheet = of.get(self.language) or of.get("") or next(iter(of.values()))
        return Columns(sheet)

    def others(self, table: str) -> list[tuple[str, Columns]]:
        """Return the table in every further language."""
        of = self._sheets.get(table, {})
        return [(lang, Columns(s)) for lang, s in of.items() if lang not in {"", self.language}]

    def folders(self) -> set[str]:
        """Return the folders that the tables stand in."""
        return {folder(s.file) for of in self._sheets.values() for s in of.values()}
