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
    Skill,
    Standing,
)
from lerway.http.kit.strangers import line
from lerway.http.kit.words import phrase
from lerway.http.web.verify.inputs import carried
from lerway.http.web.verify.kinds import kind_name
from lerway.http.web.verify.messages import kept_copy_of, rows_of, summary_of
from lerway.http.web.verify.receipts import facts_of
from lerway.http.web.verify.wording import answer_to, is_authentic
from lerway.kernel.report import Outcome, Verdict
from lerway.kernel.report import Standing as Known

if TYPE_CHECKING:
    from datetime import datetime

    from lerway.http.kit.pages import Frame
    from lerway.http.kit.words import Words
    from lerway.http.web.verify.checking import Judged
    from lerway.http.web.verify.content import Content, Evidence, SaidSkill
    from lerway.kernel.report import Report

__all__ = ["FormPage", "Item", "ResultPage", "Said", "result_page"]

Trust = Literal["confirmed", "claimed", "plain", "none"]
"""How what a record says is shown: confirmed, said by a stranger, genuine but no longer
(or not yet) valid, or not at all before the fold."""

_OWN_STATUS: Final = 2
_KEPT_FOR_GOOD: Final = phrase(
    "A screenshot proves nothing. The receipt is signed: give it to this page again, at any"
    " time, and it says what was answered."
)
_KEPT_FOR_NOW: Final = phrase(
    "A screenshot proves nothing. The receipt is signed: give it to this page again, and it says"
    " what was answered. This server knows its own receipts until it is stopped."
)
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
        offline: whether this server uses no network, so that a link cannot be followed.
    """

    template: ClassVar[str] = "verify/form.html"
    frame: Frame
    errors: ErrorSummary | None = None
    offline: bool = False

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
        remark: what the name of the person does not say; empty if no name is relied on.
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
    remark: str


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
        about: what, whose and by whom it is, for a list; may be empty.
        stated: what it states, if it is a receipt.
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
    about: tuple[str, ...]
    stated: tuple[Fact, ...]


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
        keep: what a receipt is good for.
    """

    template: ClassVar[str] = "verify/result.html"
    frame: Frame
    items: tuple[Item, ...]
    heading: str
    counts: tuple[str, ...]
    checked: str
    carried: tuple[str, ...]
    recipient: str
    again: bool
    keep: str


def result_page(
    frame: Frame, judged: list[Judged], words: Words, *, lasting: bool = True
) -> ResultPage:
    """Return the page that answers for all `judged`; there is at least one.

    Args:
        frame: what is round it.
        judged: what became of each given thing.
        words: of the reader's language.
        lasting: whether the key that signs receipts outlives this server.
    """
    items = tuple(_item(one, f"r{n}", words) for n, one in enumerate(judged, 1))
    words_of_all = Counter(item.banner.word for item in items)
    return ResultPage(
        frame,
        items,
        heading=words.count(
            len(items), phrase("Answer for {n} record"), phrase("Answers for {n} records")
        ),
        counts=tuple(f"{word}: {n}" for word, n in words_of_all.most_common()),
        checked=words("Checked {moment}", moment=words.moment(judged[0].at)),
        carried=tuple(carried([one.given for one in judged])),
        recipient=judged[0].recipient,
        again=any(item.again for item in items),
        keep=words(_KEPT_FOR_GOOD if lasting else _KEPT_FOR_NOW),
    )


def _item(judged: Judged, place: str, words: Words) -> Item:
    answer = answer_to(judged, words)
    report = judged.report
    rows = rows_of(report, words)
    raw = _raw(judged)
    members = tuple(
        _item(inner, f"{place}-{n}", words) for n, inner in enumerate(judged.members, 1)
    )
    sayless = report is None or judged.kind is Kind.PRESENTATION or judged.stated is not None
    said = None if sayless or report is None else _said(judged, report, words)
    standing = _standing(judged, words) if judged.stated is None else None
    return Item(
        id=place,
        name=judged.given.name or words("Pasted text"),
        banner=answer.banner,
        advice=answer.advice,
        again=answer.again,
        standing=standing,
        said=said,
        summary=summary_of(report, words),
        rows=rows[:_MOST_ROWS],
        more_rows=max(0, len(rows) - _MOST_ROWS),
        raw=raw[:_MOST_RAW],
        raw_cut=len(raw) > _MOST_RAW,
        sha256=judged.sha256 if judged.data else "",
        receipt=(judged.receipt or b"").decode(),
        members=members,
        about=_about(said, standing, judged),
        stated=facts_of(judged, words),
    )


def _about(said: Said | None, standing: Standing | None, judged: Judged) -> tuple[str, ...]:
    """Return what it is, whose, and by whom: nothing of what no signature holds."""
    if said is None or said.trust == "none":
        return ()
    who = f"{standing.who} ({standing.word})" if standing else ""
    return tuple(t for t in (said.title, judged.content.recipient, who) if t)


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
        if report.verdict is Verdict.INVALID:
            return Standing(
                "note",
                words("Web address confirmed"),
                host,
                words(
                    "Whoever runs the web address {host} signed this. It does not count now.",
                    host=host,
                ),
                words("They call themselves “{name}”.", name=name) if name else "",
            )
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
        results=tuple(
            Fact(name or words("Result"), _of(value, most, words))
            for name, value, most in content.results
        ),
        evidence=content.evidence,
        description=content.description,
        criteria=content.criteria,
        remark=_remark(judged, report, words) if trust == "confirmed" else "",
    )


def _remark(judged: Judged, report: Report, words: Words) -> str:
    compared = report.check("recipient")
    if compared is not None and compared.outcome is Outcome.PASSED:
        return words(
            "The record was made out to {email}. That the person before you owns that address,"
            " this page cannot know.",
            email=line(judged.recipient),
        )
    if judged.content.recipient:
        return words(
            "A name is no proof: this page cannot know whether the person before you is this"
            " person."
        )
    return words("This page cannot know whether the person before you is the one that it means.")


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
    compared = report.check("recipient")
    if compared is not None and compared.outcome is Outcome.PASSED:
        facts.append(
            Fact(words("To this address?"), words("Yes: {email}", email=line(judged.recipient)))
        )
    if content.issued:
        facts.append(Fact(words("Issued"), words.date(content.issued), _iso(content.issued)))
    taken_back = _taken_back(report, words)
    if content.until:
        facts.append(Fact(words("Counts until"), words.date(content.until), _iso(content.until)))
    elif report.verdict is not Verdict.INVALID:
        facts.append(Fact(words("Counts until"), words("No end date")))
    if taken_back:
        facts.append(Fact(words("Taken back?"), taken_back))
    return facts


def _taken_back(report: Report, words: Words) -> str:
    """Say whether it was taken back, and as of when that is known; empty if it is not."""
    own = [c for c in report.checks if c.code == "status" and c.path.count("/") <= _OWN_STATUS]
    reasons = {c.reason for c in own if c.outcome is Outcome.FAILED}
    if "status.suspended" in reasons:
        return words("Suspended for the time being")
    if reasons:
        return words("Yes")
    if any(c.outcome is Outcome.NOT_CHECKED and c.required for c in own):
        return ""
    asked = own or [c for c in report.checks if c.code == "hosted"]
    kept = [d for c in asked if (d := kept_copy_of(c.message)) is not None]
    if any(c.outcome is Outcome.PASSED for c in asked):
        if kept:
            return words("No, by a copy of {date}", date=words.date(min(kept)))
        return words("No")
    return words("Its issuer keeps no list of records taken back")


def _given_to(judged: Judged, report: Report, words: Words) -> str:
    content: Content = judged.content
    if content.recipient:
        return content.recipient
    compared = report.check("recipient")
    if compared is not None and compared.outcome is Outcome.PASSED:
        return line(judged.recipient)
    if content.hashed_recipient:
        return words("Not shown. Give the person’s e-mail address, and it is compared.")
    return words("It does not say")


def _of(value: str, most: str, words: Words) -> str:
    """Return a value on its scale, where the record gives one: 91 of 100."""
    return words("{value} of {most}", value=value, most=most) if most else value


_CHIPS: Final[dict[Trust, Literal["verified", "claimed", "plain"]]] = {
    "confirmed": "verified",
    "claimed": "claimed",
    "plain": "plain",
    "none": "plain",
}


def _skill(said: SaidSkill, trust: Trust, words: Words) -> Skill:
    reached = _of(said.level, said.most, words)
    level = words("Level: {level}", level=reached) if reached else ""
    return Skill(
        said.name,
        " · ".join(t for t in (level, said.framework) if t),
        _CHIPS[trust],
        Pips(*said.step) if said.step else None,
    )


def _iso(moment: datetime) -> str:
    return moment.isoformat()


# ----------------------------------------------------------------------- the fold


def _raw(judged: Judged) -> str:
    """Return the record as JSON in lines; what would be invisible is spelled out."""
    if judged.document is None:
        return ""
    text = json.dumps(judged.document, ensure_ascii=False, indent=2)
    return _NOT_ASCII.sub(_spelled, text[: _MOST_RAW + 1])


def _spelled(match: re.Match[str]) -> str:
    c = match[0]
    return f"\\u{ord(c):04x}" if unicodedata.category(c) in _HIDDEN else c
