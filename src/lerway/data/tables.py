"""Contexts that no registry package carries, written as term tables from the standards.

Controlled Identifiers 1.0 (Appendix A: `https://www.w3.org/ns/cid/v1`,
`https://w3id.org/security/jwk/v1`), DID 1.1, the Security Vocabulary's suites of
2019 and 2020, Comprehensive Learner Record 2.0 (its first, unversioned context) and
the ApplyLink extension of Open Badges 2.0. `tests/unit/data` proves that each has
the same JSON as the published file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from lerway.kernel.strict_json import JSON

__all__ = ["TABLES", "without_endorsement_jwt"]

SEC = "https://w3id.org/security#"
DID = "https://www.w3.org/ns/did#"
XSD = "http://www.w3.org/2001/XMLSchema#"
CLR = "https://purl.imsglobal.org/spec/vc/clr/vocab.html#"

Table = dict[str, "JSON"]


def _term(iri: str, type_: str = "", container: str = "", context: Table | None = None) -> JSON:
    """Return an expanded term definition (JSON-LD 1.1, section 9.15.1)."""
    out: Table = {"@id": iri}
    if type_:
        out["@type"] = type_
    if container:
        out["@container"] = container
    if context is not None:
        out["@context"] = context
    return out


def _protected(terms: Table) -> Table:
    return {"@protected": True, "id": "@id", "type": "@type", **terms}


def _version_1_1(terms: Table) -> Table:
    return {"@version": 1.1, **terms}


def _controller_and_life(*, expires: bool = True) -> Table:
    terms: Table = {
        "controller": _term(SEC + "controller", "@id"),
        "revoked": _term(SEC + "revoked", XSD + "dateTime"),
    }
    if expires:
        terms["expires"] = _term(SEC + "expiration", XSD + "dateTime")
    return terms


def _json_web_key() -> JSON:
    keys = {name: _term(SEC + name, "@json") for name in ("publicKeyJwk", "secretKeyJwk")}
    return _term(SEC + "JsonWebKey", context=_protected(_controller_and_life() | keys))


def _multikey() -> JSON:
    keys = {
        name: _term(SEC + name, SEC + "multibase")
        for name in ("publicKeyMultibase", "secretKeyMultibase")
    }
    return _term(SEC + "Multikey", context=_protected(_controller_and_life() | keys))


def _relationships(*names: str) -> Table:
    """Return verification relationships; their IRIs end in `Method`, except the first's."""
    return {
        name: _term(SEC + name + ("" if name.endswith("Method") else "Method"), "@id", "@set")
        for name in names
    }


ALL_RELATIONSHIPS = (
    "assertionMethod",
    "authentication",
    "capabilityDelegation",
    "capabilityInvocation",
    "keyAgreement",
)


def _cid_v1() -> JSON:
    endpoint = _term(DID + "serviceEndpoint", "@id")
    terms: Table = {
        "alsoKnownAs": _term("https://www.w3.org/ns/activitystreams#alsoKnownAs", "@id"),
        **_relationships(*ALL_RELATIONSHIPS),
        "controller": _term(SEC + "controller", "@id"),
        "service": _term(DID + "service", "@id", context=_protected({"serviceEndpoint": endpoint})),
        "verificationMethod": _term(SEC + "verificationMethod", "@id"),
        "Multikey": _multikey(),
        "JsonWebKey": _json_web_key(),
    }
    return {"@context": _protected(terms)}


def _jwk_v1() -> JSON:
    return {"@context": _protected({"JsonWebKey": _json_web_key()})}


def _x25519_2019_v1() -> JSON:
    terms = _controller_and_life(expires=False)
    terms["publicKeyBase58"] = _term(SEC + "publicKeyBase58")
    key = _term(SEC + "X25519KeyAgreementKey2019", context=_protected(terms))
    return {"@context": _protected({"X25519KeyAgreementKey2019": key})}


def _signature(purposes: Table, last: Table, *, expires: bool) -> Table:
    """Return the terms that the former signature suites share."""
    terms: Table = {
        "challenge": SEC + "challenge",
        "created": _term("http://purl.org/dc/terms/created", XSD + "dateTime"),
        "domain": SEC + "domain",
        "nonce": SEC + "nonce",
        "proofPurpose": _term(SEC + "proofPurpose", "@vocab", context=purposes),
        "verificationMethod": _term(SEC + "verificationMethod", "@id"),
        **last,
    }
    if expires:
        terms["expires"] = _term(SEC + "expiration", XSD + "dateTime")
    return _protected(terms)


def _secp256k1_2019_v1() -> JSON:
    key = _controller_and_life(expires=False)
    key |= {
        "blockchainAccountId": _term(SEC + "blockchainAccountId"),
        "publicKeyJwk": _term(SEC + "publicKeyJwk", "@json"),
        "publicKeyBase58": _term(SEC + "publicKeyBase58"),
        "publicKeyMultibase": _term(SEC + "publicKeyMultibase", SEC + "multibase"),
    }
    purposes = _protected(_relationships(*ALL_RELATIONSHIPS))
    signature = _signature(purposes, {"jws": _term(SEC + "jws")}, expires=True)
    names = ("EcdsaSecp256k1VerificationKey2019", "EcdsaSecp256k1Signature2019")
    terms: Table = {
        "proof": _term(SEC + "proof", "@id", "@graph"),
        names[0]: _term(SEC + names[0], context=_protected(key)),
        names[1]: _term(SEC + names[1], context=signature),
    }
    return {"@context": _protected(terms)}


def _bbs_v1() -> JSON:
    def suite(name: str, prefix: Table) -> JSON:
        purposes = prefix | _relationships("assertionMethod", "authentication")
        scoped = _version_1_1(_protected(purposes))
        value: Table = {"proofValue": SEC + "proofValue"}
        return _term(SEC + name, context=_version_1_1(_signature(scoped, value, expires=False)))

    terms: Table = {
        "id": "@id",
        "type": "@type",
        "BbsBlsSignature2020": suite("BbsBlsSignature2020", {}),
        "BbsBlsSignatureProof2020": suite("BbsBlsSignatureProof2020", {"sec": SEC}),
        "Bls12381G2Key2020": SEC + "Bls12381G2Key2020",
    }
    return {"@context": _version_1_1(terms)}


def _clr_v2p0() -> JSON:
    aliases: Table = {"id": "@id", "type": "@type"}
    subject: Table = {
        **aliases,
        "cred": "https://www.w3.org/2018/credentials#",
        "obi": "https://purl.imsglobal.org/spec/ob/v3p0/vocab.html#",
        "achievement": _term(CLR + "achievement", "obi:Achievement", "@set"),
        "association": _term(CLR + "association", CLR + "Association", "@set"),
        "verifiableCredential": _term(
            CLR + "verifiableCredential", "cred:verifiableCredential", "@set"
        ),
    }
    association: Table = {
        "associationType": _term(CLR + "AssociationType"),
        "sourceId": _term(CLR + "sourceId", "xsd:anyURI"),
        "targetId": _term(CLR + "targetId", "xsd:anyURI"),
    }
    terms: Table = {
        **aliases,
        "ClrCredential": _term(CLR + "ClrCredential", context=aliases),
        "ClrSubject": _term(CLR + "ClrSubject", context=subject),
        "Association": _term(CLR + "Association", context=association),
    }
    return {"@context": terms}


def _openbadges_v2_applylink() -> JSON:
    validation: Table = {
        "obi:validatesType": "extensions:ApplyLink",
        "obi:validationSchema": (
            "https://openbadgespec.org/extensions/applyLinkExtension/schema.json"
        ),
    }
    terms: Table = {
        "obi": "https://w3id.org/openbadges#",
        "extensions": "https://w3id.org/openbadges/extensions#",
        "url": "extensions:applyLink",
    }
    return {"@context": terms, "obi:validation": [validation]}


def without_endorsement_jwt(document: JSON) -> JSON:
    """Return the Open Badges 3.0.3 context as it was before `endorsementJwt` (2025-11)."""
    terms = document["@context"] if isinstance(document, dict) else None
    if not isinstance(terms, dict):
        return document
    return {"@context": {k: v for k, v in terms.items() if k != "endorsementJwt"}}


TABLES: dict[str, Callable[[], JSON]] = {
    "bbs_v1": _bbs_v1,
    "cid_v1": _cid_v1,
    "clr_v2p0": _clr_v2p0,
    "jwk_v1": _jwk_v1,
    "openbadges_v2_applylink": _openbadges_v2_applylink,
    "secp256k1_2019_v1": _secp256k1_2019_v1,
    "x25519_2019_v1": _x25519_2019_v1,
}
"""The tables by the name that MANIFEST.toml calls them."""
