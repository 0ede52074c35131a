"""Documents to canonicalise, and ways to spoil them."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from hypothesis import strategies as st

from lerway import data
from lerway.kernel.errors import LerwayError
from lerway.standards.jsonld.rdfc import canonical_document

Doc = dict[str, Any]
VIEW = data.contexts().view()


def badge(i: int = 0, **changed: object) -> Doc:
    """A badge with what is hard about badges in it: blank nodes, lists, numbers, language."""
    return {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": f"urn:uuid:{i:08d}-5fb2-4d33-a0f1-3f0f0f0f0f0f",
        "type": ["VerifiableCredential", "AchievementCredential"],
        "name": "Grundlagen des Löschens",
        "issuer": {
            "id": "https://college.example/issuers/1",
            "type": ["Profile"],
            "name": "College",
            "url": "https://college.example/",
        },
        "validFrom": f"2026-05-{1 + i % 28:02d}T15:00:00Z",
        "credentialSubject": {
            "id": f"did:key:z6Mk{i}",
            "type": ["AchievementSubject"],
            "creditsEarned": 3 + i,
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityHash": f"sha256${i:064x}",
                    "identityType": "emailAddress",
                    "salt": f"s{i}",
                }
            ],
            "achievement": {
                "id": "https://college.example/achievements/1",
                "type": ["Achievement"],
                "name": "Grundlagen",
                "description": "Was jemand gelernt hat.",
                "criteria": {"narrative": "Bestehen"},
                "tag": ["eins", "zwei", "drei"],
                "creator": {"id": "https://college.example/issuers/1", "type": ["Profile"]},
                "alignment": [
                    {
                        "type": ["Alignment"],
                        "targetName": f"Skill {k}",
                        "targetUrl": f"https://skills.example/{k}",
                        "targetCode": f"S{k}",
                    }
                    for k in range(3)
                ],
            },
        },
        **changed,
    }


def slow(document: Doc, view: Any = VIEW, hash_name: Any = "sha256") -> bytes | str:
    """The canonical form by the slow way, or the code of its refusal."""
    return said(lambda: canonical_document(document, view, hash_name=hash_name, plain=True))


def said(call: Any) -> bytes | str:
    """What a call returns, or the code of its refusal with the place it names."""
    try:
        return call()
    except LerwayError as e:
        return f"{e.code} {e.problem.pointer} {e.problem.message}"


def ways(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a document."""
    yield way
    if isinstance(value, dict):
        for key, item in value.items():
            yield from ways(item, (*way, key))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from ways(item, (*way, i))


def at(document: Any, way: tuple[Any, ...]) -> Any:
    """What stands at a place."""
    for step in way:
        document = document[step]
    return document


@cache
def _texts_of(document: str) -> tuple[str, ...]:
    found = json.loads(document)
    return tuple(v for w in ways(found) if isinstance(v := at(found, w), str))


ODD: list[Any] = [
    "", " ", 'a"b', "a\\b", "a\nb", "\x7f", "\ufffe", "\uffff", "\ud800", "é", "\U0001f600", "{v1}",
    "{", "}", "'", "'''", "\\N{DIGIT ONE}", "_:b0", "_:", "@id", "@type", "@json", "@none", "#a",
    "https://a.example/", "https://a.example/#x#y", "https://a b/", "http:x", "urn:x", "did:x", "data:x",
    "HTTPS://A.example", "rel/ative", "../x", "?q", "//host/x", "id", "type", "Profile", "Achievement",
    "https://ä.example/", "mailto:a@b.example", "xsd:string", "schema:name", "cred:issuer", "en", "ltr",
    "x-lerway-slot-1:", "x-lerway-slot-", "4503599627000001", 4503599627000001, 0, 1, -1, 1.0, 1.5, -0.0,
    1e21, 1e300, 2**53, 2**53 + 1, 2**64, -(2**53), True, False, None, [], {}, [[]], [{}], ["a", "a"],
    ["https://a.example/"] * 2, {"@value": "x"}, {"@value": "x", "@language": "en"}, {"@value": 3},
    {"@value": "x", "@type": "https://a.example/T"}, {"@value": "x", "@direction": "rtl"}, {"@id": "urn:y"},
    {"@value": "x", "@type": "@json"}, {"@list": ["a", "b"]}, {"@set": ["a"]}, {"id": "urn:x"}, {"type": "Profile"},
    {"@graph": []}, {"en": "x", "de": "y"}, {"@language": "en"}, {"@index": "x", "@value": "y"},
]  # fmt: skip


@st.composite
def spoiled(draw: Any, document: Doc, most: int = 3) -> Doc:
    """The document with some places changed, taken out, doubled, or made like another."""
    out = copy.deepcopy(document)
    texts = _texts_of(json.dumps(document))
    values = st.one_of(st.sampled_from(ODD), st.sampled_from(texts), st.text(max_size=8))
    for _ in range(draw(st.integers(1, most))):
        places = list(ways(out))[1:]
        if not places:
            break
        way = draw(st.sampled_from(places))
        holder, last = at(out, way[:-1]), way[-1]
        change = draw(st.sampled_from(["value", "value", "value", "text", "out", "double", "key"]))
        if change == "value":
            holder[last] = draw(values)
        elif change == "text" and isinstance(holder[last], str):
            holder[last] = draw(st.sampled_from(texts))
        elif change == "out":
            del holder[last]
        elif change == "double" and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[last]))
        elif change == "key" and isinstance(holder, dict):
            key = draw(st.sampled_from(["id", "@id", "name", "type", "@type", "@language", "x", "proof",
                                        "https://a.example/p", "@index", "validUntil", "@included"]))  # fmt: skip
            holder[key] = draw(values)
    return out
