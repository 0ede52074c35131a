"""Every format of a skill framework: one line each (house model; docs/adr/0010).

A format is a module of this room with up to three functions: `recognises(bundle)` says
whether what was given looks like it, from the headers and the beginnings of documents
alone; `read(bundle)` is a `Reader`; `write(parts)` is a `Writer`. A module is imported
when it is used, so that a command that reads one format does not wait for all.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

    from lerway.standards.frameworks.files import Bundle, Reader, Writer

__all__ = ["FORMATS", "Format"]


@dataclass(frozen=True, slots=True)
class Format:
    """One format that frameworks are published in.

    Attributes:
        name: as it is typed: `nice`.
        title: what it is, for a person.
        module: of `lerway.standards.frameworks`, or below it.
        reads: whether it can be imported.
        writes: the ending of the file that is written (`json`, `csv`); empty if it cannot
            be exported.
    """

    name: str
    title: str
    module: str
    reads: bool = True
    writes: str = ""

    def recognises(self, bundle: Bundle) -> bool:
        """Return whether what was given looks like this format; reads no row."""
        return self.reads and bool(self._module.recognises(bundle))

    @property
    def read(self) -> Reader:
        """The reader."""
        return self._module.read

    @property
    def write(self) -> Writer:
        """The writer."""
        return self._module.write

    @property
    def _module(self) -> ModuleType:
        return import_module(f"lerway.standards.frameworks.{self.module}")


_ALL: Final[tuple[Format, ...]] = (
    Format("nice", "NICE Framework components, 2.x (CPRT JSON, XLSX)", "nice"),
    Format("dcwf", "DoD Cyber Workforce Framework (XLSX)", "dcwf"),
    Format("onet", "O*NET database, one release (text, XLSX)", "onet"),
    Format("esco", "ESCO classification (CSV, folder or zip)", "esco"),
    Format("csv", "plain CSV (any columns, by a mapping)", "plain", writes="csv"),
    Format("rsd", "Rich Skill Descriptors (OSMT JSON v2 and v3, CSV)", "rsd", writes="json"),
    Format("rsd-csv", "skills as OSMT's CSV (export only)", "rsd.table", reads=False, writes="csv"),
    Format("ctdl-asn", "CTDL-ASN competency framework (JSON-LD)", "ctdl_asn", writes="json"),
    Format("case", "CASE 1.1 package (JSON; 1.0 is read as well)", "case", writes="json"),
)

FORMATS: Final[Mapping[str, Format]] = MappingProxyType({one.name: one for one in _ALL})
"""By name, in the order in which the command line lists them."""
