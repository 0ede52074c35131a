"""The page of patterns: what there is to build pages from, and what each part means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from litestar import Response, get

from lerway.http.kit.components import (
    Banner,
    CheckRow,
    ErrorSummary,
    Fact,
    FieldError,
    Pips,
    Segments,
    Skill,
    Standing,
    State,
    Tag,
)
from lerway.http.kit.pages import Frame
from lerway.http.kit.request import AnyRequest  # noqa: TC001 - Litestar reads annotations while the program runs
from lerway.http.kit.words import Language

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

    from lerway.http.kit.pages import Pages

__all__ = ["PatternsPage", "patterns_route"]

RULES: Final = (
    "The line says how far to trust: solid, dashed, hollow, cut, dotted. On every part alike.",
    "Shape, line, word, then colour. Never colour alone.",
    "Petrol can be pressed. Marigold is where you are or are going. The rest is for states.",
    "One main button on a screen. Stopping is outlined in red and never hidden.",
    "The answer first, in one sentence; then what to do; then what was checked, folded.",
    "A permission is a sentence: who may see what, for what, until when.",
    "Not checked is not passed. Say what did not answer, and whose it is.",
    "A figure shows its source and date beside it.",
    "An error stands at its field, in the words of the summary, and says how to mend it.",
    "Text 17 px, never under 14; targets 44 px; lines at most 38 rem; space from the scale only.",
    "Plain words on first view; the standard’s words in the fold, in mono.",
    "Works without a script, in print, right to left, at 200 %, and with words a third longer.",
    "A name that somebody gives himself is never shown without how far it is confirmed.",
)
STATES: Final = (
    (State("verified", "Verified"), "solid line, round sign"),
    (State("claimed", "Said by you"), "dashed line, dashed ring"),
    (State("expired", "Expired"), "hollow line, clock"),
    (State("revoked", "Revoked"), "cut line, stop sign with a bar"),
    (State("suspended", "Suspended"), "stop sign with a pause"),
    (State("undetermined", "Not decided"), "diamond with a question"),
    (State("unreadable", "Not read"), "torn sheet"),
)
BANNERS: Final = (
    Banner("valid", "Valid", "One sentence: who issued it and that nothing changed."),
    Banner("claimed", "Issuer not confirmed", "One sentence: what the signer calls himself."),
    Banner("invalid", "Not valid: changed", "One sentence: the one reason that decides."),
    Banner("undetermined", "We could not decide", "One sentence: what did not answer, and whose."),
    Banner("unreadable", "We could not read this", "One sentence: what it is instead."),
)
STANDINGS: Final = (
    Standing(
        "verified",
        "Web address confirmed",
        "college.example",
        "Whoever runs the web address college.example stands behind this.",
        "They call themselves “Cedar Valley College”.",
        "Make sure that this is the institution’s own address. Look it up yourself.",
    ),
    Standing(
        "claimed",
        "Not confirmed",
        "Somebody unknown",
        "Nobody but the signer says who signed this.",
        "The file says that it is from “Cedar Valley College”. Anybody can write that.",
    ),
)
SKILLS: Final = (
    Skill("Incident response", "Level 3 of 4, by practical exam", "verified", Pips(3, 4)),
    Skill("Network monitoring", "Level 4 of 4, confirmed at work", "verified", Pips(4, 4)),
    Skill("Python scripting", "Level 1 of 4, said by you", "claimed", Pips(1, 4)),
    Skill("Digital forensics", "Missing, level 2 needed", "missing", Pips(0, 4)),
    Skill("Report writing", "Of a record that has ended", "plain"),
)
SEGMENTS: Final = (
    ("Verified, enough", Segments(3, 3, 3), "Verified at level 3. Needs level 3."),
    ("Said, not confirmed", Segments(0, 2, 3), "You said level 2. Needs level 3."),
    ("Missing", Segments(0, 0, 2), "Needs level 2."),
)
FACTS: Final = (
    Fact("Given to", "Maya Torres"),
    Fact("Issued", "14 June 2026", "2026-06-14"),
    Fact("Counts until", "No end date"),
)
CHECKS: Final = (
    CheckRow(
        "invalid",
        "Changed, or not properly signed",
        "The signature does not match.",
        "en",
        "proof.signature /proof",
        "VC-DI-EDDSA 1.0 §3.2",
    ),
    CheckRow(
        "undetermined",
        "Not checked: taken back?",
        "The list did not answer.",
        "en",
        "fetch.timeout /credentialStatus",
        "Bitstring Status List 1.0 §3.2",
    ),
    CheckRow("valid", "In date", "It is valid since 2026-06-14.", "en", "dates", "VCDM 2.0 §4.9"),
)
ERRORS: Final = ErrorSummary(
    "There is something to mend", (FieldError("f2", "Use a date after today"),)
)
TAGS: Final = (Tag("All 9", "#small", here=True), Tag("Verified 6", "#small"))
WAY: Final = (
    (State("verified", "Verified"), "Network Defense Certificate"),
    (State("claimed", "Said by you"), "Volunteer IT help"),
    (State("expired", "Expired"), "First Aid at Work"),
    (State("revoked", "Revoked"), "Cloud Basics Badge"),
    (State("todo", "Still to do"), "Forensics and Malware Lab"),
)


@dataclass(frozen=True, slots=True)
class PatternsPage:
    """Every part, in every state."""

    template: ClassVar[str] = "patterns/patterns.html"
    frame: Frame = Frame(Language.ENGLISH, "/-/patterns")  # noqa: RUF009 - frozen
    rules: tuple[str, ...] = RULES
    states: tuple[tuple[State, str], ...] = STATES
    banners: tuple[Banner, ...] = BANNERS
    standings: tuple[Standing, ...] = STANDINGS
    skills: tuple[Skill, ...] = SKILLS
    segments: tuple[tuple[str, Segments, str], ...] = SEGMENTS
    facts: tuple[Fact, ...] = FACTS
    checks: tuple[CheckRow, ...] = CHECKS
    errors: ErrorSummary = ERRORS
    tags: tuple[Tag, ...] = TAGS
    way: tuple[tuple[State, str], ...] = WAY


def patterns_route(pages: Pages) -> HTTPRouteHandler:
    """Return the handler of `/-/patterns`; for those who build pages, in English."""

    @get("/-/patterns", include_in_schema=False, sync_to_thread=False)
    def patterns(request: AnyRequest) -> Response[bytes]:  # noqa: ARG001
        body = pages.render(PatternsPage()).encode()
        return Response(body, media_type="text/html")

    return patterns
