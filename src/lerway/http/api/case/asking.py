"""What a consumer asks of a set of objects: 1EdTech REST binding, "Query parameters".

`limit`, `offset`, `sort`, `orderBy`, `filter` and `fields`, as CASE 1.1 takes them over.
A filter is one or two conditions joined by ` AND ` or ` OR `: `title='Science'`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import MisuseError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["Asked", "Chosen", "asked"]

MOST: Final = 1_000
DEFAULT: Final = 100
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,60}\Z")
_CONDITION: Final = re.compile(
    r"(?P<name>[A-Za-z_][A-Za-z0-9_.]{0,60})(?P<sign>!=|>=|<=|=|>|<|~)'(?P<value>[^']{0,500})'\Z"
)
_JOINED: Final = re.compile(r" (AND|OR) ")
_NUMBER: Final = re.compile(r"[0-9]{1,9}\Z")
_LONGEST: Final = 1_200


@dataclass(frozen=True, slots=True)
class _Condition:
    name: str
    sign: str
    value: str

    def holds(self, one: JSONObject) -> bool:
        found = one
        value: JSON = found.get(self.name)
        texts = [str(v) for v in value] if isinstance(value, list) else [_text(value)]
        return any(self._of(text) for text in texts)

    def _of(self, text: str) -> bool:
        mine, wanted = text.casefold(), self.value.casefold()
        if self.sign == "=":
            return mine == wanted
        if self.sign == "!=":
            return mine != wanted
        if self.sign == "~":
            return wanted in mine
        if self.sign.startswith(">"):
            return mine > wanted or (self.sign == ">=" and mine == wanted)
        return mine < wanted or (self.sign == "<=" and mine == wanted)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What of a set is given.

    Attributes:
        objects: those of this page.
        total: how many there are on all pages.
    """

    objects: tuple[JSONObject, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for; see the module.

    Attributes:
        limit: how many objects at the most.
        offset: how many are passed over.
        sort: member to sort by; empty for the order of the server.
        descending: whether the largest comes first.
        conditions: of the filter.
        every: whether all of them must hold, or one is enough.
        fields: members to give; empty for all.
    """

    limit: int = DEFAULT
    offset: int = 0
    sort: str = ""
    descending: bool = False
    conditions: tuple[_Condition, ...] = ()
    every: bool = True
    fields: tuple[str, ...] = ()

    def choose(self, objects: Sequence[JSONObject]) -> Chosen:
        """Return what is asked for of `objects`.

        Raises:
            MisuseError: `case.invalid_sort_field`, `case.invalid_selection_field`.
        """
        known = {name for one in objects for name in one}
        if objects and self.sort and self.sort not in known:
            raise _refused("case.invalid_sort_field", "sort", self.sort)
        for condition in self.conditions:
            if objects and condition.name not in known:
                raise _refused("case.invalid_selection_field", "filter", condition.name)
        joined = all if self.every else any
        found = [
            one
            for one in objects
            if not self.conditions or joined(c.holds(one) for c in self.conditions)
        ]
        if self.sort:
            found.sort(key=lambda one: _text(one.get(self.sort)), reverse=self.descending)
        page = found[self.offset : self.offset + self.limit]
        return Chosen(tuple(self.picked(one) for one in page), len(found))

    def picked(self, one: JSONObject) -> JSONObject:
        """Return an object with the members that are asked for; unknown ones are no matter."""
        if not self.fields:
            return one
        return {name: value for name, value in one.items() if name in self.fields}


def asked(query: Mapping[str, str]) -> Asked:
    """Return what the query of an address asks for.

    Raises:
        MisuseError: `case.invalid_selection_field`, `case.invalid_sort_field`.
    """
    order = query.get("orderBy", "asc")
    if order not in ("asc", "desc"):
        raise _refused("case.invalid_selection_field", "orderBy", order)
    fields = tuple(f for f in query.get("fields", "").split(",") if f)
    for name in fields:
        if not _NAME.match(name):
            raise _refused("case.invalid_selection_field", "fields", name)
    sort = query.get("sort", "")
    if sort and not _NAME.match(sort):
        raise _refused("case.invalid_sort_field", "sort", sort)
    conditions, every = _filter(query.get("filter", ""))
    return Asked(
        min(MOST, _number(query, "limit", DEFAULT)),
        _number(query, "offset", 0),
        sort,
        order == "desc",
        conditions,
        every,
        fields,
    )


def _number(query: Mapping[str, str], name: str, otherwise: int) -> int:
    text = query.get(name)
    if text is None:
        return otherwise
    if not _NUMBER.match(text) or (name == "limit" and int(text) == 0):
        raise _refused("case.invalid_selection_field", name, text)
    return int(text)


def _filter(text: str) -> tuple[tuple[_Condition, ...], bool]:
    if not text:
        return (), True
    parts = _JOINED.split(text[: _LONGEST + 1])
    joins = set(parts[1::2])
    if len(text) > _LONGEST or len(parts) > 3 or len(joins) > 1:  # noqa: PLR2004 - two conditions
        raise _refused("case.invalid_selection_field", "filter", text[:60])
    found: list[_Condition] = []
    for part in parts[::2]:
        match = _CONDITION.match(part.strip())
        if match is None:
            raise _refused("case.invalid_selection_field", "filter", part[:60])
        found.append(_Condition(match["name"], match["sign"], match["value"]))
    return tuple(found), "OR" not in joins


def _text(value: JSON) -> str:
    return "" if value is None else str(value)


def _refused(code: str, parameter: str, value: str) -> MisuseError:
    if code == "case.invalid_sort_field":
        return MisuseError(
            "case.invalid_sort_field",
            f"{parameter}: there is no member {value!r} to sort by",
            hint="sort by a member of the objects, such as title",
        )
    return MisuseError(
        "case.invalid_selection_field",
        f"{parameter}: {value!r} cannot be selected by",
        hint="see the query parameters in the discovery document",
    )
