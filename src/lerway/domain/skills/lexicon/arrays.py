"""Arrays that lie in a file: safetensors (Hugging Face, format of version 0.4).

Eight bytes with the length of a JSON header, the header (of each array its type, shape and
place), then the arrays. A file of it can be mapped into memory as it is.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = [
    "Arrays",
    "Floats",
    "Halves",
    "Strings",
    "arrays_in",
    "floats",
    "halves",
    "ints",
    "numbers",
    "written",
]

_TYPES: Final = {"F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "U8": "|u1"}
_NAMES: Final = {np.dtype(t): n for n, t in _TYPES.items()}
_LENGTH: Final = 8
_ALIGNED: Final = 64

Arrays: TypeAlias = "Mapping[str, NDArray[np.generic]]"
Floats: TypeAlias = NDArray[np.floating]
Halves: TypeAlias = NDArray[np.float16]


def arrays_in(data: NDArray[np.uint8]) -> dict[str, NDArray[np.generic]]:
    """Return the arrays in a file, as views of it.

    Raises:
        ValueError: it is no such file, or it is cut short.
    """
    length = int.from_bytes(data[:_LENGTH].tobytes(), "little")
    if not 1 < length <= len(data) - _LENGTH:
        raise ValueError("no header")
    start = _LENGTH + length
    found: dict[str, NDArray[np.generic]] = {}
    for name, entry in json.loads(data[_LENGTH:start].tobytes()).items():
        if name != "__metadata__" and entry["dtype"] in _TYPES:
            first, end = entry["data_offsets"]
            if not 0 <= first <= end <= len(data) - start:
                raise ValueError(f"{name} lies outside the file")
            kind = np.dtype(_TYPES[entry["dtype"]])
            found[name] = data[start + first : start + end].view(kind).reshape(entry["shape"])
    return found


def written(arrays: Arrays) -> Iterator[bytes]:
    """Yield a file of arrays, piece by piece; each is aligned."""
    header: dict[str, dict[str, object]] = {}
    gaps: list[int] = []
    place = 0
    for name, array in arrays.items():
        gap = -place % _ALIGNED
        gaps.append(gap)
        first = place + gap
        place = first + array.nbytes
        header[name] = {
            "dtype": _NAMES[array.dtype],
            "shape": list(array.shape),
            "data_offsets": [first, place],
        }
    head = json.dumps(header).encode()
    head += b" " * (-(len(head) + _LENGTH) % _ALIGNED)
    yield len(head).to_bytes(_LENGTH, "little")
    yield head
    for gap, array in zip(gaps, arrays.values(), strict=True):
        yield bytes(gap)
        yield np.ascontiguousarray(array).tobytes()


def floats(array: NDArray[np.generic]) -> Floats:
    """Return `array` as float32; a mapped file is not copied if it is that already."""
    return np.asarray(array, np.float32)


def halves(array: NDArray[np.generic]) -> Halves:
    """Return `array` as float16, likewise."""
    return np.asarray(array, np.float16)


def ints(array: NDArray[np.generic]) -> NDArray[np.int64]:
    """Return `array` as int64, likewise."""
    return np.asarray(array, np.int64)


def numbers(array: NDArray[np.generic]) -> NDArray[np.int32]:
    """Return `array` as int32, likewise."""
    return np.asarray(array, np.int32)


class Strings:
    """Many strings in one array of bytes."""

    def __init__(self, data: NDArray[np.uint8], ends: NDArray[np.int64]) -> None:
        """Use UTF-8 in a row, and where each string ends."""
        self._data = data
        self._ends = ends

    @classmethod
    def of(cls, strings: Sequence[str]) -> Strings:
        """Lay out `strings`."""
        parts = [s.encode() for s in strings]
        ends = np.cumsum([len(p) for p in parts], dtype=np.int64)
        return cls(np.frombuffer(b"".join(parts), np.uint8), ends)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._ends)

    def __getitem__(self, i: int) -> str:
        """Return the string with number `i`."""
        start = int(self._ends[i - 1]) if i else 0
        return self._data[start : int(self._ends[i])].tobytes().decode()

    def all(self) -> list[str]:
        """Return all of them."""
        return [self[i] for i in range(len(self))]

    def arrays(self, name: str) -> dict[str, NDArray[np.generic]]:
        """Return its arrays, named for a file."""
        return {f"{name}.data": self._data, f"{name}.ends": self._ends}

    @classmethod
    def read(cls, arrays: Arrays, name: str) -> Strings:
        """Return the strings that `arrays(name)` gave."""
        return cls(np.asarray(arrays[f"{name}.data"], np.uint8), ints(arrays[f"{name}.ends"]))
