"""One spelling for what is judged by name (house rule; docs/adr/0008).

A signature over the graph does not care how a member is spelled: by its term, by its
whole IRI, by another term of the same meaning, or nested elsewhere. Whoever judges a
record reads members by name. So that nobody can hide an end date, a status or a proof's
expiry from the judge without touching a signed statement, terms and types of the
vocabularies that are judged have one spelling here, and members stand where they belong.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lerway.kernel.strict_json import JSONObject
    from lerway.standards.jsonld.processing.active_context import Term
    from lerway.standards.jsonld.processing.nodes import Item, Node

__all__ = ["HIDING", "NOT_SEEN", "hidden_by", "hidden_by_type", "is_judged", "split_root"]

HIDING: Final = frozenset({"@graph", "@included", "@list", "@nest", "@reverse", "@set"})
"""Keywords by which members can stand elsewhere than in the object that they belong to."""

NOT_SEEN: Final = ", so that who judges the record by its members would not see it"
_SPELLINGS: Final = {"@type": ("type", "@type"), "@id": ("id", "@id")}
_CREDENTIALS: Final = "https://www.w3.org/2018/credentials#"
_JUDGED: Final = (
    _CREDENTIALS,
    "https://w3id.org/security#",
    "https://www.w3.org/ns/credentials/status#",
    "https://w3id.org/vc/status-list#",
    "https://purl.imsglobal.org/spec/vc/ob/vocab.html#",
    "https://purl.imsglobal.org/spec/vc/clr/vocab.html#",
)
_OTHER_NAMES: Final = {
    "https://w3id.org/security#expiration": "expires",
    "https://w3id.org/security#authenticationMethod": "authentication",
    "https://w3id.org/security#capabilityDelegationMethod": "capabilityDelegation",
    "https://w3id.org/security#capabilityInvocationMethod": "capabilityInvocation",
    "https://w3id.org/security#keyAgreementMethod": "keyAgreement",
    "https://w3id.org/security#signingAlgorithm": "signatureAlgorithm",
    "https://w3id.org/security#Key": "CryptographicKey",
    "https://purl.imsglobal.org/spec/vc/ob/vocab.html#Profile": "creator",
    "https://purl.imsglobal.org/spec/vc/ob/vocab.html#CountryCode": "addressCountryCode",
    "https://purl.imsglobal.org/spec/vc/ob/vocab.html#GeoCoordinates": "geo",
    "https://purl.imsglobal.org/spec/vc/ob/vocab.html#PhoneNumber": "phone",
}
"""Terms that the published contexts do not name after their IRI."""
_OTHER_TYPES: Final = {
    "https://w3id.org/security#Key": "CryptographicKey",
    "https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential": "AchievementCredential",
}
_VERSION: Final = re.compile(r"-\d+\Z")


def is_judged(iri: str) -> bool:
    """Return whether `iri` is of a vocabulary whose members are judged by name."""
    return iri.startswith(_JUDGED)


def hidden_by(term: Term | None, key: str, name: str, element: JSONObject) -> str | None:
    """Return why the member `key` of `element` would hide something; None if it does not.

    Args:
        term: the definition of `key`, if it is a term.
        key: the member as written.
        name: what it expands to: an IRI or a keyword.
        element: the object that it stands in.
    """
    if name in HIDING:
        return f"the member {key!r} lets others stand elsewhere"
    if term is not None and term.reverse:
        return f"the member {key!r} turns what it says round"
    if name in _SPELLINGS and key not in _SPELLINGS[name]:
        return f"the member {key!r} is another word for {name[1:]}"
    if name == "@type" and key == "@type" and "type" in element:
        return "type is given twice, as type and as @type"
    if not _is_own_name(name, key):
        return f"the member {key!r} is another word for {name}"
    return None


def hidden_by_type(iri: str, written: str) -> str | None:
    """Return why the type `iri`, as `written`, would hide what a record is; None if not."""
    if not is_judged(iri) or written in (iri.rsplit("#", 1)[1], _OTHER_TYPES.get(iri)):
        return None
    return f"the type {written!r} is another word for {iri}"


def _is_own_name(iri: str, key: str) -> bool:
    """Return whether `key` is how the published contexts spell the property `iri`."""
    if not is_judged(iri):
        return True
    local = _VERSION.sub("", iri.rsplit("#", 1)[1])
    return key in (local, local[:1].lower() + local[1:], _OTHER_NAMES.get(iri))


def split_root(items: list[Item]) -> bool:
    """Return whether judged members of the first thing stand in a second object of its id.

    Credentials inside have graphs of their own, and are judged by themselves.
    """
    from lerway.standards.jsonld.processing.nodes import Node

    root = items[0] if items else None
    if not isinstance(root, Node) or root.id is None:
        return False
    return any(
        node is not root
        and node.id == root.id
        and any(is_judged(name) for name in (*node.types, *node.properties))
        for node in _nodes(root)
    )


def _nodes(root: Item) -> Iterator[Node]:
    from lerway.standards.jsonld.processing.nodes import ListObject, Node

    stack: list[Item] = [root]
    while stack:
        item = stack.pop()
        if isinstance(item, Node):
            yield item
            for values in (*item.properties.values(), *item.reverse.values()):
                stack.extend(values)
            stack.extend(item.included)
        elif isinstance(item, ListObject):
            stack.extend(item.items)
