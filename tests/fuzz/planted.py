"""Readers with a bug in each, which the fuzzer must find: they test the tests."""

from __future__ import annotations

from lerway.kernel.errors import InvalidError, MisuseError
from tests.fuzz import mutators
from tests.fuzz.target import Target

_KEPT: list[bytes] = []


def sound(data: bytes) -> str:
    if not data.startswith(b"{"):
        raise InvalidError("planted.declared", "an error that this reader declares")
    return "object"


def raises(data: bytes) -> str:
    if data[:2] == b"{]":
        {}["planted"]
    return sound(data)


def misdeclares(data: bytes) -> str:
    if b"9" in data:
        raise MisuseError("planted.misuse", "an error that this reader does not declare")
    return sound(data)


def dawdles(data: bytes) -> str:
    if b"9" in data:
        sum(range(10**8))
    return sound(data)


def hangs(data: bytes) -> str:
    while b"9" in data:
        pass
    return sound(data)


def allocates(data: bytes) -> str:
    if b"9" in data:
        _KEPT.append(b"\1" * 300_000_000)
    return sound(data)


_WORDS = mutators.words(r"[\[\]{}:,]", ("{", "}", "[", "]", "1", "7", "9", ","))
PLANTED = {
    f"planted-{run.__name__}": Target(run, (InvalidError,), mutators.mostly(_WORDS), 64)
    for run in (sound, raises, misdeclares, dawdles, hangs, allocates)
}
