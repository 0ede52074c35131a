"""What every format of a framework owes: what was read is written again, and reads the same."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from lerway import bootstrap
from lerway.domain.skills.structure import Structure
from lerway.kernel.errors import InvalidError, LerwayError, MisuseError, UnreadableError
from lerway.standards.frameworks.files import Bundle, Document
from lerway.standards.frameworks.formats import FORMATS
from lerway.standards.frameworks.model import Part, Relation, Remark
from tests.contract.frameworks import example, frameworks
from tests.framework_files import folder, sheet
from tests.shared_files import ROOT, shared

WRITTEN = [f for f in FORMATS.values() if f.writes and f.reads]
READ = [f for f in FORMATS.values() if f.reads]


def reopened(name: str, data: bytes) -> Bundle:
    """Return what was written as the edge would open it."""
    if name.rpartition(".")[2] == "json":
        return Bundle((), (Document(name, data),), name=name)
    rows = [tuple(r) for r in csv.reader(io.StringIO(data.decode(), newline=""))]
    return Bundle((sheet(name, *rows),), name=name)


def again(format_name: str, parts: Iterable[Part]) -> list[Part]:
    one = FORMATS[format_name]
    data = b"".join(one.write(parts))
    return [p for p in one.read(reopened(f"again.{one.writes}", data)) if not isinstance(p, Remark)]


@pytest.mark.parametrize("name", [f.name for f in WRITTEN])
@given(parts=frameworks())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_written_reads_the_same(name, parts):
    assert again(name, parts) == parts


@pytest.mark.parametrize("name", [f.name for f in WRITTEN])
def test_an_export_says_the_same_bytes_twice(name):
    one = FORMATS[name]
    data = b"".join(one.write(example()))
    assert data == b"".join(one.write(again(name, example())))


@pytest.mark.parametrize("name", [f.name for f in WRITTEN])
def test_its_own_files_are_recognised_by_it_alone(name):
    one = FORMATS[name]
    bundle = reopened(f"x.{one.writes}", b"".join(one.write(example())))
    assert [f.name for f in READ if f.recognises(bundle)] == [name]


@pytest.mark.parametrize("name", [f.name for f in WRITTEN])
def test_a_stream_without_a_head_is_refused(name):
    with pytest.raises(MisuseError) as caught:
        b"".join(FORMATS[name].write(example()[1:]))
    assert caught.value.code == "frameworks.no_head"


@pytest.mark.parametrize("name", [f.name for f in READ])
@pytest.mark.parametrize(
    "bundle",
    [
        Bundle(),
        Bundle((sheet("roster.csv", ("e-mail", "grade"), ("ana@example.org", "B")),)),
        Bundle((), (Document("badge.json", b'{"type": ["VerifiableCredential"]}'),)),
        Bundle((), (Document("list.json", b'["a"]'),)),
    ],
    ids=["nothing", "roster", "badge", "list"],
)
def test_a_file_of_another_format_is_refused_with_a_remedy(name, bundle):
    with pytest.raises(LerwayError) as caught:
        list(FORMATS[name].read(bundle))
    assert caught.value.code == "frameworks.not_this_format"
    assert caught.value.problem.hint
    assert not FORMATS[name].recognises(bundle)


@pytest.mark.parametrize("name", [f.name for f in WRITTEN if f.writes == "json"])
def test_a_file_that_was_cut_off_is_refused_by_name(name):
    data = b"".join(FORMATS[name].write(example()))
    with pytest.raises(UnreadableError) as caught:
        list(FORMATS[name].read(Bundle((), (Document("cut.json", data[:-20]),))))
    assert caught.value.code == "json.syntax"
    assert "cut.json" in str(caught.value)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_a_row_in_the_reference(name):
    page = (ROOT / "docs" / "reference" / "skill-formats.md").read_text(encoding="utf-8")
    assert f"| `{name}` |" in page


@pytest.mark.parametrize("name", [f.name for f in WRITTEN])
def test_a_real_framework_is_written_whole_in_every_format(name):
    files = ("Read*", "Occ*", "Job*", "Abil*", "Content*", "Scales*")
    read = FORMATS["onet"].read(folder(shared("data/onet-29.3"), *files))
    parts = [p for p in read if not isinstance(p, Remark)]
    items_first = sorted(parts, key=lambda p: isinstance(p, Relation))
    assert sorted(again(name, parts), key=lambda p: isinstance(p, Relation)) == items_first


@pytest.mark.parametrize("most", [{"most_items": 3}, {"most_relations": 3}])
def test_more_than_any_framework_has_is_told(most):
    with pytest.raises(InvalidError) as caught:
        list(Structure(**most).checked(example()))
    assert caught.value.code == "frameworks.too_many"
    assert "more than 3" in str(caught.value)
    assert list(Structure(most_items=4, most_relations=4).checked(example())) == example()


REAL = {
    "nice": ("nice/cprt_SP_800_181_2_1_0.json", "nice/NICE_Framework_Components_v2.1.0.xlsx"),
    "dcwf": ("dcwf/DCWF_Work_Role_Tool_v5.1.xlsx",),
    "case": ("case/SmartLevelFramework.json", "case/opensalt_Ordering.json"),
    "rsd": ("rsd/osmt_v2_skills_get.json", "rsd/osmt_v3_skills_get.json"),
    "esco": ("esco",),
}


@pytest.mark.parametrize(
    ("name", "path"),
    [
        pytest.param(name, path, marks=[pytest.mark.torture] if name == "esco" else [])
        for name, paths in REAL.items()
        for path in paths
    ],
)
def test_what_was_read_from_an_official_file_is_written_whole_as_case(name, path):
    with bootstrap.opened_framework(shared("data", *path.split("/"))) as opened:
        parts = [p for p in FORMATS[name].read(opened.bundle) if not isinstance(p, Remark)]
    items_first = sorted(parts, key=lambda p: isinstance(p, Relation))
    assert again("case", parts) == items_first


def test_a_date_that_nobody_said_is_the_day_of_the_import():
    head, *rest = example()
    stored = replace(head, received="2026-11-25T10:00:00Z")
    package = json.loads(b"".join(FORMATS["case"].write([stored, *rest])))
    dates = {
        o["lastChangeDateTime"]
        for o in (package["CFDocument"], *package["CFItems"], *package["CFAssociations"])
    }
    assert dates == {"2026-11-25T10:00:00Z"}
    assert again("case", [stored, *rest]) == [head, *rest]
