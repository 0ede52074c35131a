"""Recipients: IdentityObject of 1EdTech Open Badges 3.0, appendix B, and of 2.0.

An identity stands in a badge as it is, or as `sha256$` and the hexadecimal
SHA-256 of the value followed by the salt. `md5$`, of 1.x and 2.0, is read and
reported as weak. The standards do not say how a value is to be spelled before it
is hashed; a value is tried as given and, if it is an e-mail address, in lower case.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import TYPE_CHECKING, Final

from lerway.kernel import pointer as p
from lerway.kernel.errors import Fault, Problem
from lerway.standards.vcdm.identifiers import as_list

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = [
    "hash_identity",
    "identity_object",
    "matches",
    "recipient_matches",
    "recipients",
    "weak_identities",
]

_HASHES: Final[dict[str, tuple[int, Callable[[bytes], bytes]]]] = {
    "sha256": (64, lambda b: hashlib.sha256(b).digest()),
    "md5": (32, lambda b: hashlib.md5(b, usedforsecurity=False).digest()),
}
_HASHED: Final = re.compile(r"(?P<name>[A-Za-z0-9-]+)\$(?P<hex>[0-9A-Fa-f]+)\Z")
_EMAIL: Final = re.compile(r"[^\s@:/]+@[^\s@:/]+\Z")
_MAILTO: Final = "mailto:"


def hash_identity(value: str, salt: str) -> str:
    """Return `sha256$` and the hexadecimal hash of `value` followed by `salt`."""
    return "sha256$" + hashlib.sha256((value + salt).encode()).hexdigest()


def identity_object(value: str, salt: str, identity_type: str = "emailAddress") -> JSONObject:
    """Return an IdentityObject of Open Badges 3.0 that holds `value` hashed."""
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": hash_identity(value, salt),
        "identityType": identity_type,
        "salt": salt,
    }


def matches(identity: JSONObject, value: str) -> bool | None:
    """Return whether an IdentityObject (of 3.0 or 2.0) stands for `value`.

    None means that it cannot be told: the hash is of a kind that is not known, or
    the object is malformed.
    """
    text = identity.get("identityHash", identity.get("identity"))
    if not isinstance(text, str):
        return None
    spellings = _spellings(value)
    if identity.get("hashed") is not True:
        return text in spellings or ("@" in text and text.lower() in spellings)
    salt = identity.get("salt", "")
    m = _HASHED.match(text)
    if m is None or m["name"] not in _HASHES or not isinstance(salt, str):
        return None
    length, digest = _HASHES[m["name"]]
    if len(m["hex"]) != length:
        return None
    wanted = bytes.fromhex(m["hex"])
    return any(hmac.compare_digest(digest((s + salt).encode()), wanted) for s in spellings)


def recipient_matches(credential: JSONObject, identifier: str) -> bool | None:
    """Return whether `credential` was issued to the person with this identifier.

    Args:
        credential: a credential (its subjects' `id` and `identifier`), or an
            Assertion of Open Badges 2.0 (its `recipient`).
        identifier: a DID, URL, e-mail address (with or without `mailto:`) or
            another identifier.

    Returns:
        None if the credential names nobody in a way that can be compared: an e-mail
        address says nothing of somebody who is only named by another identifier.
    """
    unknown = True
    for value, _ in recipients(credential):
        if isinstance(value, str):
            found: bool | None = value in _spellings(identifier)
            if not found and _is_email(identifier) and not _is_email(value):
                found = None
        else:
            found = matches(value, identifier)
        if found:
            return True
        unknown = unknown and found is None
    return None if unknown else False


def recipients(credential: JSONObject) -> Iterator[tuple[str | JSONObject, str]]:
    """Yield who received it, identifiers and IdentityObjects, each with its pointer."""
    subjects = credential.get("credentialSubject")
    for subject, at in _each(subjects, "/credentialSubject"):
        if isinstance(subject, dict):
            identifier = subject.get("id")
            if isinstance(identifier, str):
                yield identifier, at + "/id"
            for identity, where in _each(subject.get("identifier"), at + "/identifier"):
                if isinstance(identity, dict):
                    yield identity, where
    recipient = credential.get("recipient")
    if isinstance(recipient, dict):
        yield recipient, "/recipient"


def weak_identities(credential: JSONObject) -> list[Problem]:
    """Return what makes it easy to find out who received the badge.

    These are not breaches of the standard: `ob.identity_plain` (not hashed),
    `ob.identity_md5`, `ob.identity_unsalted`.
    """
    found: list[Problem] = []
    for identity, at in recipients(credential):
        if isinstance(identity, str):
            continue
        text = identity.get("identityHash", identity.get("identity"))
        if identity.get("hashed") is not True:
            found.append(
                Problem(
                    "ob.identity_plain",
                    "the recipient's identity stands in the badge for everybody to read",
                    fault=Fault.ISSUER,
                    pointer=at,
                )
            )
        elif isinstance(text, str) and text.startswith("md5$"):
            found.append(
                Problem(
                    "ob.identity_md5",
                    "the recipient's identity is hashed with MD5, which is weak",
                    fault=Fault.ISSUER,
                    pointer=at,
                )
            )
        elif not identity.get("salt"):
            found.append(
                Problem(
                    "ob.identity_unsalted",
                    "the recipient's identity is hashed without salt and easily guessed",
                    fault=Fault.ISSUER,
                    pointer=at,
                )
            )
    return found


def _is_email(identifier: str) -> bool:
    return identifier[: len(_MAILTO)].lower() == _MAILTO or bool(_EMAIL.match(identifier))


def _each(value: JSON, at: str) -> Iterator[tuple[JSON, str]]:
    for i, item in enumerate(as_list(value)):
        yield item, at + p.token(i) if isinstance(value, list) else at


def _spellings(value: str) -> set[str]:
    plain = value[len(_MAILTO) :] if value[: len(_MAILTO)].lower() == _MAILTO else value
    found = {value, plain}
    if "@" in plain:
        found |= {plain.lower(), _MAILTO + plain, _MAILTO + plain.lower()}
    return found
