"""The figures that are measured in this process, beside the reference in its own."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from benchmarks import badges, documents
from benchmarks.proofs import checks, sides
from benchmarks.proofs.figures import Figure
from benchmarks.proofs.rounds import Job, local, measure

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from benchmarks.proofs.peers import Reference
    from benchmarks.proofs.rounds import Rates

__all__ = ["COMPARED", "Sides", "figures"]

RATIOS: Final[dict[str, tuple[tuple[str, str, float], ...]]] = {
    "issue_template": (
        ("lerway_issue_template", "reference_issue", 1),
        ("lerway_issue_template", "patched_issue", 1),
        ("lerway_issue_template", "raw_sign", 100),
    ),
    "issue_shape": (("lerway_issue", "reference_issue", 1),),
    "verify_shape": (
        ("lerway_verify", "reference_verify", 1),
        ("lerway_verify", "patched_verify", 1),
        ("lerway_verify", "raw_verify", 100),
    ),
    "verify_unseen": (("lerway_verify_unseen", "reference_verify_unseen", 1),),
    "jcs_issue": (("lerway_jcs_issue", "raw_sign", 100),),
    "jcs_verify": (("lerway_jcs_verify", "raw_verify", 100),),
    "jwt_verify": (("lerway_jwt_verify", "joserfc_verify", 1),),
}
"""For each figure its ratios: whose rate, by whose, times what."""
MORE: Final = {
    "issue_shape": (("lerway_issue", "openvc_issue"), ("lerway_issue", "patched_issue")),
    "verify_shape": (("lerway_verify", "openvc_verify"),),
    "verify_unseen": (("lerway_verify_unseen", "patched_verify_unseen"),),
}
COMPARED: Final = tuple(RATIOS)
CLR_OF: Final = 20


class Sides:
    """Everybody who is measured, and the sources of new inputs."""

    def __init__(self, references: Sequence[Reference], skipped: str | None, seed: int) -> None:
        """Make the sides; `skipped` is the check that a control takes away."""
        self.reference, self.patched = references
        self.lerway = sides.LerwaySide(skipped)
        self.jcs = sides.JcsSide(skipped)
        self.jwt = sides.JwtSide(skipped)
        self.openvc = sides.OpenvcSide(skipped)
        self.joserfc = sides.JoserfcSide(skipped)
        self.raw = sides.RawSide()
        self._learners = badges.rows(seed + 1)
        self._unseen = documents.unseen(seed + 2, sides.ISSUER)

    def check(self, *, count: int, seed: int) -> int:
        """Check that every side does its work; see `checks`."""
        both = [self.reference, self.patched]
        same = checks.agreement(self.lerway, both, count=count, seed=seed)
        checks.whole_report(self.lerway, self.reference, seed)
        few = max(1, count // 20)
        checks.other_proofs(
            self.jcs, self.jwt, self.openvc, self.joserfc, self.lerway, count=few, seed=seed
        )
        return same

    def rows(self, count: int) -> list[badges.Row]:
        """Return new learners."""
        return list(islice(self._learners, count))

    def badges(self, count: int) -> list[bytes]:
        """Return new badges, issued by Lerway."""
        return [self.lerway.issue(row) for row in self.rows(count)]

    def unseen(self, count: int) -> list[bytes]:
        """Return badges of new shapes. The reference signs them: Lerway has seen none."""
        return self.patched.sign(list(islice(self._unseen, count)))[1]

    def tokens(self, count: int) -> list[bytes]:
        """Return new badges as tokens."""
        return [self.jwt.issue(row) for row in self.rows(count)]

    def jcs_badges(self, count: int) -> list[bytes]:
        """Return new badges with a JCS proof."""
        return [self.jcs.issue(row) for row in self.rows(count)]

    def records(self, count: int) -> list[bytes]:
        """Return learner records of 20 badges, issued by Lerway."""
        return [self.lerway.sign(record) for record in self.unsigned_records(count)]

    def unsigned_records(self, count: int) -> list[dict[str, object]]:
        """Return learner records of 20 signed badges each, to be signed."""
        return [
            documents.learner_record(
                [self.lerway.signed_object(row) for row in self._of_one(CLR_OF)], sides.ISSUER
            )
            for _ in range(count)
        ]

    def _of_one(self, count: int) -> list[badges.Row]:
        rows = self.rows(count)
        return [row._replace(subject=rows[0].subject) for row in rows]


def figures(
    of: Sides, only: Collection[str], *, rounds: int, share: float, warm: int
) -> tuple[list[Figure], Rates]:
    """Return the figures in `only`, and the rates that they are made of."""
    jobs = _jobs(of)
    wanted = {
        name
        for figure in only
        for ours, theirs, *_ in (*RATIOS[figure], *MORE.get(figure, ()))
        for name in (ours, theirs)
    }
    if "verify_shape" in only:
        wanted |= {name for name in jobs if "_clr_" in name}
    with of.joserfc.quietly():
        rates = measure(
            [job for name, job in jobs.items() if name in wanted],
            rounds=rounds,
            share=share,
            warm=warm,
        )
    return [
        Figure(
            figure,
            tuple(by * rates.ratio(a, b) for a, b, by in RATIOS[figure]),
            {f"{a} x {b}": rates.ratio(a, b) for a, b in MORE.get(figure, ())},
        )
        for figure in only
    ], rates


def _jobs(of: Sides) -> dict[str, Job]:
    """Return every job; what is compared stands side by side."""
    jobs = [
        *_issuing(of),
        Job("lerway_verify", of.badges, local(of.lerway.accepts, require=True)),
        Job("reference_verify", of.badges, _judged(of.reference)),
        Job("patched_verify", of.badges, _judged(of.patched)),
        Job("openvc_verify", of.badges, local(of.openvc.accepts, require=True)),
        Job("lerway_verify_unseen", of.unseen, local(of.lerway.accepts, require=True)),
        Job("reference_verify_unseen", of.unseen, _judged(of.reference)),
        Job("patched_verify_unseen", of.unseen, _judged(of.patched)),
        Job("lerway_jcs_verify", of.jcs_badges, local(of.jcs.accepts, require=True)),
        Job("raw_verify", lambda n: of.raw.signed(of.rows(n)), local(of.raw.verify)),
        Job("lerway_jwt_verify", of.tokens, local(of.jwt.accepts, require=True)),
        Job("joserfc_verify", of.tokens, local(of.joserfc.accepts, require=True)),
        Job("lerway_clr_verify", of.records, local(of.lerway.accepts, require=True)),
        Job("reference_clr_verify", of.records, _judged(of.reference)),
    ]
    return {job.name: job for job in jobs}


def _issuing(of: Sides) -> list[Job]:
    return [
        Job("lerway_issue_template", of.rows, local(of.lerway.issue_by_template)),
        Job("lerway_issue", of.rows, local(of.lerway.issue)),
        Job("reference_issue", of.rows, lambda rows: of.reference.issue(rows)[0]),
        Job("patched_issue", of.rows, lambda rows: of.patched.issue(rows)[0]),
        Job("openvc_issue", of.rows, local(of.openvc.issue)),
        Job("lerway_jcs_issue", of.rows, local(of.jcs.issue_by_template)),
        Job("raw_sign", lambda n: of.raw.messages(of.rows(n)), local(of.raw.sign)),
        Job("lerway_clr_issue", of.unsigned_records, local(of.lerway.sign)),
        Job("reference_clr_issue", of.unsigned_records, lambda all_: of.reference.sign(all_)[0]),
    ]


def _judged(reference: Reference) -> Callable[[Sequence[bytes]], float]:
    def work(records: Sequence[bytes]) -> float:
        spent, verdicts = reference.verify(records)
        if not all(verdicts):
            raise sides.CheckedError(
                f"{reference.name} refused a good record while it was measured"
            )
        return spent

    return work
