"""An order: what one run issues to a roster, fixed before anything is signed.

Every identifier and salt follows from the order's draws and the place in the
roster, so that a run that was interrupted goes on as if it had not been.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from lerway.domain.issuing.credentials import clr_credential, hashed_email
from lerway.domain.issuing.issuer import TOKENS
from lerway.domain.issuing.self_check import problems_of
from lerway.domain.issuing.templates.badge import BadgeParts, badge_document
from lerway.domain.issuing.written.rows import numbers_of, unlike
from lerway.kernel.errors import Fault, MisuseError, Problem
from lerway.kernel.strict_json import parse_object
from lerway.standards.open_badges.baking import bake, image_kind
from lerway.standards.vcdm.dates import format_datetime

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from lerway.domain.issuing.identifiers import Draws
    from lerway.domain.issuing.issuer import Issuer
    from lerway.domain.issuing.written.achievement import Achievement
    from lerway.domain.issuing.written.rows import Row
    from lerway.kernel.strict_json import JSONObject
    from lerway.standards.catalog import Catalog

__all__ = [
    "Maker",
    "Order",
    "OrderProblem",
    "Task",
    "count_tasks",
    "ids_of",
    "make",
    "order_problems",
    "tasks",
]

BADGE: Final = "OpenBadgeCredential"
CLR: Final = "ClrCredential"
_ACHIEVEMENT: Final = "/credentialSubject/achievement"
_ISSUER: Final = "/issuer"
_NO_WORD: Final = re.compile("[^a-z0-9]+")
_MAX_SLUG: Final = 60
_MAX_SLUG_BYTES: Final = 90
_LATIN: Final = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ð": "d", "þ": "th", "ł": "l", "đ": "d",
     "ħ": "h", "\u0131": "i", "ŋ": "ng", "ŧ": "t", "ə": "a", "'": "", "\u2019": ""}
)  # fmt: skip
"""Letters that are no ASCII letter with a mark, and how they are commonly written."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is issued, by whom, to whom.

    Attributes:
        issuer: who signs.
        achievements: what was achieved; one badge each.
        rows: who achieved it.
        draws: where identifiers and salts come from.
        created: the time that the proofs carry.
        valid_from: where the row does not say.
        valid_until: where the row does not say; None: no end.
        proof: as for `Issuer.issue`.
        hashed_email: put the e-mail address in, hashed with a fresh salt.
        clr: wrap the badges of each learner into one learner record.
        image: bake each badge into a copy of this picture.
    """

    issuer: Issuer
    achievements: tuple[Achievement, ...]
    rows: Sequence[Row] = field(repr=False)
    draws: Draws
    created: datetime
    valid_from: datetime
    valid_until: datetime | None = None
    proof: str | None = None
    hashed_email: bool = False
    clr: bool = False
    image: bytes | None = field(default=None, repr=False)

    @property
    def ending(self) -> str:
        """The ending of the files' names."""
        if self.image is not None:
            return image_kind(self.image) or "png"
        return "jwt" if self.proof in TOKENS else "json"

    @property
    def wrapped(self) -> int:
        """How many badges stand in learner records, and in no file of their own."""
        return len(self.rows) * len(self.achievements) if self.clr else 0

    @property
    def member_proof(self) -> str | None:
        """The proof of the badges: one embedded in them, where a record wraps them."""
        return None if self.clr and self.proof in TOKENS else self.proof


class Task(NamedTuple):
    """One file to be made.

    Attributes:
        row: whose it is.
        file: its name.
        achievements: which achievements of the order it is about.
        ids: of its badges, in that order; then of the record that wraps them.
    """

    row: Row
    file: str
    achievements: tuple[int, ...]
    ids: tuple[str, ...]

    def kinds(self) -> Iterator[tuple[str, str]]:
        """Yield each id, and the type of the credential that has it."""
        for place, credential_id in enumerate(self.ids):
            yield credential_id, BADGE if place < len(self.achievements) else CLR


@dataclass(frozen=True, slots=True)
class OrderProblem:
    """Something that would be refused when it is signed.

    Attributes:
        source: `achievement`, `issuer`, `row`, or `order` for its dates.
        number: which achievement (from 0) or which row; 0 for the issuer and the order.
        problem: what is wrong, with the pointer into the achievement or profile.
    """

    source: str
    number: int
    problem: Problem


def tasks(
    order: Order, start: int = 0, stop: int | None = None, *, named: bool = True
) -> Iterator[Task]:
    """Yield the files to be made, in the order of the roster.

    Args:
        order: the order.
        start: the place in the roster, from 0, of the first row they are for.
        stop: that of the row behind the last; None for all.
        named: whether they are files of their own, which have names.
    """
    width = max(4, len(str(len(order.rows))))
    every = tuple(range(len(order.achievements)))
    several = len(every) > 1 and not order.clr
    about = [f"-{i + 1}-{_slug(a.name) or 'badge'}" for i, a in enumerate(order.achievements)]
    for place, row in enumerate(order.rows[start:stop], start + 1):
        ids = _ids(order, row.number)
        stem = f"{place:0{width}}-{_slug(row.name) or 'learner'}" if named else ""
        if not several:
            yield Task(row, f"{stem}.{order.ending}" if named else "", every, ids)
            continue
        for i in every:
            file = f"{stem}{about[i]}.{order.ending}" if named else ""
            yield Task(row, file, (i,), (ids[i],))


def ids_of(order: Order) -> Iterator[str]:
    """Yield the ids of all credentials of an order: those of its tasks, in their order."""
    for number in numbers_of(order.rows):
        yield from _ids(order, number)


def _ids(order: Order, number: int) -> tuple[str, ...]:
    ids = [order.draws.urn("badge", number, i) for i in range(len(order.achievements))]
    if order.clr:
        ids.append(order.draws.urn("clr", number))
    return tuple(ids)


def count_tasks(order: Order) -> int:
    """Return how many files there are to be made."""
    return len(order.rows) * (1 if order.clr else len(order.achievements))


class Maker:
    """Makes the files of an order, each achievement by a template of its own."""

    def __init__(self, order: Order) -> None:
        """Make what makes files; nothing is signed yet.

        Raises:
            MisuseError: `issuer.no_private_key`, `issuer.unknown_proof`.
        """
        self._order = order
        self._templates = [
            order.issuer.badge_template(a, proof=order.member_proof) for a in order.achievements
        ]

    def warm(self, status_of: Callable[[str], JSONObject] | None = None) -> None:
        """Make a record of each kind and drop it, so that the next of its kind is quick.

        Raises:
            RefusedError: as `make`.
        """
        for task in tasks(replace(self._order, rows=unlike(self._order.rows)), named=False):
            self.make(task, status_of)

    def make(self, task: Task, status_of: Callable[[str], JSONObject] | None = None) -> bytes:
        """Return the signed content of a task's file.

        Args:
            task: one of the order's tasks.
            status_of: credential id to its `credentialStatus`; None for no status.

        Raises:
            RefusedError: our own verifier would refuse it.
        """
        order = self._order
        badges = [
            self._templates[number].issue(_badge(order, task, n, status_of), order.created)
            for n, number in enumerate(task.achievements)
        ]
        signed = badges[0]
        if order.clr:
            record = _record(order, task, [parse_object(b) for b in badges], status_of)
            signed = order.issuer.issue(record, created=order.created, proof=order.proof)
        return signed if order.image is None else bake(order.image, signed.decode())

    def make_all(
        self, some: Sequence[Task], status_of: Callable[[str], JSONObject] | None = None
    ) -> list[bytes]:
        """Return the signed content of the files of some tasks; otherwise as `make`."""
        order = self._order
        if order.clr:
            return [self.make(task, status_of) for task in some]
        signed = [b""] * len(some)
        for number, template in enumerate(self._templates):
            own = [i for i, task in enumerate(some) if task.achievements[0] == number]
            parts = [_badge(order, some[i], 0, status_of) for i in own]
            for i, badge in zip(own, template.issue_all(parts, order.created), strict=True):
                signed[i] = badge
        if order.image is None:
            return signed
        return [bake(order.image, badge.decode()) for badge in signed]


def make(order: Order, task: Task, status_of: Callable[[str], JSONObject] | None = None) -> bytes:
    """Return the signed content of one task's file; for many, keep a `Maker`."""
    return Maker(order).make(task, status_of)


def order_problems(order: Order, catalog: Catalog) -> list[OrderProblem]:
    """Return what would be refused when it is signed; one learner stands for all alike.

    Raises:
        MisuseError: `issuer.unknown_proof`, `issue.baked_clr`; `image.*`.
        InvalidError: `image.*`.
        UnreadableError: `image.*`.
    """
    graph = order.issuer.is_graph_proof(order.proof)
    member_graph = order.issuer.is_graph_proof(order.member_proof)
    if order.image is not None:
        if order.clr:
            raise MisuseError(
                "issue.baked_clr",
                "a picture holds one badge, not a learner record",
                hint="leave out --clr or --bake",
            )
        bake(order.image, "{}")
    some = unlike(order.rows)
    dated = any(row.valid_from or row.valid_until for row in some)
    found = [p for row in (order.rows if dated else some) for p in _period_problems(order, row)]
    if found:
        # What is wrong with the order's own dates is said once, not for each row.
        return list(dict.fromkeys(found))
    alike: dict[tuple[object, ...], Row] = {}
    for row in some:
        alike.setdefault(row.shape(), row)
    samples = replace(order, rows=tuple(alike.values()))
    for task in tasks(samples, named=False):
        badges = [_document(order, task, n) for n in range(len(task.achievements))]
        for n, badge in enumerate(badges):
            refused = problems_of(badge, catalog, graph_signed=member_graph)
            found += [_placed(p, task.achievements[n], task.row) for p in refused]
        if order.clr and not found:
            record = _record(order, task, badges, None)
            refused = problems_of(record, catalog, graph_signed=graph)
            found += [_placed(p, 0, task.row) for p in refused]
    return list(dict.fromkeys(found))


def _badge(
    order: Order, task: Task, n: int, status_of: Callable[[str], JSONObject] | None
) -> BadgeParts:
    row, credential_id = task.row, task.ids[n]
    number = task.achievements[n]
    results = row.results
    return BadgeParts(
        id=credential_id,
        subject=_subject(order, row, number),
        period=_period(order, row),
        email=_email(order, row, number),
        narrative=row.narrative,
        results=[results[r.id] for r in order.achievements[number].results if r.id in results],
        evidence=row.evidence,
        status=status_of(credential_id) if status_of else None,
    )


def _document(order: Order, task: Task, n: int) -> JSONObject:
    achievement = order.achievements[task.achievements[n]]
    return badge_document(order.issuer.profile, achievement.document, _badge(order, task, n, None))


def _record(
    order: Order,
    task: Task,
    badges: list[JSONObject],
    status_of: Callable[[str], JSONObject] | None,
) -> JSONObject:
    place = len(order.achievements)
    subject: JSONObject = {"id": _subject(order, task.row, place), "type": ["ClrSubject"]}
    email = _email(order, task.row, place)
    if email is not None:
        subject["identifier"] = [hashed_email(*email)]
    subject["verifiableCredential"] = list(badges)
    names = ", ".join(a.name for a in order.achievements)
    return clr_credential(
        task.ids[-1],
        order.issuer.profile,
        subject,
        _period(order, task.row),
        name=f"Learner record: {names}",
        status=status_of(task.ids[-1]) if status_of else None,
    )


def _subject(order: Order, row: Row, number: int) -> str:
    """Return an identifier of its own for a learner.

    One for each badge, so that two readers cannot find out that they were shown the
    same learner; one for a learner record and all in it, so that a reader of the
    record sees that they are about the same learner.
    """
    place = ("clr",) if order.clr else (number,)
    return row.id or order.draws.urn("subject", row.number, *place)


def _email(order: Order, row: Row, number: int) -> tuple[str, str] | None:
    return (row.email, order.draws.salt(row.number, number)) if order.hashed_email else None


def _period(order: Order, row: Row) -> tuple[datetime, datetime | None]:
    return row.valid_from or order.valid_from, row.valid_until or order.valid_until


def _period_problems(order: Order, row: Row) -> Iterator[OrderProblem]:
    start, end = _period(order, row)
    if end is not None and end <= start:
        own = row.valid_from is not None or row.valid_until is not None
        problem = Problem(
            "roster.period",
            f"the badge would begin at {format_datetime(start)} and end at {format_datetime(end)}",
            ("mend the dates of the row, or " if own else "mend ")
            + "--valid-from and --valid-until",
            Fault.CALLER,
        )
        yield OrderProblem("row" if own else "order", row.number if own else 0, problem)


def _placed(problem: Problem, achievement: int, row: Row) -> OrderProblem:
    """Return the problem where whoever wrote the files can find it."""
    at = problem.pointer or ""
    for prefix, source, number in (
        (_ACHIEVEMENT, "achievement", achievement),
        (_ISSUER, "issuer", 0),
    ):
        if at == prefix or at.startswith(prefix + "/"):
            moved = Problem(
                problem.code, problem.message, problem.hint, Fault.CALLER, at[len(prefix) :]
            )
            return OrderProblem(source, number, moved)
    return OrderProblem("row", row.number, problem)


def _slug(name: str) -> str:
    """Return a name for a file: Latin letters without marks, others as they are."""
    if name.isascii():  # most are, and the rest of this takes its time
        words = _NO_WORD.sub("-", name.lower().replace("'", ""))
        return words.strip("-")[:_MAX_SLUG].strip("-")
    plain: list[str] = []
    for c in unicodedata.normalize("NFKD", name).lower().translate(_LATIN):
        mark = unicodedata.category(c)[0] == "M"
        if mark and plain and plain[-1].isascii():
            continue
        plain.append(c if c.isalnum() or mark else "-")
    words = re.sub("-+", "-", unicodedata.normalize("NFC", "".join(plain))).strip("-")
    # A name of a file has 255 bytes at most, and other things stand in it too.
    short = words[:_MAX_SLUG].encode()[:_MAX_SLUG_BYTES].decode(errors="ignore")
    return short.strip("-")
