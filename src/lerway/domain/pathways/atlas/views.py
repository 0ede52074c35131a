"""How close two roles are, seen in several ways, each counted alike.

    do        what people do: words of their tasks (LSA), and their meaning (embeddings)
    called    what it is called: words of titles (TF-IDF), and their meaning
    know      what they know: importance and level of knowledge, centred and whitened, and
              the correlation of importance alone
    like      what they like: Holland interests
    prepared  how much preparation it takes: job zones
    need      the skills that a role needs, for frameworks that rate none

Each of the similarities is brought to mean 0 and deviation 1 over all pairs and added with
weight 1; nothing was learned from anybody's table of related occupations. How that was
settled, and how it fares: docs/explanation/compass.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from lerway.domain.pathways.atlas.model import View
from lerway.domain.pathways.atlas.text import cosines, latent, likenesses, terms

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["VIEWS", "Embed", "Profiles", "see"]

Embed: TypeAlias = "Callable[[Sequence[str]], Any]"
"""Returns (texts, dimensions): vectors that lie close if the texts mean alike."""

VIEWS: Final = {
    "do": View("do", "what people do"),
    "called": View("called", "what it is called"),
    "know": View("know", "what they know"),
    "like": View("like", "what they like"),
    "prepared": View("prepared", "how much preparation it takes"),
    "need": View("need", "the skills it needs"),
}
_DIMENSIONS: Final = 100
_TITLE_COUNTS: Final = 3
_LEAST: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Profiles:
    """What is known of each role, in the order of the roles.

    Attributes:
        tasks: texts of its tasks.
        titles: its label, then other titles.
        importance: (roles, elements) of knowledge, NaN where not rated; or None.
        level: likewise.
        interests: (roles, interests), NaN where not rated; or None.
        zones: (roles) 1 to 5, or NaN.
        needs: ids of the skills it needs.
    """

    tasks: list[list[str]] = field(default_factory=list[list[str]])
    titles: list[list[str]] = field(default_factory=list[list[str]])
    importance: Any = None
    level: Any = None
    interests: Any = None
    zones: Any = None
    needs: list[list[str]] = field(default_factory=list[list[str]])


def see(profiles: Profiles, embed: Embed | None) -> tuple[list[View], Any, tuple[str, ...]]:
    """Return the views, (views, roles, roles) their parts, and what could not be seen."""
    import numpy as np

    found: list[tuple[View, Any]] = []
    missing: list[str] = []
    for name, seen in (
        ("do", _do(profiles, embed)),
        ("called", _called(profiles, embed)),
        ("know", _know(profiles)),
        ("like", _like(profiles)),
        ("prepared", _prepared(profiles)),
        ("need", _need(profiles)),
    ):
        if seen:
            found.append((VIEWS[name], sum(_standard(s) for s in seen)))
        elif name != "need":
            missing.append(f"{VIEWS[name].words}: the framework does not say")
    if embed is None:
        missing.append("the meaning of words: no model is installed")
    if not found:
        return [], np.zeros((0, 0, 0)), tuple(missing)
    return [v for v, _ in found], np.stack([p for _, p in found]), tuple(missing)


def _standard(similar: Any) -> Any:  # noqa: ANN401
    """Return similarities with mean 0 and deviation 1 over all pairs of two roles."""
    import numpy as np

    apart = ~np.eye(len(similar), dtype=bool)
    if not apart.any():
        return np.zeros_like(similar)
    values = similar[apart]
    out = (similar - values.mean()) / max(float(values.std()), _LEAST)
    np.fill_diagonal(out, 0.0)
    return out


def _do(profiles: Profiles, embed: Embed | None) -> list[Any]:
    if not any(profiles.tasks):
        return []
    words = [[t for text in texts for t in terms(text)] for texts in profiles.tasks]
    out = [cosines(latent(likenesses(words), _DIMENSIONS))]
    if embed is not None:
        out.append(cosines(_centred(_mean(profiles.tasks, embed))))
    return out


def _called(profiles: Profiles, embed: Embed | None) -> list[Any]:
    import numpy as np

    if not any(profiles.titles):
        return []
    weighed = [[*t[:1] * _TITLE_COUNTS, *t[1:]] for t in profiles.titles]
    words = [[t for text in texts for t in terms(text)] for texts in weighed]
    # A square root, for a few titles shared say much and many more say little more.
    out = [np.sqrt(np.maximum(likenesses(words), 0.0))]
    if embed is not None:
        out.append(cosines(_centred(_mean(profiles.titles, embed))))
    return out


def _know(profiles: Profiles) -> list[Any]:
    import numpy as np

    if profiles.importance is None:
        return []
    importance, level = profiles.importance, profiles.level
    both = importance if level is None else np.hstack([importance, level])
    own = _centred(importance)
    rated = ~np.isnan(importance).all(axis=1)
    own = np.where(rated[:, None], own - own.mean(axis=1, keepdims=True), 0.0)
    return [cosines(_whitened(both)), cosines(own)]


def _like(profiles: Profiles) -> list[Any]:
    return [] if profiles.interests is None else [cosines(_centred(profiles.interests))]


def _prepared(profiles: Profiles) -> list[Any]:
    import numpy as np

    zones = profiles.zones
    if zones is None or np.isnan(zones).all():
        return []
    return [-np.nan_to_num(np.abs(zones[:, None] - zones[None, :]), nan=1.0)]


def _need(profiles: Profiles) -> list[Any]:
    if profiles.importance is not None or not any(profiles.needs):
        return []
    return [likenesses(profiles.needs)]


def _mean(groups: Sequence[Sequence[str]], embed: Embed) -> Any:  # noqa: ANN401
    """Return the mean vector of each group of texts; 0 for an empty group."""
    import numpy as np

    each = {t: n for n, t in enumerate(dict.fromkeys(t for g in groups for t in g))}
    vectors = np.asarray(embed(list(each)), dtype=np.float32)
    out = np.zeros((len(groups), vectors.shape[1]))
    for row, group in enumerate(groups):
        if group:
            out[row] = vectors[[each[t] for t in group]].mean(axis=0, dtype=np.float64)
    return out


def _centred(matrix: Any) -> Any:  # noqa: ANN401
    import numpy as np

    return np.nan_to_num(matrix - np.nanmean(matrix, axis=0))


def _whitened(matrix: Any) -> Any:  # noqa: ANN401
    """Return rows in directions of their own, long ones shortened by a square root."""
    import numpy as np

    centred = _centred(matrix)
    centred = centred / (centred.std(axis=0) + _LEAST)
    _, sizes, directions = np.linalg.svd(centred, full_matrices=False)
    return (centred @ directions.T) / (np.sqrt(sizes / np.sqrt(len(matrix))) + 1e-6)
