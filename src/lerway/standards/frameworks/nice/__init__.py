"""NICE Workforce Framework for Cybersecurity (NIST SP 800-181 Rev. 1), components 2.x.

The JSON of NIST's Cybersecurity and Privacy Reference Tool (CPRT), and the workbook that
NIST publishes beside it. Both give the same items; the workbook says more of competency
areas, and which task of a role needs which knowledge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lerway.kernel.errors import UnreadableError
from lerway.standards.frameworks.model import Remark
from lerway.standards.frameworks.nice import cprt, workbook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lerway.standards.frameworks.files import Bundle
    from lerway.standards.frameworks.model import Part

__all__ = ["read", "recognises"]


def recognises(bundle: Bundle) -> bool:
    """Return whether there is CPRT JSON of SP 800-181, or its workbook."""
    return bool(cprt.documents_of(bundle) or workbook.sheets_of(bundle))


def read(bundle: Bundle) -> Iterator[Part]:
    """Read the JSON; the workbook where there is none.

    Raises:
        UnreadableError: `frameworks.not_this_format`, `frameworks.many_documents`, and as
            the two readers.
    """
    found, sheets = cprt.documents_of(bundle), workbook.sheets_of(bundle)
    if len(found) > 1:
        raise UnreadableError(
            "frameworks.many_documents",
            f"{found[0].file} and {found[1].file} are two versions of the NICE Framework",
            hint="import them one by one; they live side by side",
        )
    if found:
        yield from cprt.read(found[0])
        if sheets:
            yield Remark(
                "frameworks.left_aside",
                f"{found[0].file} has been read, and {sheets[0].file} beside it has not;"
                " the workbook also says which task needs which knowledge: import it by itself"
                " to have that",
            )
    elif sheets:
        yield from workbook.read(bundle, sheets)
    else:
        raise UnreadableError(
            "frameworks.not_this_format",
            f"{bundle.name or 'what was given'} is neither the CPRT JSON nor the workbook of"
            " the NICE Framework",
            hint="take the JSON or the XLSX from NIST's page of the NICE Framework",
        )
