"""Open Badges 2.0 (IMS Final Release, 2018), section "Data Classes": which members must be there.

For the classes that verification needs: Assertion, BadgeClass, Profile (Issuer),
CryptographicKey and RevocationList, embedded in each other or by themselves.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

from lerway.kernel import pointer as p
from lerway.kernel.errors import Fault, InvalidError, Problem
from lerway.standards.vcdm.dates import parse_datetime
from lerway.standards.vcdm.identifiers import as_list, is_url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["CONTEXT", "Kind", "parse_date", "structure_v2", "validity_v2", "verification_type"]

CONTEXT: Final = "https://w3id.org/openbadges/v2"

Kind = Literal["Assertion", "BadgeClass", "Profile", "CryptographicKey", "RevocationList"]
"""The data classes that verification needs."""

_TYPES: Final[dict[Kind, frozenset[str]]] = {
    "Assertion": frozenset({"Assertion"}),
    "BadgeClass": frozenset({"BadgeClass"}),
    "Profile": frozenset({"Profile", "Issuer"}),
    "CryptographicKey": frozenset({"CryptographicKey"}),
    "RevocationList": frozenset({"RevocationList"}),
}
_REQUIRED: Final[dict[Kind, tuple[str, ...]]] = {
    "Assertion": ("id", "recipient", "badge", "issuedOn"),
    "BadgeClass": ("id", "issuer", "name", "description", "criteria"),
    "Profile": ("id", "name", "url", "email"),
    "CryptographicKey": ("owner", "publicKeyPem"),
    "RevocationList": ("id",),
}
_HOSTED: Final = frozenset({"hosted", "HostedBadge"})
_SIGNED: Final = frozenset({"signed", "SignedBadge"})
_WITHOUT_SECONDS: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d)(Z|[+-]\d\d:?\d\d)\Z")
_OFFSET_WITHOUT_COLON: Final = re.compile(r"([+-]\d\d)(\d\d)\Z")


def structure_v2(obj: JSONObject, expected: Kind) -> list[Problem]:
    """Return what is wrong with an object that is expected to be of this data class.

    Objects that stand inside it are judged with it, and need no context of their own.
    """
    return list(_structure(obj, expected, ""))


def verification_type(assertion: JSONObject) -> Literal["hosted", "signed"] | None:
    """Return how the badge is verified."""
    value = verification_of(assertion).get("type")
    types = {t for t in as_list(value) if isinstance(t, str)}
    if types & _SIGNED:
        return "signed"
    return "hosted" if types & _HOSTED else None


def verification_of(assertion: JSONObject) -> JSONObject:
    """Return the verification of an Assertion; `verify`, of version 1.1, is read too."""
    value = assertion.get("verification", assertion.get("verify"))
    return value if isinstance(value, dict) else {}


def _structure(obj: JSONObject, expected: Kind, at: str) -> Iterator[Problem]:
    # An embedded object shares the context of the one around it.
    if not at and CONTEXT not in _contexts(obj):
        yield Problem(
            "ob2.context",
            f"the context is not {CONTEXT}",
            fault=Fault.ISSUER,
            pointer="/@context",
        )
    types = {t for t in as_list(obj.get("type")) if isinstance(t, str)}
    if types.isdisjoint(_TYPES[expected]):
        yield Problem(
            "ob2.type",
            f"the type does not include {expected}",
            fault=Fault.ISSUER,
            pointer=at + "/type",
        )
    for name in _REQUIRED[expected]:
        if obj.get(name) in (None, ""):
            yield Problem(
                "ob2.member_missing",
                f"the {expected} has no {name}",
                fault=Fault.ISSUER,
                pointer=f"{at}/{name}",
            )
    if obj.get("id") is not None and not is_url(obj["id"]):
        yield _not_url(at + "/id")
    if expected == "Assertion":
        yield from _assertion(obj)
    elif expected == "BadgeClass":
        yield from _badge_class(obj, at)
    elif expected == "Profile":
        yield from _profile(obj, at)


def _contexts(obj: JSONObject) -> set[str]:
    # Some files carry the published context itself instead of its address.
    found = {c for c in as_list(obj.get("@context")) if isinstance(c, str)}
    for c in as_list(obj.get("@context")):
        if isinstance(c, dict) and c.get("Assertion") == "obi:Assertion":
            found.add(CONTEXT)
    return found


def _assertion(obj: JSONObject) -> Iterator[Problem]:
    recipient = obj.get("recipient")
    if recipient is not None:
        yield from _recipient(recipient)
    if verification_type(obj) is None:
        yield Problem(
            "ob2.verification",
            "the verification is neither hosted nor signed",
            fault=Fault.ISSUER,
            pointer="/verification",
        )
    badge = obj.get("badge")
    if not _can_be_reference(badge):
        yield _not_url("/badge")
    elif isinstance(badge, dict):
        yield from _structure(badge, "BadgeClass", "/badge")
    yield from _dates(obj)
    yield from _image(obj, "", data_urls=False)


def _recipient(recipient: JSON) -> Iterator[Problem]:
    good = (
        isinstance(recipient, dict)
        and isinstance(recipient.get("type"), str)
        and isinstance(recipient.get("hashed"), bool)
        and isinstance(recipient.get("identity"), str)
    )
    if not good:
        yield Problem(
            "ob2.recipient",
            "the recipient lacks its type, identity or hashed",
            fault=Fault.ISSUER,
            pointer="/recipient",
        )


def _badge_class(obj: JSONObject, at: str) -> Iterator[Problem]:
    issuer = obj.get("issuer")
    if not _can_be_reference(issuer):
        yield _not_url(at + "/issuer")
    elif isinstance(issuer, dict):
        yield from _structure(issuer, "Profile", at + "/issuer")
    criteria = obj.get("criteria")
    if isinstance(criteria, dict) and not (criteria.get("id") or criteria.get("narrative")):
        yield Problem(
            "ob2.criteria",
            "the criteria have neither id nor narrative",
            fault=Fault.ISSUER,
            pointer=at + "/criteria",
        )
    elif not _can_be_reference(criteria):
        yield _not_url(at + "/criteria")
    for i, alignment in enumerate(as_list(obj.get("alignment"))):
        target = alignment if isinstance(alignment, dict) else {}
        if not (isinstance(target.get("targetName"), str) and is_url(target.get("targetUrl"))):
            yield Problem(
                "ob2.alignment",
                "an alignment lacks its targetName or targetUrl",
                fault=Fault.ISSUER,
                pointer=at + p.join("alignment", i),
            )
    yield from _image(obj, at, data_urls=True)


def _profile(obj: JSONObject, at: str) -> Iterator[Problem]:
    for name in ("url", "revocationList"):
        if obj.get(name) is not None and not _can_be_reference(obj[name]):
            yield _not_url(f"{at}/{name}")


def _image(obj: JSONObject, at: str, *, data_urls: bool) -> Iterator[Problem]:
    # An Assertion's own image is the baked one at an address; a BadgeClass may carry its own.
    image = obj.get("image")
    url = image.get("id") if isinstance(image, dict) else image
    if url is None:
        return
    if not is_url(url) or (url.startswith("data:") and not data_urls):
        yield Problem(
            "ob2.image",
            "the image is not at an address",
            fault=Fault.ISSUER,
            pointer=at + "/image",
        )


def _dates(obj: JSONObject) -> Iterator[Problem]:
    moments: dict[str, datetime] = {}
    for name in ("issuedOn", "expires"):
        if obj.get(name) is None:
            continue
        try:
            moments[name] = parse_date(obj[name])
        except InvalidError as e:
            yield e.at(p.join(name)).problem
    if len(moments) > 1 and moments["expires"] < moments["issuedOn"]:
        yield Problem(
            "ob2.period_reversed",
            "the badge expires before it was issued",
            fault=Fault.ISSUER,
            pointer="/expires",
        )


def _can_be_reference(value: JSON) -> bool:
    return value is None or isinstance(value, dict) or is_url(value)


def _not_url(at: str) -> Problem:
    return Problem(
        "ob2.not_url",
        "an address is not one absolute URL",
        fault=Fault.ISSUER,
        pointer=at,
    )


def parse_date(value: JSON) -> datetime:
    """Return the moment of an Open Badges 2.0 date: ISO 8601, seconds may be left out.

    Raises:
        InvalidError: as `vcdm.dates.parse_datetime`.
    """
    text = value if isinstance(value, str) else ""
    text = _WITHOUT_SECONDS.sub(r"\1:00\2", text)
    return parse_datetime(_OFFSET_WITHOUT_COLON.sub(r"\1:\2", text))


def validity_v2(assertion: JSONObject) -> tuple[datetime | None, datetime | None]:
    """Return when the badge was issued, and when it expires; None where it does not say.

    Raises:
        InvalidError: as `parse_date`, with the pointer of the member.
    """
    found: list[datetime | None] = []
    for name in ("issuedOn", "expires"):
        try:
            found.append(None if assertion.get(name) is None else parse_date(assertion[name]))
        except InvalidError as e:
            raise e.at(p.join(name)) from None
    return found[0], found[1]
