"""Making status lists: W3C Bitstring Status List 1.0, sections 2.2 and 3.1 (generate algorithm).

A `StatusList` is a value: each change returns a new one, and its JSON form is what
an issuer keeps. Indexes are drawn at random and never twice (section 2.1), so that
an index tells nothing about when a credential was issued. Revocation and refresh
are not reversible (section 2.1); suspension and message are.

The credential that is published lives for a day at most: a verifier that kept an
old list learns soon that it is old.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import Fault, InvalidError, MisuseError, UnreadableError
from lerway.kernel.limits import DEFAULT_LIMITS, Limits
from lerway.kernel.strict_json import parse_object
from lerway.standards.status.bitstring import MINIMUM_ENTRIES, decode_list, encode_list, value_at
from lerway.standards.vcdm.dates import format_datetime
from lerway.standards.vcdm.identifiers import is_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime
    from typing import TypeGuard

    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = [
    "LONGEST_LIFE",
    "TIME_TO_LIVE",
    "StatusList",
    "draw_index",
    "draw_indexes",
    "entry_for",
    "list_credential",
    "new_list",
    "parse_state",
    "set_value",
    "state_json",
    "state_of",
]

LONGEST_LIFE: Final = timedelta(hours=24)
TIME_TO_LIVE: Final = timedelta(minutes=15)
_CONTEXT: Final = "https://www.w3.org/ns/credentials/v2"
_FINAL: Final = frozenset({"revocation", "refresh"})
_LARGEST_SIZE: Final = 8
_MOST_ENTRIES: Final = 1 << 26
_TRIES: Final = 64


@dataclass(frozen=True, slots=True)
class StatusList:
    """The state of a status list.

    Attributes:
        id: the URL at which its credential is published.
        purposes: what its bits mean: `revocation`, `suspension`, `message`, `refresh`.
        size: bits per entry.
        length: number of entries; at least 131,072, a multiple of 8.
        messages: what each value means, for the purpose `message`.
        bits: the statuses.
        used: one bit per entry: whether its index was ever given away.
    """

    id: str
    purposes: tuple[str, ...]
    size: int
    length: int
    bits: bytes = field(repr=False)
    used: bytes = field(repr=False)
    messages: Mapping[int, str] = field(default_factory=dict[int, str])

    @property
    def free(self) -> int:
        """How many indexes are left to draw."""
        return self.length - int.from_bytes(self.used, "big").bit_count()

    def value(self, index: int) -> int:
        """Return the status at `index`; MisuseError `status.index_not_drawn` if nobody has it."""
        if not 0 <= index < self.length or not _is_used(self.used, index):
            raise MisuseError(
                "status.index_not_drawn",
                f"no record has the index {index} of this status list",
                hint="give the statusListIndex that stands in the record",
            )
        return value_at(self.bits, index, self.size)


def new_list(
    url: str,
    purposes: Sequence[str] = ("revocation",),
    *,
    size: int = 1,
    length: int = MINIMUM_ENTRIES,
    messages: Mapping[int, str] | None = None,
) -> StatusList:
    """Return an empty status list to be published at `url`.

    Raises:
        MisuseError: `status.list_options` for a URL that is none, no purpose, fewer than
            131,072 entries, a size outside 1 to 8, or messages that are not one per value.
    """
    messages = dict(messages or {})
    problem = _options(url, purposes, size, length, messages)
    if problem:
        raise MisuseError("status.list_options", problem)
    zeros = bytes(length * size // 8)
    return StatusList(url, tuple(purposes), size, length, zeros, bytes(length // 8), messages)


def draw_index(state: StatusList, entropy: Callable[[int], bytes]) -> tuple[int, StatusList]:
    """Return a random index that was never given away, and the state that remembers it.

    Every free index is equally likely, however full the list is.

    Raises:
        MisuseError: `status.list_full`.
    """
    (index,), after = draw_indexes(state, [entropy])
    return index, after


def draw_indexes(
    state: StatusList, entropies: Iterable[Callable[[int], bytes]]
) -> tuple[list[int], StatusList]:
    """Return an index by each of some sources of entropy, as `draw_index` would one by one.

    Raises:
        MisuseError: `status.list_full`.
    """
    free, used = state.free, bytearray(state.used)
    indexes: list[int] = []
    for entropy in entropies:
        if not free:
            raise MisuseError(
                "status.list_full",
                f"all {state.length:,} indexes of the status list are given away",
                hint="begin another list with `lerway status new`",
            )
        for _ in range(_TRIES):
            index = _below(state.length, entropy)
            if not _is_used(used, index):
                break
        else:
            index = _nth_free(used, _below(free, entropy))
        used[index // 8] |= 0x80 >> index % 8
        indexes.append(index)
        free -= 1
    return indexes, replace(state, used=bytes(used))


def set_value(state: StatusList, index: int, value: int = 1) -> StatusList:
    """Return the state with `value` at `index`.

    Raises:
        MisuseError: `status.index_not_drawn`, `status.value_out_of_range`,
            `status.revocation_final` where a set revocation or refresh would be changed.
    """
    before = state.value(index)
    if not 0 <= value < 1 << state.size:
        raise MisuseError(
            "status.value_out_of_range",
            f"the value {value} does not fit the {state.size} bits of a status",
        )
    if before and value != before and not _FINAL.isdisjoint(state.purposes):
        raise MisuseError(
            "status.revocation_final",
            "a revocation cannot be taken back",
            hint="issue the record anew; use a suspension list for what may be lifted",
        )
    first = index * state.size
    end = first + state.size
    start, stop = first // 8, (end + 7) // 8
    window = int.from_bytes(state.bits[start:stop], "big")
    shift = -end % 8
    window = window & ~(((1 << state.size) - 1) << shift) | value << shift
    bits = state.bits[:start] + window.to_bytes(stop - start, "big") + state.bits[stop:]
    return replace(state, bits=bits)


def entry_for(state: StatusList, index: int, purpose: str | None = None) -> JSONObject:
    """Return the `credentialStatus` entry of the credential that was given `index`.

    Args:
        state: the list.
        index: as drawn.
        purpose: which of the list's purposes the entry has; the first unless given.

    Raises:
        MisuseError: `status.index_not_drawn`, `status.list_options` for another purpose.
    """
    state.value(index)
    purpose = purpose or state.purposes[0]
    if purpose not in state.purposes:
        raise MisuseError(
            "status.list_options", f"the status list does not have the purpose {purpose!r}"
        )
    entry: JSONObject = {
        "id": f"{state.id}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": state.id,
    }
    if state.size > 1:
        entry["statusSize"] = state.size
    if state.messages:
        entry["statusMessage"] = [
            {"status": hex(value), "message": text}
            for value, text in sorted(state.messages.items())
        ]
    return entry


def list_credential(
    state: StatusList,
    issuer: JSON,
    now: datetime,
    *,
    life: timedelta = LONGEST_LIFE,
    ttl: timedelta = TIME_TO_LIVE,
) -> JSONObject:
    """Return the credential of a list, unsigned (section 3.1, steps 2 to 4).

    Args:
        state: the list.
        issuer: the `issuer` of the credentials that point to it: a URL or an object.
        now: becomes `validFrom` (aware).
        life: until `validUntil`; at most 24 hours.
        ttl: how long a verifier may keep it before looking again.

    Raises:
        MisuseError: `status.list_life` if `life` is not above 0 and at most 24 hours,
            or `ttl` not above 0 and at most `life`.
    """
    if not timedelta() < life <= LONGEST_LIFE or not timedelta() < ttl <= life:
        raise MisuseError(
            "status.list_life",
            "a status list lives for 24 hours at most, and is looked at again within them",
            hint="publish it again every day",
        )
    purposes: list[JSON] = list(state.purposes)
    subject: JSONObject = {
        "id": f"{state.id}#list",
        "type": "BitstringStatusList",
        "statusPurpose": purposes[0] if len(purposes) == 1 else purposes,
        "encodedList": encode_list(state.bits),
        "ttl": int(ttl / timedelta(milliseconds=1)),
    }
    return {
        "@context": [_CONTEXT],
        "id": state.id,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": format_datetime(now),
        "validUntil": format_datetime(now + life),
        "credentialSubject": subject,
    }


def state_json(state: StatusList) -> JSONObject:
    """Return the JSON form of a state, as `parse_state` reads it."""
    out: JSONObject = {
        "id": state.id,
        "purposes": list(state.purposes),
        "size": state.size,
        "length": state.length,
        "bits": encode_list(state.bits),
        "used": encode_list(state.used),
    }
    if state.messages:
        out["messages"] = [text for _, text in sorted(state.messages.items())]
    return out


def parse_state(data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> StatusList:
    """Return the state that `state_json` wrote.

    Raises:
        UnreadableError: as `strict_json.parse`; `status.state_malformed`; `status.bomb`.
    """
    return state_of(parse_object(data, limits=limits), limits=limits)


def state_of(document: JSONObject, *, limits: Limits = DEFAULT_LIMITS) -> StatusList:
    """Return the state that an object from `state_json` tells; raises as `parse_state`."""
    url, size, length = (document.get(k) for k in ("id", "size", "length"))
    purposes, listed = document.get("purposes"), document.get("messages", [])
    bits, used = _unpacked(document, "bits", limits), _unpacked(document, "used", limits)
    if not isinstance(url, str) or not _whole(size) or not _whole(length):
        raise _bad_state()
    if not isinstance(purposes, list) or not isinstance(listed, list):
        raise _bad_state()
    texts = [t for t in listed if isinstance(t, str)]
    names = [t for t in purposes if isinstance(t, str)]
    messages = dict(enumerate(texts))
    if (
        len(texts) != len(listed)
        or len(names) != len(purposes)
        or _options(url, names, size, length, messages)
        or (len(bits), len(used)) != (length * size // 8, length // 8)
    ):
        raise _bad_state()
    return StatusList(url, tuple(names), size, length, bits, used, messages)


def _options(
    url: str, purposes: Sequence[str], size: int, length: int, messages: Mapping[int, str]
) -> str:
    """Return what is wrong with the parts of a list, or nothing."""
    if not is_url(url):
        return "the address of a status list is not a URL"
    if not purposes or len(set(purposes)) != len(purposes) or not all(purposes):
        return "a status list needs one or more purposes, each once"
    if not 1 <= size <= _LARGEST_SIZE:
        return f"a status has 1 to {_LARGEST_SIZE} bits"
    if not MINIMUM_ENTRIES <= length <= _MOST_ENTRIES or length % 8:
        return f"a status list has at least {MINIMUM_ENTRIES:,} entries, a multiple of 8"
    if (size > 1 or messages) and set(messages) != set(range(1 << size)):
        return f"a status of {size} bits needs {1 << size} messages"
    return ""


def _whole(value: JSON) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _unpacked(document: JSONObject, name: str, limits: Limits) -> bytes:
    value = document.get(name)
    if not isinstance(value, str):
        raise _bad_state()
    try:
        return decode_list(value, limits=limits)
    except InvalidError:
        raise _bad_state() from None


def _bad_state() -> UnreadableError:
    return UnreadableError(
        "status.state_malformed",
        "the file is not the state of a status list",
        hint="give the file that `lerway status new` wrote",
        fault=Fault.CALLER,
    )


def _below(bound: int, entropy: Callable[[int], bytes]) -> int:
    """Return a uniformly random number from 0 to `bound` - 1, by rejection."""
    bits = (bound - 1).bit_length()
    size = (bits + 7) // 8
    while True:
        n = int.from_bytes(entropy(size), "big") >> size * 8 - bits
        if n < bound:
            return n


def _is_used(used: bytes | bytearray, index: int) -> bool:
    return bool(used[index // 8] & 0x80 >> index % 8)


def _nth_free(used: bytes | bytearray, rank: int) -> int:
    """Return the free index that has `rank` free ones before it."""
    for position, byte in enumerate(used):
        free_here = 8 - byte.bit_count()
        if rank >= free_here:
            rank -= free_here
            continue
        for index in range(position * 8, position * 8 + 8):
            if not _is_used(used, index):
                if not rank:
                    return index
                rank -= 1
    raise AssertionError("the rank is below the number of free indexes")  # pragma: no cover
