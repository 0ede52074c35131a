"""CASE 1.1, section "CFPackage": the reader.

1. The CFDocument is the framework; definitions (with association groupings), rubrics and
   extensions of the package stay in its `kept`.
2. Each CFItem is an item.
3. Each CFAssociation between items is a relation. One that hangs an item on the document
   itself says only that the item is at the top: it stays with the document.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import UnreadableError
from lerway.standards.frameworks.case.members import (
    framework_of,
    item_of,
    own_extension,
    relation_of,
    without_own,
)
from lerway.standards.frameworks.json_files import documents, objects, only_document, value_of
from lerway.standards.frameworks.rest import restored

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lerway.kernel.strict_json import JSON, JSONObject
    from lerway.standards.frameworks.files import Bundle
    from lerway.standards.frameworks.model import Framework, Item, Part, Relation

__all__ = ["framework", "item", "read", "recognises", "relation"]

_BEGINNING: Final = 4096
_PARTS: Final = frozenset({"CFDocument", "CFItems", "CFAssociations"})


def recognises(bundle: Bundle) -> bool:
    """Return whether the beginning of a document has a CFDocument."""
    return any(b'"CFDocument"' in d.data[:_BEGINNING] for d in documents(bundle))


def read(bundle: Bundle) -> Iterator[Part]:
    """Read a package.

    Raises:
        UnreadableError: `frameworks.not_this_format`, `frameworks.many_documents`, `json.…`.
        InvalidError: `frameworks.member_missing`, `frameworks.member_type`,
            `frameworks.extension`.
    """
    document = only_document(bundle, "a CASE package")
    file = document.file
    package = value_of(document)
    if not isinstance(package, dict) or not isinstance(package.get("CFDocument"), dict):
        raise UnreadableError(
            "frameworks.not_this_format",
            f"{file} has no CFDocument, so it is no CASE package",
            hint="ask the provider for /CFPackages/… of the framework",
        )
    root = package["CFDocument"] if isinstance(package["CFDocument"], dict) else {}
    native = own_extension(root) is None
    top: list[JSON] = []
    between: list[tuple[int, JSONObject]] = []
    for n, members in enumerate(objects(package.get("CFAssociations"), f"{file}, CFAssociations")):
        node = members.get("destinationNodeURI")
        if isinstance(node, dict) and node.get("identifier") == root.get("identifier"):
            top.append([n, members])
        else:
            between.append((n, members))
    yield framework(package, root, top, f"{file}, CFDocument")
    ids: dict[str, str] = {}
    for n, members in enumerate(objects(package.get("CFItems"), f"{file}, CFItems")):
        one = item(members, f"{file}, CFItems[{n}]", native=native)
        ids[str(members.get("identifier"))] = one.id
        yield one
    for n, members in between:
        yield relation(members, f"{file}, CFAssociations[{n}]", ids, native=native)


def framework(package: JSONObject, root: JSONObject, top: list[JSON], place: str) -> Framework:
    """Return the head that a package says; `top` are the associations with the document."""
    plain = without_own(root)
    kept: dict[str, JSON] = {k: v for k, v in package.items() if k not in _PARTS}
    kept["CFDocument"] = plain
    kept |= {"top": top} if top else {}
    back = replace(framework_of(plain, place), kept=kept)
    extension = own_extension(root)
    return back if extension is None else restored(back, extension, place)


def item(members: JSONObject, place: str, *, native: bool = True) -> Item:
    """Return the item that a CFItem says."""
    back = item_of(without_own(members), place, native=native)
    extension = own_extension(members)
    return back if extension is None else restored(back, extension, place)


def relation(
    members: JSONObject, place: str, ids: dict[str, str], *, native: bool = True
) -> Relation:
    """Return the relation that a CFAssociation says."""
    back = relation_of(without_own(members), place, ids, native=native)
    extension = own_extension(members)
    return back if extension is None else restored(back, extension, place)
