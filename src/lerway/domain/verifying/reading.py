"""From received bytes to a record: JSON, compact JWT, baked PNG or SVG.

Reads VCDM 2.0 and 1.1 credentials and presentations, Open Badges 2.0 and 3.0,
CLR 2.0, enveloped ones too. What cannot be read raises `UnreadableError`; what is
read and wrong is for the checks to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import Fault, InvalidError, Problem, UndeterminedError, UnreadableError
from lerway.kernel.limits import DEFAULT_LIMITS, Limits
from lerway.kernel.strict_json import parse, parse_object
from lerway.standards.jose.jws import Jws, parse_compact
from lerway.standards.jose.vc_jwt import credential_of
from lerway.standards.open_badges.baking import image_kind, unbake
from lerway.standards.vcdm.enveloped import CREDENTIAL, PRESENTATION, is_enveloped, open_envelope
from lerway.standards.vcdm.structure import as_list, is_presentation, structure

if TYPE_CHECKING:
    from lerway.domain.verifying.known.form import Known
    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = [
    "Container",
    "Kind",
    "Record",
    "begins_like_none",
    "read",
    "read_document",
    "read_text",
    "unknown_format",
]

_COMPACT: Final = re.compile(rb"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*\Z")
_TOKEN_HEAD: Final = re.compile(rb"[A-Za-z0-9_.~-]{1,4096}")
_HEAD: Final = 4096
_SD_JWT: Final = re.compile(rb"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+~")
_VC_MEMBERS: Final = frozenset({"credentialSubject", "verifiableCredential", "credentialStatus"})
_OB2_CONTEXTS: Final = (
    "https://w3id.org/openbadges/v2",
    "https://openbadgespec.org/v2/context.json",
)
_OLD_ENVELOPE: Final = "application/jwt"
_OB2_MEMBERS: Final = frozenset({"recipient", "badge"})


class Container(StrEnum):
    """What the record came in."""

    JSON = "json"
    JWT = "jwt"
    PNG = "png"
    SVG = "svg"


class Kind(StrEnum):
    """What the record is."""

    CREDENTIAL = "credential"
    PRESENTATION = "presentation"
    BADGE_V2 = "open badges 2.0 assertion"


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it was read. The bytes are the record; the rest is derived.

    Attributes:
        raw: the bytes as received.
        container: what they are.
        kind: credential, presentation or Open Badges 2.0 assertion.
        document: the credential, presentation or assertion.
        text: the JSON or compact JWS that `document` was read from (what stood
            in the image, for a baked one).
        jws: the signature around the document, if there is one.
        profile: which JWT profile the JWS follows, if there is one.
        remarks: what is to be told of how it was read; decides nothing.
        known: what is known of its form, if one like it was judged before.
    """

    raw: bytes
    container: Container
    kind: Kind
    document: JSONObject
    text: bytes
    jws: Jws | None = None
    profile: str | None = None
    remarks: tuple[Problem, ...] = ()
    known: Known | None = None


_OLDER: Final = Problem(
    "image.older_badge",
    "an Open Badges 2.0 badge is baked into the same picture, and was not looked at:"
    " the newer one was judged",
    hint="ask the issuer which of the two is meant, if the picture is shown for the older one",
    fault=Fault.ISSUER,
)


def read(data: bytes, *, limits: Limits = DEFAULT_LIMITS, drafts: bool = False) -> Record:
    """Return the record that `data` holds.

    Args:
        data: the bytes as received.
        limits: how much may be read.
        drafts: as `Policy.drafts`.

    Raises:
        UnreadableError: `input.*`, `json.*`, `jws.*`, `image.*`: not readable as any record.
        InvalidError: an image or envelope that breaks its standard's rule.
        UndeterminedError: `format.unsupported` for a record of a kind not supported yet.
    """
    kind = image_kind(data)
    if kind is None:
        return read_text(data, limits=limits, drafts=drafts)
    try:
        baked = unbake(data, limits=limits)
    except InvalidError as e:
        if e.code != "image.not_baked":
            raise
        p = e.problem
        raise UnreadableError(p.code, p.message, hint=p.hint) from None
    container = Container(kind)
    text = baked.text.encode()
    if baked.kind == "url":
        # Open Badges 2.0: the image only says where the badge is hosted.
        hosted: JSONObject = {"type": "Assertion", "id": baked.text}
        return Record(data, container, Kind.BADGE_V2, hosted, text)
    inner = read_text(text, limits=limits, drafts=drafts)
    return replace(inner, raw=data, container=container, remarks=(_OLDER,) if baked.older else ())


def begins_like_none(head: bytes) -> bool:
    """Return whether bytes that begin with `head` are no record of any kind that we know.

    For what is too large to be read: a table of a spreadsheet is no record that is too
    large, and needs no look at the rest.
    """
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:_HEAD]
    if image_kind(head) is not None or text[:1] in b'{["<':
        return False
    return not _TOKEN_HEAD.fullmatch(text)


def read_text(data: bytes, *, limits: Limits = DEFAULT_LIMITS, drafts: bool = False) -> Record:
    """Return the record that JSON or compact JWT text holds; raises as `read`."""
    text = data.removeprefix(b"\xef\xbb\xbf").strip()
    if not text:
        raise UnreadableError("input.empty", "there is nothing in it")
    if text[:1] in b'{["':
        value = parse(data, limits=limits)
        if not isinstance(value, dict):
            raise UnreadableError(
                "input.not_a_record",
                "this is JSON, but not an object, so it is no credential",
                hint="give one credential, badge or presentation at a time",
            )
        return read_document(value, data, limits=limits, drafts=drafts)
    if len(text) <= limits.document and _COMPACT.match(text):
        return _read_compact(text, data, limits, drafts=drafts)
    if _SD_JWT.match(text[: limits.document]):
        raise UndeterminedError(
            "format.unsupported",
            "this is an SD-JWT, which this version cannot check",
            hint="ask for the record as a Verifiable Credential or an Open Badge",
        )
    raise unknown_format()


def unknown_format() -> UnreadableError:
    """Return the error that bytes are of no format that we know."""
    return UnreadableError(
        "input.unknown_format",
        "this is not JSON, a JWT, a PNG or an SVG",
        hint="give the badge or credential file as you received it",
    )


def read_document(
    document: JSONObject, raw: bytes, *, limits: Limits = DEFAULT_LIMITS, drafts: bool = False
) -> Record:
    """Return the record that a parsed JSON object is; raises as `read`."""
    if is_enveloped(document):
        for p in structure(document):
            # The envelope itself: once it is open, only what is in it is judged.
            raise InvalidError(p.code, p.message, hint=p.hint, fault=p.fault, pointer=p.pointer)
        envelope = open_envelope(document, limits=limits)
        old = drafts and envelope.media_type == _OLD_ENVELOPE
        if not old and not envelope.media_type.endswith("+jwt"):
            raise UndeterminedError(
                "format.unsupported",
                f"the record is enveloped as {envelope.media_type}, which cannot be checked yet",
                hint="ask for the record as a Data Integrity credential or a JWT",
                pointer="/id",
            )
        inner = _read_compact(envelope.text.encode(), raw, limits, drafts=drafts)
        _require_named(document, inner)
        return replace(inner, raw=raw, container=Container.JSON)
    kind = _kind_of(document)
    if kind is None and _is_foreign(document):
        raise UndeterminedError(
            "format.unsupported",
            "this is signed or hosted in a way that this version cannot check (a European"
            " Digital Credential, perhaps, or an Open Badges 2.0 endorsement)",
            hint="ask for the record as a Verifiable Credential or an Open Badge",
        )
    if kind is None:
        raise UnreadableError(
            "input.not_a_record",
            "this JSON is not a credential, presentation or badge",
            hint="a credential has @context, type, issuer and credentialSubject",
        )
    return Record(raw, Container.JSON, kind, document, raw)


def _kind_of(document: JSONObject) -> Kind | None:
    types = as_list(document.get("type"))
    contexts = as_list(document.get("@context"))
    if is_presentation(document):
        return Kind.PRESENTATION
    if any(isinstance(t, str) and t.startswith("Verifiable") for t in types):
        return Kind.CREDENTIAL
    badge_v2 = any(c in _OB2_CONTEXTS for c in contexts) and _OB2_MEMBERS & document.keys()
    if "Assertion" in types or badge_v2:
        # The classes, issuers and keys of Open Badges 2.0 have its context too.
        return Kind.BADGE_V2
    if _VC_MEMBERS & document.keys() or any(_is_vc_context(c) for c in contexts):
        return Kind.CREDENTIAL
    return None


def _is_foreign(document: JSONObject) -> bool:
    """Return whether it is a record of a kind that is known and not supported.

    A JWS in its JSON form (RFC 7515 §7.2), which seals European Digital Credentials
    (JAdES), or an Endorsement of Open Badges 2.0.
    """
    if "payload" in document and not {"signatures", "signature"}.isdisjoint(document):
        return True
    contexts = as_list(document.get("@context"))
    types = as_list(document.get("type"))
    return "Endorsement" in types and any(c in _OB2_CONTEXTS for c in contexts)


def _is_vc_context(context: JSON) -> bool:
    return isinstance(context, str) and "/credentials/v" in context


def _read_compact(text: bytes, raw: bytes, limits: Limits, *, drafts: bool) -> Record:
    jws = parse_compact(text, limits=limits)
    payload = parse_object(jws.payload, limits=limits)
    if _kind_of(payload) is Kind.BADGE_V2:
        return Record(raw, Container.JWT, Kind.BADGE_V2, payload, text, jws)
    document, profile = credential_of(jws, drafts=drafts)
    kind = _kind_of(document)
    if kind is None:
        raise UnreadableError(
            "input.not_a_record", "the token is signed, but what it holds is no credential"
        )
    return Record(raw, Container.JWT, kind, document, text, jws, profile)


def _require_named(envelope: JSONObject, inner: Record) -> None:
    """Refuse an envelope that says it holds something else (VCDM 2.0 §4.13.1, §4.13.2)."""
    types = as_list(envelope.get("type"))
    wrong = CREDENTIAL if inner.kind is Kind.PRESENTATION else PRESENTATION
    if wrong in types:
        raise InvalidError(
            "vcdm.envelope_kind",
            f"the envelope is an {wrong}, and what is in it is a {inner.kind.value}",
            hint="ask for the record in an envelope of its own kind, or for the token alone",
            pointer="/type",
        )
