"""A bound, a good choice, and the courses that no better choice can hold.

Lagrangian relaxation of the rows (Geoffrion 1974; for set covering Caprara, Fischetti and
Toth 1999): with a multiplier u >= 0 for each wanted skill and v >= 0 for each prerequisite,

    bound(u, v) = sum u + sum over courses of min(0, reduced cost),
    reduced cost of c = cost - sum of u of its skills + sum of v of its own prerequisites
                        - sum of v of the prerequisites that it would meet,

is below every route. A course whose reduced cost lifts the bound above the value of a known
route is in no better one, and is left out. What is left is small enough to be solved
exactly. Waiting and limits only make routes dearer, so the bound holds with them too.
"""

from __future__ import annotations

import heapq
import math
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Set as AbstractSet

    from lerway.domain.pathways.routes.prepare import Instance

__all__ = ["Bounds"]

_ROUNDS: Final = 300
_PATIENCE: Final = 15
_SMALLEST: Final = 0.005


class Bounds:
    """Multipliers of one instance and one goal.

    Attributes:
        instance: the problem.
        costs: of each course, by the goal.
        bound: below the value of every route.
        reduced: reduced cost of each course.
    """

    def __init__(self, instance: Instance, cents: int, days: int) -> None:
        """Find good multipliers.

        Args:
            instance: the problem.
            cents: what a cent counts.
            days: what a day counts.
        """
        self.instance = instance
        self.costs = [
            cents * c + days * d for c, d in zip(instance.cents, instance.days, strict=True)
        ]
        n = len(self.costs)
        self._rows_of: list[list[int]] = [[] for _ in range(n)]
        for i, row in enumerate(instance.rows):
            for c in row:
                self._rows_of[c].append(i)
        self._groups_of: list[list[int]] = [[] for _ in range(n)]
        for g, (c, _) in enumerate(instance.groups):
            self._groups_of[c].append(g)
        self.bound = 0.0
        self.reduced: Any = None
        self._improve()

    def _improve(self) -> None:
        """Ascend along subgradients (Held, Wolfe and Crowder 1974)."""
        import numpy as np

        rows, groups = self.instance.rows, self.instance.groups
        cost = np.array(self.costs, dtype=float)
        size, n_groups = len(cost), len(groups)
        row_i = np.repeat(np.arange(len(rows)), [len(r) for r in rows])
        row_c = np.array([c for r in rows for c in r], dtype=np.intp)
        own = np.array([c for c, _ in groups], dtype=np.intp)
        member_g = np.repeat(np.arange(n_groups), [len(g) for _, g in groups])
        member_c = np.array([p for _, g in groups for p in g], dtype=np.intp)
        breadth = np.maximum(np.bincount(row_c, minlength=size), 1)
        share = cost / breadth
        u = np.array([share[list(r)].min() for r in rows], dtype=float)
        v = np.zeros(n_groups)
        upper = self._upper()
        best, best_reduced, pace, idle = -math.inf, cost, 1.0, 0
        for _ in range(_ROUNDS):
            reduced = (
                cost
                - np.bincount(row_c, u[row_i], size)
                + np.bincount(own, v, size)
                - np.bincount(member_c, v[member_g], size)
            )
            taken = reduced < 0
            value = float(u.sum() + reduced[taken].sum())
            if value > best:
                best, best_reduced, idle = value, reduced, 0
            else:
                idle += 1
                if idle >= _PATIENCE:
                    idle, pace = 0, pace / 2
            if pace < _SMALLEST or upper - best < 1:
                break
            lacking = 1.0 - np.bincount(row_i, taken[row_c], len(rows))
            broken = taken[own] - np.bincount(member_g, taken[member_c], n_groups)
            lacking[(u <= 0) & (lacking < 0)] = 0
            broken[(v <= 0) & (broken < 0)] = 0
            norm = float((lacking**2).sum() + (broken**2).sum())
            if norm == 0:
                break
            step = pace * (1.05 * upper - value) / norm
            u = np.maximum(u + step * lacking, 0)
            v = np.maximum(v + step * broken, 0)
        self.bound = max(best, 0.0)
        self.reduced = best_reduced
        # Rounding must never lift the bound.
        self._slack = 1e-7 * (abs(self.bound) + float(np.abs(cost).sum()) / max(size, 1)) + 1e-6

    def _upper(self) -> float:
        chosen = self.greedy()
        return float(sum(self.costs[c] for c in chosen)) if chosen is not None else math.inf

    def keep(self, value: float) -> list[int]:
        """Return the courses that a route of at most `value` can hold."""
        room = value - self.bound + self._slack
        return [c for c, r in enumerate(self.reduced.tolist()) if r <= room]

    def greedy(
        self,
        forbidden: AbstractSet[int] = frozenset(),
        begun: Collection[int] = (),
        *,
        by_bound: bool = False,
    ) -> frozenset[int] | None:
        """Return a choice that teaches everything and meets every prerequisite, or None.

        Args:
            forbidden: courses that must not be in it.
            begun: courses that are in it already (without their prerequisites).
            by_bound: whether courses are judged by reduced cost instead of cost.
        """
        price: list[float] = (
            [max(float(r), 0.0) for r in self.reduced]
            if by_bound
            else [float(c) for c in self.costs]
        )
        whole = self._closures(price, forbidden)
        chosen: set[int] = set()
        open_rows = set(range(len(self.instance.rows)))

        def take(course: int) -> bool:
            stack = [course]
            while stack:
                c = stack.pop()
                if c in chosen:
                    continue
                if whole[c] == math.inf:
                    return False
                chosen.add(c)
                open_rows.difference_update(self._rows_of[c])
                stack += [self._cheapest(g, whole, chosen) for g in self._groups_of[c]]
            return True

        for c in begun:
            if c not in forbidden and not take(c):
                return None
        heap = [
            (whole[c] / len(rows), c)
            for c, rows in enumerate(self._rows_of)
            if rows and whole[c] < math.inf
        ]
        heapq.heapify(heap)
        while open_rows:
            if not heap:
                return None
            rated, c = heapq.heappop(heap)
            fresh = len(open_rows.intersection(self._rows_of[c]))
            if not fresh or c in chosen:
                continue
            now = whole[c] / fresh
            if now > rated + 1e-12 and heap and now > heap[0][0]:
                heapq.heappush(heap, (now, c))
                continue
            if not take(c):
                return None
        return self._pruned(chosen)

    def _closures(self, price: list[float], forbidden: AbstractSet[int]) -> list[float]:
        """Return what each course costs with what must come before it (shared parts twice)."""
        n = len(price)
        waiting: list[list[tuple[int, int]]] = [[] for _ in range(n)]
        for g, (c, group) in enumerate(self.instance.groups):
            for p in group:
                waiting[p].append((c, g))
        left = [len(groups) for groups in self._groups_of]
        total = list(price)
        whole = [math.inf] * n
        heap = [(price[c], c) for c in range(n) if left[c] == 0 and c not in forbidden]
        heapq.heapify(heap)
        met: set[int] = set()
        while heap:
            at, c = heapq.heappop(heap)
            if whole[c] < math.inf:
                continue
            whole[c] = at
            for of, g in waiting[c]:
                if g in met:
                    continue
                met.add(g)
                left[of] -= 1
                total[of] += at
                if left[of] == 0 and of not in forbidden:
                    heapq.heappush(heap, (total[of], of))
        return whole

    def _cheapest(self, group: int, whole: list[float], chosen: AbstractSet[int]) -> int:
        members = self.instance.groups[group][1]
        return min(members, key=lambda p: (p not in chosen, whole[p], p))

    def _pruned(self, chosen: set[int]) -> frozenset[int]:
        """Take out what is not needed, the dearest first."""
        covered = [0] * len(self.instance.rows)
        for c in chosen:
            for i in self._rows_of[c]:
                covered[i] += 1
        meets: dict[int, set[int]] = {}
        for c in chosen:
            for g in self._groups_of[c]:
                for p in self.instance.groups[g][1]:
                    meets.setdefault(p, set()).add(c)
        changed = True
        while changed:
            changed = False
            for c in sorted(chosen, key=lambda x: (-self.costs[x], x)):
                needed = any(of in chosen for of in meets.get(c, ()))
                if not needed and all(covered[i] > 1 for i in self._rows_of[c]):
                    chosen.discard(c)
                    for i in self._rows_of[c]:
                        covered[i] -= 1
                    changed = True
        return frozenset(chosen)
