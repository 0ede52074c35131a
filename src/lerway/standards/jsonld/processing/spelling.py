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

    from lerway.standards.jsonld.processing.nodes import Item, Node

__all__ = ["HIDING", "is_judged", "is_own_name", "is_own_type", "split_root"]

HIDING: Final = frozenset({"@graph", "@included", "@list", "@nest", "@reverse", "@set"})
"""Keywords by which members can stand elsewhere than in the object that they belong to."""

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


def is_own_name(iri: str, key: str) -> bool:
    """Return whether `key` is how the published contexts spell the property `iri`."""
    if not is_judged(iri):
        return True
    local = _VERSION.sub("", iri.rsplit("#", 1)[1])
    return key in (local, local[:1].lower() + local[1:], _OTHER_NAMES.get(iri))


def is_own_type(iri: str, written: str) -> bool:
    """Return whether `written` is how the published contexts spell the type `iri`."""
    return not is_judged(iri) or written in (iri.rsplit("#", 1)[1], _OTHER_TYPES.get(iri))


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
