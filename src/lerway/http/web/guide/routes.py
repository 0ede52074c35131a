"""`/guide`: give records, name a role, read the way there. `/guide/plan.pdf`: take it along.

Stateless, as the page that checks records: no cookie, no session, nothing kept between two
requests and nothing of a person in a log. What the next request needs is in the page.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import anyio
from litestar import Response, get, post

from lerway.domain.pathways.asking import Work, exact_role, found_roles, role_target
from lerway.domain.pathways.claims import level_of
from lerway.domain.pathways.printing.html import plan_html
from lerway.domain.pathways.told import Told
from lerway.http.kit.components import ErrorSummary, FieldError
from lerway.http.kit.forms import Counted, FormLimits, InFlight, read_form
from lerway.http.kit.pages import Frame, Place, answer_with
from lerway.http.kit.problems import status_of
from lerway.http.kit.request import AnyRequest  # noqa: TC001 - Litestar reads annotations while the program runs
from lerway.http.kit.strangers import line
from lerway.http.kit.words import phrase
from lerway.http.web.guide.inputs import Asked, asked_in, limits_of
from lerway.http.web.guide.sheet import Answer, sheet_of
from lerway.http.web.guide.telling import told
from lerway.http.web.guide.view import FormPage, aims_of, answer_page, choices_of
from lerway.kernel.errors import InvalidError, LerwayError, MisuseError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from litestar.handlers import HTTPRouteHandler

    from lerway.bootstrap.guide import Guide
    from lerway.domain.pathways.asking import Role
    from lerway.domain.pathways.atlas.model import Atlas
    from lerway.domain.pathways.holdings import Holdings
    from lerway.domain.pathways.printing.sheet import Sheet
    from lerway.domain.pathways.targets import Target
    from lerway.http.kit.pages import Pages
    from lerway.http.kit.words import Words

__all__ = ["PLACE", "ROOT", "GuideDesk", "guide_routes"]

ROOT: Final = "/guide"
PLACE: Final = Place(phrase("Compass"), ROOT, "compass")
MOST_NEAR: Final = 8
AT_ONCE: Final = 2
_MOST_ROLES: Final = 12

_MENDED: Final = {
    "form.too_large": phrase("Give fewer files: all together have more than 40 MB"),
    "form.too_many_files": phrase("Give no more than 20 files"),
    "form.busy": phrase("Many people are asking at this moment. Try again in a minute"),
    "form.timeout": phrase("It took too long to arrive. Give fewer files"),
}
_NOT_WHOLE: Final = phrase("Not all of it arrived. Give it once more")


@dataclass(slots=True)
class GuideDesk:
    """What the pages work with.

    Attributes:
        guide: answers.
        pdf: draws a plan; whether the page is US Letter is the second argument.
        in_flight: what lies in memory, for all readers.
        limits: how much one reader may give.
    """

    guide: Guide
    pdf: Callable[[Sheet, bool], bytes]
    in_flight: InFlight = field(default_factory=InFlight)
    limits: FormLimits = field(default_factory=FormLimits)


class Mend(Exception):  # noqa: N818 - it says what to do, and no error reaches anybody
    """That a form must be mended first."""

    def __init__(self, page: FormPage) -> None:
        """Carry the form as it goes back."""
        super().__init__()
        self.page = page


def guide_routes(desk: GuideDesk, pages: Pages) -> list[HTTPRouteHandler]:
    """Return the handlers of the pages."""
    answered = _Answering(desk, pages)

    @get(ROOT, include_in_schema=False)
    async def begin(request: AnyRequest) -> Response[bytes]:
        frame = Frame.of(request, ROOT)
        words = pages.words(frame.language)
        page = await anyio.to_thread.run_sync(_form, desk, frame, words, Asked(), ())
        return answer_with(pages, page)

    @post(ROOT, include_in_schema=False, status_code=200, request_max_body_size=None)
    async def ask(request: AnyRequest) -> Response[bytes]:
        frame = Frame.of(request, ROOT)
        return await answered(
            request,
            frame,
            lambda asked, found, words: answer_with(pages, answer_page(frame, asked, found, words)),
        )

    @post(ROOT + "/plan.pdf", include_in_schema=False, status_code=200, request_max_body_size=None)
    async def pdf(request: AnyRequest) -> Response[bytes]:
        letter = "-us" in request.headers.get("accept-language", "").lower()

        def make(_: Asked, found: Answer, words: Words) -> Response[bytes]:
            sheet = sheet_of(found, words, desk.guide.clock())
            return _file(desk.pdf(sheet, letter), "application/pdf", "plan.pdf")

        return await answered(request, Frame.of(request, ROOT), make)

    @post(ROOT + "/plan.html", include_in_schema=False, status_code=200, request_max_body_size=None)
    async def html(request: AnyRequest) -> Response[bytes]:
        def make(_: Asked, found: Answer, words: Words) -> Response[bytes]:
            text = plan_html(sheet_of(found, words, desk.guide.clock()))
            return _file(text.encode(), "text/html; charset=utf-8", "plan.html")

        return await answered(request, Frame.of(request, ROOT), make)

    return [begin, ask, pdf, html]


@dataclass(slots=True)
class _Answering:
    """Reads a form, lets the compass answer in a worker thread, or gives the form back."""

    desk: GuideDesk
    pages: Pages
    turns: list[anyio.CapacityLimiter] = field(default_factory=list[anyio.CapacityLimiter])

    async def __call__(
        self,
        request: AnyRequest,
        frame: Frame,
        make: Callable[[Asked, Answer, Words], Response[bytes]],
    ) -> Response[bytes]:
        if not self.turns:
            # It belongs to the running event loop, so it is made at the first request.
            self.turns.append(anyio.CapacityLimiter(AT_ONCE))
        words = self.pages.words(frame.language)
        with Counted(self.desk.in_flight) as counted:
            try:
                form = await read_form(request, self.desk.limits, counted)
                asked, errors = asked_in(form, words)
                work = _Work(self.desk, frame, words, asked, errors)
                return await anyio.to_thread.run_sync(
                    lambda: make(work.asked, work.answer(), words), limiter=self.turns[0]
                )
            except Mend as e:
                return answer_with(self.pages, e.page, 422 if e.page.errors else 200)
            except LerwayError as e:
                text = words(_MENDED.get(e.code, _NOT_WHOLE))
                page = _form(self.desk, frame, words, Asked(), [FieldError("file", text)])
                return answer_with(self.pages, page, status_of(e))


@dataclass(slots=True)
class _Work:
    """One form on its way to an answer; runs in a worker thread."""

    desk: GuideDesk
    frame: Frame
    words: Words
    asked: Asked
    errors: list[FieldError]

    def answer(self) -> Answer:
        """Return what the compass finds.

        Raises:
            Mend: if the form must be mended, or a role be chosen, first.
        """
        guide = self.desk.guide
        limits, aim, more = limits_of(self.asked, guide.clock().date(), self.words)
        self.errors += more
        atlas = self._atlas()
        held = self._held(atlas)
        now = self._now(atlas)
        target = self._target(atlas)
        if self.errors:
            raise Mend(self._form())
        wanted = target.id if target is not None else ""
        near = guide.nearby(atlas, held, work=now, limit=MOST_NEAR + 1, also=wanted)
        others = tuple(r for r in near if r.role != wanted or not wanted)[:MOST_NEAR]
        role = next((r for r in near if r.role == wanted), None)
        present = guide.present(atlas, now)
        if target is None:
            return Answer(held, None, others, present)
        gap = guide.gap(atlas, held, target)
        try:
            planned = guide.route(gap, held, limits, aim)
        except MisuseError as e:
            self._error("budget" if e.code == "route.budget" else "hours", line(e.problem.message))
            raise Mend(self._form()) from None
        return Answer(held, planned, others, present, role)

    def _atlas(self) -> Atlas:
        try:
            return self.desk.guide.atlas(self.asked.framework)
        except MisuseError:
            name = self.asked.framework
            self._error("framework", self.words("There is no framework “{name}” here", name=name))
            self.asked = replace(self.asked, framework="")
            return self.desk.guide.atlas()

    def _held(self, atlas: Atlas) -> Holdings:
        good: list[str] = []
        for text in self.asked.lines:
            try:
                level_of(text)
                good.append(text)
            except MisuseError:
                said = self.words(
                    "“{text}”: write a level from 0 to 1 behind the @, or none", text=text
                )
                self._error("claims", said)
        try:
            return self.desk.guide.holdings(self.asked.records, good, atlas)
        except UnreadableError as e:
            said = self.words(
                "This is no record that can be read: {why}. Give the file as you received it",
                why=line(e.problem.message, 300),
            )
            self.asked = replace(self.asked, records=())
            self._error("file", said)
            raise Mend(self._form()) from None

    def _now(self, atlas: Atlas) -> Work:
        try:
            return self.desk.guide.work(atlas, self.asked.now)
        except InvalidError as e:
            self._error("now", told(Told(e.code, "", soc=self.asked.now), self.words).text)
        except MisuseError:
            self._no_role(atlas, "now", self.asked.now)
        return Work(None)

    def _no_role(self, atlas: Atlas, name: str, text: str) -> None:
        near = [f"{r.label}" for r in found_roles(atlas, text, 4)]
        if near:
            said = self.words(
                "{framework} has no role “{text}”. Did you mean: {roles}?",
                framework=line(atlas.name),
                text=text,
                roles="; ".join(near),
            )
        else:
            said = self.words(
                "{framework} has no role “{text}”, and none that is like it",
                framework=line(atlas.name),
                text=text,
            )
        self._error(name, said)

    def _target(self, atlas: Atlas) -> Target | None:
        if self.asked.posting:
            return self._posting(atlas)
        if not self.asked.role:
            return None
        found = exact_role(atlas, self.asked.role)
        if found is not None:
            return role_target(atlas, self.asked.role, self.asked.called)
        roles = found_roles(atlas, self.asked.role, _MOST_ROLES)
        if not roles:
            self._no_role(atlas, "role", self.asked.role)
            return None
        raise Mend(self._form(roles))

    def _posting(self, atlas: Atlas) -> Target | None:
        try:
            return self.desk.guide.posting(atlas, self.asked.posting)
        except InvalidError as e:
            if e.code == "target.too_short":
                said = self.words(
                    "A word or two do not say what a job asks for. Paste the whole posting, or"
                    " name a role"
                )
            else:
                said = self.words(
                    "No skill of {framework} was found in this posting surely enough. Name a role"
                    " instead",
                    framework=line(atlas.name),
                )
            self._error("posting", said)
            return None

    def _error(self, name: str, text: str) -> None:
        self.errors.append(FieldError(name, text))

    def _form(self, roles: Sequence[Role] = ()) -> FormPage:
        return _form(self.desk, self.frame, self.words, self.asked, self.errors, roles)


def _form(
    desk: GuideDesk,
    frame: Frame,
    words: Words,
    asked: Asked,
    errors: Sequence[FieldError],
    roles: Sequence[Role] = (),
) -> FormPage:
    summary = ErrorSummary(words("There is something to mend"), tuple(errors)) if errors else None
    return FormPage(
        frame,
        asked,
        desk.guide.frameworks(),
        aims_of(words),
        choices_of(roles, words),
        bool(roles),
        summary,
    )


def _file(data: bytes, media_type: str, name: str) -> Response[bytes]:
    return Response(
        data,
        media_type=media_type,
        headers={
            "content-disposition": f'attachment; filename="{name}"',
            "cache-control": "no-store",
        },
    )
