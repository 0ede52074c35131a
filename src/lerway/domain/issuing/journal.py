"""The journal of one run: what was ordered, what is done. It makes a run resumable.

A line of text each, written only after what it says is safely on disk. The first
line says what the file is; the second what was ordered, by digests, and the seed
and time that the run drew. A last line without its end was being written when the
run stopped, and counts for nothing. No name and no address of a learner is in it,
but names of files are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import Fault, LerwayError, UnreadableError
from lerway.kernel.strict_json import dumps, parse_object
from lerway.standards.vcdm.dates import format_datetime, parse_datetime

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from lerway.kernel.strict_json import JSON

__all__ = ["Beginning", "Journal", "beginning_line", "done_line", "finished_line", "parse_journal"]

FIRST_LINE: Final = b"lerway issue journal 1\n"


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a run was begun with.

    Attributes:
        inputs: name of an input or option to its digest or value.
        seed: the seed of its draws.
        created: when it was begun; the time that its proofs carry.
        total: how many files it makes.
    """

    inputs: Mapping[str, str | None]
    seed: bytes = field(repr=False)
    created: datetime
    total: int

    def differences(self, other: Mapping[str, str | None]) -> list[str]:
        """Return the names of the inputs in which another run differs."""
        names = sorted({*self.inputs, *other})
        return [n for n in names if self.inputs.get(n) != other.get(n)]


@dataclass(slots=True)
class Journal:
    """A journal as read.

    Attributes:
        beginning: None if the run stopped before it was written.
        done: name of a file to the SHA-256 of its bytes, in hexadecimal.
        finished: whether the run came to its end.
        length: how many bytes of the file count.
    """

    beginning: Beginning | None = None
    done: dict[str, str] = field(default_factory=dict[str, str])
    finished: bool = False
    length: int = 0


def beginning_line(beginning: Beginning) -> bytes:
    """Return the first two lines of a journal."""
    inputs: dict[str, JSON] = dict(beginning.inputs)
    line: dict[str, JSON] = {
        "inputs": inputs,
        "seed": beginning.seed.hex(),
        "created": format_datetime(beginning.created),
        "total": beginning.total,
    }
    return FIRST_LINE + dumps(line) + b"\n"


def done_line(file: str, sha256: str) -> bytes:
    """Return the line that says that a file is on disk."""
    return f'{{"file":{encode_basestring(file)},"sha256":"{sha256}"}}\n'.encode()


def finished_line() -> bytes:
    """Return the last line."""
    return dumps({"finished": True}) + b"\n"


def parse_journal(data: bytes) -> Journal:
    """Return what a journal says; what was being written when the run stopped is left out.

    Raises:
        UnreadableError: `journal.malformed`.
    """
    journal = Journal()
    complete = data[: data.rfind(b"\n") + 1]
    lines = complete.splitlines(keepends=True)
    if not lines:
        return journal
    if lines[0] != FIRST_LINE:
        raise _malformed_journal()
    journal.length = len(FIRST_LINE)
    for number, line in enumerate(lines[1:]):
        _read_line(journal, number, line)
        journal.length += len(line)
    return journal


def _read_line(journal: Journal, number: int, line: bytes) -> None:
    try:
        value = parse_object(line)
        if number == 0:
            journal.beginning = _beginning(value)
        elif value.get("finished") is True:
            journal.finished = True
        else:
            file, sha256 = value["file"], value["sha256"]
            if not isinstance(file, str) or not isinstance(sha256, str):
                raise _malformed_journal()
            journal.done[file] = sha256
    except (LerwayError, KeyError, TypeError, ValueError):
        raise _malformed_journal() from None


def _beginning(value: Mapping[str, JSON]) -> Beginning:
    inputs, total = value["inputs"], value["total"]
    if not isinstance(inputs, dict) or isinstance(total, bool) or not isinstance(total, int):
        raise _malformed_journal()
    texts = {k: v for k, v in inputs.items() if isinstance(v, str | None)}
    return Beginning(
        inputs=texts,
        seed=bytes.fromhex(str(value["seed"])),
        created=parse_datetime(str(value["created"])),
        total=total,
    )


def _malformed_journal() -> UnreadableError:
    return UnreadableError(
        "journal.malformed",
        "the journal of the run was changed by somebody else",
        hint="issue into a new folder",
        fault=Fault.CALLER,
    )
