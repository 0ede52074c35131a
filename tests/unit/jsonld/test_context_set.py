"""Contexts come from our data or from the caller, and each view keeps to its revisions."""

from __future__ import annotations

import pytest

from lerway.kernel.errors import MisuseError, UndeterminedError
from lerway.standards.jsonld.contexts import ContextRevision, ContextSet
from lerway.standards.jsonld.expansion import findings, to_nquads

C = "https://example.org/c"
D = "https://example.org/d"


def two_revisions() -> ContextSet:
    return ContextSet(
        {
            C: [
                ContextRevision(C, "old", {"@context": {"name": "urn:old"}}),
                ContextRevision(C, "new", {"@context": {"name": "urn:new", "more": "urn:more"}}),
            ],
            D: [ContextRevision(D, "", {"@context": {"title": "urn:title"}})],
        }
    )


def test_the_first_revision_is_the_pinned_one():
    contexts = two_revisions()
    assert contexts.labels(C) == ("old", "new")
    assert contexts.view().load(C) == {"@context": {"name": "urn:old"}}
    assert contexts.view().describe() == ""


def test_another_revision_can_be_chosen():
    view = two_revisions().view({C: "new"})
    assert view.choice == {C: "new"}
    assert view.describe() == f"revision new of {C}"


def test_the_same_choice_is_the_same_view():
    contexts = two_revisions()
    assert contexts.view() is contexts.view({C: "old"}) is contexts.view({D: ""})
    assert contexts.view({C: "new"}) is contexts.view({C: "new"})


def test_a_revision_that_does_not_exist_is_misuse():
    with pytest.raises(MisuseError) as e:
        two_revisions().view({C: "1999"})
    assert e.value.code == "context.no_such_revision"


def test_an_unknown_context_is_never_fetched_but_told_with_its_place():
    with pytest.raises(UndeterminedError) as e:
        findings(
            {"@context": [C, "https://example.org/unknown"], "name": "x"}, two_revisions().view()
        )
    assert (e.value.code, e.value.problem.pointer) == ("context.unknown", "/@context/1")


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        ({"@context": {"p": {"@id": "urn:p", "@context": "urn:none"}}, "p": {}}, "/p"),
        ({"@context": {"T": {"@id": "urn:T", "@context": "urn:none"}}, "@type": "T"}, "/@type"),
        ({"@context": {"@import": "urn:none"}}, "/@context"),
        ({"@context": C, "name": {"@context": "urn:none"}}, "/name/@context"),
    ],
)
def test_an_unknown_context_is_told_with_its_place_wherever_it_is_named(document, pointer):
    with pytest.raises(UndeterminedError) as e:
        findings(document, two_revisions().view())
    assert (e.value.code, e.value.problem.pointer) == ("context.unknown", pointer)


def test_the_caller_can_add_contexts_but_not_change_known_ones():
    own = {"https://example.org/own": {"@context": {"own": "urn:own"}}}
    contexts = two_revisions().with_documents(own)
    assert "https://example.org/own" in contexts.view()
    assert C in contexts
    with pytest.raises(MisuseError) as e:
        contexts.with_documents({C: {"@context": {"name": "urn:evil"}}})
    assert e.value.code == "context.shipped"


@pytest.mark.parametrize(
    "document",
    [
        {"@context": C},
        {"@context": [D, C]},
        {"a": [{"b": {"@context": [C]}}]},
        {"@context": [{"p": {"@context": C}}]},
        {"@context": {"@import": C}},
    ],
)
def test_other_revisions_are_tried_when_the_document_names_the_context(document):
    views = list(two_revisions().views_for(document))
    assert [dict(v.choice) for v in views] == [{}, {C: "new"}]


def test_no_other_revision_is_tried_for_a_context_that_is_not_named():
    assert len(list(two_revisions().views_for({"@context": D, "see": C}))) == 1


def test_a_document_is_read_once_and_only_when_it_is_needed():
    calls = []

    def read():
        calls.append(1)
        return {"@context": {}}

    contexts = ContextSet({C: [ContextRevision(C, "", read)]})
    assert calls == []
    contexts.view().load(C)
    contexts.view().load(C)
    assert calls == [1]


def test_what_was_computed_under_one_revision_is_never_used_under_another():
    contexts = two_revisions()
    document = {"@context": C, "name": "x"}
    for _ in range(2):
        assert to_nquads(document, contexts.view())[0].predicate == "<urn:old>"
        assert to_nquads(document, contexts.view({C: "new"}))[0].predicate == "<urn:new>"
    other = ContextSet({C: [ContextRevision(C, "", {"@context": {"name": "urn:third"}})]})
    assert to_nquads(document, other.view())[0].predicate == "<urn:third>"
    assert to_nquads(document, contexts.view())[0].predicate == "<urn:old>"


def test_a_record_cannot_change_what_a_context_means_for_the_next():
    view = two_revisions().view()
    to_nquads({"@context": {"@import": C, "name": "urn:evil"}, "name": "x"}, view)
    assert view.load(C) == {"@context": {"name": "urn:old"}}
    assert to_nquads({"@context": C, "name": "x"}, view)[0].predicate == "<urn:old>"
