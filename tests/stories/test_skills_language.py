"""A registrar aligns a course, a person decides, and a badge is read in other words."""

import io
import json
import sys
import zipfile

import pytest
import yaml

from lerway import bootstrap
from lerway.cli import main
from lerway.data import starter

BADGE = {
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "credentialSubject": {
        "type": ["AchievementSubject"],
        "achievement": {
            "name": "Course",
            "alignment": [{"targetName": "Incident response", "targetUrl": "https://x.example/1"}],
        },
    },
}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    with bootstrap.skill_store(folder) as store:
        store.import_parts(starter.parts(), read_from="csv", at=bootstrap.now())
    return folder


@pytest.fixture
def run(home, monkeypatch, capsys):
    monkeypatch.setenv("LERWAY_HOME", str(home))

    def lerway(*argv, given=""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode()), "utf-8"))
        code = main(["skills", *argv])
        said = capsys.readouterr()
        return code, said.out, said.err

    return lerway


@pytest.fixture
def framework(run):
    return run("list")[1].partition("@")[0]


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def test_a_line_in_gives_a_line_out(run, framework):
    code, out, _ = run(
        "link", "--framework", framework, "--top", "2", "--jsonl", given="x\n\nteam\n"
    )
    found = lines(out)
    assert code == 0
    assert [f["text"] for f in found] == ["x", "", "team"]
    assert found[1] == {"text": "", "abstained": True, "candidates": []}
    assert len(found[2]["candidates"]) == 2


def test_a_persons_word_holds_from_then_on(run, framework):
    shown = lines(
        run("link", "--framework", framework, "--top", "2", "--jsonl", given="q9 zz\n")[1]
    )
    first, second = (c["id"] for c in shown[0]["candidates"])
    assert shown[0]["abstained"]
    code, _, err = run(
        "review", "answer", "q9 zz", "--framework", framework, "--change", second,
        "--instead-of", first, "--by", "R. Registrar",
    )  # fmt: skip
    assert code == 0, err
    (after,) = lines(run("link", "--framework", framework, "--jsonl", given="Q9  ZZ\n")[1])
    assert (after["candidates"][0]["id"], after["abstained"]) == (second, False)
    assert first not in [c["id"] for c in after["candidates"]]
    assert "R. Registrar" in run("review", "list")[1]


def test_suggestions_go_into_an_achievement_file(run, framework, home):
    found = json.loads(run("search", "security", "--framework", framework, "--json")[1])
    skill = next(item for item in found if item["kind"] == "skill")
    course = home / "course.txt"
    course.write_text(f"Students will be able to:\n• {skill['label']}\n", encoding="utf-8")
    shown = json.loads(run("extract", str(course), "--framework", framework, "--json")[1])
    text = course.read_text(encoding="utf-8")
    assert skill["id"] in [s["id"] for s in shown]
    for one in shown:
        assert text[one["span"]["start"] : one["span"]["end"]] == one["span"]["text"]
    alignment = yaml.safe_load(run("align", skill["id"], "--framework", framework)[1])["alignment"]
    assert alignment[0]["targetName"] == skill["label"]
    assert alignment[0]["type"] == ["Alignment"]
    assert alignment[0]["targetUrl"]


def test_a_person_decides_phrase_by_phrase_and_the_badge_takes_it(run, framework, home):
    course = home / "outcomes.txt"
    course.write_text("• zz securing of networks\n• zz incidents responded to\n• zz audits")
    sure, *open_ = [
        json.loads(run("extract", str(course), "--framework", framework, "--json", *more)[1])
        for more in ((), ("--unsure",))
    ]
    asked = [one for one in open_[0] if one.get("abstained")]
    assert len(asked) >= 2, asked
    assert not [one for one in sure if one.get("abstained")]
    about = "review", "document", str(course), "--framework", framework, "--by", "R. Registrar"
    code, out, err = run(*about, given="99\n1\nteam\n1\nq\n")
    assert code == 0, err
    assert "there is no number 99" in err
    first, second = (one["span"]["text"] for one in asked[:2])
    assert f"yes: {first} -> {asked[0]['candidates'][0]['label']}" in out
    assert f"yes: {second} -> " in out
    after = json.loads(run("extract", str(course), "--framework", framework, "--json")[1])
    decided = {one["span"]["text"]: one for one in after if one["confidence"] == 1}
    assert decided.keys() >= {first, second}
    assert decided[first]["id"] == asked[0]["candidates"][0]["id"]
    aligned = run("extract", str(course), "--framework", framework, "--alignments")[1]
    names = [one["targetName"] for one in yaml.safe_load(aligned)["alignment"]]
    assert decided[second]["label"] in names
    said = run("review", "list", "--framework", framework)[1]
    assert f"{first}  {decided[first]['label']}" in said


def test_a_phrase_that_means_none_of_them_is_asked_no_more(run, framework, home):
    course = home / "outings.txt"
    course.write_text("• writing reports")
    about = "review", "document", str(course), "--framework", framework, "--by", "R. Registrar"
    code, out, err = run(*about, given="n\n")
    assert code == 0, err
    assert out.startswith("no: ")
    assert "0 phrases decided" in run(*about)[1]


SYLLABUS = (
    "This course is open to everybody who works in an office.",
    "Students will be able to {skill}; they meet on Tuesdays.",
)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def as_pdf(sentences, path):
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), invariant=1)
    for number, sentence in enumerate(sentences):
        canvas.drawString(50, 780 - 24 * number, sentence)
    canvas.save()


def as_docx(sentences, path):
    body = "".join(f"<w:p><w:r><w:t>{s}</w:t></w:r></w:p>" for s in sentences)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
        )


@pytest.mark.parametrize(("write", "ending"), [(as_pdf, "pdf"), (as_docx, "docx")])
def test_a_syllabus_as_people_send_it(run, framework, home, write, ending):
    found = json.loads(run("search", "security", "--framework", framework, "--json")[1])
    skill = next(item for item in found if item["kind"] == "skill")
    path = home / f"syllabus.{ending}"
    write([s.format(skill=skill["label"].lower()) for s in SYLLABUS], path)
    code, out, err = run("extract", str(path), "--framework", framework, "--json")
    assert code == 0, err
    shown = {one["id"]: one["span"]["text"] for one in json.loads(out)}
    assert skill["label"].lower() in shown[skill["id"]].lower()
    assert not any("Tuesday" in text for text in shown.values())


@pytest.fixture
def other(run, home):
    """A framework of a neighbour's, as a plain table."""
    table = home / "neighbour.csv"
    table.write_text(
        "id,label,description\n"
        "https://n.example/1,Teamwork,Work with others\n"
        "https://n.example/2,Network security,Keep networks safe\n"
    )
    options = "--format", "csv", "--as", "neighbour", "--version", "1"
    code, _, err = run("import", str(table), *options)
    assert code == 0, err
    return "neighbour"


def test_linking_can_be_prepared_at_import(run, other, home):
    options = "--format", "csv", "--as", "neighbour", "--version", "1", "--index"
    code, _, err = run("import", str(home / "neighbour.csv"), *options)
    assert code == 0, err
    assert "preparing" in err
    assert list((home / "linking").glob("neighbour@1-skill-*"))
    assert "preparing" not in run("link", "team", "--framework", other)[2]


def test_a_crosswalk_goes_out_as_sssom_and_comes_back(run, framework, other, home):
    way = "--from", other, "--to", framework
    code, out, err = run("crosswalk", *way, "--export", "sssom")
    assert code == 0, err
    path = home / "neighbour.sssom.tsv"
    path.write_text(out)
    code, said, err = run("mappings", str(path), *way, "--official")
    assert code == 0, err
    rows = [line for line in out.splitlines() if line and not line.startswith("#")][1:]
    assert said == f"{path.name}: {len(rows)} mapping{'s' if len(rows) != 1 else ''}\n"
    assert rows
    asked = "".join(f"https://n.example/{n}\n" for n in (1, 2))
    after = {
        f["id"]: f for f in lines(run("crosswalk", *way, "--ids", "-", "--jsonl", given=asked)[1])
    }
    for row in rows:
        subject, _, _, target, label, *_ = row.split("\t")
        best = after["https://n.example/" + subject.removeprefix("neighbour:")]["candidates"][0]
        assert best["id"].endswith(target.rpartition(":")[2])
        assert best["label"] == label


def test_a_table_that_somebody_published_wins(run, framework, other, home):
    skill = json.loads(run("search", "security", "--framework", framework, "--json")[1])[0]
    run("mappings", "--remove", "file:neighbour.sssom.tsv")  # of the story before
    table = home / "published.csv"
    table.write_text(
        "theirs,ours,how,sure\n"
        f"https://n.example/1,{skill['id']},skos:broadMatch,0.4\n"
        "https://n.example/9,none,exact,\n"
    )
    way = "--from", other, "--to", framework
    columns = [
        f"--map={m}" for m in ("subject=theirs", "object=ours", "relation=how", "confidence=sure")
    ]
    code, out, err = run("mappings", str(table), *way, *columns)
    assert (code, out) == (0, "published.csv: 2 mappings\n"), err
    assert "https://n.example/9 to none" in err
    asked = run("crosswalk", *way, "--ids", "https://n.example/1", "--jsonl")[1]
    best = json.loads(asked)["candidates"][0]
    assert (
        best | {"id": skill["id"], "relation": "broad", "confidence": 0.4, "origin": "official"}
        == best
    )
    table.write_text(table.read_text().replace("0.4", "high"))
    assert "row 2: 'high' is no confidence" in run("mappings", str(table), *way, *columns)[2]
    assert run("mappings", "--remove", "file:published.csv")[0] == 0
    assert "published" not in run("mappings")[1]


def test_what_is_known_of_a_framework_goes_out_as_sssom(run, framework, other, home):
    skill = json.loads(run("search", "team", "--framework", framework, "--json")[1])[0]
    way = "--from", framework, "--to", other
    accept = "--accept", "https://n.example/1", "--relation", "exact", "--by", "R. Registrar"
    assert run("review", "answer", skill["id"], *way, *accept)[0] == 0
    code, out, err = run("export", framework, "--format", "sssom")
    assert code == 0, err
    row = next(line for line in out.splitlines() if "R. Registrar" in line)
    assert row.startswith("lerway-starter:")
    assert "skos:exactMatch" in row
    assert "Teamwork" in row
    path = home / "held.sssom.tsv"
    path.write_text(out)
    assert run("mappings", str(path))[0] == 0, "it is read again"
    run("mappings", "--remove", "file:held.sssom.tsv")
    assert "nothing maps" not in err
    alone = home / "alone.csv"
    alone.write_text("id,label\n1,Whittle\n")
    run("import", str(alone), "--format", "csv", "--as", "zz-alone", "--version", "1")
    assert "nothing maps zz-alone 1" in run("export", "zz-alone", "--format", "sssom")[2]


def test_a_badge_is_read_in_other_words(run, framework, home):
    badge = home / "badge.json"
    badge.write_text(json.dumps(BADGE))
    code, out, err = run("translate", str(badge), "--to", framework)
    assert code == 0, err
    assert out.startswith("Incident response")
    assert "computed" in out
    stated = starter.mappings()
    published = next(
        m for m in stated if m.object_framework == "nice-names" and m.confidence == 0.6
    )
    aligned = run("align", published.subject, "--framework", framework)[1]
    badge.write_text(json.dumps(BADGE | yaml.safe_load(aligned)))
    said = run("translate", str(badge), "--to", "nice-names")[1]
    assert "  related: " in said
    assert "(0.60, official)" in said, "what an owner states is not called unsure"
    assert run("translate", str(home / "lerway.sqlite"), "--to", framework)[0] == 2


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (("link", "--framework", "none"), "skills.unknown_framework"),
        (("link", "--framework", "F", "--kind", "cat"), "skills.kind"),
        (("crosswalk", "--from", "F", "--to", "F"), "crosswalk.same_framework"),
        (("crosswalk", "--from", "F", "--to", "F", "--export", "xml"), "crosswalk.export"),
        (("review", "queue"), "review.unclear"),
        (("review", "queue", "--framework", "F", "--texts", "none.txt"), "cli.unreadable_file"),
        (("review", "answer", "x", "--framework", "F", "--by", "me"), "review.unclear"),
        (("review", "answer", "x", "--framework", "F", "--accept", "?", "--by", "me"), "skills.unknown_item"),
        (("review", "document", "-", "--framework", "F", "--by", "me"), "review.unclear"),
        (("review", "document", "x.txt", "--framework", "F", "--by", " "), "review.unclear"),
        (("align", "?", "--framework", "F"), "skills.unknown_item"),
        (("mappings", "none.csv", "--map", "subject=a"), "mappings.map"),
        (("mappings", "--remove", "none"), "mappings.unknown_set"),
        (("extract", "none.pdf", "--framework", "F"), "document.unreadable_file"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_said(run, framework, argv, code):
    exit_code, out, err = run(*(framework if a == "F" else a for a in argv))
    assert exit_code == 2
    assert f"[{code}]" in err
    assert "hint:" in err
    assert not out


def test_a_line_is_no_document(run, framework):
    assert "[link.line_too_long]" in run("link", "--framework", framework, given="a" * 5000)[2]
