"""Open Badges 2.0 (IMS Final Release, 2018): the pure rules of hosted and signed badges.

Sections "Data Classes" and "Implementing Open Badges" (hosted and signed
verification). A badge is an Assertion that names a BadgeClass, which names the
Profile of its issuer; each may stand inside the other or at its own address.
What is fetched, and in which order, is the caller's business:

1. the Assertion: for a hosted badge from its `id`, for a signed one from the JWS;
2. its BadgeClass (`badge_reference`), 3. its issuer (`issuer_reference`);
4. hosted: `hosted_rules`; signed: the key (`key_reference`), then `signed_rules`
   and the signature; 5. signed: the issuer's `revocation_list_url`, then `revoked`.

An issuer's Profile decides where its badges may stand and which keys are its own.
It is believed only if it was fetched from its own `id`; of one that stands inside
a BadgeClass only the `id` counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lerway.kernel.errors import Fault, InvalidError, Problem, UndeterminedError
from lerway.standards.open_badges import identity
from lerway.standards.open_badges.v2_structure import (
    CONTEXT,
    Kind,
    parse_date,
    structure_v2,
    validity_v2,
    verification_of,
    verification_type,
)
from lerway.standards.vcdm.identifiers import as_list, is_url

if TYPE_CHECKING:
    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = [
    "CONTEXT",
    "Kind",
    "Reference",
    "badge_reference",
    "fetched_rules",
    "hosted_rules",
    "issuer_keys",
    "issuer_reference",
    "key_reference",
    "matches_recipient",
    "parse_date",
    "revocation_list_url",
    "revoked",
    "revoked_in_place",
    "signed_rules",
    "structure_v2",
    "validity_v2",
    "verification_type",
]


@dataclass(frozen=True, slots=True)
class Reference:
    """How one object of Open Badges 2.0 names another.

    Attributes:
        url: the address of the other; None if it has none that is a URL.
        embedded: the other itself, if it stands inside.
        pointer: where the reference stands.
    """

    url: str | None
    embedded: JSONObject | None
    pointer: str


# ----------------------------------------------------------------- references


def badge_reference(assertion: JSONObject) -> Reference:
    """Return how an Assertion names its BadgeClass."""
    return _reference(assertion.get("badge"), "/badge")


def issuer_reference(badge: JSONObject) -> Reference:
    """Return how a BadgeClass names its issuer.

    Fetch the issuer from `url` even when it is embedded: see the module.
    """
    return _reference(badge.get("issuer"), "/issuer")


def key_reference(assertion: JSONObject, issuer: JSONObject) -> Reference:
    """Return the key of a signed badge: `verification.creator`, else the issuer's only key.

    A key that stands in the issuer's Profile is returned with its content; of one
    that stands in the badge only the address counts.

    Raises:
        InvalidError: `ob2.key_unnamed` if neither says which key it is.
    """
    keys = [_reference(k, "/publicKey") for k in as_list(issuer.get("publicKey"))]
    creator = verification_of(assertion).get("creator")
    if creator is not None:
        url = _reference(creator, "").url
        own = next((k.embedded for k in keys if k.url == url), None)
        return Reference(url, own, "/verification/creator")
    if len(keys) != 1:
        raise InvalidError(
            "ob2.key_unnamed",
            f"the badge does not name its key, and the issuer has {len(keys)}",
            fault=Fault.ISSUER,
            pointer="/verification",
        )
    return keys[0]


def revocation_list_url(issuer: JSONObject) -> str | None:
    """Return where the issuer says which signed badges are revoked; None if nowhere."""
    return _reference(issuer.get("revocationList"), "/revocationList").url


def issuer_keys(issuer: JSONObject) -> set[str]:
    """Return the addresses of the keys that the issuer calls its own."""
    return {url for k in as_list(issuer.get("publicKey")) if (url := _reference(k, "").url)}


def _reference(value: JSON, at: str) -> Reference:
    embedded = value if isinstance(value, dict) else None
    url = embedded.get("id") if embedded is not None else value
    return Reference(url if is_url(url) else None, embedded, at)


# ---------------------------------------------------------------------- rules


def fetched_rules(obj: JSONObject, url: str) -> list[Problem]:
    """Return what is wrong if what was fetched from `url` does not have that address as its id."""
    if obj.get("id") == url:
        return []
    return [
        Problem(
            "ob2.id_differs",
            f"what was fetched from {url} calls itself {obj.get('id')}",
            fault=Fault.ISSUER,
            pointer="/id",
        )
    ]


def hosted_rules(
    assertion: JSONObject, issuer: JSONObject, url: str, *, issuer_fetched: bool = True
) -> list[Problem]:
    """Return what keeps a hosted badge from being its issuer's.

    The fetched Assertion's `id` is the address it was fetched from, and that
    address is where the issuer lets its badges stand: its `startsWith` and
    `allowedOrigins`; without the latter, the host of the issuer's own `id`.

    Args:
        assertion: as fetched from `url`.
        issuer: the issuer's Profile.
        url: where the Assertion was fetched from.
        issuer_fetched: whether the Profile was fetched from its own `id`; if not,
            only the host of that `id` counts.

    Raises:
        UndeterminedError: `ob2.issuer_without_host` if the issuer's `id` is no
            web address and no origin is named.
    """
    found = fetched_rules(assertion, url)
    policy = issuer.get("verification") if issuer_fetched else None
    policy = policy if isinstance(policy, dict) else {}
    prefixes = [s for s in as_list(policy.get("startsWith")) if isinstance(s, str)]
    if "startsWith" in policy and not any(_within(url, s) for s in prefixes):
        found.append(
            Problem(
                "ob2.starts_with",
                f"{url} does not start as the issuer says that its badges do",
                fault=Fault.ISSUER,
                pointer="/id",
            )
        )
    if "allowedOrigins" in policy:
        names = [o for o in as_list(policy["allowedOrigins"]) if isinstance(o, str)]
        allowed = {_authority(name) or name.lower() for name in names}
    else:
        own = _authority(issuer.get("id"))
        if own is None and not found:
            raise UndeterminedError(
                "ob2.issuer_without_host",
                "the issuer has no web address of its own, so nobody knows where it hosts badges",
                fault=Fault.ISSUER,
                pointer="/issuer/id",
            )
        allowed = {own}
    if _authority(url) not in allowed:
        found.append(
            Problem(
                "ob2.origin",
                f"the badge stands at {_authority(url) or url}, where the issuer hosts none",
                fault=Fault.ISSUER,
                pointer="/id",
            )
        )
    return found


def signed_rules(key: JSONObject, key_url: str, issuer: JSONObject) -> list[Problem]:
    """Return what keeps the key of a signed badge from being the issuer's.

    The issuer (fetched from its own `id`) lists the key, and the key names the
    issuer as its owner.
    """
    found: list[Problem] = []
    if key_url not in issuer_keys(issuer):
        found.append(
            Problem(
                "ob2.key_not_of_issuer",
                "the badge is signed by a key that its issuer does not list",
                fault=Fault.ISSUER,
                pointer="/verification/creator",
            )
        )
    if key.get("owner") != issuer.get("id"):
        found.append(
            Problem(
                "ob2.key_owner",
                "the owner of the key is not the issuer of the badge",
                fault=Fault.ISSUER,
                pointer="/owner",
            )
        )
    return found


def revoked(revocation_list: JSONObject, assertion: JSONObject) -> str | None:
    """Return why a signed badge was revoked (maybe ""), or None if it was not."""
    wanted = assertion.get("id")
    for entry in as_list(revocation_list.get("revokedAssertions")):
        if isinstance(entry, str) and entry == wanted:
            return ""
        if isinstance(entry, dict) and wanted is not None:
            # 1.1 and 2.0 let an entry name a badge by its uid as well
            uid = entry.get("uid")
            if entry.get("id") == wanted or (uid is not None and uid == assertion.get("uid")):
                reason = entry.get("revocationReason")
                return reason if isinstance(reason, str) else ""
    return None


def revoked_in_place(assertion: JSONObject) -> str | None:
    """Return why a hosted badge was revoked (maybe ""), or None: it says so itself."""
    if assertion.get("revoked") is not True:
        return None
    reason = assertion.get("revocationReason")
    return reason if isinstance(reason, str) else ""


def matches_recipient(assertion: JSONObject, identifier: str) -> bool | None:
    """Return whether the badge was issued to this e-mail address, URL, …; None if unknown."""
    return identity.recipient_matches(assertion, identifier)


def _authority(url: JSON) -> str | None:
    """Return the authority of an http(s) URL in lower case, without a default port."""
    if not isinstance(url, str):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        return None
    default = {"http": 80, "https": 443}[parts.scheme]
    return parts.hostname if port in (None, default) else f"{parts.hostname}:{port}"


def _within(url: str, prefix: str) -> bool:
    """Return whether `url` starts with `prefix`, and is on the same host if prefix has one."""
    # `/badges/../uploads/x` starts like a badge and is fetched from elsewhere.
    steps = urlsplit(url).path.lower().replace("%2e", ".").split("/")
    plain = not {".", ".."} & set(steps)
    return (
        plain and bool(prefix) and url.startswith(prefix) and _authority(prefix) == _authority(url)
    )
