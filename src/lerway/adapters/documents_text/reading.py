"""Text of a posting, syllabus or résumé: UTF-8 text, PDF (ISO 32000), DOCX (ECMA-376).

What stands in a document is a stranger's: its size, its pages, the work of reading it and
what its ZIP members grow to are bounded.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import MisuseError, UnreadableError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["LARGEST", "document_text", "text_of"]

LARGEST: Final = 20 * 1024 * 1024
PAGES: Final = 200
LETTERS: Final = 2_000_000
GROWN: Final = 32 * 1024 * 1024
_DOCUMENT: Final = "word/document.xml"
_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def document_text(path: Path) -> str:
    """Return the text of a file.

    Raises:
        MisuseError: `document.unreadable_file`.
        UnreadableError: `document.too_large`, `document.encrypted`, `document.scanned`,
            `document.broken`, `document.not_text`.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as e:
        raise MisuseError(
            "document.unreadable_file",
            f"cannot read {path}: {(e.strerror or str(e)).lower()}",
            hint="give a text, PDF or DOCX file",
        ) from None
    return text_of(data, path.name)


def text_of(data: bytes, name: str) -> str:
    """Return the text of a document; what it is, its first bytes tell. Errors as above."""
    if len(data) > LARGEST:
        raise _too_large(name, f"more than {LARGEST // 1024 // 1024} MB")
    if data.startswith(b"%PDF-"):
        text = _pdf(data, name)
    elif data.startswith(b"PK\x03\x04"):
        text = _docx(data, name)
    else:
        text = _plain(data, name)
    if len(text) > LETTERS:
        raise _too_large(name, f"more than {LETTERS:,} characters of text")
    return text


def _too_large(name: str, what: str) -> UnreadableError:
    return UnreadableError(
        "document.too_large", f"{name} has {what}", hint="give the pages that matter"
    )


def _plain(data: bytes, name: str) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = ""
    if (not text and data) or "\0" in text:
        raise UnreadableError(
            "document.not_text",
            f"{name} is neither a PDF nor a DOCX, nor text in UTF-8",
            hint="save it as PDF, DOCX or plain text in UTF-8",
        )
    return text


def _pdf(data: bytes, name: str) -> str:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableError(
                "document.encrypted",
                f"{name} is locked with a password",
                hint="save a copy without a password",
            )
        if len(reader.pages) > PAGES:
            raise _too_large(name, f"more than {PAGES} pages")
        found: list[str] = []
        letters = 0
        for page in reader.pages:
            found.append(page.extract_text())
            letters += len(found[-1])
            if letters > LETTERS:
                raise _too_large(name, f"more than {LETTERS:,} characters of text")
    except DependencyError:
        raise UnreadableError(
            "document.encrypted",
            f"{name} is encrypted in a way that cannot be read here",
            hint="save a copy without encryption",
        ) from None
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, OSError,
            RecursionError) as e:  # fmt: skip
        raise _broken(name, "PDF", e) from None
    text = "\n".join(found)
    if not text.strip():
        raise UnreadableError(
            "document.scanned",
            f"{name} has no text in it: its pages are pictures",
            hint="recognise the text first (OCR), or give the original document",
        )
    return text


def _docx(data: bytes, name: str) -> str:
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            try:
                size = archive.getinfo(_DOCUMENT).file_size
            except KeyError:
                raise UnreadableError(
                    "document.broken",
                    f"{name} is a ZIP archive without a Word document in it",
                    hint="give a DOCX, or unpack the archive and give one of its files",
                ) from None
            if size > GROWN:
                raise _too_large(name, f"a document that unpacks to more than {GROWN >> 20} MB")
            with archive.open(_DOCUMENT) as file:
                document = file.read(GROWN + 1)
        if len(document) > GROWN:
            raise _too_large(name, f"a document that unpacks to more than {GROWN >> 20} MB")
        found: list[str] = []
        for element in fromstring(document).iter():
            if element.tag == f"{_WORD}t":
                found.append(element.text or "")
            elif element.tag in (f"{_WORD}p", f"{_WORD}br", f"{_WORD}cr") and found:
                found.append("\n")
            elif element.tag == f"{_WORD}tab":
                found.append("\t")
    except (zipfile.BadZipFile, ParseError, DefusedXmlException, NotImplementedError, EOFError,
            RuntimeError, OSError) as e:  # fmt: skip
        raise _broken(name, "DOCX", e) from None
    return "".join(found)


def _broken(name: str, what: str, error: Exception) -> UnreadableError:
    said = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
    return UnreadableError(
        "document.broken",
        f"{name} is a broken {what}: {said.lower()}",
        hint="open it in the program that made it and save it anew",
    )
