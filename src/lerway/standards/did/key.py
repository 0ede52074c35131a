"""did:key: an identifier that is a key (The did:key Method 0.9, W3C CCG).

`did:key:` and the Multikey. The document is derived; nothing is fetched, and
nothing says who holds the key. No key-agreement key is derived from it: the
method leaves that to be asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import Fault, InvalidError
from lerway.standards.cid.document import ControllerDocument
from lerway.standards.cid.keys import PublicKey
from lerway.standards.did.method import DidMethod

if TYPE_CHECKING:
    from lerway.kernel.strict_json import JSONObject

__all__ = ["DID_KEY", "did_key"]

PREFIX: Final = "did:key:"
CONTEXT: Final = ("https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1")
SIGNING: Final = (
    "authentication",
    "assertionMethod",
    "capabilityInvocation",
    "capabilityDelegation",
)


def did_key(public: PublicKey) -> str:
    """Return the did:key of `public`.

    Raises:
        MisuseError: `key.no_multikey` for RSA.
    """
    return PREFIX + public.to_multikey()


def _derive(did: str) -> ControllerDocument:
    """Return the document of a did:key (section 3.1.1).

    Raises:
        InvalidError: `did.malformed`, `key.malformed`, `key.weak`, `key.private_material`.
        UndeterminedError: `key.unsupported`.
    """
    multikey = did.removeprefix(PREFIX)
    if ":" in multikey:
        raise InvalidError("did.malformed", "a did:key is did:key: and one key", fault=Fault.ISSUER)
    PublicKey.from_multikey(multikey)
    method_id = f"{did}#{multikey}"
    raw: JSONObject = {
        "@context": list(CONTEXT),
        "id": did,
        "verificationMethod": [
            {
                "id": method_id,
                "type": "Multikey",
                "controller": did,
                "publicKeyMultibase": multikey,
            }
        ],
        **{relationship: [method_id] for relationship in SIGNING},
    }
    return ControllerDocument(did, raw)


DID_KEY: Final = DidMethod("key", "did:key 0.9", derive=_derive)
