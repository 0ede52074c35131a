"""The fold: each check, with the verifier's own sentence in the reader's language.

Dates in it are written out, as everywhere on the page.

A sentence that is not known here stays as it is, in English, and is marked as English.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from lerway.http.kit.components import CheckRow, SignKind
from lerway.http.kit.strangers import block, line
from lerway.http.kit.words import Language, phrase
from lerway.http.web.verify.titles import title_of
from lerway.kernel.report import Outcome

if TYPE_CHECKING:
    from lerway.http.kit.words import Words
    from lerway.kernel.report import Check, Report

__all__ = ["kept_copy_of", "message_of", "rows_of", "summary_of"]

_NAMED_ONLY: Final = phrase(
    "The file names a key that is the issuer’s. That proves nothing, because the signature does"
    " not hold: anybody can write the name of a key."
)
_SENTENCES: Final = (
    phrase("the record has the form of its standard"),
    phrase("the {part} has the form of its standard"),
    phrase("the record is unchanged since it was signed ({how})"),
    phrase("the badge is unchanged since it was signed"),
    phrase(
        "the signature does not match: the record was changed after it was signed, or another"
        " key signed it"
    ),
    phrase("the signature was not checked: {why}"),
    phrase("the key that signed belongs to the issuer named in the record"),
    phrase("the issuer's profile lists the key"),
    phrase("every term of the record is defined by its contexts"),
    phrase("what the token says of itself agrees with the record in it"),
    phrase("the record is valid from {start} to {end}"),
    phrase("the record is valid since {start}, without an end"),
    phrase("the record names no dates between which it is valid"),
    phrase("the record ended on {end}"),
    phrase("the record is not valid before {start}"),
    phrase("the badge is valid since {start}, without an end"),
    phrase("the badge is valid since {start} to {end}"),
    phrase("the badge ended on {end}"),
    phrase("it is not revoked"),
    phrase("it is not suspended"),
    phrase("the issuer has revoked this record"),
    phrase("the issuer has revoked this record: {reason}"),
    phrase("the issuer has suspended this record"),
    phrase("the issuer has suspended this record: {reason}"),
    phrase(
        "the list that says whether it was revoked at {address} was not asked for: the signature"
        " does not hold"
    ),
    phrase("the list that says whether it was revoked at {address} could not be had: {why}"),
    phrase("the record has the form that its schema demands"),
    phrase("the record was made out to that recipient"),
    phrase("the badge was made out to that recipient"),
    phrase("the record was made out to somebody else"),
    phrase("the record does not say to whom it was made out in a way that can be compared"),
    phrase("the badge stands at its own address"),
    phrase("the recipient's identity stands in the badge for everybody to read"),
    phrase("the record carries no proof"),
)
_KEPT: Final = re.compile(r" \(kept copy of (\d{4}-\d{2}-\d{2})\)\Z")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_PLACE: Final = re.compile(r"\\\{(\w+)\\\}")


def _pattern(sentence: str) -> re.Pattern[str]:
    return re.compile(_PLACE.sub(r"(?P<\1>.+)", re.escape(sentence)) + r"\Z", re.DOTALL)


_KNOWN: Final = tuple((_pattern(sentence), sentence) for sentence in _SENTENCES)


def kept_copy_of(message: str) -> datetime | None:
    """Return the day of the kept copy that a sentence says it rests on; None if on none."""
    found = _KEPT.search(message)
    return _day(found[1]) if found else None


def message_of(check: Check, words: Words, *, named: bool = False) -> tuple[str, Language]:
    """Return the sentence of `check` and its language.

    Args:
        check: from a report.
        words: of the reader's language.
        named: whether it tells of a key that is only named, as no signature holds.
    """
    if named:
        return words(_NAMED_ONLY), words.language
    kept = kept_copy_of(check.message)
    message = _KEPT.sub("", check.message) if kept else check.message
    for pattern, sentence in _KNOWN:
        found = pattern.match(message)
        if found:
            values = {name: _said(value, words) for name, value in found.groupdict().items()}
            told = words(sentence, **values)
            if kept:
                told = words(
                    "{sentence} (by a copy of {date})", sentence=told, date=words.date(kept)
                )
            return told, words.language
    return check.message, Language.ENGLISH


def _said(value: str, words: Words) -> str:
    day = _day(value) if _DAY.match(value) else None
    return words.date(day) if day else value


def _day(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None


_KINDS: Final[dict[Outcome, SignKind]] = {
    Outcome.PASSED: "valid",
    Outcome.FAILED: "invalid",
    Outcome.NOT_CHECKED: "undetermined",
}
_FIRST: Final = (Outcome.FAILED, Outcome.NOT_CHECKED, Outcome.PASSED)


def rows_of(report: Report | None, words: Words) -> tuple[CheckRow, ...]:
    """Return the checks for the fold: what decided first, notes last."""
    if report is None:
        return ()
    ordered = sorted(
        report.checks,
        key=lambda c: (_is_note(c) or report.names_key_only(c), _FIRST.index(c.outcome)),
    )
    rows: list[CheckRow] = []
    for check in ordered:
        title = words(title_of(check))
        named = report.names_key_only(check)
        if named:
            title = words("It names a key of the issuer, which did not sign it as it stands")
        if _is_note(check) or named:
            title = words("{title} (this does not decide)", title=title)
        text, language = message_of(check, words, named=named)
        text = block(text, 1_000)
        rows.append(
            CheckRow(
                "note" if _is_note(check) or named else _KINDS[check.outcome],
                title,
                text[:1].upper() + text[1:] + ("" if text.endswith((".", "…")) else "."),
                language.value,
                " ".join(t for t in (check.reason or check.code, line(check.path)) if t),
                check.standard,
            )
        )
    return tuple(rows)


def summary_of(report: Report | None, words: Words) -> str:
    """Return how many checks came out how."""
    if report is None:
        return ""
    notes = sum(_is_note(c) or report.names_key_only(c) for c in report.checks)
    n = Counter(c.outcome for c in report.checks if not (_is_note(c) or report.names_key_only(c)))
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
