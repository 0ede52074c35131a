"""Controlled identifier documents: Controlled Identifiers 1.0, sections 2 and 3.

Whoever controls an identifier publishes such a document for it: which keys speak
for the identifier, and in which relationship. DID documents are read by the same
rules. A set of one value may stand without its array, as JSON-LD writes it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import Fault, InvalidError, UndeterminedError, UnreadableError
from lerway.kernel.strict_json import parse_object
from lerway.standards.cid.keys import KeyType, PublicKey
from lerway.standards.vcdm.dates import parse_datetime
from lerway.standards.vcdm.identifiers import as_list, is_url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = [
    "RELATIONSHIPS",
    "ControllerDocument",
    "VerificationMethod",
    "key_of_method",
    "parse_controller_document",
    "parse_key_document",
]

RELATIONSHIPS: Final = (
    "authentication",
    "assertionMethod",
    "keyAgreement",
    "capabilityInvocation",
    "capabilityDelegation",
)
"""The verification relationships (CID 1.0, section 2.3)."""

_MULTIKEY_TYPES: Final = ("Multikey", "Ed25519VerificationKey2020")
_JWK_TYPES: Final = ("JsonWebKey", "JsonWebKey2020")
_SECRETS: Final = ("secretKeyMultibase", "secretKeyJwk", "privateKeyMultibase", "privateKeyJwk")
_SHOWN: Final = 80


@dataclass(frozen=True, slots=True)
class VerificationMethod:
    """A key with its name.

    Attributes:
        id: absolute URL of the method.
        controller: absolute URL of who controls it; empty for a bare JWK, which
            does not say.
        key: the key.
        expires: from when on it is not to be used, if it says so.
        revoked: from when on it must not be used, if it says so.
    """

    id: str
    controller: str
    key: PublicKey
    expires: datetime | None = None
    revoked: datetime | None = None


@dataclass(frozen=True, slots=True)
class ControllerDocument:
    """A controlled identifier document whose outline was checked.

    Attributes:
        id: the identifier that it is about.
        raw: the document itself.
    """

    id: str
    raw: JSONObject = field(repr=False)

    def method(self, url: str, relationship: str) -> VerificationMethod:
        """Return the method named `url`, if it stands under `relationship`.

        CID 1.0, section 3.3 (retrieve verification method); its steps stand beside
        the code. Getting the document (steps 2 to 6) is for the caller and
        `parse_controller_document`. A URL without fragment, as Open Badges has for
        keys, may be the id of a method that stands here in full.

        Raises:
            InvalidError: `cid.invalid_method_url`, `cid.invalid_document_id` (the
                URL is not one of this document), `cid.invalid_method`,
                `cid.invalid_relationship`, or as `key_of_method`.
            UndeterminedError: `key.unsupported`.
        """
        # 1-3. the URL, split into document and fragment
        document_id, sign, fragment = url.partition("#")
        if not is_url(url) or (sign and not fragment):
            raise _error_method_url(url)
        # 6. whose document is it?
        if sign and document_id != self.id:
            raise InvalidError(
                "cid.invalid_document_id",
                f"the key document is about {_short(self.id)}, not about {_short(document_id)}",
                fault=Fault.ISSUER,
            )
        # 7-9. the method; `_found` compares absolute ids
        found = self._found(url)
        # 10. its controller
        if self._absolute(found.get("controller")) != self.id:
            raise _invalid_method(
                f"the key {_short(url)} does not say that {_short(self.id)} controls it"
            )
        # 11. the relationship
        if not self.lists(url, relationship):
            raise InvalidError(
                "cid.invalid_relationship",
                f"the key {_short(url)} is not listed for {relationship}",
                hint="the issuer should sign with a key that its document lists for this use",
                fault=Fault.ISSUER,
            )
        # 12.
        expires, revoked = _life(found)
        return VerificationMethod(url, self.id, key_of_method(found), expires, revoked)

    def lists(self, url: str, relationship: str) -> bool:
        """Return whether the method `url` stands under `relationship`, in full or by reference.

        By reference it may stand in another document, which is then the one to ask
        for the key (CID 1.0, section 2.3).
        """
        if relationship not in RELATIONSHIPS:
            return False
        items = as_list(self.raw.get(relationship))
        ids = (item.get("id") if isinstance(item, dict) else item for item in items)
        return any(self._absolute(i) == url for i in ids)

    def _found(self, url: str) -> JSONObject:
        same = [m for m in self._methods() if self._absolute(m.get("id")) == url]
        if not same:
            raise _invalid_method(f"the document of {_short(self.id)} has no key {_short(url)}")
        if any(m != same[0] for m in same):
            raise _invalid_method(f"two different keys are named {_short(url)}")
        return same[0]

    def _methods(self) -> Iterator[JSONObject]:
        for member in ("verificationMethod", *RELATIONSHIPS):
            for item in as_list(self.raw.get(member)):
                if isinstance(item, dict):
                    yield item

    def _absolute(self, reference: JSON) -> str | None:
        """Resolve `#key` against the document's id; other references are absolute."""
        if not isinstance(reference, str):
            return None
        return self.id + reference if reference.startswith("#") else reference


def parse_controller_document(body: bytes | JSONObject, expected_id: str) -> ControllerDocument:
    """Return the controller document that `body` spells, if it is about `expected_id`.

    CID 1.0, section 3.3, steps 5 and 6.

    Raises:
        InvalidError: `cid.invalid_document`, `cid.invalid_document_id`.
        UndeterminedError: `cid.not_a_document` if `body` is no JSON object (a web
            page for people, perhaps).
    """
    raw = _object(body, expected_id)
    document_id = raw.get("id")
    # 5. a conforming controlled identifier document
    if not is_url(document_id):
        raise _invalid_document(expected_id, "it has no id that is a URL")
    for member in ("verificationMethod", *RELATIONSHIPS):
        if member not in raw:
            continue
        for item in as_list(raw[member]):
            _check_entry(item, member, expected_id)
    # 6. its id is the address that it was asked for by
    if document_id != expected_id:
        raise InvalidError(
            "cid.invalid_document_id",
            f"the key document is about {_short(document_id)}, not about {_short(expected_id)}",
            hint="the issuer should publish its own document at its own address",
            fault=Fault.ISSUER,
        )
    return ControllerDocument(document_id, raw)


def parse_key_document(body: bytes | JSONObject, url: str) -> VerificationMethod:
    """Return the key that stands at an address of its own.

    Open Badges 3.0, section 8.2.4.1, lets `kid` be the URL of a JSON Web Key; a
    verification method may stand there too, and a JWK set (RFC 7517, section 5)
    of one key, or with `url` as the `kid` of exactly one.

    Whom the key belongs to is not known from here: `controller` is what the
    document says, or empty, and the controller's own document must list the key.

    Raises:
        InvalidError: `cid.invalid_method`, or as `key_of_method`.
        UndeterminedError: `cid.not_a_document`, `key.unsupported`.
    """
    raw = _object(body, url)
    if "keys" in raw and "kty" not in raw:
        raw = _of_set(raw["keys"], url)
    if "kty" in raw:
        return VerificationMethod(url, "", PublicKey.from_jwk(raw))
    controller = raw.get("controller")
    if raw.get("id") != url:
        raise _invalid_method(f"the document at {_short(url)} is not a key of this name")
    if not is_url(controller):
        raise _invalid_method(f"the key at {_short(url)} does not say who controls it")
    expires, revoked = _life(raw)
    return VerificationMethod(url, controller, key_of_method(raw), expires, revoked)


def key_of_method(method: JSONObject) -> PublicKey:
    """Return the key of a verification method (CID 1.0, section 2.2).

    Types: Multikey, JsonWebKey; also their forerunners Ed25519VerificationKey2020
    and JsonWebKey2020.

    Raises:
        InvalidError: `cid.invalid_method`, `key.malformed`, `key.weak`,
            `key.rsa_size`, `key.private_material`, `key.not_for_signing`.
        UndeterminedError: `key.unsupported`.
    """
    kind = method.get("type")
    if any(name in method for name in _SECRETS):
        raise InvalidError(
            "key.private_material",
            "the key document gives away a private key",
            hint="treat this key as stolen: revoke it and make a new one",
            fault=Fault.ISSUER,
        )
    if "publicKeyMultibase" in method and "publicKeyJwk" in method:
        raise _invalid_method("the key is given twice, as Multikey and as JSON Web Key")
    if kind in _MULTIKEY_TYPES:
        text = method.get("publicKeyMultibase")
        if not isinstance(text, str):
            raise _invalid_method("the key has no publicKeyMultibase")
        key = PublicKey.from_multikey(text)
        if kind != "Multikey" and key.type is not KeyType.ED25519:
            raise _invalid_method(f"the key is of type {kind}, but it is no Ed25519 key")
        return key
    if kind in _JWK_TYPES:
        jwk = method.get("publicKeyJwk")
        if not isinstance(jwk, dict):
            raise _invalid_method("the key has no publicKeyJwk")
        return PublicKey.from_jwk(jwk)
    if not isinstance(kind, str):
        raise _invalid_method("the key has no type")
    raise UndeterminedError(
        "key.unsupported",
        f"the key is of type {kind[:_SHOWN]}, which this version cannot use",
        hint="the issuer should publish it as Multikey or JsonWebKey",
        fault=Fault.LERWAY,
    )


def _life(method: JSONObject) -> tuple[datetime | None, datetime | None]:
    expires, revoked = (_date(method, member) for member in ("expires", "revoked"))
    return expires, revoked


def _date(method: JSONObject, member: str) -> datetime | None:
    if member not in method:
        return None
    value = method[member]
    if not isinstance(value, str):
        raise _invalid_method(f"{member} of the key is not a date")
    try:
        return parse_datetime(value)
    except InvalidError as e:
        raise _invalid_method(f"{member} of the key: {e}") from None


def _object(body: bytes | JSONObject, url: str) -> JSONObject:
    if isinstance(body, dict):
        return body
    try:
        return parse_object(body)
    except UnreadableError as e:
        raise UndeterminedError(
            "cid.not_a_document",
            f"what stands at {_short(url)} is no key document: {e}",
            hint="the issuer should publish its keys there as JSON",
            fault=Fault.ISSUER,
        ) from None


def _check_entry(item: JSON, member: str, url: str) -> None:
    if isinstance(item, str) and member != "verificationMethod":
        return
    if not isinstance(item, dict):
        raise _invalid_document(url, f"{member} has an entry that is no key")
    for name in ("id", "type", "controller"):
        if not isinstance(item.get(name), str):
            raise _invalid_document(url, f"{member} has a key without {name}")


def _of_set(keys: JSON, url: str) -> JSONObject:
    named = [k for k in as_list(keys) if isinstance(k, dict)]
    if len(named) > 1:
        named = [k for k in named if k.get("kid") == url]
    if len(named) != 1:
        raise _invalid_method(f"the key set at {_short(url)} does not single out one key")
    return named[0]


def _short(url: str) -> str:
    return url if len(url) <= _SHOWN else f"{url[:50]}…{url[-20:]}"


def _error_method_url(url: str) -> InvalidError:
    return InvalidError(
        "cid.invalid_method_url",
        f"{_short(url)!r} is not the URL of a key: it should end with # and the key's name",
        fault=Fault.ISSUER,
    )


def _invalid_document(url: str, why: str) -> InvalidError:
    return InvalidError(
        "cid.invalid_document",
        f"the key document of {_short(url)} is malformed: {why}",
        fault=Fault.ISSUER,
    )


def _invalid_method(why: str) -> InvalidError:
    return InvalidError("cid.invalid_method", why, fault=Fault.ISSUER)
