"""Cycles among prerequisites, named (Tarjan's strongly connected components, 1972)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

__all__ = ["components", "cycles"]


def cycles(graph: Mapping[str, AbstractSet[str]]) -> list[tuple[str, ...]]:
    """Return one cycle for each component that has one; a self-reference is one of length 1."""
    out: list[tuple[str, ...]] = []
    for component in components(graph):
        inside = set(component)
        loops = [c for c in component if c in graph.get(c, ())]
        out += [(c,) for c in sorted(loops)]
        if len(component) > 1:
            out.append(_ring(min(inside), graph, inside))
    return out


def _ring(
    start: str, graph: Mapping[str, AbstractSet[str]], inside: AbstractSet[str]
) -> tuple[str, ...]:
    """Return a shortest way from `start` back to itself."""
    came: dict[str, str] = {}
    queue = [start]
    for at in queue:
        for to in sorted(graph.get(at, ())):
            if to == start and at != start:
                way = [at]
                while way[-1] != start:
                    way.append(came[way[-1]])
                return tuple(reversed(way))
            if to in inside and to not in came and to != start:
                came[to] = at
                queue.append(to)
    return (start,)


def components(graph: Mapping[str, AbstractSet[str]]) -> Iterator[list[str]]:
    """Yield the strongly connected components, without recursion."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    for root in graph:
        if root in index:
            continue
        work: list[tuple[str, Iterator[str]]] = [(root, iter(sorted(graph[root])))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            at, following = work[-1]
            to = next((t for t in following if t in graph), None)
            if to is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[at])
                if low[at] == index[at]:
                    cut = stack.index(at)
                    component, stack = stack[cut:], stack[:cut]
                    on_stack.difference_update(component)
                    yield component
            elif to not in index:
                index[to] = low[to] = len(index)
                stack.append(to)
                on_stack.add(to)
                work.append((to, iter(sorted(graph[to]))))
            elif to in on_stack:
                low[at] = min(low[at], index[to])
