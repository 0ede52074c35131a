"""Credentials and presentations as signed tokens, in the three ways that are in use.

- `vc-jose-cose`: Securing Verifiable Credentials using JOSE and COSE 1.0 (2025),
  section 3.1. The payload is the credential. `iat` and `exp` are about the signature.
- `open-badges`: Open Badges 3.0, section 8.2.4.1 (CLR 2.0 likewise). The payload is the
  credential, and `iss`, `jti`, `sub`, `nbf`, `exp` say again what stands in it.
- `vcdm-1.1`: VC Data Model 1.1, section 6.3.1. The credential stands in the claim
  `vc` (a presentation in `vp`), and what the registered claims say belongs to it.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

from lerway.kernel.errors import Fault, InvalidError, MisuseError, Problem
from lerway.kernel.strict_json import dumps, parse_object
from lerway.standards.did import derive
from lerway.standards.jose import jws as jose
from lerway.standards.vcdm.dates import format_datetime, parse_datetime
from lerway.standards.vcdm.structure import (
    holder_id,
    is_presentation,
    issuer_id,
    subjects,
    types_of,
    version_of,
)

if TYPE_CHECKING:
    from lerway.kernel.strict_json import JSON, JSONObject
    from lerway.standards.cid.keys import PrivateKey, PublicKey
    from lerway.standards.jose.jws import Jws

__all__ = [
    "REGISTERED",
    "Profile",
    "badge_claims",
    "claim_conflicts",
    "credential_in",
    "credential_of",
    "key_reference",
    "prepare",
    "protect",
    "signature_life",
]

Profile = Literal["vc-jose-cose", "open-badges", "vcdm-1.1"]

REGISTERED: Final = frozenset({"iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf", "nonce"})
"""Claims about the token: RFC 7519 section 4.1, RFC 7800 section 3.1, and `nonce`."""
_WRAPPERS: Final = ("vc", "vp")
_NUMERIC: Final = ("iat", "nbf", "exp")
_BADGE_TYPES: Final = frozenset(
    {"OpenBadgeCredential", "AchievementCredential", "EndorsementCredential", "ClrCredential"}
)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST: Final = datetime.min.replace(tzinfo=UTC)
_LAST: Final = datetime.max.replace(tzinfo=UTC)
_FROM: Final = ("validFrom", "issuanceDate")
_UNTIL: Final = ("validUntil", "expirationDate")


def credential_of(jws: Jws, *, drafts: bool = False) -> tuple[JSONObject, Profile]:
    """Return the credential or presentation in a token, and the profile it follows.

    The claims about the token are not part of it. By `vcdm-1.1`, what they say is
    put into the credential where it does not say so itself (VCDM 1.1, section
    6.3.1, JWT decoding).

    Args:
        jws: the token.
        drafts: whether a record of version 2 may stand in `vc` or `vp` too, as drafts of
            VC-JOSE-COSE had it.

    Raises:
        UnreadableError: the payload is not a JSON object (`json.*`).
        InvalidError: `jwt.vc_claim` for a `vc` or `vp` claim where none may be,
            `jwt.not_an_object` for one that is no object.
    """
    return credential_in(jws, _claims(jws), drafts=drafts)


def credential_in(
    jws: Jws, claims: JSONObject, *, drafts: bool = False
) -> tuple[JSONObject, Profile]:
    """Return what `credential_of` returns, for a payload that was read already."""
    typ = jose.media_type(jws, "typ")
    wrappers = [name for name in _WRAPPERS if name in claims]
    if wrappers:
        return _unwrap(claims, wrappers, typ, drafts=drafts), "vcdm-1.1"
    document: JSONObject = {k: v for k, v in claims.items() if k not in REGISTERED}
    of_open_badges = typ in (None, "jwt") and not _BADGE_TYPES.isdisjoint(types_of(document))
    if of_open_badges or (typ in (None, "jwt") and version_of(document) == "1.1"):
        return document, "open-badges"
    return document, "vc-jose-cose"


def _claims(jws: Jws) -> JSONObject:
    """Return the payload as an object; it is read once."""
    if not jws.memo:
        jws.memo.append(parse_object(jws.payload))
    return jws.memo[0]


def _unwrap(
    claims: JSONObject, wrappers: list[str], typ: str | None, *, drafts: bool
) -> JSONObject:
    inner = claims[wrappers[0]]
    if not isinstance(inner, dict):
        raise InvalidError(
            "jwt.not_an_object",
            f"the claim {wrappers[0]} of the token is not an object",
            fault=Fault.ISSUER,
        )
    modern = (typ or "").startswith(("vc", "vp")) or (version_of(inner) == "2.0" and not drafts)
    if modern or len(wrappers) > 1 or "@context" in claims:
        raise _not_here(wrappers[0])
    return _decoded(inner, claims)


def _not_here(name: str) -> InvalidError:
    return InvalidError(
        "jwt.vc_claim",
        f"the token has a claim {name}, which must not stand beside or around a record"
        " of this version",
        hint="the issuer should sign the record itself as the payload",
        fault=Fault.ISSUER,
    )


def _decoded(inner: JSONObject, claims: JSONObject) -> JSONObject:
    """JWT decoding of VCDM 1.1, section 6.3.1, step 2; the numbers are ours."""
    document = dict(inner)
    presentation = is_presentation(inner)
    # 2.1 and 2.3 exp and nbf
    for claim, member in (("exp", "expirationDate"), ("nbf", "issuanceDate")):
        moment = _moment(claims.get(claim))
        if moment is not None and not presentation:
            document.setdefault(member, format_datetime(moment))
    # 2.2 iss
    if isinstance(claims.get("iss"), str):
        _set_id(document, "holder" if presentation else "issuer", claims["iss"])
    # 2.4 sub
    subject = document.get("credentialSubject")
    if isinstance(subject, dict) and isinstance(claims.get("sub"), str):
        document["credentialSubject"] = {"id": claims["sub"], **subject}
    # 2.5 jti
    if isinstance(claims.get("jti"), str):
        document.setdefault("id", claims["jti"])
    return document


def _set_id(document: JSONObject, member: str, value: JSON) -> None:
    party = document.setdefault(member, value)
    if isinstance(party, dict):
        document[member] = {"id": value, **party}


def claim_conflicts(jws: Jws, credential: JSONObject, profile: str) -> list[Problem]:
    """Return where the claims of a token contradict the credential in it.

    A claim that is absent contradicts nothing. By `vc-jose-cose`, `exp` and `iat`
    are about the signature and are not compared (VC-JOSE-COSE 1.0, section 3.1.3);
    see `signature_life`. Dates are compared to the second.

    Args:
        jws: the token.
        credential: what `credential_of` returned.
        profile: likewise.

    Returns:
        Problems `jwt.claim_conflict` and `jwt.claim_malformed`.
    """
    claims = _claims(jws)
    party = holder_id(credential) if is_presentation(credential) else issuer_id(credential)
    found = [_texts("iss", claims, party), _texts("jti", claims, _text(credential.get("id")))]
    if "iss" in jws.header:
        found.append(_texts("iss", jws.header, party))
    named = subjects(credential)
    if len(named) == 1:
        found.append(_texts("sub", claims, _text(named[0].get("id"))))
    found += [
        _malformed(claim, "a number of seconds")
        for claim in _NUMERIC
        if claim in claims and _moment(claims[claim]) is None
    ]
    if profile != "vc-jose-cose" and not is_presentation(credential):
        found += [
            _dates("nbf", claims, credential, _FROM),
            _dates("exp", claims, credential, _UNTIL),
        ]
    return [problem for problem in found if problem]


def signature_life(jws: Jws) -> tuple[datetime | None, datetime | None]:
    """Return from when (`nbf`) and until when (`exp`) the token itself is to be relied on.

    RFC 7519, sections 4.1.4 and 4.1.5; VC-JOSE-COSE 1.0, section 3.1.3. Claims
    that are absent or malformed (`claim_conflicts` tells of those) give None.
    """
    claims = _claims(jws)
    return _moment(claims.get("nbf")), _moment(claims.get("exp"))


def key_reference(jws: Jws, credential: JSONObject) -> str | None:
    """Return the absolute URL of the verification method that a token names; None if none.

    1. `kid` that is a DID URL or an https URL is taken as it is.
    2. Any other `kid` names a method of the issuer (the holder, of a presentation):
       `#key-1` and `key-1` are the fragment after the issuer's identifier.
    3. An identifier that is itself a key (did:key, did:jwk), in `kid` or without
       any `kid` as the issuer, names its one method.

    A key in the header (`jwk`) names nothing: see `claimed_key`.

    Raises:
        InvalidError: `jws.kid` if `kid` is no text, or as `derive`.
        UndeterminedError: as `derive`.
    """
    party = holder_id(credential) if is_presentation(credential) else issuer_id(credential)
    kid = jws.header.get("kid")
    if kid is None:
        return _own_method(party) if party else None
    if not isinstance(kid, str) or not kid.removeprefix("#"):
        raise InvalidError("jws.kid", "the token's kid does not name a key", fault=Fault.ISSUER)
    if kid.startswith(("did:", "https://", "http://")):
        return kid if "#" in kid else _own_method(kid) or kid
    return f"{party}#{kid.removeprefix('#')}" if party else None


def _own_method(identifier: str) -> str | None:
    if not identifier.startswith(("did:key:", "did:jwk:")):
        return None
    document = derive(identifier)
    methods = document.raw["verificationMethod"] if document else None
    first = methods[0] if isinstance(methods, list) and methods else None
    return _text(first.get("id")) if isinstance(first, dict) else None


def prepare(credential: JSONObject, public: PublicKey, kid: str, profile: Profile) -> bytes:
    """Return the bytes to sign, for a key that lives elsewhere; see `jws.assemble`.

    Args:
        credential: a credential or presentation; its members keep their order.
        public: the key that will sign.
        kid: absolute URL of its verification method.
        profile: `vc-jose-cose` or `open-badges`.

    Raises:
        MisuseError: `jwt.profile_read_only`, `jwt.claim_taken`, `jws.cannot_sign`.
        InvalidError: a date of the credential is malformed (`open-badges`).
    """
    taken = sorted({*_WRAPPERS, *REGISTERED} & credential.keys())
    if taken:
        raise MisuseError(
            "jwt.claim_taken",
            f"the credential has a member {taken[0]}, which in a token means something else",
            hint="give that member another name",
        )
    presentation = is_presentation(credential)
    if profile == "vc-jose-cose":
        kind = "vp" if presentation else "vc"
        header: JSONObject = {"typ": f"{kind}+jwt", "cty": kind, "kid": kid}
        return jose.signing_input(header, dumps(credential), public)
    if profile == "open-badges":
        payload = dumps({**credential, **badge_claims(credential)})
        return jose.signing_input({"typ": "JWT", "kid": kid}, payload, public)
    raise MisuseError(
        "jwt.profile_read_only",
        f"tokens of the profile {profile} are read and never made",
        hint="use vc-jose-cose or open-badges",
    )


def protect(credential: JSONObject, key: PrivateKey, kid: str, profile: Profile) -> str:
    """Return `credential` as a compact JWS by a key at hand; raises as `prepare`."""
    signed = prepare(credential, key.public, kid, profile)
    return jose.assemble(signed, key.sign(signed))


def badge_claims(credential: JSONObject) -> JSONObject:
    """Return what the registered claims say of `credential` (Open Badges 3.0, section 8.2.4.1)."""
    named = subjects(credential)
    party = holder_id(credential) if is_presentation(credential) else issuer_id(credential)
    claims: JSONObject = {
        "iss": party,
        "jti": credential.get("id"),
        "sub": named[0].get("id") if len(named) == 1 else None,
    }
    for claim, members in (("nbf", _FROM), ("exp", _UNTIL)):
        moment = _date_of(credential, members)
        claims[claim] = None if moment is None else _seconds(moment)
    return {name: value for name, value in claims.items() if value is not None}


def _texts(claim: str, claims: JSONObject, value: str | None) -> Problem | None:
    if claim not in claims:
        return None
    said = claims[claim]
    if not isinstance(said, str):
        return _malformed(claim, "a text")
    return None if value is None or said == value else _conflict(claim)


def _dates(
    claim: str, claims: JSONObject, credential: JSONObject, members: tuple[str, ...]
) -> Problem | None:
    moment = _moment(claims.get(claim))
    if moment is None:
        return None
    try:
        value = _date_of(credential, members)
    except InvalidError:
        return None  # the credential's own date is malformed, which its structure check tells
    # a claim that narrows the validity of a record that says nothing contradicts it too
    return None if value and _seconds(value) == _seconds(moment) else _conflict(claim)


def _date_of(credential: JSONObject, members: tuple[str, ...]) -> datetime | None:
    text = next((credential[m] for m in members if m in credential), None)
    return parse_datetime(text) if isinstance(text, str) else None


def _moment(value: JSON) -> datetime | None:
    """NumericDate (RFC 7519, section 2); moments that Python cannot count are cut off."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return _EPOCH + timedelta(seconds=value)
    except OverflowError:
        return _LAST if value > 0 else _FIRST


def _seconds(moment: datetime) -> int:
    return math.floor((moment - _EPOCH).total_seconds())


def _text(value: JSON) -> str | None:
    return value if isinstance(value, str) else None


def _malformed(claim: str, what: str) -> Problem:
    return Problem(
        "jwt.claim_malformed",
        f"the claim {claim} of the token is not {what}",
        fault=Fault.ISSUER,
    )


def _conflict(claim: str) -> Problem:
    return Problem(
        "jwt.claim_conflict",
        f"the claim {claim} of the token says something else than the record in it",
        hint="do not rely on either; ask the issuer for a record that agrees with itself",
        fault=Fault.ISSUER,
    )
