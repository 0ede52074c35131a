"""Whose key it is: from a verification method's URL to a key of the issuer.

Controlled Identifiers 1.0, section 3.3 (retrieve verification method); VC Data
Integrity 1.0, section 4.4: the method must stand under the relationship that the
proof's purpose names, in the controller document of the issuer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lerway.domain.verifying.case import Asking, Case, ask, unavailable
from lerway.domain.verifying.known.entries import RememberedKey, size_of_texts
from lerway.kernel.errors import Fault, InvalidError, LerwayError, UndeterminedError
from lerway.kernel.need import Answer, Need, NeedKind, Supplied, Unavailable
from lerway.standards.cid.document import (
    ControllerDocument,
    VerificationMethod,
    parse_controller_document,
    parse_key_document,
)
from lerway.standards.did import derive, document_url, host_of, split_method_url
from lerway.standards.vcdm.structure import as_list

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from lerway.domain.verifying.known.memory import Memory
    from lerway.standards.cid.keys import PublicKey

__all__ = ["ResolvedMethod", "controller_document", "own_method", "resolve_method"]

SHOWN: Final = 80
_SIZE_OF_A_KEY: Final = 2_000
CID: Final = "Controlled Identifiers 1.0 §3.3"


@dataclass(frozen=True, slots=True)
class ResolvedMethod:
    """A key, and what is known about whose it is.

    Attributes:
        method: the verification method with its key.
        error: why the key may not speak for the issuer; None if it may.
        host: the domain whose document lists the key; None for a bare key.
        source: the fetched document that lists the key; None for a derived one.
    """

    method: VerificationMethod
    error: LerwayError | None
    host: str | None
    source: Answer | None


def controller_document(
    case: Case, document_id: str
) -> Asking[tuple[ControllerDocument, Answer | None]]:
    """Return the controller document of `document_id`, and the answer that brought it.

    Raises:
        UndeterminedError: it could not be had, or its DID method is not supported.
        InvalidError: it was had, and is wrong.
    """
    document = derive(document_id)
    if document is not None:
        return document, None
    need = Need(NeedKind.CONTROLLER_DOCUMENT, document_url(document_id))
    answer = yield from ask(case, need)
    if isinstance(answer, Unavailable):
        raise unavailable("the issuer's key document", need, answer)
    return parse_controller_document(answer.body, document_id), answer


def resolve_method(
    case: Case,
    method_url: str,
    owner: str | None,
    relationship: str,
) -> Asking[ResolvedMethod]:
    """Return the key that `method_url` names, judged as a key of `owner`.

    Args:
        case: the verification.
        method_url: absolute URL of the verification method.
        owner: id of the issuer (or holder) that must control it; None when the
            record names none.
        relationship: `assertionMethod` or `authentication`.

    Raises:
        UndeterminedError: a needed document could not be had.
        InvalidError: there is no such key, or its document is wrong.
    """
    if case.memory is not None and owner is not None:
        known = yield from _known_method(case, case.memory, (method_url, owner, relationship))
        if known is not None:
            return known
    document_id, fragment = split_method_url(method_url)
    if fragment is None and document_id != owner and not document_id.startswith("did:"):
        found = yield from _key_document(case, method_url, owner, relationship)
        return found
    if owner is not None and document_id != owner and not _spells_its_key(document_id):
        # A key document lists the keys of nobody but its own subject, so whatever stands
        # there the key is not the owner's: no stranger's address is asked.
        raise _not_the_issuers(method_url, owner)
    document, source = yield from controller_document(case, document_id)
    method = document.method(method_url, relationship)
    error: LerwayError | None = None
    if owner is None:
        error = _no_issuer()
    elif document_id != owner or method.controller != owner:
        error = _not_the_issuers(method_url, owner)
    host = host_of(document_id) if source is not None else None
    if case.memory is not None and owner is not None and error is None:
        _remember(case.memory, (method_url, owner, relationship), method, source, host)
    return ResolvedMethod(method, error or _in_time(method, case.now), host, source)


def _known_method(
    case: Case, memory: Memory, key: tuple[str, str, str]
) -> Asking[ResolvedMethod | None]:
    """Return the key as it was found before, if the same document lists it still."""
    known = memory.keys.get(key)
    if known is None:
        return None
    source: Answer | None = None
    if known.need is not None:
        source = yield from ask(case, known.need)
        if isinstance(source, Unavailable) or source.body != known.body:
            return None
    return ResolvedMethod(known.method, _in_time(known.method, case.now), known.host, source)


def _remember(
    memory: Memory,
    key: tuple[str, str, str],
    method: VerificationMethod,
    source: Answer | None,
    host: str | None,
) -> None:
    size = _SIZE_OF_A_KEY + size_of_texts(*key)
    if source is None:
        memory.keys.put(key, RememberedKey(method, None, b"", host), size)
    elif isinstance(source, Supplied):
        need = Need(NeedKind.CONTROLLER_DOCUMENT, document_url(method.controller))
        remembered = RememberedKey(method, need, source.body, host)
        memory.keys.put(key, remembered, size + len(source.body))


def _key_document(
    case: Case,
    method_url: str,
    owner: str | None,
    relationship: str,
) -> Asking[ResolvedMethod]:
    """A key at an address of its own, as Open Badges' `kid` allows (OB 3.0 §8.2.4)."""
    need = Need(NeedKind.KEY, document_url(method_url))
    answer = yield from ask(case, need)
    if isinstance(answer, Unavailable):
        raise unavailable("the issuer's key", need, answer)
    method = parse_key_document(answer.body, method_url)
    if owner is None:
        return ResolvedMethod(method, _not_the_issuers(method_url, "nobody"), None, answer)
    if method.controller and method.controller != owner:
        return ResolvedMethod(method, _not_the_issuers(method_url, owner), None, answer)
    error: LerwayError | None
    try:
        document, source = yield from controller_document(case, owner)
        listed = _listed_method(document, method, method_url, relationship)
        error = None if listed.key == method.key else _not_the_issuers(method_url, owner)
        return ResolvedMethod(
            method,
            error or _in_time(listed, case.now),
            host_of(owner) if source is not None else None,
            source or answer,
        )
    except (InvalidError, UndeterminedError) as e:
        error = UndeterminedError(
            "controller.unbound_key",
            f"nothing says that the key at {method_url} belongs to {owner}: {e}",
            hint="the issuer should list the key in its controller document",
            fault=Fault.ISSUER,
        )
        return ResolvedMethod(method, error, None, answer)


def _listed_method(
    document: ControllerDocument, fetched: VerificationMethod, url: str, relationship: str
) -> VerificationMethod:
    """Return the method as `document` lists it: in full, or by reference to `fetched`."""
    try:
        return document.method(url, relationship)
    except InvalidError:
        if document.lists(url, relationship):
            return fetched
        raise


def own_method(
    case: Case, owner: str | None, relationship: str, claimed: PublicKey | None
) -> Asking[ResolvedMethod]:
    """Return the key of `owner` for a token that does not name one.

    Args:
        case: the verification.
        owner: id of the issuer.
        relationship: as for `resolve_method`.
        claimed: the key that the token encloses, if it does. It proves nothing by
            itself: it must be one that the owner's document lists.

    Raises:
        InvalidError: `controller.header_jwk`, `controller.no_issuer`.
        UndeterminedError: `jwt.no_key_named`, or the document could not be had.
    """
    if owner is None:
        raise _no_issuer()
    document, source = yield from controller_document(case, owner)
    # One key may be listed twice, as Multikey and as JSON Web Key.
    methods = list({m.key: m for m in _methods_under(document, relationship)}.values())
    if claimed is not None:
        methods = [m for m in methods if m.key == claimed]
        if not methods:
            raise InvalidError(
                "controller.header_jwk",
                f"the token encloses a key that {_short(owner)} does not list as its own",
                hint="do not rely on this record: somebody else signed it",
                fault=Fault.SENDER,
            )
    if len(methods) != 1:
        raise UndeterminedError(
            "jwt.no_key_named",
            f"the token does not say which of the issuer's {len(methods)} keys signed it",
            hint="ask the issuer to name the key (kid)",
            fault=Fault.ISSUER,
        )
    method = methods[0]
    host = host_of(owner) if source is not None else None
    return ResolvedMethod(method, _in_time(method, case.now), host, source)


def _methods_under(document: ControllerDocument, relationship: str) -> Iterator[VerificationMethod]:
    for item in as_list(document.raw.get(relationship)):
        reference = item.get("id") if isinstance(item, dict) else item
        if not isinstance(reference, str):
            continue
        url = document.id + reference if reference.startswith("#") else reference
        try:
            yield document.method(url, relationship)
        except (InvalidError, UndeterminedError):
            continue


def _spells_its_key(document_id: str) -> bool:
    try:
        return derive(document_id) is not None
    except UndeterminedError:
        return False


def _no_issuer() -> InvalidError:
    return InvalidError(
        "controller.no_issuer",
        "the record does not say who issued it, so the key cannot be the issuer's",
        fault=Fault.ISSUER,
    )


def _not_the_issuers(method_url: str, owner: str) -> InvalidError:
    return InvalidError(
        "controller.mismatch",
        f"the key {_short(method_url)} does not belong to {_short(owner)}, whom the record"
        " names as its issuer",
        hint="do not rely on this record: somebody else signed it",
        fault=Fault.SENDER,
    )


def _short(url: str) -> str:
    return url if len(url) <= SHOWN else url[:60] + "…" + url[-16:]


def _in_time(method: VerificationMethod, now: datetime) -> LerwayError | None:
    if method.revoked is not None and method.revoked <= now:
        return InvalidError(
            "key.revoked",
            f"the issuer revoked this key on {method.revoked:%Y-%m-%d}",
            hint="ask the issuer for the record signed with a current key",
            fault=Fault.ISSUER,
        )
    if method.expires is not None and method.expires <= now:
        return InvalidError(
            "key.expired",
            f"this key expired on {method.expires:%Y-%m-%d}",
            hint="ask the issuer for the record signed with a current key",
            fault=Fault.ISSUER,
        )
    return None
