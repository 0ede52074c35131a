"""`status_flip`: a bit is flipped and the list of 131,072 entries signed again."""

from __future__ import annotations

import json
import random
import statistics
import time
from dataclasses import replace
from datetime import timedelta
from typing import Final

import lerway
from benchmarks import badges
from benchmarks.proofs.figures import Figure
from benchmarks.proofs.sides import ISSUER, KEY, NOW, CheckedError, status_list
from lerway.standards.status.bitstring import decode_list, value_at
from lerway.standards.status.lists import StatusList, new_list, set_value

__all__ = ["figure"]

_WHEN: Final = NOW - timedelta(hours=1)
LISTS: Final = 763
"""So many lists of 131,072 hold the statuses of 100 million credentials."""


def figure(*, rounds: int, flips: int, lists: int, seed: int) -> Figure:
    """Measure `flips` flips in each of some rounds, and `lists` lists signed once each.

    Raises:
        CheckedError: a signed list does not say what was set.
    """
    rng = random.Random(seed)
    issuer = lerway.Issuer(key=KEY, profile=badges.profile(ISSUER))
    rates: list[float] = []
    for _ in range(rounds):
        state = _some_set(rng, status_list())
        indexes = rng.sample(range(state.length), flips)
        start = time.process_time()
        signed = b""
        for index in indexes:
            state = set_value(state, index)
            signed = issuer.status_list(state, created=_WHEN)
        rates.append(flips / (time.process_time() - start))
        _check(signed, indexes)
    states = [_some_set(rng, new_list(f"{badges.LIST}/{n}")) for n in range(lists)]
    start = time.process_time()
    for state in states:
        issuer.status_list(state, created=_WHEN)
    seconds = (time.process_time() - start) * LISTS / lists
    return Figure("status_flip", (statistics.median(rates), seconds))


def _some_set(rng: random.Random, state: StatusList) -> StatusList:
    """Return the list with one of a hundred records revoked, as in the life of an issuer."""
    bits = bytearray(state.bits)
    for index in rng.sample(range(state.length), state.length // 100):
        bits[index >> 3] |= 0x80 >> (index & 7)
    return replace(state, bits=bytes(bits))


def _check(signed: bytes, indexes: list[int]) -> None:
    verification = lerway.Verification(signed, now=NOW, catalog=lerway.catalog())
    if not verification.report().ok:
        raise CheckedError("the signed status list is not valid")
    said = json.loads(signed)["credentialSubject"]["encodedList"]
    bits = decode_list(said)
    if not all(value_at(bits, index) for index in indexes):
        raise CheckedError("the signed status list does not say what was set")
