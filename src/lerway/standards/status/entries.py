"""Status entries and what a list says of them.

W3C Bitstring Status List 1.0, section 2.1 (BitstringStatusListEntry) and 3.2
(validate algorithm); Status List 2021 (its draft of 2023); 1EdTech Revocation
List Status Method 1.0. RevocationList2020 and others are told apart and not read.

The standard lets another issuer publish the list; we do not (`status.issuer_mismatch`):
nothing in the credential would say that this issuer is meant to be believed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, Protocol

from lerway.kernel import pointer as p
from lerway.kernel.errors import Fault, InvalidError, UndeterminedError
from lerway.kernel.limits import DEFAULT_LIMITS, Limits
from lerway.kernel.strict_json import parse_object
from lerway.standards.status.bitstring import decode_list, require_length, value_at
from lerway.standards.vcdm.identifiers import as_list, is_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = [
    "PURPOSES",
    "Decoder",
    "EntryKind",
    "StatusEntry",
    "StatusResult",
    "entries_of",
    "judge_entry",
    "revocation_list_1edtech",
]


class Decoder(Protocol):
    """Expands the bits of a list, as `bitstring.decode_list`."""

    def __call__(self, encoded: str, /, *, legacy: bool, limits: Limits) -> bytes:
        """Return the bits."""
        ...


EntryKind = Literal["bitstring", "status-list-2021", "1edtech", "unsupported"]

PURPOSES: Final = frozenset({"revocation", "suspension", "refresh", "message"})
"""The purposes that the standard gives a meaning (section 2.1)."""

_KINDS: Final[Mapping[str, EntryKind]] = {
    "BitstringStatusListEntry": "bitstring",
    "StatusList2021Entry": "status-list-2021",
    "1EdTechRevocationList": "1edtech",
}
# Entry kind: type of the list credential, type of its subject.
_LIST_TYPES: Final[Mapping[EntryKind, tuple[str, str]]] = {
    "bitstring": ("BitstringStatusListCredential", "BitstringStatusList"),
    "status-list-2021": ("StatusList2021Credential", "StatusList2021"),
}
_INDEX: Final = re.compile(r"[0-9]{1,100}\Z")
_HEX: Final = re.compile(r"0x[0-9A-Fa-f]{1,8}\Z")
_LARGEST_SIZE: Final = 16  # a list of 2 ** 16 messages is the longest one that fits a document
_DEFAULT_MESSAGES: Final = {0: "unset", 1: "set"}
_REVOKED_LISTS: Final = ("revokedCredentials", "revokedCredential")


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """One value of `credentialStatus`.

    Attributes:
        kind: which standard it follows; `unsupported` for one that we do not read.
        type_name: its `type`, as written.
        purpose: `revocation`, `suspension`, `message`, `refresh` or the issuer's own.
        index: position in the list.
        size: bits per entry.
        list_url: where the list stands; empty for an unsupported kind.
        messages: what each value means, if the entry says so.
        references: `statusReference`: where the issuer explains the values.
        pointer: JSON Pointer of the entry in the credential.
    """

    kind: EntryKind
    type_name: str
    purpose: str = ""
    index: int = 0
    size: int = 1
    list_url: str = ""
    messages: Mapping[int, str] = field(default_factory=dict[int, str])
    references: tuple[str, ...] = ()
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class StatusResult:
    """What a list says of one entry (section 3.2, steps 10 to 14).

    Attributes:
        value: the bits.
        set: whether they are anything but 0.
        message: what the value means, where the entry says so or its purpose is `message`.
    """

    value: int
    set: bool
    message: str | None = None


def entries_of(document: JSONObject) -> list[StatusEntry]:
    """Return the status entries of a credential, in order; none if it has no status.

    Raises:
        InvalidError: `status.entry_malformed`, with the pointer of the member.
    """
    if "credentialStatus" not in document:
        return []
    value = document["credentialStatus"]
    if isinstance(value, list):
        return [_entry(v, p.join("credentialStatus", i)) for i, v in enumerate(value)]
    return [_entry(value, p.join("credentialStatus"))]


def judge_entry(
    entry: StatusEntry,
    list_credential: JSONObject,
    *,
    credential_issuer: str,
    limits: Limits = DEFAULT_LIMITS,
    decode: Decoder = decode_list,
) -> StatusResult:
    """Return what `list_credential` says of `entry` (section 3.2, validate algorithm).

    Steps 1 to 3 (fetch the list, verify its proofs and dates) are the caller's.

    Args:
        entry: of kind `bitstring` or `status-list-2021`.
        list_credential: the credential that stands at `entry.list_url`.
        credential_issuer: id of the issuer of the credential that has the entry.
        limits: caps the unpacked list.
        decode: expands the bits, as `decode_list` does or from memory.

    Raises:
        InvalidError: `status.list_type`, `status.issuer_mismatch`, `status.purpose_mismatch`,
            `status.list_encoding`, `status.list_too_short`, `status.index_out_of_range`.
        UnreadableError: `status.bomb`.
        UndeterminedError: `status.unsupported` for another kind of entry,
            `status.purpose_unknown` for a purpose that the standard does not define.
    """
    subject = _list_subject(entry, list_credential)
    _require_issuer(list_credential, credential_issuer)
    # 4. The purpose of the entry is one of the list's.
    if entry.purpose not in as_list(subject.get("statusPurpose")):
        raise InvalidError(
            "status.purpose_mismatch",
            f"the status list was not made for the purpose {entry.purpose!r}",
            fault=Fault.ISSUER,
        )
    if entry.purpose not in PURPOSES:
        raise UndeterminedError(
            "status.purpose_unknown",
            f"the status has the purpose {entry.purpose!r}, which only its issuer can explain",
            hint="read " + " or ".join(entry.references) if entry.references else "ask the issuer",
            fault=Fault.ISSUER,
            pointer=entry.pointer,
        )
    # 5 to 7. Expand the bits.
    encoded = subject.get("encodedList")
    if not isinstance(encoded, str):
        raise InvalidError(
            "status.list_encoding", "the status list has no encodedList", fault=Fault.ISSUER
        )
    bits = decode(encoded, legacy=entry.kind == "status-list-2021", limits=limits)
    # 8. Long enough to hide in.
    require_length(bits, entry.size)
    # 9 to 14. The value and what it means.
    value = value_at(bits, entry.index, entry.size)
    return StatusResult(value, value != 0, _message(entry, value))


def revocation_list_1edtech(
    body: bytes, credential_id: str, *, limits: Limits = DEFAULT_LIMITS
) -> str | None:
    """Return why a 1EdTech revocation list revokes a credential, or None if it does not.

    A credential is revoked if its id is listed and `revoked` is absent or true. The
    reason is empty where the list gives none.

    Args:
        body: the list as received; plain JSON, not signed.
        credential_id: the `id` of the credential.
        limits: of the JSON reader.

    Raises:
        UnreadableError: as `strict_json.parse`.
        UndeterminedError: `status.revocation_list_malformed`: it tells nothing.
        InvalidError: `status.no_credential_id`: such a credential cannot be looked up.
    """
    if not credential_id:
        raise InvalidError(
            "status.no_credential_id",
            "the record has no id, so its issuer's revocation list cannot name it",
            fault=Fault.ISSUER,
            pointer="/id",
        )
    document = parse_object(body, limits=limits)
    revoked = [v for name in _REVOKED_LISTS for v in as_list(document.get(name))]
    if not any(name in document for name in _REVOKED_LISTS):
        raise _malformed_revocations("it has no member 'revokedCredentials'")
    for item in revoked:
        if not isinstance(item, dict) or not isinstance(item.get("id"), str):
            raise _malformed_revocations("an entry in it has no id")
        flag = item.get("revoked", True)
        if not isinstance(flag, bool):
            raise _malformed_revocations("'revoked' in it is not true or false")
        if item["id"] == credential_id and flag:
            reason = item.get("revocationReason")
            return reason if isinstance(reason, str) else ""
    return None


def _malformed_revocations(what: str) -> UndeterminedError:
    return UndeterminedError(
        "status.revocation_list_malformed",
        f"the issuer's revocation list is malformed: {what}",
        fault=Fault.ISSUER,
    )


def _entry(value: JSON, at: str) -> StatusEntry:
    if not isinstance(value, dict):
        raise _malformed("a status entry is not an object", at)
    types = [t for t in as_list(value.get("type")) if isinstance(t, str)]
    if not types:
        raise _malformed("a status entry has no type", at + p.token("type"))
    name = next((t for t in types if t in _KINDS), types[0])
    kind: EntryKind = _KINDS.get(name, "unsupported")
    if kind == "unsupported":
        return StatusEntry(kind, name, pointer=at)
    if kind == "1edtech":
        return StatusEntry(kind, name, "revocation", list_url=_url(value, "id", at), pointer=at)
    purpose = value.get("statusPurpose")
    if not isinstance(purpose, str) or not purpose:
        raise _malformed("statusPurpose is not a text", at + p.token("statusPurpose"))
    size = _size(value, at) if kind == "bitstring" else 1
    return StatusEntry(
        kind,
        name,
        purpose,
        _index(value.get("statusListIndex"), at, numbers=kind == "status-list-2021"),
        size,
        _url(value, "statusListCredential", at),
        _messages(value, size, at) if kind == "bitstring" else {},
        _references(value, at),
        at,
    )


def _index(value: JSON, at: str, *, numbers: bool) -> int:
    if numbers and isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    if not isinstance(value, str) or not _INDEX.match(value):
        raise _malformed(
            "statusListIndex is not a whole number in quotation marks",
            at + p.token("statusListIndex"),
        )
    return int(value)


def _url(entry: JSONObject, name: str, at: str) -> str:
    value = entry.get(name)
    if not is_url(value):
        raise _malformed(f"{name} of a status entry is not a URL", at + p.token(name))
    return value


def _size(entry: JSONObject, at: str) -> int:
    value = entry.get("statusSize", 1)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise _malformed("statusSize is not a whole number above 0", at + p.token("statusSize"))
    if value > _LARGEST_SIZE:
        raise _malformed(
            f"statusSize is {value}, and no entry can hold that many messages",
            at + p.token("statusSize"),
        )
    return value


def _messages(entry: JSONObject, size: int, at: str) -> dict[int, str]:
    """Return what each value means; as many as there are values (section 2.1)."""
    here = at + p.token("statusMessage")
    if "statusMessage" not in entry:
        if size > 1:
            raise _malformed("a status of more than one bit has no statusMessage", here)
        return {}
    listed = entry["statusMessage"]
    if not isinstance(listed, list) or len(listed) != 1 << size:
        raise _malformed(
            f"statusMessage does not have the {1 << size} messages that statusSize asks for", here
        )
    messages: dict[int, str] = {}
    for i, item in enumerate(listed):
        status = item.get("status") if isinstance(item, dict) else None
        message = item.get("message") if isinstance(item, dict) else None
        if not isinstance(status, str) or not _HEX.match(status) or not isinstance(message, str):
            raise _malformed(
                "a status message has no status such as '0x1', or no message", here + p.token(i)
            )
        messages[int(status, 16)] = message
    if messages.keys() != set(range(1 << size)):
        raise _malformed("the status messages do not stand for one value each", here)
    return messages


def _references(entry: JSONObject, at: str) -> tuple[str, ...]:
    found: list[str] = []
    for value in as_list(entry.get("statusReference")):
        if not is_url(value):
            raise _malformed("statusReference is not a URL", at + p.token("statusReference"))
        found.append(value)
    return tuple(found)


def _malformed(message: str, at: str) -> InvalidError:
    return InvalidError(
        "status.entry_malformed",
        message,
        hint="ask the issuer for a record with a well-formed credentialStatus",
        fault=Fault.ISSUER,
        pointer=at,
    )


def _list_subject(entry: StatusEntry, list_credential: JSONObject) -> JSONObject:
    """Return the status list inside a list credential of the type that `entry` asks for."""
    if entry.kind not in _LIST_TYPES:
        raise UndeterminedError(
            "status.unsupported",
            f"a status of the type {entry.type_name} is not looked up in a list of bits",
            fault=Fault.LERWAY,
            pointer=entry.pointer,
        )
    credential_type, subject_type = _LIST_TYPES[entry.kind]
    lists = [
        s
        for s in as_list(list_credential.get("credentialSubject"))
        if isinstance(s, dict) and subject_type in as_list(s.get("type"))
    ]
    if credential_type not in as_list(list_credential.get("type")) or len(lists) != 1:
        raise InvalidError(
            "status.list_type",
            f"what stands at the status list's address is not one {credential_type}",
            fault=Fault.ISSUER,
        )
    return lists[0]


def _require_issuer(list_credential: JSONObject, credential_issuer: str) -> None:
    issuer = list_credential.get("issuer")
    issuer = issuer.get("id") if isinstance(issuer, dict) else issuer
    if not credential_issuer or issuer != credential_issuer:
        raise InvalidError(
            "status.issuer_mismatch",
            "the status list is not from the issuer of the record",
            hint="ask the issuer to publish the list under the same identifier",
            fault=Fault.ISSUER,
        )


def _message(entry: StatusEntry, value: int) -> str | None:
    if entry.messages:
        return entry.messages.get(value)
    if entry.purpose == "message":
        return _DEFAULT_MESSAGES.get(value)
    return None
