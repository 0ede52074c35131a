"""SSSOM: mappings go out as a table that others read, and come in from theirs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lerway.domain.skills.mapping_files import read_sssom, write_sssom
from lerway.domain.skills.mappings import Match, Origin, SkillMapping
from lerway.kernel.errors import LerwayError
from lerway.standards.frameworks.files import Document

LINE = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12)
MAPPINGS = st.builds(
    SkillMapping,
    subject=st.sampled_from(["S0006", "11-1011.00", "technology:C++ 20%", "a:b"]),
    match=st.sampled_from(Match),
    object=st.sampled_from(
        ["http://data.europa.eu/esco/skill/1", "http://data.europa.eu/esco/skill/2#x"]
    ),
    subject_framework=st.sampled_from(["nice", "NICE", "skos", "https://case.example/1"]),
    object_framework=st.just("esco"),
    subject_version=st.sampled_from(["", "2.1"]),
    confidence=st.none() | st.floats(0, 1),
    origin=st.sampled_from(Origin),
    method=st.just("semapv:LexicalMatching"),
    justification=st.just("") | LINE,
    author=st.just("") | LINE,
    reviewer=st.just("") | LINE,
    date=st.sampled_from(["", "2026-11-25"]),
    via=st.lists(LINE, max_size=2).map(tuple),
)
THEIRS = b"""\
#curie_map:
#  ESCO: http://data.europa.eu/esco/skill/
#  ONET: 'https://www.onetonline.org/link/summary/'
#creator_label:
#  - Ana
#subject_source: esco
#mapping_date: "2024-01-02"
subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\tpredicate_modifier\tobject_source
ESCO:1\tskos:closeMatch\tONET:11-1011.00\tsemapv:ManualMappingCuration\t0.8\t\tonet
ESCO:2\tskos:exactMatch\tONET:11-1011.00\tsemapv:LexicalMatching\t\tNot\tonet
ESCO:3\tskos:broadMatch\tONET:11-1021.00\tsemapv:LexicalMatching\t\t\tonet
"""


def written(*mappings: SkillMapping) -> bytes:
    return b"".join(
        write_sssom(
            mappings,
            set_id="urn:x",
            licence="https://l.example",
            labels={("nice", "S0006"): "Test"},
        )
    )


@given(st.lists(MAPPINGS, max_size=6))
def test_what_is_written_reads_the_same(mappings):
    assert list(read_sssom(Document("m.tsv", written(*mappings)))) == mappings


def test_others_can_read_what_we_write():
    mapping = SkillMapping(
        "S0006",
        Match.EXACT,
        "http://data.europa.eu/esco/skill/1",
        "nice",
        "esco",
        method="semapv:LexicalMatching",
    )
    text = written(mapping).decode()
    assert '#  nice: "urn:lerway:framework:nice:"' in text
    assert '#  esco: "http://data.europa.eu/esco/skill/"' in text
    assert text.splitlines()[-1].startswith("nice:S0006\tTest\tskos:exactMatch\tesco:1\t")


def test_what_others_write_is_understood():
    close, broad = read_sssom(Document("theirs.tsv", THEIRS))
    assert close.subject == "http://data.europa.eu/esco/skill/1"
    assert (close.match, close.confidence, close.origin) == (Match.CLOSE, 0.8, Origin.OFFICIAL)
    assert (close.subject_framework, close.object_framework, close.date) == (
        "esco",
        "onet",
        "2024-01-02",
    )
    assert (broad.match, broad.origin) == (Match.BROAD, Origin.COMPUTED)


@pytest.mark.parametrize(
    ("data", "code", "where"),
    [
        (b"subject_id,predicate_id\n", "sssom.column_missing", "m.tsv, line 1"),
        (b"", "sssom.column_missing", "line 1"),
        (b"#nonsense\n" + THEIRS, "sssom.metadata", "'nonsense'"),
        (THEIRS.replace(b"0.8", b"80 %"), "sssom.confidence", "line 9: the confidence '80 %'"),
        (THEIRS.replace(b"ESCO:3", b""), "sssom.cell_empty", "line 11: subject_id"),
        (THEIRS.replace(b"skos:broadMatch", b"owl:sameAs"), "sssom.predicate", "'owl:sameAs'"),
        (b"\xff\xfe", "sssom.not_utf8", "byte 0"),
    ],
)
def test_wrong_files_are_refused_with_their_line(data, code, where):
    with pytest.raises(LerwayError) as caught:
        list(read_sssom(Document("m.tsv", data)))
    assert caught.value.code == code
    assert where in str(caught.value)
    assert caught.value.problem.hint
