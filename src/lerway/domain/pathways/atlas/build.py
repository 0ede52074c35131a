"""From a framework's items and relations to its atlas.

What O*NET says of an occupation alone (job zone, education, interests) stands in `kept` of
its item, under the titles of O*NET's tables.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from lerway.domain.pathways.atlas.model import Atlas
from lerway.domain.pathways.atlas.views import Profiles, see
from lerway.domain.pathways.targets import ASKED_KINDS, IMPORTANT
from lerway.kernel.source import Source
from lerway.standards.frameworks.model import FRAMEWORK_KINDS, Kind, Link

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from lerway.domain.pathways.atlas.views import Embed
    from lerway.kernel.strict_json import JSON
    from lerway.standards.frameworks.model import Framework, Item, Relation

__all__ = ["build_atlas"]

_BACHELOR: Final = 6
"""O*NET, Education, Training, and Experience Categories: 6 is a bachelor's degree."""
_NEEDED: Final = frozenset({Link.REQUIRES, Link.OPTIONAL})


def build_atlas(
    framework: Framework,
    items: Iterable[Item],
    relations: Iterable[Relation],
    embed: Embed | None = None,
    *,
    soc_of: Mapping[str, str] | None = None,
) -> Atlas:
    """Lay a framework out.

    Args:
        framework: its head.
        items: all of them.
        relations: all of them; those between roles (`related`) are not looked at.
        embed: turns texts into vectors; without it, closeness does without meaning.
        soc_of: SOC codes of roles, by id, where ids are none.
    """
    import numpy as np

    known = {i.id: i for i in items}
    roles, needs, tasks, above = _sorted(known, relations)
    skills = _skills(known, needs, above)
    profiles = _profiles(roles, needs, tasks, known)
    views, parts, missing = see(profiles, embed)
    columns = _columns(needs, {s.id: n for n, s in enumerate(skills)})
    index = {s.id: n for n, s in enumerate(skills)}
    # O*NET writes its version into its name; it stands beside it here.
    name = framework.name.removesuffix(f" {framework.version}")
    spread = np.bincount(columns["needs"][columns["weight"] > 0], minlength=len(skills))
    return Atlas(
        framework=framework.id,
        name=name,
        version=framework.version,
        source=Source(framework.publisher or name, name, framework.version),
        skill_ids=[s.id for s in skills],
        skill_labels=[s.words.label for s in skills],
        skill_kinds=[s.kind.value for s in skills],
        skill_uris=[s.uri for s in skills],
        role_ids=[r.id for r in roles],
        role_labels=[r.words.label for r in roles],
        role_kinds=[r.kind.value for r in roles],
        socs=[_soc(r, soc_of or {}) for r in roles],
        rarity=np.log((1 + len(roles)) / (1 + spread)).astype(np.float32),
        parent=np.array([index.get(above.get(s.id, ""), -1) for s in skills], dtype=np.int32),
        job_zone=np.array([_zone(r) for r in roles], dtype=np.float32),
        degree=np.array([_degree(r) for r in roles], dtype=np.float32),
        closeness=parts.sum(axis=0).astype(np.float32) if views else np.zeros((0, 0), np.float32),
        parts=parts.astype(np.float16),
        views=tuple(views),
        missing_views=missing,
        role_titles=[list(r.words.alternatives) for r in roles],
        **columns,
    )


def _sorted(
    known: Mapping[str, Item], relations: Iterable[Relation]
) -> tuple[list[Item], list[list[Relation]], list[list[str]], dict[str, str]]:
    """Return the roles, what each needs, the texts of its tasks, and headings of items."""
    roles = [i for i in known.values() if i.kind in FRAMEWORK_KINDS["occupation"]]
    role_at = {r.id: n for n, r in enumerate(roles)}
    needs: list[list[Relation]] = [[] for _ in roles]
    tasks: list[list[str]] = [[] for _ in roles]
    above: dict[str, str] = {}
    for relation in relations:
        target = known.get(relation.target)
        if target is None:
            continue
        if relation.link is Link.BROADER:
            above.setdefault(relation.source, target.id)
            continue
        at = role_at.get(relation.source)
        if at is None or relation.link not in _NEEDED:
            continue
        if target.kind is Kind.TASK:
            tasks[at].append(target.words.label)
        elif target.kind in ASKED_KINDS:
            needs[at].append(relation)
    kept = [n for n, r in enumerate(roles) if needs[n] or tasks[n] or not _is_heading(r, role_at)]
    roles = [roles[n] for n in kept]
    return roles, [needs[n] for n in kept], [tasks[n] for n in kept], above


def _is_heading(role: Item, role_at: Mapping[str, int]) -> bool:
    """Whether an occupation is only a heading of others, of which nothing more is said."""
    return role.id.endswith(".00") and any(
        f"{role.id[:-3]}.{n:02}" in role_at for n in range(1, 100)
    )


def _skills(
    known: Mapping[str, Item], needs: Sequence[Sequence[Relation]], above: Mapping[str, str]
) -> list[Item]:
    """Return what roles need, the other skills, and the headings right above them."""
    wanted: dict[str, None] = {r.target: None for of in needs for r in of}
    wanted.update((i.id, None) for i in known.values() if i.kind in ASKED_KINDS)
    wanted.update((above[s], None) for s in list(wanted) if s in above)
    return [known[s] for s in wanted]


def _columns(needs: Sequence[Sequence[Relation]], index: Mapping[str, int]) -> dict[str, Any]:
    """Return the arrays of the needs, with weights as `targets.weigh` gives them."""
    import numpy as np

    flat = [r for of in needs for r in of]

    def numbers(values: Iterator[float | None]) -> Any:  # noqa: ANN401
        return np.array([math.nan if v is None else v for v in values], dtype=np.float32)

    weight: list[float] = []
    for of in needs:
        rated = any(r.importance is not None for r in of)
        raw = [_raw(r, rated=rated) for r in of]
        total = sum(raw) or 1.0
        weight += [x / total for x in raw]
    return {
        "starts": np.cumsum([0, *map(len, needs)]).astype(np.int64),
        "needs": np.array([index[r.target] for r in flat], dtype=np.int32),
        "importance": numbers(r.importance for r in flat),
        "level": numbers(r.level for r in flat),
        "optional": np.array([r.link is Link.OPTIONAL for r in flat], dtype=bool),
        "weight": np.array(weight, dtype=np.float32),
    }


def _raw(relation: Relation, *, rated: bool) -> float:
    if relation.link is Link.OPTIONAL:
        return 0.0
    if not rated:
        return 1.0
    importance = relation.importance
    return importance if importance is not None and importance >= IMPORTANT else 0.0


def _profiles(
    roles: Sequence[Item],
    needs: Sequence[Sequence[Relation]],
    tasks: list[list[str]],
    known: Mapping[str, Item],
) -> Profiles:
    knowledge = sorted(
        {
            r.target
            for of in needs
            for r in of
            if r.importance is not None and known[r.target].kind is Kind.KNOWLEDGE
        }
    )
    importance, level = _rated(needs, knowledge)
    import numpy as np

    return Profiles(
        tasks,
        [[r.words.label, *r.words.alternatives] for r in roles],
        importance,
        level,
        _interests(roles),
        np.array([_zone(r) for r in roles]),
        [[r.target for r in of] for of in needs],
    )


def _rated(needs: Sequence[Sequence[Relation]], elements: Sequence[str]) -> tuple[Any, Any]:
    import numpy as np

    if not elements:
        return None, None
    at = {e: n for n, e in enumerate(elements)}
    importance = np.full((len(needs), len(elements)), math.nan)
    level = np.full_like(importance, math.nan)
    for row, of in enumerate(needs):
        for relation in of:
            column = at.get(relation.target)
            if column is not None:
                if relation.importance is not None:
                    importance[row, column] = relation.importance
                if relation.level is not None:
                    level[row, column] = relation.level
    return importance, None if np.isnan(level).all(axis=0).any() else level


def _interests(roles: Sequence[Item]) -> Any:  # noqa: ANN401
    """Return (roles, interests) of O*NET's scale OI; None if nothing is said of any."""
    import numpy as np

    said = [
        {str(row.get("Element ID")): _number(row.get("Data Value")) for row in _rows(r, "Interests")
         if row.get("Scale ID") == "OI"}
        for r in roles
    ]  # fmt: skip
    names = sorted({n for s in said for n in s})
    if not names:
        return None
    return np.array([[s.get(n, math.nan) for n in names] for s in said])


def _zone(role: Item) -> float:
    for row in _rows(role, "Job Zones"):
        return _number(row.get("Job Zone"))
    return math.nan


def _degree(role: Item) -> float:
    """Return the share of answers to O*NET's 2.D.1 that ask for a bachelor's degree or more."""
    found = [
        (_number(row.get("Category")), _number(row.get("Data Value")))
        for row in _rows(role, "Education, Training, and Experience")
        if row.get("Element ID") == "2.D.1"
    ]
    known = [(c, v) for c, v in found if not math.isnan(c) and not math.isnan(v)]
    total = sum(v for _, v in known)
    return sum(v for c, v in known if c >= _BACHELOR) / total if total else math.nan


def _rows(role: Item, table: str) -> Iterator[Mapping[str, JSON]]:
    rows = role.kept.get(table)
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict):
            yield row


def _number(value: JSON) -> float:
    try:
        return float(value) if isinstance(value, (str, int, float)) else math.nan
    except ValueError:
        return math.nan


def _soc(role: Item, soc_of: Mapping[str, str]) -> str:
    if role.id in soc_of:
        return soc_of[role.id]
    code = role.code or role.id
    plain = code[:7]
    known = len(plain) == 7 and plain[2] == "-" and plain[:2].isdigit() and plain[3:].isdigit()  # noqa: PLR2004 - NN-NNNN
    return code if known else ""
