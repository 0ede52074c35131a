"""A signing key with its owner, as it is kept in a file.

The file is a Multikey of Controlled Identifiers 1.0, section 2.2.2, with its secret
half: `id` (the verification method), `controller`, `publicKeyMultibase`,
`secretKeyMultibase`. Nothing but this file must ever hold the secret.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lerway.kernel.errors import Fault, InvalidError, LerwayError, MisuseError, UnreadableError
from lerway.kernel.strict_json import parse_object
from lerway.standards.cid.keys import PrivateKey, PublicKey
from lerway.standards.did import derive, did_jwk, did_key, did_web, method_url

if TYPE_CHECKING:
    from lerway.kernel.strict_json import JSONObject

__all__ = [
    "SigningKey",
    "another_issuer",
    "conflicting_ids",
    "controller_for",
    "parse_key_file",
    "require_own_key",
]


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key and the identifier that it speaks for.

    Attributes:
        key: the key.
        controller: the DID or https URL.
        method: URL of the verification method.
    """

    key: PrivateKey
    controller: str
    method: str

    @classmethod
    def of(cls, key: PrivateKey, controller: str) -> SigningKey:
        """Return the key under the method URL that its controller's document gives it."""
        return cls(key, controller, method_url(controller, key.public))

    def to_bytes(self) -> bytes:
        """Return the key file: secret."""
        document: JSONObject = {
            "id": self.method,
            "type": "Multikey",
            "controller": self.controller,
            "curve": self.key.type.value,
            "publicKeyMultibase": self.key.public.to_multikey(),
            "secretKeyMultibase": self.key.to_secret_multikey(),
        }
        return json.dumps(document, indent=2).encode() + b"\n"


def parse_key_file(data: bytes) -> SigningKey:
    """Return the key in a file that `SigningKey.to_bytes` wrote.

    Raises:
        UnreadableError: `key.file_malformed`, `key.file_public`.
    """
    try:
        document = parse_object(data)
    except LerwayError as e:
        raise _malformed_key(f"the key file cannot be read: {e}") from None
    if "verificationMethod" in document or (
        "publicKeyMultibase" in document and "secretKeyMultibase" not in document
    ):
        raise UnreadableError(
            "key.file_public",
            "this file holds the public half of a key, which signs nothing",
            hint="give the file that `lerway key new` wrote to -o",
            fault=Fault.CALLER,
        )
    texts = [document.get(m) for m in ("id", "controller", "secretKeyMultibase")]
    method, controller, secret = (t if isinstance(t, str) else "" for t in texts)
    if not (method and controller and secret):
        raise _malformed_key("this is no key file")
    try:
        key = PrivateKey.from_multikey(secret)
    except LerwayError as e:
        raise _malformed_key(f"the secret key in the file is damaged: {e}") from None
    if document.get("publicKeyMultibase", key.public.to_multikey()) != key.public.to_multikey():
        raise _malformed_key("the two halves of the key do not belong together")
    return SigningKey(key, controller, method)


def controller_for(did: str, key: PrivateKey) -> str:
    """Return the identifier that `--did` asks for: `key`, `jwk` or `web:HOST[/PATH]`.

    Raises:
        MisuseError: `key.did`; `did.malformed`.
    """
    kind, colon, place = did.removeprefix("did:").partition(":")
    if kind == "key" and not colon:
        return did_key(key.public)
    if kind == "jwk" and not colon:
        return did_jwk(key.public)
    if kind == "web" and place.lower().startswith(("https://", "http://")):
        raise MisuseError(
            "key.did",
            f"--did: {did!r} has the address of a page in it, and web: takes a host",
            hint=f"leave out https://: write --did web:{place.partition('//')[2].strip('/')}",
        )
    if kind == "web" and place:
        host, _, path = place.removeprefix("//").partition("/")
        return did_web(host, path)
    raise MisuseError(
        "key.did",
        f"--did: {did!r} is none of key, jwk and web:HOST",
        hint="write --did web:college.example, or web:college.example/badges",
    )


def require_own_key(identifier: str, method: str, key: PublicKey) -> None:
    """Refuse an identifier that spells a key, if it spells another one than `key`.

    Raises:
        MisuseError: `issuer.key_conflict`.
    """
    document = derive(identifier)
    if document is None:
        return
    try:
        spelled = document.method(method, "assertionMethod").key
    except InvalidError:
        spelled = None
    if spelled != key:
        raise MisuseError(
            "issuer.key_conflict",
            f"{identifier} spells another key than the one given",
            hint="leave the id out: it follows from the key",
        )


def another_issuer(named: str | None, ours: str, pointer: str) -> MisuseError:
    """Return the error that a record names another issuer (or holder) than the key's."""
    return MisuseError(
        "issuer.another_issuer",
        f"the record names {named} as its issuer, and this key speaks for {ours}",
        hint=f"write {ours} as the issuer",
        pointer=pointer,
    )


def conflicting_ids(named: str, given: str) -> MisuseError:
    """Return the error that a profile and an argument name two issuers."""
    return MisuseError(
        "issuer.id_conflict",
        f"the profile says that it is {named}, but the issuer is to be {given}",
        hint="leave the id out of the profile: it follows from the key",
        pointer="/id",
    )


def _malformed_key(message: str) -> UnreadableError:
    return UnreadableError(
        "key.file_malformed",
        message,
        hint="give the file that `lerway key new` wrote",
        fault=Fault.CALLER,
    )
