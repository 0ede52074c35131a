"""What one object of a document adds up to while it is expanded.

JSON-LD 1.1 Processing Algorithms and API, section 5.1.2: the variables that its steps
share ("result", "active context", "type-scoped context").
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from lerway.standards.jsonld.processing.nodes import Item, Node
from lerway.standards.jsonld.processing.problems import JsonLdError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lerway.kernel.strict_json import JSON, JSONObject
    from lerway.standards.jsonld.processing.active_context import ActiveContext

__all__ = ["Expanded", "Frame", "Result", "as_array", "as_list", "keeps_context", "nodes_of"]

Expanded: TypeAlias = "Item | list[Item] | None"
"""What an element expands to: one item, several, or nothing."""


@dataclass(slots=True)
class Result:
    """What the members of an object have added up to ("result" in the standard).

    Attributes:
        node: the node, as long as the object is one.
        seen: the keywords that were met.
        types: types, with the member's pointer, as written, expanded.
        value: of `@value`.
        language: of `@language`.
        content: of `@list` or `@set`.
    """

    node: Node = field(default_factory=Node)
    seen: set[str] = field(default_factory=set[str])
    types: list[tuple[str, str, str | None]] = field(
        default_factory=list[tuple[str, str, "str | None"]]
    )
    value: JSON = None
    language: str | None = None
    content: list[Item] = field(default_factory=list[Item])

    def has_members_besides(self, allowed: frozenset[str]) -> bool:
        """Return whether there are properties, or other keywords than the `allowed`."""
        return bool(self.node.properties or self.node.reverse or self.seen - allowed)


@dataclass(frozen=True, slots=True)
class Frame:
    """What the members of one object are expanded under.

    Attributes:
        active: the active context.
        type_scoped: the context under which `@type` is read.
        prop: the active property.
        is_json: whether the object says that it is a JSON literal.
    """

    active: ActiveContext
    type_scoped: ActiveContext
    prop: str | None
    is_json: bool


def as_list(expanded: Expanded) -> list[Item]:
    """Return the items of an expansion result."""
    if expanded is None:
        return []
    return expanded if isinstance(expanded, list) else [expanded]


def as_array(value: JSON) -> list[JSON]:
    """Return `value` if it is an array, else an array of it."""
    return value if isinstance(value, list) else [value]


def nodes_of(items: Sequence[Item], at: str) -> list[Node]:
    """Return `items`, all of which must be nodes.

    Raises:
        JsonLdError: one is a value or a list.
    """
    nodes = [item for item in items if isinstance(item, Node)]
    if len(nodes) != len(items):
        raise JsonLdError("a value stands where only a thing may stand", at)
    return nodes


def keeps_context(active: ActiveContext, element: JSONObject) -> bool:
    """Step 7: whether a type-scoped context reaches into `element`."""
    names = [active.expand(key, vocab=True) for key in element]
    return "@value" in names or names == ["@id"]
