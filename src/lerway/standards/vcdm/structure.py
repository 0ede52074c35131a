"""The structural rules of W3C Verifiable Credentials Data Model 2.0 and 1.1.

Sections 4.3 (Contexts) to 4.13 (Verifiable Presentations), 5.3 to 5.6 and 6 of
version 2.0; sections 4 and 5 of version 1.1 for documents whose first context is
`https://www.w3.org/2018/credentials/v1`.

Each broken rule is one `Problem` with a code of its own and the JSON Pointer of
the member. Members that no rule knows are nobody's business here: whether their
terms are defined is asked by JSON-LD. An empty array says nothing and breaks
nothing, except where a standard wants at least one value.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Final

from lerway.kernel import pointer as p
from lerway.kernel.errors import Fault, InvalidError, Problem
from lerway.standards.vcdm.dates import date_of
from lerway.standards.vcdm.enveloped import CREDENTIAL, PRESENTATION, is_enveloped, open_envelope
from lerway.standards.vcdm.identifiers import as_list, is_url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = [
    "V1_CONTEXT",
    "V2_CONTEXT",
    "as_list",
    "holder_id",
    "is_credential",
    "is_presentation",
    "issuer_id",
    "structure",
    "subjects",
    "types_of",
    "version_of",
]

V2_CONTEXT: Final = "https://www.w3.org/ns/credentials/v2"
V1_CONTEXT: Final = "https://www.w3.org/2018/credentials/v1"

_VERSIONS: Final = {V2_CONTEXT: "2.0", V1_CONTEXT: "1.1"}
_LANGUAGE: Final = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*\Z")
_TEXT_MEMBERS: Final = frozenset({"@value", "@language", "@direction"})
# Entries that need a type (2.0: 4.10, 4.11, 5.4 to 5.6, 5.10), and the versions
# in which they need an id as well (1.1: 4.9, 5.4, 5.5).
_ENTRIES: Final = {
    "credentialStatus": ("1.1",),
    "credentialSchema": ("1.1", "2.0"),
    "refreshService": ("1.1",),
    "termsOfUse": (),
    "evidence": (),
    "renderMethod": (),
    "confidenceMethod": (),
}
_DATES: Final = {
    "2.0": (("validFrom",), ("validUntil",)),
    "1.1": (("issuanceDate", "validFrom"), ("expirationDate", "validUntil")),
}


def structure(document: JSONObject) -> list[Problem]:
    """Return every structural rule that a credential or presentation breaks.

    An enveloped document is judged as an envelope. Credentials inside a
    presentation are not judged, only that they are objects: the caller judges
    each one by itself.
    """
    if is_enveloped(document):
        return list(_envelope(document, ""))
    if is_presentation(document):
        return list(_presentation(document))
    return list(_credential(document))


def version_of(document: JSONObject) -> str | None:
    """Return the version that the first context names, `2.0` or `1.1`; None for another."""
    contexts = as_list(document.get("@context"))
    first = contexts[0] if contexts else None
    return _VERSIONS.get(first) if isinstance(first, str) else None


def types_of(document: JSONObject) -> list[str]:
    """Return the texts among the values of `type`."""
    return [t for t in as_list(document.get("type")) if isinstance(t, str)]


def is_presentation(document: JSONObject) -> bool:
    """Return whether `document` calls itself a verifiable presentation."""
    return not {"VerifiablePresentation", PRESENTATION}.isdisjoint(types_of(document))


def is_credential(document: JSONObject) -> bool:
    """Return whether `document` calls itself a verifiable credential."""
    return not {"VerifiableCredential", CREDENTIAL}.isdisjoint(types_of(document))


def issuer_id(document: JSONObject) -> str | None:
    """Return the identifier of the issuer, as written; None if there is none."""
    return _id_of(document.get("issuer"))


def holder_id(document: JSONObject) -> str | None:
    """Return the identifier of the holder, as written; None if there is none."""
    return _id_of(document.get("holder"))


def subjects(document: JSONObject) -> list[JSONObject]:
    """Return the objects among the values of `credentialSubject`."""
    return [s for s in as_list(document.get("credentialSubject")) if isinstance(s, dict)]


def _id_of(value: JSON) -> str | None:
    if isinstance(value, dict):
        value = value.get("id")
    return value if isinstance(value, str) else None


def _items(document: JSONObject, name: str) -> Iterator[tuple[JSON, str]]:
    """Yield each value of the member `name` with its pointer; null is a value here."""
    if name not in document:
        return
    value = document[name]
    if isinstance(value, list):
        for i, item in enumerate(value):
            yield item, p.join(name, i)
    else:
        yield value, p.join(name)


# ------------------------------------------------------------------ documents


def _credential(document: JSONObject) -> Iterator[Problem]:
    version = version_of(document)
    yield from _context(document)
    yield from _type(document, "VerifiableCredential")
    yield from _id(document, "")
    yield from _issuer(document)
    yield from _subject(document)
    yield from _period(document, version)
    for name in _ENTRIES:
        yield from _entries(document, name, version)
    if version != "1.1":
        yield from _texts(document, "")
        issuer = document.get("issuer")
        if isinstance(issuer, dict):
            yield from _texts(issuer, "/issuer")
        yield from _related_resources(document)
    yield from _proofs(document)


def _presentation(document: JSONObject) -> Iterator[Problem]:
    version = version_of(document)
    yield from _context(document)
    yield from _type(document, "VerifiablePresentation")
    yield from _id(document, "")
    yield from _holder(document)
    for value, at in _items(document, "verifiableCredential"):
        if isinstance(value, str):
            yield Problem(
                "vcdm.credential_is_string",
                "a credential in the presentation is a text, not an object",
                "put a compact token into an EnvelopedVerifiableCredential",
                pointer=at,
            )
        elif not isinstance(value, dict):
            yield Problem(
                "vcdm.credential_malformed",
                "a credential in the presentation is not an object",
                pointer=at,
            )
        elif is_enveloped(value):
            yield from _envelope(value, at)
    for name in ("termsOfUse", "refreshService"):
        yield from _entries(document, name, version)
    yield from _proofs(document)


def _envelope(document: JSONObject, at: str) -> Iterator[Problem]:
    # 4.13.1 and 4.13.2: the context defines the terms, the type stands alone, the id is data:.
    if V2_CONTEXT not in as_list(document.get("@context")):
        yield Problem(
            "vcdm.envelope_context",
            f"the context of an enveloped document does not include {V2_CONTEXT}",
            pointer=at + "/@context",
        )
    if len(as_list(document.get("type"))) != 1:
        yield Problem(
            "vcdm.envelope_type",
            "an enveloped document has another type beside that of the envelope",
            pointer=at + "/type",
        )
    try:
        open_envelope(document)
    except InvalidError as e:
        yield e.at(at).problem


# -------------------------------------------------------------------- members


def _context(document: JSONObject) -> Iterator[Problem]:
    # 4.3: an ordered set, the base context first, then URLs and objects.
    items = list(_items(document, "@context"))
    if not items:
        yield Problem(
            "vcdm.context_missing", "there is no @context", _CONTEXT_HINT, pointer="/@context"
        )
    elif version_of(document) is None:
        yield Problem(
            "vcdm.context_first",
            "the first context is not that of the VC Data Model",
            _CONTEXT_HINT,
            Fault.ISSUER,
            items[0][1],
        )
    for value, at in items:
        if not isinstance(value, dict) and not is_url(value):
            yield Problem(
                "vcdm.context_item",
                "a context is neither a URL nor an object",
                fault=Fault.ISSUER,
                pointer=at,
            )


_CONTEXT_HINT: Final = f"put {V2_CONTEXT} first"


def _type(document: JSONObject, wanted: str) -> Iterator[Problem]:
    # 4.5: one or more terms or URLs, among them the one that says what this is.
    if "type" not in document:
        yield Problem(
            "vcdm.type_missing", "there is no type", f"add {wanted} to type", pointer="/type"
        )
        return
    for value, at in _items(document, "type"):
        if not isinstance(value, str) or not value:
            yield Problem("vcdm.type_malformed", "a type is not a text", pointer=at)
    types = types_of(document)
    if wanted not in types:
        yield Problem(
            "vcdm.type_required",
            f"the type does not include {wanted}",
            f"add {wanted} to type",
            pointer="/type",
        )
    elif wanted == "VerifiablePresentation" and "VerifiableCredential" in types:
        yield Problem(
            "vcdm.type_both",
            "the document calls itself a credential and a presentation at once",
            pointer="/type",
        )


def _id(value: JSONObject, at: str) -> Iterator[Problem]:
    # 4.4: at most one identifier, and it is a URL.
    if "id" in value and not is_url(value["id"]):
        yield Problem(
            "vcdm.id_not_url",
            "an id is not one absolute URL",
            "write one URL, DID or URN, or leave id out",
            Fault.ISSUER,
            at + "/id",
        )


def _issuer(document: JSONObject) -> Iterator[Problem]:
    # 4.7: a URL, or an object with an id that is one.
    value = document.get("issuer")
    if value is None:
        yield Problem(
            "vcdm.issuer_missing", "there is no issuer", fault=Fault.ISSUER, pointer="/issuer"
        )
    elif not is_url(_id_of(value)):
        yield Problem(
            "vcdm.issuer_malformed",
            "the issuer is neither a URL nor an object whose id is one",
            fault=Fault.ISSUER,
            pointer="/issuer/id" if isinstance(value, dict) else "/issuer",
        )


def _holder(document: JSONObject) -> Iterator[Problem]:
    # 4.13: the same for the holder, who may be absent.
    if "holder" in document and not is_url(_id_of(document["holder"])):
        yield Problem(
            "vcdm.holder_malformed",
            "the holder is neither a URL nor an object whose id is one",
            pointer="/holder",
        )


def _subject(document: JSONObject) -> Iterator[Problem]:
    # 4.8: one or more objects, each with at least one member.
    items = list(_items(document, "credentialSubject"))
    if not items:
        yield Problem(
            "vcdm.subject_missing",
            "there is no credentialSubject",
            fault=Fault.ISSUER,
            pointer="/credentialSubject",
        )
    for value, at in items:
        if not isinstance(value, dict):
            yield Problem(
                "vcdm.subject_malformed",
                "a credentialSubject is not an object",
                fault=Fault.ISSUER,
                pointer=at,
            )
        elif not value:
            yield Problem(
                "vcdm.subject_empty",
                "a credentialSubject is empty",
                fault=Fault.ISSUER,
                pointer=at,
            )
        else:
            yield from _id(value, at)


def _period(document: JSONObject, version: str | None) -> Iterator[Problem]:
    # 4.9; in version 1.1 sections 4.6 and 4.8, where issuanceDate is required.
    starts_at, ends_at = _DATES["2.0" if version == "2.0" else "1.1"]
    moments: dict[str, datetime] = {}
    for name in chain(starts_at, ends_at):
        if name not in document:
            continue
        try:
            moments[name] = date_of(document, name)
        except InvalidError as e:
            yield e.problem
    if version == "1.1" and "issuanceDate" not in document:
        yield Problem(
            "vcdm.issuance_date_missing",
            "there is no issuanceDate",
            fault=Fault.ISSUER,
            pointer="/issuanceDate",
        )
    start = max((moments[n] for n in starts_at if n in moments), default=None)
    for name in ends_at:
        if start is not None and name in moments and moments[name] < start:
            yield Problem(
                "vcdm.period_reversed",
                f"{name} lies before the beginning of the validity",
                fault=Fault.ISSUER,
                pointer=p.join(name),
            )


def _entries(document: JSONObject, name: str, version: str | None) -> Iterator[Problem]:
    for value, at in _items(document, name):
        if not isinstance(value, dict):
            yield Problem(
                "vcdm.entry_malformed",
                f"an entry of {name} is not an object",
                fault=Fault.ISSUER,
                pointer=at,
            )
            continue
        if not _has_type(value):
            yield Problem(
                "vcdm.entry_without_type",
                f"an entry of {name} has no type",
                fault=Fault.ISSUER,
                pointer=at + "/type",
            )
        if "id" not in value and version in _ENTRIES[name]:
            yield Problem(
                "vcdm.entry_without_id",
                f"an entry of {name} has no id",
                fault=Fault.ISSUER,
                pointer=at + "/id",
            )
        yield from _id(value, at)


def _has_type(value: JSONObject) -> bool:
    types = as_list(value.get("type"))
    return bool(types) and all(isinstance(t, str) and t for t in types)


def _texts(value: JSONObject, at: str) -> Iterator[Problem]:
    # 4.6 and 11.1: a text, or language value objects.
    for name in ("name", "description"):
        text = value.get(name)
        if name not in value or isinstance(text, str):
            continue
        for item, where in _items(value, name):
            if not _is_language_value(item):
                yield Problem(
                    "vcdm.text_malformed",
                    f"{name} is neither a text nor a language value object",
                    "write a text, or an object with @value, @language and @direction only",
                    Fault.ISSUER,
                    at + where,
                )


def _is_language_value(value: JSON) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("@value"), str):
        return False
    language = value.get("@language", "en")
    return (
        value.keys() <= _TEXT_MEMBERS
        and isinstance(language, str)
        and bool(_LANGUAGE.match(language))
        and value.get("@direction", "ltr") in ("ltr", "rtl")
    )


def _related_resources(document: JSONObject) -> Iterator[Problem]:
    # 5.3: objects, each with an id of its own and at least one digest.
    seen: set[str] = set()
    for value, at in _items(document, "relatedResource"):
        url = value.get("id") if isinstance(value, dict) else None
        if not isinstance(value, dict) or not is_url(url):
            yield Problem(
                "vcdm.related_resource_malformed",
                "a relatedResource is not an object whose id is a URL",
                fault=Fault.ISSUER,
                pointer=at,
            )
            continue
        if url in seen:
            yield Problem(
                "vcdm.related_resource_duplicate",
                "two relatedResource entries have the same id",
                fault=Fault.ISSUER,
                pointer=at + "/id",
            )
        seen.add(url)
        if not any(isinstance(value.get(d), str) for d in ("digestSRI", "digestMultibase")):
            yield Problem(
                "vcdm.related_resource_without_digest",
                "a relatedResource has neither digestSRI nor digestMultibase",
                fault=Fault.ISSUER,
                pointer=at,
            )


def _proofs(document: JSONObject) -> Iterator[Problem]:
    # 4.12: an embedded proof is an object that says by its type how it is verified.
    for value, at in _items(document, "proof"):
        if not isinstance(value, dict) or not _has_type(value):
            yield Problem(
                "vcdm.proof_malformed",
                "a proof is not an object with a type",
                fault=Fault.ISSUER,
                pointer=at,
            )
