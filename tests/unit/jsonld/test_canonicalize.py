"""RDFC-1.0: two engines, one answer, and bounded work."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lerway.kernel.errors import UnreadableError
from lerway.kernel.limits import Limits
from lerway.standards.jsonld.rdfc import (
    Quad,
    canonicalize,
    canonicalize_counted,
    canonicalize_pyoxigraph,
)

P = "<urn:p>"


def clique(n: int) -> list[Quad]:
    return [Quad(f"_:e{i}", P, f"_:e{j}", "") for i in range(n) for j in range(n) if i != j]


nodes = st.sampled_from(["_:a", "_:b", "_:c", "_:d", "_:e", "<urn:x>"])
objects = st.one_of(nodes, st.sampled_from(['"1"', '"\\u0001\\n"@en']))
predicates = st.sampled_from([P, "<urn:q>"])


def datasets(*names: str):
    quads = st.builds(Quad, nodes, predicates, objects, st.sampled_from(names))
    return st.lists(quads, max_size=12, unique=True)


# The hash of a related node does not see in which graph its quad stands (RDFC-1.0,
# section 4.7), so some datasets of several graphs have several canonical forms. With one
# graph there is one form.
graphs = st.sampled_from(["", "_:g", "<urn:g>"]).flatmap(datasets)
any_datasets = datasets("", "_:g", "_:a", "<urn:g>")
quads = st.builds(Quad, nodes, predicates, objects, st.just(""))


# Not in a graph with a blank node as name, where pyoxigraph's N-degree hashes are others
# than those of the standard and of W3C's reference implementation. That is one more reason
# why it is only used where there are none.
@given(st.sampled_from(["", "<urn:g>"]).flatmap(datasets), st.sampled_from(["sha256", "sha384"]))
def test_both_engines_agree(graph, hash_name):
    ours = canonicalize_counted(graph, hash_name=hash_name)
    assert canonicalize_pyoxigraph(graph, hash_name=hash_name) == ours.nquads


@given(any_datasets, st.sampled_from(["sha256", "sha384"]))
def test_both_engines_agree_wherever_pyoxigraph_is_used(dataset, hash_name):
    result = canonicalize(dataset, hash_name=hash_name)
    assert (result.engine == "pyoxigraph") == (result.n_degree_calls == 0)
    assert canonicalize_counted(dataset, hash_name=hash_name).nquads == result.nquads


def test_a_graph_with_a_blank_node_as_name():
    """The labels are those that rdf-canonize 5.0, W3C's reference in JavaScript, gives."""
    chain = [
        Quad("<urn:x>", "<urn:q>", "_:e", "_:g"),
        Quad("_:c", P, "_:d", "_:g"),
        Quad("_:d", P, "_:a", "_:g"),
        Quad("_:a", P, "_:e", "_:g"),
    ]
    assert canonicalize(chain).nquads.decode().splitlines() == [
        "<urn:x> <urn:q> _:c14n1 _:c14n0 .",
        "_:c14n2 <urn:p> _:c14n4 _:c14n0 .",
        "_:c14n3 <urn:p> _:c14n1 _:c14n0 .",
        "_:c14n4 <urn:p> _:c14n3 _:c14n0 .",
    ]


@given(graphs, st.randoms(use_true_random=False))
def test_labels_and_order_do_not_matter(graph, rng: random.Random):
    labels = sorted({t for q in graph for t in q if t.startswith("_:")})
    renamed = [f"_:n{i}" for i in range(len(labels))]
    rng.shuffle(renamed)
    name = dict(zip(labels, renamed, strict=True))
    other = [Quad(*(name.get(term, term) for term in quad)) for quad in graph]
    rng.shuffle(other)
    assert canonicalize(other).nquads == canonicalize(graph).nquads


@given(graphs, quads)
def test_one_more_quad_is_another_dataset(graph, quad):
    if quad in graph:
        return
    more = [*graph, quad]
    assert canonicalize(more).nquads.count(b"\n") == len(graph) + 1


def test_which_engine_runs():
    distinct = [Quad("_:a", P, '"1"', ""), Quad("_:b", P, '"2"', "")]
    equal = [Quad("_:a", P, '"1"', "_:g"), Quad("_:b", P, '"1"', "_:h")]
    assert canonicalize(distinct).engine == "pyoxigraph"
    assert canonicalize(distinct).issued.keys() == {"a", "b"}
    assert canonicalize(equal).engine == "counted"
    assert canonicalize([]).nquads == b""


def test_quads_that_pyoxigraph_does_not_take_are_ours_to_canonicalise():
    odd = [Quad("_:a", P, "<http://[x>", "")]
    assert canonicalize_pyoxigraph(odd) is None
    result = canonicalize(odd)
    assert (result.engine, result.nquads) == ("counted", b"_:c14n0 <urn:p> <http://[x> .\n")


def test_duplicates_count_once():
    quad = Quad("_:a", P, '"1"', "")
    assert canonicalize([quad, quad]).nquads == canonicalize_counted([quad, quad]).nquads


@pytest.mark.parametrize("n", [8, 20])
def test_a_clique_is_refused_after_2000_calls(n, monkeypatch):
    calls = 0
    from lerway.standards.jsonld import n_degree

    original = n_degree._NDegree.hash

    def counting(self, node, issuer):
        nonlocal calls
        calls += 1
        return original(self, node, issuer)

    monkeypatch.setattr(n_degree._NDegree, "hash", counting)
    with pytest.raises(UnreadableError) as e:
        canonicalize(clique(n))
    assert e.value.code == "rdf.work_exceeded"
    assert calls <= 2001


def test_a_small_clique_is_canonicalised():
    assert canonicalize(clique(4)).engine == "counted"
    assert canonicalize_pyoxigraph(clique(4)) == canonicalize(clique(4)).nquads


@pytest.mark.parametrize(
    "graph",
    [
        # twelve quads differ in their graph alone: 12! permutations without one call
        [Quad(f"_:a{k}", P, "_:b", f"<urn:g{i}>") for i in range(12) for k in range(2)],
        # a ring of 1500, which is as deep
        [Quad(f"_:a{i}", P, f"_:a{(i + 1) % 1500}", "") for i in range(1500)],
        # everybody knows everybody of the other side
        [Quad(f"_:a{i}", P, f"_:b{j}", "") for i in range(60) for j in range(60)],
    ],
    ids=["permutations without calls", "depth", "bipartite"],
)
def test_other_ways_to_cost_much_are_refused(graph):
    with pytest.raises(UnreadableError) as e:
        canonicalize(graph)
    assert e.value.code == "rdf.work_exceeded"


def test_the_limit_is_a_limit():
    ring = [Quad(f"_:a{i}", P, f"_:a{(i + 1) % 5}", "") for i in range(5)]
    needed = canonicalize(ring).n_degree_calls
    assert canonicalize(ring, limits=Limits(n_degree_calls=needed)).n_degree_calls == needed
    with pytest.raises(UnreadableError):
        canonicalize(ring, limits=Limits(n_degree_calls=needed - 1))


def test_two_long_lists_that_look_alike_are_no_clique():
    lists = [
        quad
        for name in "ab"
        for i in range(200)
        for quad in (
            Quad(f"_:{name}{i}", "<urn:first>", f'"{i}"', ""),
            Quad(f"_:{name}{i}", "<urn:rest>", f"_:{name}{i + 1}", ""),
        )
    ]
    assert canonicalize(lists).n_degree_calls <= 1000


@settings(max_examples=20)
@given(graphs)
def test_the_issued_labels_are_those_of_the_output(graph):
    result = canonicalize(graph)
    renamed = sorted(
        str(
            Quad(
                *(
                    f"_:{result.issued[term[2:]]}" if term.startswith("_:") else term
                    for term in quad
                )
            )
        )
        for quad in graph
    )
    assert "".join(renamed).encode() == result.nquads
