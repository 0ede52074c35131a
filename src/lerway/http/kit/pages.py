"""From a typed page to HTML: Jinja2, always escaping, every variable defined.

A page is a frozen dataclass that names its template and holds what is on it. A room
has its templates in `templates/` and its translations in `es.toml`; other rooms know
its templates by `ROOM/NAME.html`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, Protocol
from urllib.parse import urlencode

from lerway.http.kit.words import Language, Words, negotiate, spanish_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from litestar import Response

    from lerway.http.kit.request import AnyRequest
    from lerway.http.kit.static import Assets

__all__ = ["KIT", "ErrorPage", "Frame", "Page", "Pages", "Place", "answer_with"]

KIT: Final = "lerway.http.kit"


@dataclass(frozen=True, slots=True)
class Place:
    """A room that readers go to, for the navigation.

    Attributes:
        word: what it is called; an English sentence of the room's own, translated there.
        href: where it begins; pages below it belong to it.
        icon: name of its picture.
    """

    word: str
    href: str
    icon: str

    def holds(self, path: str) -> bool:
        """Return whether the page at `path` is in this room."""
        if self.href == "/":
            return path == "/"
        return path == self.href or path.startswith(self.href + "/")


@dataclass(frozen=True, slots=True)
class Frame:
    """What is round every page.

    Attributes:
        language: the page's.
        path: where the language switch leads.
        switched: whether the reader chose the language; links then carry it on.
        asked: what the address asks for beside the language, for the switch.
    """

    language: Language = Language.ENGLISH
    path: str = "/"
    switched: bool = False
    asked: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(
        cls, request: AnyRequest, path: str | None = None, asked: tuple[tuple[str, str], ...] = ()
    ) -> Frame:
        """Return the frame for the answer to `request`; the switch leads to `path` or back."""
        switch = request.query_params.get("lang")
        language = negotiate(request.headers.get("accept-language", ""), switch)
        return cls(language, path or request.url.path, switch in set(Language), asked)

    def href(self, path: str, **asked: str) -> str:
        """Return a link inside the site that asks for something, in the reader's language.

        Args:
            path: percent-encoded already.
            asked: what to ask for; what is empty is left out.
        """
        items = [(k, v) for k, v in asked.items() if v]
        if self.switched:
            items.append(("lang", self.language.value))
        return f"{path}?{urlencode(items)}" if items else path

    @property
    def query(self) -> str:
        """What a link inside the site ends with."""
        return f"?lang={self.language.value}" if self.switched else ""

    @property
    def switch_href(self) -> str:
        """Where the other language is."""
        return f"{self.path}?{urlencode([*self.asked, ('lang', self.language.other.value)])}"


class Page(Protocol):
    """What can be rendered: a template's name and all that it shows."""

    template: ClassVar[str]

    @property
    def frame(self) -> Frame:
        """What is round it."""
        ...


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """A request that came to nothing.

    Attributes:
        frame: what is round it.
        title: what happened, in a few words.
        sentence: what happened.
        hint: what to do next; may be empty.
        code: the stable code of the problem.
    """

    template: ClassVar[str] = "kit/error.html"
    frame: Frame
    title: str
    sentence: str
    hint: str
    code: str


class Pages:
    """Renders the pages of some rooms. Safe to be used by several threads."""

    def __init__(self, assets: Assets, rooms: Sequence[str], places: Sequence[Place] = ()) -> None:
        """Make it.

        Args:
            assets: style sheets, script and font.
            rooms: package names; a template is `LAST_PART_OF_PACKAGE/NAME.html`.
            places: what the navigation leads to; with fewer than two there is none.
        """
        from jinja2 import Environment, PackageLoader, PrefixLoader, StrictUndefined

        packages = [KIT, *rooms]
        self._assets = assets
        self._places = tuple(places) if len(places) > 1 else ()
        self._words: Mapping[Language, Words] = {
            Language.ENGLISH: Words(),
            Language.SPANISH: Words(Language.SPANISH, spanish_of(packages)),
        }
        self.environment: Final = Environment(
            loader=PrefixLoader({p.rpartition(".")[2]: PackageLoader(p) for p in packages}),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def words(self, language: Language) -> Words:
        """Return the words of `language`."""
        return self._words[language]

    def render(self, page: Page) -> str:
        """Return the HTML of `page`."""
        template = self.environment.get_template(page.template)
        words = self.words(page.frame.language)
        places = [(place, words(place.word)) for place in self._places]
        return template.render(page=page, _=words, asset=self._assets.url, places=places)


def answer_with(
    pages: Pages, page: Page, status: int = 200, *, vary: str = "Accept-Language"
) -> Response[bytes]:
    """Return the answer that shows `page`; `vary` names what else of a request chose it."""
    from litestar import Response

    return Response(
        pages.render(page).encode(),
        status_code=status,
        media_type="text/html",
        headers={"content-language": page.frame.language.value, "vary": vary},
    )
