"""The trials of `benchmarks.skills`: labelled texts and mappings, folds, and what comes out.

What is counted. TECH and HOUSE: every row whose label is a label of ESCO 1.1, repeats
included; the text is `sub_span`, or `span` where that is empty; MRR@10. The candidates are
the 13,896 labels of `skills_en_label.txt`, with the words that `esco/skills_en.csv` has for
them, as the baselines had; beside it the framework as it is imported from the folder, which
lacks some. Rows marked LABEL NOT PRESENT or UNDERSPECIFIED are what confidence must know: a
link of theirs is wrong. Crosswalk: the rows of `esco_onet_dev.csv` whose code is in 29.3.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from lerway import bootstrap
from lerway.bootstrap.linking import static_embedder
from lerway.domain.skills.crosswalks.groups import GroupPrior
from lerway.domain.skills.crosswalks.pairs import Meeting, pair_features
from lerway.domain.skills.crosswalks.suggesting import pair_figures
from lerway.domain.skills.linking.calibration import Calibration, threshold_for
from lerway.domain.skills.linking.defaults import Weighing, group_prior_json
from lerway.domain.skills.linking.evidence import Evidence, features
from lerway.domain.skills.linking.fusion import Example, Model, softmax
from lerway.domain.skills.linking.index import Concept, Index, concept_of, pairs_of
from lerway.domain.skills.linking.linker import Linker, figures
from lerway.domain.skills.review import Open, useful_order
from lerway.standards.frameworks.model import Item, Kind, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

FIGURES = Path(__file__).parents[1] / "src" / "lerway" / "data" / "linking"
# Precision that a threshold is set for, on the parts that set it. Links aim higher: the
# published test parts read lower than these.
AIM = 0.93
LINKS_AIM = 0.96
RIDGE = 10.0
CALM = 4.0  # ridge of calibrations
NAMES = features(2)


@dataclass
class Case:
    """A text or an item with its candidates, and the row of the right one (-1: none)."""

    key: str
    group: str
    labelled: bool
    evidence: Evidence
    right: int


def folds(keys: Sequence[str], number: int, seed: int) -> list[int]:
    """Return the fold of each case; equal keys share one."""
    every = sorted(set(keys))
    order = np.random.default_rng(seed).permutation(len(every))
    fold = {every[int(j)]: i % number for i, j in enumerate(order)}
    return [fold[key] for key in keys]


def fitted(names: Sequence[str], cases: Iterable[Case]) -> Model:
    """Return the model of some cases."""
    examples = [Example(c.evidence.numbers, c.right) for c in cases if c.right >= 0]
    return Model.fitted(names, examples, RIDGE)


def rank(scores: np.ndarray, right: int) -> int:
    """Return the place of the right candidate, ties against it; 999 if it is none."""
    if right < 0:
        return 999
    return 1 + int((scores > scores[right]).sum() + (scores[:right] == scores[right]).sum())


# ---------------------------------------------------------------------------- links


def link_trial(shared: Path, *, whole_list: bool) -> list[Case]:
    """Return the labelled texts of TECH and HOUSE with what speaks for which labels."""
    if whole_list:
        linker, index = _list_linker(shared)
    else:
        with bootstrap.skill_library() as library:
            linker = library.linker("esco")
            index = linker.index
    cases: list[Case] = []
    for group in ("tech", "house"):
        with (shared / "skill-linking" / f"{group}_validation_annotations.csv").open() as file:
            rows = list(csv.DictReader(file))
        texts = [row["sub_span"] or row["span"] for row in rows]
        for row, text, found in zip(rows, texts, linker.evidence(texts), strict=True):
            labels = [index.labels[int(i)] for i in found.rows]
            right = labels.index(row["label"]) if row["label"] in labels else -1
            labelled = row["label"] not in ("LABEL NOT PRESENT", "UNDERSPECIFIED")
            cases.append(Case(text.lower(), group, labelled, found, right))
    return cases


def _list_linker(shared: Path) -> tuple[Linker, Index]:
    wanted = (shared / "skill-linking" / "skills_en_label.txt").read_text().splitlines()
    with bootstrap.skill_library() as library:
        known = {c.label: c for c in library.concepts("esco", "skill") if isinstance(c, Concept)}
    concepts = [known.get(label) or _concept(label) for label in wanted]
    base = static_embedder().remembering()
    tuned = base.tuned(pairs_of(concepts))
    index = Index.build(concepts, (tuned, base))
    empty = Model(NAMES, np.zeros(1), np.ones(1), np.zeros(1))
    return Linker(index, (tuned, base), empty, Calibration((), 0, 0)), index


def _concept(label: str) -> Concept:
    """Return a concept of which the label alone is known."""
    return concept_of(Item(f"label:{label}", Kind.SKILL, Words(label)))


def ranked(cases: Sequence[Case]) -> dict[str, float]:
    """Return MRR@10 of each set, cross-validated by text: ten folds, in two orders."""
    found: dict[str, list[float]] = defaultdict(list)
    for seed in (0, 1):
        fold = folds([c.key for c in cases], 10, seed)
        for number in range(10):
            model = fitted(NAMES, (c for c, f in zip(cases, fold, strict=True) if f != number))
            for case, f in zip(cases, fold, strict=True):
                if f == number and case.labelled:
                    place = rank(model.scores(case.evidence.numbers), case.right)
                    found[case.group].append(1 / place if place <= 10 else 0)
    return {group: float(np.mean(values)) for group, values in found.items()}


PARTS = {
    "everything": NAMES,
    "no words": tuple(n for n in NAMES if not n.endswith(" words")),
    "vectors and characters": tuple(n for n in NAMES if "vector" in n or "grams" in n),
    "the tuned table alone": tuple(n for n in NAMES if n.endswith(" 0")),
}
RIDGES = (3.0, 10.0, 30.0)


def halved(cases: Sequence[Case], orders: int = 3) -> dict[str, float]:
    """Return MRR@10 of each set where nothing was chosen or fitted on what is read.

    Which evidence, and which ridge, is chosen by five folds within one half of the texts;
    the weights are of that half; the other half is read. Both ways, in `orders` orders.
    """
    found: dict[str, list[float]] = defaultdict(list)
    for seed in range(orders):
        fold = folds([c.key for c in cases], 2, seed)
        for own in (0, 1):
            half = [c for c, f in zip(cases, fold, strict=True) if f == own]
            names, ridge = max(
                ((names, ridge) for names in PARTS.values() for ridge in RIDGES),
                key=lambda choice: _within(half, *choice),
            )
            rest = [c for c, f in zip(cases, fold, strict=True) if f != own]
            for group, value in _read(names, ridge, half, rest):
                found[group.upper()].append(value)
    return {group: float(np.mean(values)) for group, values in found.items()}


def _within(cases: Sequence[Case], names: Sequence[str], ridge: float) -> float:
    fold = folds([c.key for c in cases], 5, 7)
    values = [
        value
        for number in range(5)
        for _, value in _read(
            names,
            ridge,
            [c for c, f in zip(cases, fold, strict=True) if f != number],
            [c for c, f in zip(cases, fold, strict=True) if f == number],
        )
    ]
    return float(np.mean(values))


def _read(
    names: Sequence[str], ridge: float, known: Sequence[Case], new: Sequence[Case]
) -> Iterator[tuple[str, float]]:
    """Yield the set of each labelled new text, and its reciprocal rank."""
    at = [NAMES.index(name) for name in names]
    examples = [Example(c.evidence.numbers[:, at], c.right) for c in known if c.right >= 0]
    model = Model.fitted(names, examples, ridge)
    for case in new:
        if case.labelled:
            place = rank(model.scores(case.evidence.numbers[:, at]), case.right)
            yield case.group, 1 / place if place <= 10 else 0.0


def _judged(
    names: Sequence[str], cases: Sequence[Case], of: Callable[..., tuple[float, ...]]
) -> tuple[list[tuple[float, ...]], list[bool]]:
    """Return the figures of the best candidates, by models that did not see the case."""
    fold = folds([c.key for c in cases], 5, 3)
    found: list[tuple[float, ...]] = []
    right: list[bool] = []
    for number in range(5):
        model = fitted(names, (c for c, f in zip(cases, fold, strict=True) if f != number))
        for case, f in zip(cases, fold, strict=True):
            if f == number:
                scores = model.scores(case.evidence.numbers)
                best = int(np.argmax(scores))
                found.append(of(model, case.evidence, scores, best))
                right.append(best == case.right)
    return found, right


def weighed(
    names: Sequence[str], cases: Sequence[Case], of: Callable[..., tuple[float, ...]]
) -> Weighing:
    """Return weights, calibration and threshold, set on `cases` alone."""
    judged, right = _judged(names, cases, of)
    calibration = Calibration.fitted(judged, right, CALM)
    sure = [calibration.confidence(f) for f in judged]
    threshold = threshold_for(sure, right, LINKS_AIM if names is NAMES else AIM)
    return Weighing(fitted(names, cases), replace(calibration, threshold=threshold))


def accepted(cases: Sequence[Case]) -> tuple[float, float]:
    """Return precision and coverage of the threshold, on folds that did not set it."""
    fold = folds([c.key for c in cases], 5, 11)
    taken = hits = 0
    for number in range(5):
        weighing = weighed(
            NAMES, [c for c, f in zip(cases, fold, strict=True) if f != number], figures
        )
        for case, f in zip(cases, fold, strict=True):
            if f == number:
                best, sure = _best(weighing, case, figures)
                if sure >= weighing.calibration.threshold:
                    taken += 1
                    hits += best == case.right
    return hits / max(taken, 1), taken / len(cases)


def _best(
    weighing: Weighing, case: Case, of: Callable[..., tuple[float, ...]]
) -> tuple[int, float]:
    scores = weighing.model.scores(case.evidence.numbers)
    best = int(np.argmax(scores))
    figures_ = of(weighing.model, case.evidence, scores, best)
    return best, weighing.calibration.confidence(figures_)


def link_weighing(cases: Sequence[Case]) -> Weighing:
    """Return what is shipped for links: set on everything."""
    return weighed(NAMES, cases, figures)


# ---------------------------------------------------------------------------- walks


@dataclass
class WalkTrial:
    """The labelled mappings, and what is needed to ask about them."""

    sources: list[Concept]
    gold: list[str]
    table: dict[str, frozenset[str]]
    meeting: Callable[[GroupPrior | None], Meeting]
    cases: list[Case]

    def prior(self, rows: Iterable[int] | None = None) -> GroupPrior:
        """Return the prior that some rows (or all) would give."""
        chosen = range(len(self.gold)) if rows is None else rows
        met = Counter((self.sources[i].group, self.gold[i]) for i in chosen)
        return GroupPrior(self.table, met)


def walk_trial(shared: Path) -> WalkTrial:
    """Return the trial; evidence of each mapping leaves itself out of the prior."""
    table: dict[str, set[str]] = defaultdict(set)
    with (shared / "crosswalk" / "soc_isco_crosswalk.csv").open() as file:
        for row in csv.DictReader(file):
            table[row["isco08_code"].zfill(4)].add(row["soc_code"])
    with bootstrap.skill_library() as library:
        side, embedders = library.side("onet", "occupation")
        known = {c.id: c for c in library.concepts("esco", "occupation") if isinstance(c, Concept)}
    codes = set(side.index.ids.all())
    with (shared / "crosswalk" / "esco_onet_dev.csv").open() as file:
        rows = [r for r in csv.DictReader(file) if r["onet_code"] in codes]
    trial = WalkTrial(
        [known[r["concept_uri"]] for r in rows],
        [r["onet_code"] for r in rows],
        {group: frozenset(c) for group, c in table.items()},
        lambda prior: Meeting(side, embedders, prior),
        [],
    )
    meeting = trial.meeting(trial.prior())
    trial.cases = [_walk_case(meeting, trial, i, leave=True) for i in range(len(rows))]
    return trial


def _walk_case(meeting: Meeting, trial: WalkTrial, i: int, *, leave: bool) -> Case:
    source, gold = trial.sources[i], trial.gold[i]
    found = meeting.evidence(source, (source.group, gold) if leave else None)
    ids = [meeting.ids[int(r)] for r in found.rows]
    right = ids.index(gold) if gold in ids else -1
    return Case(source.id, source.group, labelled=True, evidence=found, right=right)


def _with_prior(case: Case, prior: GroupPrior, ids: Sequence[str], but: object = None) -> Case:
    """Return the case with the numbers of groups replaced by those of another prior."""
    codes = [ids[int(r)] for r in case.evidence.rows]
    numbers = case.evidence.numbers.copy()
    numbers[:, -8:] = prior.numbers(case.group, codes, but)  # type: ignore[arg-type]
    return replace(case, evidence=Evidence(case.evidence.rows, numbers))


def walked(trial: WalkTrial) -> tuple[float, float, float, float]:
    """Return hit@1, hit@5, precision and coverage, by occupations that were not seen."""
    names = pair_features(2, groups=True)
    fold = folds([c.key for c in trial.cases], 5, 0)
    places: list[int] = []
    taken = hits = 0
    for number in range(5):
        train = [i for i, f in enumerate(fold) if f != number]
        prior = trial.prior(train)
        meeting = trial.meeting(prior)
        known = [
            _with_prior(trial.cases[i], prior, meeting.ids, (trial.cases[i].group, trial.gold[i]))
            for i in train
        ]
        weighing = weighed(names, known, pair_figures)
        for i in (i for i, f in enumerate(fold) if f == number):
            case = _walk_case(meeting, trial, i, leave=False)
            places.append(rank(weighing.model.scores(case.evidence.numbers), case.right))
            best, sure = _best(weighing, case, pair_figures)
            if sure >= weighing.calibration.threshold:
                taken += 1
                hits += best == case.right
    place = np.array(places)
    share = float((place == 1).mean()), float((place <= 5).mean())
    return *share, hits / max(taken, 1), taken / len(places)


def reviewed(trial: WalkTrial, answers: int = 100, orders: int = 6) -> dict[str, float]:
    """Return hit@1 of what is not answered, before and after answers, by the queue and by lot.

    As a network that starts on two frameworks which nobody has mapped: no confirmed mapping is
    known, none of the shipped counts. Weights are of one half of the occupations, where a third
    of the mappings were known; the other half is new, and answered by the labels. Means over
    `orders` ways to halve.
    """
    found: dict[str, list[float]] = defaultdict(list)
    for seed in range(orders):
        for way in ("queue", "lot"):
            before, after = _answered(trial, seed, answers, by_lot=way == "lot")
            found[f"{way} before"].append(before)
            found[f"{way} after"].append(after)
    return {name: float(np.mean(values)) for name, values in found.items()}


def _answered(trial: WalkTrial, seed: int, answers: int, *, by_lot: bool) -> tuple[float, float]:
    """Return hit@1 of the unanswered of one half, before and after."""
    fold = folds([c.key for c in trial.cases], 2, seed)
    half = [i for i, f in enumerate(fold) if f == 0]
    rest = [i for i, f in enumerate(fold) if f == 1]
    known = {*half[::3]}
    ids, prior = trial.meeting(None).ids, trial.prior(known)
    model = fitted(
        pair_features(2, groups=True),
        [
            _with_prior(
                trial.cases[i], prior, ids,
                (trial.cases[i].group, trial.gold[i]) if i in known else None,
            )
            for i in half
        ],
    )  # fmt: skip
    prior = trial.prior(())
    first = {i: _with_prior(trial.cases[i], prior, ids) for i in rest}
    if by_lot:
        order = [int(i) for i in np.random.default_rng(seed).permutation(rest)]
    else:
        order = [rest[i] for i, _ in useful_order([_open(model, first[i], ids) for i in rest])]
    prior.learn((trial.cases[i].group, trial.gold[i]) for i in order[:answers])
    left = order[answers:]
    then = [_with_prior(trial.cases[i], prior, ids) for i in left]
    return _share(model, [first[i] for i in left]), _share(model, then)


def _open(model: Model, case: Case, ids: Sequence[str]) -> Open:
    chances = softmax(model.scores(case.evidence.numbers))
    codes = (ids[int(r)] for r in case.evidence.rows)
    return Open(case.group, dict(zip(codes, chances.tolist(), strict=True)))


def _share(model: Model, cases: Sequence[Case]) -> float:
    return float(np.mean([np.argmax(model.scores(c.evidence.numbers)) == c.right for c in cases]))


def walk_weighings(trial: WalkTrial) -> dict[str, Weighing]:
    """Return what is shipped for crosswalks: with groups, and without them."""
    grouped, plain = pair_features(2, groups=True), pair_features(2, groups=False)
    bare = [
        replace(c, evidence=Evidence(c.evidence.rows, c.evidence.numbers[:, : len(plain)]))
        for c in trial.cases
    ]
    return {
        "occupations": weighed(grouped, trial.cases, pair_figures),
        "items": weighed(plain, bare, pair_figures),
    }


def write(weighings: dict[str, Weighing], prior: GroupPrior | None = None) -> None:
    """Write the shipped figures."""
    path = FIGURES / "weights.json"
    there = json.loads(path.read_text()) if path.exists() else {}
    there |= {name: weighing.to_json() for name, weighing in weighings.items()}
    path.write_text(json.dumps(there, indent=1) + "\n")
    if prior is not None:
        text = json.dumps(group_prior_json(prior), separators=(",", ":"))
        (FIGURES / "groups.json").write_text(text + "\n")
    print(f"set: {', '.join(weighings)}", file=sys.stderr)
