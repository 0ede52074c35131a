"""A file, folder or archive becomes a `Bundle` of sheets and documents."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lerway.adapters.framework_files.limits import DEFAULT_FILE_LIMITS
from lerway.adapters.framework_files.sources import reading, sources
from lerway.adapters.framework_files.text_tables import is_table, text_table
from lerway.adapters.framework_files.workbooks import workbook
from lerway.kernel.errors import UnreadableError
from lerway.standards.frameworks.files import Bundle, Document

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from pathlib import Path

    from lerway.adapters.framework_files.limits import FileLimits
    from lerway.standards.frameworks.files import Sheet
    from lerway.standards.frameworks.model import Remark

__all__ = ["Opened", "opened"]

WORKBOOKS = frozenset({"xlsx", "xlsm"})
OLD_WORKBOOKS = frozenset({"xls", "xlsb", "ods"})
DOCUMENTS = frozenset({"json", "jsonld", "txt", "md"})


@dataclass(frozen=True, slots=True)
class Opened:
    """What was given, opened.

    Attributes:
        bundle: for the reader.
        remarks: what the person should be told of the files.
        left_aside: files that are neither tables nor documents.
    """

    bundle: Bundle
    remarks: tuple[Remark, ...]
    left_aside: tuple[str, ...]


@contextmanager
def opened(
    path: Path,
    options: Mapping[str, str] | None = None,
    limits: FileLimits = DEFAULT_FILE_LIMITS,
) -> Generator[Opened]:
    """Open what a framework's owner publishes; it is closed at the end of the block.

    Args:
        path: a file, a folder or a ZIP archive.
        options: for the reader.
        limits: on size, number and work.

    Raises:
        MisuseError: `frameworks.no_such_file`.
        UnreadableError: `frameworks.nothing_readable`, `frameworks.old_workbook`, and what
            `sources`, `text_table` and `workbook` raise.
    """
    sheets: list[Sheet] = []
    documents: list[Document] = []
    remarks: list[Remark] = []
    aside: list[str] = []
    with ExitStack() as stack:
        for source in sources(path, limits, stack):
            if source.ending in WORKBOOKS:
                found, said = workbook(source, limits)
                sheets += found
                remarks += said
            elif is_table(source):
                sheets.append(text_table(source, limits, stack))
            elif source.ending in DOCUMENTS:
                with reading(source.file), source.open() as stream:
                    documents.append(Document(source.file, stream.read()))
            elif source.ending in OLD_WORKBOOKS:
                raise UnreadableError(
                    "frameworks.old_workbook",
                    f"{source.file} is a workbook of a kind that is not read here",
                    hint="save it as .xlsx",
                )
            else:
                aside.append(source.file)
        if not sheets and not documents:
            raise UnreadableError(
                "frameworks.nothing_readable",
                f"there is no table, workbook or JSON in {path.name or path}",
                hint="name the file or folder that the framework's owner publishes",
            )
        bundle = Bundle(tuple(sheets), tuple(documents), dict(options or {}), path.resolve().name)
        yield Opened(bundle, tuple(remarks), tuple(aside))
