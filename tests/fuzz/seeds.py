"""What the fuzzer starts from: whole inputs of every kind, good and refused.

    python -m tests.fuzz.seeds FOLDER

writes FOLDER/TARGET/… . They are made by the ordinary functions at each run, so they are
never out of date; `corpus/` beside this file has what once broke something.
"""

from __future__ import annotations

import gzip
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from lerway.bootstrap import catalog
from lerway.kernel.encoding import b64url_encode
from lerway.kernel.strict_json import dumps
from lerway.standards.cid.keys import KeyType, PrivateKey, PublicKey
from lerway.standards.did import did_document, did_jwk, did_key, did_web
from lerway.standards.jsonld.expansion import to_nquads
from lerway.standards.jsonld.rdfc import canonicalize
from lerway.standards.open_badges.baking import bake
from lerway.testing.examples import make_examples
from tests import college, refusals
from tests.refusals import Doc, badge, clique, edited, jwt, signed, status_entry, status_list

LARGEST = 8_192
SVG = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!-- a drawing -->\n'
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><title>T</title><path d="M0 0z"/></svg>'
)


def seeds() -> dict[str, list[bytes]]:
    """Return the seeds of each target; none is longer than `LARGEST`."""
    records = [signed(badge()), *_records()]
    texts = [dumps(r) for r in records]
    # The clique of eight costs the whole budget of work, half a second: one of four tells
    # the fuzzer as much, and `tests/stories/test_refusals.py` has the other.
    refused = [r.data for r in refusals.refusals() if r.code != "rdf.work_exceeded"]
    refused.append(dumps(edited(signed(badge()), *clique(4).items())))
    images = [e.data for e in make_examples(datetime(2026, 6, 15, tzinfo=UTC)).records]
    found = {
        "credential": [*texts, *refused, *images],
        "remembered": [dumps(signed(badge())), *texts[:6]],
        "jwt": [jwt(badge()), jwt(_vcdm_1(), typ="JWT"), *(d for d in refused if d[:3] == b"eyJ")],
        "png": [*_pngs(), *(d for d in refused if d[:4] == b"\x89PNG")],
        "svg": _svgs(),
        "status": _status(),
        "did": _controllers(),
        "nquads": _nquads(records),
        "multibase": _multibases(),
        "roster": _rosters(),
        "yaml": _yamls(),
        "qr": [
            texts[0],
            texts[-1],
            *refused[:12],
            b"https://college.example/badge/1",
            jwt(badge()),
        ],
    }
    return {
        name: [s for s in dict.fromkeys(all_) if len(s) <= LARGEST] for name, all_ in found.items()
    }


def write(folder: Path) -> None:
    """Write the seeds, each target's into its own folder."""
    for name, inputs in seeds().items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        for i, data in enumerate(inputs):
            (folder / name / f"{i:03}").write_bytes(data)


def _records() -> list[Doc]:
    """Records that reach what a plain badge does not."""
    good = badge()
    subject = good["credentialSubject"]
    rich = edited(
        good,
        ("credentialStatus", [status_entry(), {"id": "urn:x:1", "type": "Other"}]),
        ("credentialSchema", [{"id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json", "type": "1EdTechJsonSchemaValidator2019"}]),
        ("evidence", [{"id": "https://a.example/e", "type": ["Evidence"], "name": "E"}]),
        ("relatedResource", [{"id": "https://a.example/r", "digestMultibase": "uEiAAAA", "mediaType": "text/plain"}]),
        ("refreshService", {"id": "https://a.example/refresh", "type": "1EdTechCredentialRefresh"}),
        ("credentialSubject/identifier", [{"type": "IdentityObject", "identityType": "emailAddress", "hashed": True, "salt": "s", "identityHash": "sha256$00"}]),
        ("credentialSubject/achievement/alignment", [{"type": ["Alignment"], "targetName": "W", "targetUrl": "https://s.example/w"}]),
        ("credentialSubject/achievement/resultDescription", [{"id": "urn:x:rd", "type": ["ResultDescription"], "name": "S", "resultType": "Percent", "valueMin": "0", "valueMax": "100"}]),
        ("credentialSubject/result", [{"type": ["Result"], "resultDescription": "urn:x:rd", "value": "70"}]),
        ("endorsement", [signed(edited(good, ("type", ["VerifiableCredential", "EndorsementCredential"])))]),
        ("issuer/otherIdentifier", [{"type": "IdentifierEntry", "identifier": "1", "identifierType": "identifier"}]),
    )  # fmt: skip
    clr = {
        "@context": [refusals.V2, refusals.OB, "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"],
        "id": "urn:uuid:0b0c7e2e-6f0a-4d2c-9c39-3b7f0f6f0009",
        "type": ["VerifiableCredential", "ClrCredential"],
        "issuer": good["issuer"],
        "validFrom": "2026-01-01T00:00:00Z",
        "name": "Record",
        "credentialSubject": {
            "id": subject["id"],
            "type": ["ClrSubject"],
            "verifiableCredential": [signed(good)],
            "association": [{"type": "Association", "associationType": "isParentOf", "sourceId": good["id"], "targetId": good["id"]}],
        },
    }  # fmt: skip
    presentation = {
        "@context": [refusals.V2],
        "type": ["VerifiablePresentation"],
        "holder": refusals.DID,
        "verifiableCredential": [
            signed(good),
            {"@context": refusals.V2, "id": "data:application/vc+jwt," + jwt(good).decode(), "type": "EnvelopedVerifiableCredential"},
        ],
    }  # fmt: skip
    badge_v2 = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": "https://college.example/assertion/1",
        "recipient": {"type": "email", "hashed": True, "salt": "s", "identity": "sha256$00"},
        "issuedOn": "2026-01-01T00:00:00Z",
        "expires": "2027-01-01T00:00:00Z",
        "badge": {"type": "BadgeClass", "id": "https://college.example/class/1", "name": "T", "issuer": "https://college.example/i"},
        "verification": {"type": "hosted", "allowedOrigins": "college.example"},
        "evidence": [{"id": "https://a.example/e", "narrative": "N"}],
    }  # fmt: skip
    terms = edited(
        good,
        ("@context", [refusals.V2, refusals.OB, {"@version": 1.1, "more": {"@id": "https://x.example/more", "@container": "@list", "@context": {"deep": "https://x.example/deep"}}}]),
        ("credentialSubject/more", [{"deep": ["a", 1, True, None, 1.5]}]),
    )  # fmt: skip
    jcs = signed(good, suite="eddsa-jcs-2022")
    return [_schemed(rich), clr, presentation, badge_v2, terms, jcs, _vcdm_1()]


def _schemed(document: Doc) -> Doc:
    return {
        **document,
        "proof": [signed(badge())["proof"], {"type": "DataIntegrityProof", "cryptosuite": "x"}],
    }


def _vcdm_1() -> Doc:
    """A record of the first data model."""
    old = {k: v for k, v in badge().items() if k != "validFrom"}
    return {
        **old,
        "@context": ["https://www.w3.org/2018/credentials/v1", *old["@context"][1:]],
        "issuanceDate": "2026-01-01T00:00:00Z",
        "expirationDate": "2030-01-01T00:00:00Z",
    }


def _pngs() -> list[bytes]:
    empty = refusals.png()
    text = dumps(signed(badge())).decode()
    return [
        empty,
        bake(empty, text),
        bake(empty, jwt(badge()).decode()),
        bake(empty, '{"type":"Assertion"}', generation=2),
        bake(empty, "https://college.example/assertion/1", generation=2),
        refusals.png((b"tEXt", b"openbadges\0https://college.example/1")),
    ]


def _svgs() -> list[bytes]:
    empty = SVG.encode()
    text = dumps(signed(badge())).decode()
    return [
        empty,
        b"<svg/>",
        bake(empty, text),
        bake(empty, jwt(badge()).decode()),
        bake(empty, '{"type":"Assertion"}', generation=2),
        SVG.encode("utf-16"),
        b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/g.dtd">' + b"<svg:svg xmlns:svg='http://www.w3.org/2000/svg'/>",
        *(r.data for r in refusals.refusals() if b"<svg" in r.data),
    ]  # fmt: skip


def _status() -> list[bytes]:
    """Objects with a status entry (`entry`), a list credential and its issuer."""
    listed = json.loads(status_list())
    del listed["proof"]
    coarse = {**status_entry("3", "message"), "statusSize": 2}
    coarse["statusMessage"] = [{"status": hex(i), "message": str(i)} for i in range(4)]
    old = {**status_entry(), "type": "StatusList2021Entry", "statusListIndex": 5}
    old_list = edited(
        listed,
        ("type", ["VerifiableCredential", "StatusList2021Credential"]),
        ("credentialSubject/type", "StatusList2021"),
        ("credentialSubject/encodedList", b64url_encode(gzip.compress(bytes(16_384), mtime=0))),
    )
    for_messages = edited(listed, ("credentialSubject/statusPurpose", ["message", "revocation"]))
    pairs = [(status_entry(), listed), (coarse, for_messages), (old, old_list)]
    cases = [{"entry": e, "list": one, "issuer": refusals.DID} for e, one in pairs]
    revoked = {
        "id": "https://a.example/r",
        "revokedCredentials": [{"id": "urn:x:1", "revoked": True, "revocationReason": "R"}],
    }
    return [*(dumps(c) for c in cases), dumps({"entry": {"type": "1EdTechRevocationList", "id": "https://a.example/r"}, "list": revoked, "issuer": "urn:x:1"})]  # fmt: skip


def _keys() -> list[PublicKey]:
    kinds = (KeyType.ED25519, KeyType.P256, KeyType.P384)
    return [PrivateKey.generate(k, lambda size: bytes([7]) * size).public for k in kinds]


def _controllers() -> list[bytes]:
    name = did_web("college.example")
    keys = _keys()
    plain = did_document(name, *keys)
    as_jwk = edited(
        did_document(name, keys[0]),
        ("verificationMethod", [
            {"id": f"{name}#{i}", "type": "JsonWebKey", "controller": name, "publicKeyJwk": k.to_jwk(), "expires": "2030-01-01T00:00:00Z"}
            for i, k in enumerate(keys)
        ]),
        ("assertionMethod", ["#0", f"{name}#1", {"id": f"{name}#9", "type": "Multikey", "controller": name, "publicKeyMultibase": keys[1].to_multikey(), "revoked": "2020-01-01T00:00:00Z"}]),
    )  # fmt: skip
    rsa = {"kty": "RSA", "n": b64url_encode(b"\xc5" + bytes(254) + b"\1"), "e": "AQAB"}
    return [
        *(dumps(d) for d in (plain, as_jwk, {"keys": [k.to_jwk() for k in keys]}, rsa)),
        dumps(keys[2].to_jwk()),
    ]


def _nquads(records: list[Doc]) -> list[bytes]:
    view = catalog().contexts.view()
    graphs = [
        to_nquads({k: v for k, v in r.items() if k != "proof"}, view)
        for r in (badge(), records[2], clique(3))
    ]
    written = [canonicalize(graph).nquads for graph in graphs]
    ring = b"".join(b"_:n%d <x:p> _:n%d .\n" % (i, (i + 1) % 6) for i in range(6))
    odd = '<x:s> <x:p> "\\u00e9\\n\\U0001F393\\"" .\n<x:s> <x:p> "a"@en-GB <x:g> .\r\n_:a <x:p> "1"^^<x:t> _:g . # c\n'
    return [*written, ring, odd.encode(), b""]


def _multibases() -> list[bytes]:
    texts = [
        "z",
        "u",
        "uAQID",
        "z6Mk",
        "https://college.example/#key",
        "did:web:college.example:a%3A1",
        "did:example:1",
    ]
    for key in _keys():
        texts += [
            key.to_multikey(),
            did_key(key),
            did_jwk(key),
            f"{did_key(key)}#{key.to_multikey()}",
        ]
    return [t.encode() for t in texts]


def _rosters() -> list[bytes]:
    full = (
        "Name;E-Mail;ID;evidence;narrative;valid from;validUntil;result.Seam;results: Score\n"
        'Ada;ada@a.example;did:web:a.example;https://a.example/1 https://a.example/2;"said ""so""";2026-01-01;2027-01-01T00:00:00Z;Sound;88\n'
    )
    return [
        college.ROSTER.encode(),
        college.ROSTER.encode("utf-16"),
        full.encode("cp1252"),
        full.replace(";", "\t").encode(),
        b"name,email\n",
        b'name,email\n"A,a@b.example\n',
        b"name\temail\r\rA\ta@b.example\r\n",
    ]


def _yamls() -> list[bytes]:
    texts = [college.ACHIEVEMENT, college.SECOND, college.PROFILE]
    more = (
        'name: "T"\ndescription: >-\n  folded\n  text\ncriteria: {narrative: |}\ntag: [a, "b"]\n'
        "# comment\nimage: {id: https://a.example/i.png, type: Image}\n? a\n: 1.10\n"
    )
    as_json = json.dumps({"name": "T", "description": "D", "criteria": {"narrative": "N"}})
    return [
        t.encode()
        for t in (*texts, more, as_json, "- a\n- b\n", "&a x: *a\n", "%YAML 1.2\n---\n!t x\n...\n")
    ]


if __name__ == "__main__":
    write(Path(sys.argv[1]))
