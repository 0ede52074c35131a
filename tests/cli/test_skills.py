"""`lerway skills`: wrong input first, then what it is for."""

from __future__ import annotations

import json
import sqlite3

import pytest

from tests.college import College

TABLE = """\
id,label,description,parent
B,Bread,,
b1,knead dough,Work dough until it is smooth.,B
b2,shape loaves,,B
"""
NEWER = """\
id,label,description,parent
B,Bread,,
C,Cakes,,
b1,work dough,Work dough until it is smooth.,B
b2,shape loaves,,C
b3,proof dough,,B
"""


@pytest.fixture
def bakery(tmp_path, monkeypatch):
    monkeypatch.setenv("LERWAY_HOME", str(tmp_path / "home"))
    bakery = College(tmp_path)
    (bakery.folder / "baking.csv").write_text(TABLE)
    (bakery.folder / "newer.csv").write_text(NEWER)
    return bakery


def put(bakery, file="baking.csv", version="1", *more):
    return bakery.run(
        "skills", "import", file, "--format", "csv", "--as", "baking", "--version", version, *more
    )


class TestImport:
    def test_says_what_was_read(self, bakery):
        ran = put(bakery)
        assert ran.out == "baking 1: 3 items, 2 relations (new)\n"
        assert ran.code == 0

    def test_the_same_again_changes_nothing(self, bakery):
        put(bakery)
        assert put(bakery).out == "baking 1: 3 items, 2 relations (unchanged)\n"
        assert put(bakery, "newer.csv").out == "baking 1: 5 items, 3 relations (replaced)\n"

    @pytest.mark.parametrize(
        ("code", "content"),
        [
            ("frameworks.duplicate_id", "id,label\nb1,knead\nb1,shape\n"),
            ("frameworks.cycle", "id,label,parent\na,A,b\nb,B,c\nc,C,a\n"),
            ("frameworks.encoding", b"id,label\nb1,p\xe9trir\n"),
            ("frameworks.half_written", 'id,label\nb1,"knead\n'),
        ],
    )
    def test_of_a_broken_file_leaves_nothing(self, bakery, code, content):
        data = content if isinstance(content, bytes) else content.encode()
        (bakery.folder / "broken.csv").write_bytes(data)
        ran = put(bakery, "broken.csv")
        assert (ran.code, ran.out) == (2, "")
        assert f"[{code}]" in ran.err
        assert "\nhint: " in ran.err
        assert "baking" not in bakery.run("skills", "list").out

    def test_names_the_circle(self, bakery):
        (bakery.folder / "broken.csv").write_text("id,label,parent\na,A,b\nb,B,c\nc,C,a\n")
        err = put(bakery, "broken.csv").err
        assert "broken.csv, row 4: the hierarchy runs in a circle: a → b → c → a" in err

    def test_says_file_and_row_of_both_when_an_id_stands_twice(self, bakery):
        (bakery.folder / "broken.csv").write_text("id,label\nb1,knead\nb2,x\nb1,shape\n")
        err = put(bakery, "broken.csv").err
        assert "broken.csv, row 4: b1 stands for 'shape', and broken.csv, row 2: for 'knead'" in err

    def test_of_another_format_says_which_it_looks_like(self, bakery):
        ran = bakery.run("skills", "import", "baking.csv", "--format", "nice")
        assert ran.code == 2
        assert "looks like plain CSV" in ran.err
        assert "hint: say --format csv" in ran.err

    def test_of_a_format_that_is_none_names_those_that_are(self, bakery):
        ran = bakery.run("skills", "import", "baking.csv", "--format", "xyz")
        assert ran.code == 2
        assert "[frameworks.unknown_format]" in ran.err
        assert "nice, dcwf" in ran.err

    def test_of_nothing_is_told(self, bakery):
        assert "[frameworks.no_such_file]" in put(bakery, "nowhere.csv").err

    def test_by_a_mapping_of_columns(self, bakery):
        (bakery.folder / "ours.csv").write_text("Nr,Was\n1,kneten\n")
        assert put(bakery, "ours.csv", "1", "--map", "id=Nr", "--map", "label=Was").code == 0
        assert bakery.run("skills", "show", "1").out.startswith("kneten\n")

    def test_a_mapping_that_says_nothing_is_told(self, bakery):
        assert "[skills.map]" in put(bakery, "baking.csv", "1", "--map", "label").err

    def test_relations_that_lead_nowhere_are_said_once(self, bakery):
        (bakery.folder / "part.csv").write_text("id,label,parent\nb1,a,X\nb2,b,X\nb3,c,Y\n")
        ran = put(bakery, "part.csv")
        assert ran.out == "baking 1: 3 items, 3 relations (new)\n"
        assert "3 relations (broader) lead to 2 items that are not in what was given" in ran.err

    def test_a_store_that_is_damaged_is_told(self, bakery):
        put(bakery)
        (bakery.folder / "home" / "lerway.sqlite").write_bytes(b"no database" * 1000)
        ran = bakery.run("skills", "list")
        assert (ran.code, ran.out) == (2, "")
        assert "[store.unreadable]" in ran.err


class TestLookingUp:
    def test_an_empty_store_says_how_to_begin(self, bakery):
        bakery.run("skills", "remove", "lerway-starter@1.0")
        bakery.run("skills", "remove", "nice-names@2.1.0")
        ran = bakery.run("skills", "list")
        assert (ran.code, ran.out) == (0, "")
        assert "lerway skills import" in ran.err

    def test_list(self, bakery):
        put(bakery)
        put(bakery, "newer.csv", "2")
        lines = bakery.run("skills", "list").lines
        assert [line.split("  ")[0] for line in lines[:2]] == ["baking@2", "baking@1"]
        said = json.loads(bakery.run("skills", "list", "--json").out)
        assert [(e["version"], sum(e["items"].values())) for e in said[:2]] == [("2", 5), ("1", 3)]

    def test_show_with_neighbours(self, bakery):
        put(bakery)
        out = bakery.run("skills", "show", "b1").out
        assert out.startswith("knead dough\n  skill b1 of baking@1\n")
        assert "  stands under:\n    B  Bread\n" in out
        said = json.loads(bakery.run("skills", "show", "B", "--json").out)
        assert [(n["source"], n["label"]) for n in said[0]["neighbours"]] == [
            ("b1", "knead dough"),
            ("b2", "shape loaves"),
        ]

    def test_show_an_older_version(self, bakery):
        put(bakery)
        put(bakery, "newer.csv", "2")
        assert bakery.run("skills", "show", "b1").lines[0] == "work dough"
        assert (
            bakery.run("skills", "show", "b1", "--framework", "baking@1").lines[0] == "knead dough"
        )

    def test_show_says_if_an_id_stands_in_several_frameworks(self, bakery):
        put(bakery)
        bakery.run(
            "skills", "import", "newer.csv", "--format", "csv", "--as", "other", "--version", "1"
        )
        ran = bakery.run("skills", "show", "b1")
        assert "b1 stands in baking@1, other@1" in ran.err
        assert "knead dough" in ran.out
        assert "work dough" in ran.out

    def test_what_is_not_there_is_told(self, bakery):
        put(bakery)
        ran = bakery.run("skills", "show", "b9")
        assert (ran.code, ran.out) == (2, "")
        assert "[skills.unknown_item]" in ran.err
        assert (
            "[skills.unknown_framework]"
            in bakery.run("skills", "show", "b1", "--framework", "x").err
        )
        assert (
            "[skills.unknown_version]"
            in bakery.run("skills", "search", "x", "--framework", "baking@9").err
        )

    def test_search(self, bakery):
        put(bakery)
        assert bakery.run("skills", "search", "dough").out == "baking  b1  knead dough  [skill]\n"
        said = json.loads(
            bakery.run("skills", "search", "loaves", "--json", "--framework", "baking").out
        )
        assert [(s["id"], s["framework"], s["version"]) for s in said] == [("b2", "baking", "1")]

    def test_a_search_that_finds_nothing_says_so(self, bakery):
        put(bakery)
        ran = bakery.run("skills", "search", "welding")
        assert (ran.code, ran.out) == (0, "")
        assert ran.err
        assert bakery.run("skills", "search", "welding", "--json").out == "[]\n"

    def test_kinds(self, bakery):
        put(bakery)
        assert bakery.run("skills", "search", "dough", "--kind", "occupation").out == ""
        assert bakery.run("skills", "search", "dough", "--kind", "skill").out != ""
        assert "[skills.kind]" in bakery.run("skills", "search", "dough", "--kind", "x").err


class TestVersions:
    def test_diff_says_what_changed(self, bakery):
        put(bakery)
        put(bakery, "newer.csv", "2")
        ran = bakery.run("skills", "diff", "baking@1", "baking@2")
        assert ran.code == 0
        assert ran.out == (
            "added: 2 items\n"
            "  C  Cakes  [skill]\n"
            "  b3  proof dough  [skill]\n"
            "reworded: 1 item\n"
            "  b1  knead dough → work dough\n"
            "moved: 1 item\n"
            "  b2  shape loaves: B → C\n"
        )
        said = json.loads(bakery.run("skills", "diff", "baking@2", "baking@1", "--json").out)
        assert [i["id"] for i in said["removed"]] == ["C", "b3"]
        assert said["reworded"][0]["new"]["label"] == "knead dough"
        assert said["moved"] == [{"id": "b2", "old": ["C"], "new": ["B"]}]

    def test_diff_of_the_same(self, bakery):
        put(bakery)
        ran = bakery.run("skills", "diff", "baking@1", "baking")
        assert (ran.code, ran.out) == (0, "")
        assert "say the same" in ran.err

    def test_diff_of_two_frameworks_is_told(self, bakery):
        put(bakery)
        bakery.run(
            "skills", "import", "newer.csv", "--format", "csv", "--as", "other", "--version", "1"
        )
        assert "[skills.two_frameworks]" in bakery.run("skills", "diff", "baking", "other").err

    def test_remove(self, bakery):
        put(bakery)
        put(bakery, "newer.csv", "2")
        assert "hint: name it: baking@2" in bakery.run("skills", "remove", "baking").err
        assert bakery.run("skills", "remove", "baking@1").code == 0
        assert "baking@1" not in bakery.run("skills", "list").out
        assert bakery.run("skills", "list").out.startswith("baking@2  ")


class TestExport:
    def test_what_was_imported_comes_out_and_goes_in_again(self, bakery):
        put(bakery)
        assert (
            bakery.run("skills", "export", "baking", "--format", "csv", "-o", "out.csv").code == 0
        )
        again = bakery.run("skills", "import", "out.csv", "--format", "csv")
        assert again.out == "baking 1: 3 items, 2 relations (unchanged)\n"

    def test_a_format_that_is_not_written_is_told(self, bakery):
        put(bakery)
        ran = bakery.run("skills", "export", "baking", "--format", "nice")
        assert (ran.code, ran.out) == (2, "")
        assert "[frameworks.no_writer]" in ran.err


def test_the_bundled_frameworks_need_no_download(bakery):
    bakery.run("skills", "remove", "lerway-starter@1.0")
    ran = bakery.run("skills", "starter")
    assert ran.code == 0
    assert {e["name"] for e in json.loads(bakery.run("skills", "list", "--json").out)} == {
        "lerway-starter",
        "nice-names",
    }
    connection = sqlite3.connect(bakery.folder / "home" / "lerway.sqlite")
    assert connection.execute("SELECT count(*) FROM skill_mapping").fetchone()[0] > 0
    connection.close()
    assert all("unchanged" in line for line in bakery.run("skills", "starter").lines[:2])


def test_formats_are_listed(bakery):
    out = bakery.run("skills", "formats").out
    assert "nice  NICE Framework components, 2.x (CPRT JSON, XLSX): import\n" in out
