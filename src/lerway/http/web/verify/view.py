"""From judged records to what is on the page. Nothing is decided here."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from lerway.domain.verifying.reading import Kind
from lerway.http.kit.components import (
    Banner,
    CheckRow,
    ErrorSummary,
    Fact,
    Pips,
    SignKind,
    Skill,
    Standing,
)
from lerway.http.kit.strangers import block, line
from lerway.http.kit.words import Language, phrase
from lerway.http.web.verify.inputs import carried
from lerway.http.web.verify.kinds import kind_name
from lerway.http.web.verify.titles import title_of
from lerway.http.web.verify.wording import answer_to, is_authentic
from lerway.kernel.report import Outcome, Verdict
from lerway.kernel.report import Standing as Known

if TYPE_CHECKING:
    from datetime import datetime

    from lerway.http.kit.pages import Frame
    from lerway.http.kit.words import Words
    from lerway.http.web.verify.checking import Judged
    from lerway.http.web.verify.content import Content, Evidence, SaidSkill
    from lerway.kernel.report import Check, Report

__all__ = ["FormPage", "Item", "ResultPage", "Said", "result_page"]

Trust = Literal["confirmed", "claimed", "plain", "none"]
"""How what a record says is shown: confirmed, said by a stranger, genuine but no longer
(or not yet) valid, or not at all before the fold."""

_MOST_ROWS: Final = 200
_MOST_RAW: Final = 100_000
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co"})
_NOT_ASCII: Final = re.compile(r"[^\x20-\x7e\n]")


@dataclass(frozen=True, slots=True)
class FormPage:
    """Where records are given.

    Attributes:
        frame: what is round it.
        errors: what is to be mended, if anything.
    """

    template: ClassVar[str] = "verify/form.html"
    frame: Frame
    errors: ErrorSummary | None = None

    def error_at(self, field: str) -> str:
        """Return what is wrong with a field; empty if nothing is."""
        return self.errors.at(field) if self.errors else ""


@dataclass(frozen=True, slots=True)
class Said:
    """What a record says.

    Attributes:
        trust: how it is shown.
        title: its name.
        kind: what it is.
        heading: above the skills.
        facts: to whom, when.
        skills: what the person can do.
        results: other results.
        evidence: what it gives as evidence.
        description: of what was achieved.
        criteria: what was asked for.
    """

    trust: Trust
    title: str
    kind: str
    heading: str
    facts: tuple[Fact, ...]
    skills: tuple[Skill, ...]
    results: tuple[Fact, ...]
    evidence: tuple[Evidence, ...]
    description: str
    criteria: str


@dataclass(frozen=True, slots=True)
class Item:
    """The answer for one thing that was given, or for a record inside it.

    Attributes:
        id: of its place on the page.
        name: what it is called: a file's name, a link, a title.
        banner: the answer.
        advice: what to do.
        again: whether it may help to ask again later.
        standing: who issued it.
        said: what it says.
        summary: how many checks came out how.
        rows: the checks.
        more_rows: how many more there are.
        raw: the record as it was read.
        raw_cut: whether there is more of it.
        sha256: the hash of what was judged.
        receipt: the signed receipt; empty if there is none.
        members: records inside it.
    """

    id: str
    name: str
    banner: Banner
    advice: tuple[str, ...]
    again: bool
    standing: Standing | None
    said: Said | None
    summary: str
    rows: tuple[CheckRow, ...]
    more_rows: int
    raw: str
    raw_cut: bool
    sha256: str
    receipt: str
    members: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class ResultPage:
    """The answers.

    Attributes:
        frame: what is round it.
        items: one for each thing that was given.
        heading: for several.
        counts: how many came out how, for several.
        checked: when.
        carried: what was given, so that it can be asked once more; may be empty.
        recipient: the person asked for; empty if nobody.
        again: whether it may help to ask again later.
    """

    template: ClassVar[str] = "verify/result.html"
    frame: Frame
    items: tuple[Item, ...]
    heading: str
    counts: str
    checked: str
    carried: tuple[str, ...]
    recipient: str
    again: bool


def result_page(frame: Frame, judged: list[Judged], words: Words) -> ResultPage:
    """Return the page that answers for all `judged`; there is at least one."""
    items = tuple(_item(one, f"r{n}", words) for n, one in enumerate(judged, 1))
    words_of_all = Counter(item.banner.word for item in items)
    return ResultPage(
        frame,
        items,
        heading=words.count(len(items), phrase("{n} answer"), phrase("{n} answers")),
        counts=" · ".join(f"{word}: {n}" for word, n in words_of_all.most_common()),
        checked=words("Checked {moment}", moment=words.moment(judged[0].at)),
        carried=tuple(carried([one.given for one in judged])),
        recipient=judged[0].recipient,
        again=any(item.again for item in items),
    )


def _item(judged: Judged, place: str, words: Words) -> Item:
    answer = answer_to(judged, words)
    report = judged.report
    rows = _rows(report, words)
    raw = _raw(judged)
    members = tuple(
        _item(inner, f"{place}-{n}", words) for n, inner in enumerate(judged.members, 1)
    )
    inside = judged.kind is Kind.PRESENTATION
    return Item(
        id=place,
        name=judged.given.name or words("Pasted text"),
        banner=answer.banner,
        advice=answer.advice,
        again=answer.again,
        standing=_standing(judged, words),
        said=None if report is None or inside else _said(judged, report, words),
        summary=_summary(report, words),
        rows=rows[:_MOST_ROWS],
        more_rows=max(0, len(rows) - _MOST_ROWS),
        raw=raw[:_MOST_RAW],
        raw_cut=len(raw) > _MOST_RAW,
        sha256=judged.sha256 if judged.data else "",
        receipt=(judged.receipt or b"").decode(),
        members=members,
    )


# ---------------------------------------------------------------------- the issuer


def _standing(judged: Judged, words: Words) -> Standing | None:
    report = judged.report
    if report is None or report.issuer is None:
        return None
    issuer = report.issuer
    name = line(issuer.claimed_name)
    if issuer.standing is Known.RECOGNISED:
        listed = line(issuer.listed_name)
        claim = words("The record calls its issuer “{name}”.", name=name)
        return Standing(
            "verified",
            words("Recognised"),
            listed,
            words("The list “{list}” knows this issuer by that name.", list=line(issuer.list)),
            claim if name and name != listed else "",
        )
    if issuer.standing is Known.DOMAIN_CONTROLLED:
        host = line(issuer.host)
        return Standing(
            "verified",
            words("Web address confirmed"),
            host,
            words("Whoever runs the web address {host} stands behind this.", host=host),
            words("They call themselves “{name}”.", name=name) if name else "",
            words("Make sure that this is the institution’s own address. Look it up yourself."),
        )
    claim = words("The file says that it is from “{name}”. Anybody can write that.", name=name)
    known = is_authentic(report)
    return Standing(
        "claimed",
        words("Not confirmed"),
        words("Somebody unknown"),
        words("Nobody but the signer says who signed this.")
        if known
        else words("Who wrote this is not known, because no signature could be relied on."),
        claim if name else "",
    )


# ----------------------------------------------------------------- what it says


def _said(judged: Judged, report: Report, words: Words) -> Said:
    content = judged.content
    trust = _trust(report)
    if trust == "confirmed":
        heading = words("What it shows that the person can do")
    elif report.verdict is Verdict.INVALID:
        heading = words("What it said that the person can do")
    else:
        heading = words("What it says that the person can do")
    return Said(
        trust=trust,
        title=content.title or words("A record without a name"),
        kind=words(kind_name(content.kind)),
        heading=heading,
        facts=tuple(_facts(judged, report, words)),
        skills=tuple(_skill(s, trust, words) for s in content.skills),
        results=tuple(Fact(name or words("Result"), value) for name, value in content.results),
        evidence=content.evidence,
        description=content.description,
        criteria=content.criteria,
    )


def _trust(report: Report) -> Trust:
    if not is_authentic(report):
        return "none"
    if report.verdict is not Verdict.VALID:
        return "plain"
    issuer = report.issuer
    unconfirmed = issuer is None or issuer.standing is Known.UNCONFIRMED
    return "claimed" if unconfirmed else "confirmed"


def _facts(judged: Judged, report: Report, words: Words) -> list[Fact]:
    content = judged.content
    facts = [Fact(words("Given to"), _given_to(judged, report, words))]
    if content.issued:
        facts.append(Fact(words("Issued"), words.date(content.issued), _iso(content.issued)))
    if content.until:
        facts.append(Fact(words("Counts until"), words.date(content.until), _iso(content.until)))
    else:
        facts.append(Fact(words("Counts until"), words("No end date")))
    if report.verdict is Verdict.VALID:
        listed = any(c.code == "status" and c.outcome is Outcome.PASSED for c in report.checks)
        said = words("No") if listed else words("No list is kept")
        facts.append(Fact(words("Taken back?"), said))
    return facts


def _given_to(judged: Judged, report: Report, words: Words) -> str:
    compared = report.check("recipient")
    if compared is not None and compared.outcome is Outcome.PASSED:
        return line(judged.recipient)
    content: Content = judged.content
    if content.recipient:
        return content.recipient
    if content.hashed_recipient:
        return words("Not shown. Give the person’s e-mail address, and it is compared.")
    return words("It does not say")


_CHIPS: Final[dict[Trust, Literal["verified", "claimed", "plain"]]] = {
    "confirmed": "verified",
    "claimed": "claimed",
    "plain": "plain",
    "none": "plain",
}


def _skill(said: SaidSkill, trust: Trust, words: Words) -> Skill:
    level = words("Level: {level}", level=said.level) if said.level else ""
    return Skill(
        said.name,
        " · ".join(t for t in (level, said.framework) if t),
        _CHIPS[trust],
        Pips(*said.step) if said.step else None,
    )


def _iso(moment: datetime) -> str:
    return moment.isoformat()


# ----------------------------------------------------------------------- the fold

_KINDS: Final[dict[Outcome, SignKind]] = {
    Outcome.PASSED: "valid",
    Outcome.FAILED: "invalid",
    Outcome.NOT_CHECKED: "undetermined",
}
_FIRST: Final = (Outcome.FAILED, Outcome.NOT_CHECKED, Outcome.PASSED)


def _rows(report: Report | None, words: Words) -> tuple[CheckRow, ...]:
    if report is None:
        return ()
    ordered = sorted(report.checks, key=lambda c: (_is_note(c), _FIRST.index(c.outcome)))
    rows: list[CheckRow] = []
    for check in ordered:
        title = words(title_of(check))
        if _is_note(check):
            title = words("{title} (this does not decide)", title=title)
        text = block(check.message, 1_000)
        rows.append(
            CheckRow(
                "note" if _is_note(check) else _KINDS[check.outcome],
                title,
                text[:1].upper() + text[1:] + ("" if text.endswith((".", "…")) else "."),
                Language.ENGLISH.value,
                " ".join(t for t in (check.reason or check.code, line(check.path)) if t),
                check.standard,
            )
        )
    return tuple(rows)


def _summary(report: Report | None, words: Words) -> str:
    if report is None:
        return ""
    n = Counter(c.outcome for c in report.checks if not _is_note(c))
    notes = sum(map(_is_note, report.checks))
    parts = [
        words.count(n[Outcome.FAILED], phrase("{n} failed"), phrase("{n} failed")),
        words.count(n[Outcome.NOT_CHECKED], phrase("{n} not checked"), phrase("{n} not checked")),
        words.count(n[Outcome.PASSED], phrase("{n} passed"), phrase("{n} passed")),
    ]
    shown = [p for p, o in zip(parts, _FIRST, strict=True) if n[o]]
    if notes:
        shown.append(words.count(notes, phrase("{n} remark"), phrase("{n} remarks")))
    return words("What we checked: {counts}", counts=", ".join(shown))


def _is_note(check: Check) -> bool:
    return not check.required and check.outcome is not Outcome.PASSED


def _raw(judged: Judged) -> str:
    """Return the record as JSON in lines; what would be invisible is spelled out."""
    if judged.document is None:
        return ""
    text = json.dumps(judged.document, ensure_ascii=False, indent=2)
    return _NOT_ASCII.sub(_spelled, text[: _MOST_RAW + 1])


def _spelled(match: re.Match[str]) -> str:
    c = match[0]
    return f"\\u{ord(c):04x}" if unicodedata.category(c) in _HIDDEN else c
