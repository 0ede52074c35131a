"""The JSON-LD contexts that may be used, and which revision of each.

JSON-LD 1.1, section 3.1 (the context), and VC Data Integrity 1.0, section 2.4.1
(context injection): a context comes from our data or from the caller. One that
is in neither is an error, never a download.

Some published contexts were edited in place, so that one URL has several
documents. A `ContextSet` keeps them all; a `ContextView` is the choice of one
document for each URL, and is what a processor works with. Nothing that is
computed from one view is ever used for another.
"""

from __future__ import annotations

from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING, final

from lerway.kernel.errors import MisuseError, UndeterminedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from lerway.kernel.strict_json import JSON

__all__ = ["ContextRevision", "ContextSet", "ContextView"]


@final
class ContextRevision:
    """One document that was published under a URL.

    Attributes:
        url: the URL that records name.
        label: which revision it is (`2024-03`), empty if there is only one.
    """

    __slots__ = ("_document", "_read", "label", "url")

    def __init__(self, url: str, label: str, document: JSON | Callable[[], JSON]) -> None:
        """Make the revision of a document, or of what reads it when it is first needed."""
        self.url = url
        self.label = label
        self._read = document if callable(document) else None
        self._document: JSON = None if callable(document) else document

    @property
    def document(self) -> JSON:
        """The parsed document. Must not be changed."""
        if self._document is None and self._read is not None:
            self._document = self._read()
        return self._document

    def __repr__(self) -> str:
        """Name the revision."""
        return f"ContextRevision({self.url!r}, {self.label!r})"


@final
class ContextView:
    """One document for each known URL. Compared by identity."""

    __slots__ = ("__weakref__", "_revisions", "choice")

    def __init__(self, revisions: Mapping[str, ContextRevision], choice: Mapping[str, str]) -> None:
        """Make the view; `ContextSet.view` is the way to get one."""
        self._revisions = revisions
        self.choice = MappingProxyType(dict(choice))

    def __contains__(self, url: object) -> bool:
        """Return whether a context of this URL is known."""
        return url in self._revisions

    def load(self, url: str, pointer: str | None = None) -> JSON:
        """Return the document of `url`. It must not be changed.

        Args:
            url: the URL, compared character by character.
            pointer: where the record names it, for the error.

        Raises:
            UndeterminedError: `context.unknown`.
        """
        revision = self._revisions.get(url)
        if revision is None:
            raise UndeterminedError(
                "context.unknown",
                f"the record uses the context {url}, which is not known here",
                hint="terms of an unknown context have no meaning, and contexts are never"
                " downloaded; give its document as one of your own",
                pointer=pointer,
            )
        return revision.document

    def describe(self) -> str:
        """Return what was chosen, for a person: empty if all are the pinned ones."""
        return ", ".join(f"revision {label} of {url}" for url, label in self.choice.items())


@final
class ContextSet:
    """All contexts that may be used, each URL with its revisions. Immutable."""

    __slots__ = ("_revisions", "_views")

    def __init__(self, revisions: Mapping[str, Sequence[ContextRevision]]) -> None:
        """Make the set.

        Args:
            revisions: for each URL its revisions, the pinned one first.
        """
        self._revisions = {url: tuple(many) for url, many in revisions.items()}
        self._views: dict[tuple[tuple[str, str], ...], ContextView] = {}

    def __contains__(self, url: object) -> bool:
        """Return whether a context of this URL is known."""
        return url in self._revisions

    def __iter__(self) -> Iterator[str]:
        """Iterate over the known URLs."""
        return iter(self._revisions)

    def labels(self, url: str) -> tuple[str, ...]:
        """Return the labels of the revisions of `url`, the pinned one first."""
        return tuple(r.label for r in self._revisions.get(url, ()))

    def with_documents(self, extra: Mapping[str, JSON]) -> ContextSet:
        """Return a set that knows the caller's own contexts too.

        Raises:
            MisuseError: `context.shipped`: what is known already keeps its meaning.
        """
        for url in extra:
            if url in self._revisions:
                raise MisuseError(
                    "context.shipped",
                    f"the context {url} is known already and cannot be given another meaning",
                    hint="leave it out",
                )
        own = {url: (ContextRevision(url, "", document),) for url, document in extra.items()}
        return ContextSet({**self._revisions, **own})

    def view(self, choice: Mapping[str, str] = MappingProxyType({})) -> ContextView:
        """Return the view with the revisions of `choice` (URL to label), else the pinned.

        The same choice gives the same object, so that work on it can be kept.

        Raises:
            MisuseError: `context.no_such_revision`.
        """
        other = {u: label for u, label in choice.items() if (label,) != self.labels(u)[:1]}
        key = tuple(sorted(other.items()))
        view = self._views.get(key)
        if view is None:
            chosen = {url: many[0] for url, many in self._revisions.items()}
            chosen.update({url: self._revision(url, label) for url, label in key})
            view = self._views.setdefault(key, ContextView(chosen, dict(key)))
        return view

    def views_for(self, document: JSON) -> Iterator[ContextView]:
        """Yield the pinned view, then all others that could matter to `document`.

        Another view matters if it has another revision of a URL that occurs in a
        `@context` of the document, at any depth.
        """
        several = sorted(
            url for url in _named_contexts(document) if len(self._revisions.get(url, ())) > 1
        )
        for labels in product(*(self.labels(url) for url in several)):
            yield self.view(dict(zip(several, labels, strict=True)))

    def _revision(self, url: str, label: str) -> ContextRevision:
        for revision in self._revisions.get(url, ()):
            if revision.label == label:
                return revision
        raise MisuseError(
            "context.no_such_revision", f"there is no revision {label!r} of the context {url}"
        )


def _named_contexts(document: JSON) -> set[str]:
    found: set[str] = set()
    stack: list[JSON] = [document]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            for key in ("@context", "@import"):
                if key in value:
                    found.update(_texts_in(value[key]))
            stack += [item for item in value.values() if isinstance(item, dict | list)]
        elif isinstance(value, list):
            stack += [item for item in value if isinstance(item, dict | list)]
    return found


def _texts_in(value: JSON) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts_in(item)
