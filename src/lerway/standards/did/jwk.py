"""did:jwk: an identifier that is a JSON Web Key (did:jwk Method Specification).

`did:jwk:` and the base64url text of a public JWK. The document is derived. The
one method is named `#0`; the key's `use` decides where it is listed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lerway.kernel.encoding import b64url_decode, b64url_encode
from lerway.kernel.errors import Fault, InvalidError, UnreadableError
from lerway.kernel.strict_json import dumps, parse_object
from lerway.standards.cid.document import ControllerDocument
from lerway.standards.did.key import SIGNING
from lerway.standards.did.method import DidMethod

if TYPE_CHECKING:
    from lerway.kernel.strict_json import JSONObject
    from lerway.standards.cid.keys import PublicKey

__all__ = ["DID_JWK", "did_jwk"]

PREFIX: Final = "did:jwk:"


def did_jwk(public: PublicKey) -> str:
    """Return the did:jwk of `public`, with the required members of its JWK only."""
    return PREFIX + b64url_encode(dumps(public.to_jwk()))


def _derive(did: str) -> ControllerDocument:
    """Return the document of a did:jwk.

    The key itself is judged when its method is asked for.

    Raises:
        InvalidError: `did.malformed`.
    """
    try:
        jwk = parse_object(b64url_decode(did.removeprefix(PREFIX)))
    except (InvalidError, UnreadableError) as e:
        raise InvalidError(
            "did.malformed", f"the did:jwk holds no JSON Web Key: {e}", fault=Fault.ISSUER
        ) from None
    method_id = f"{did}#0"
    use = jwk.get("use")
    relationships = (
        *(SIGNING if use != "enc" else ()),
        *(["keyAgreement"] if use != "sig" else ()),
    )
    raw: JSONObject = {
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/suites/jws-2020/v1",
        ],
        "id": did,
        "verificationMethod": [
            {"id": method_id, "type": "JsonWebKey", "controller": did, "publicKeyJwk": jwk}
        ],
        **{relationship: [method_id] for relationship in relationships},
    }
    return ControllerDocument(did, raw)


DID_JWK: Final = DidMethod("jwk", "did:jwk", derive=_derive)
