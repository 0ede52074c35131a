"""Files of frameworks as people send them: whole, odd, broken and hostile."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import date

import openpyxl
import pytest

from lerway.adapters.framework_files.limits import FileLimits
from lerway.adapters.framework_files.opening import opened
from lerway.kernel.errors import LerwayError

TABLE = 'id,label\nS1,knead dough\nS2,"shape, and bake"\n'


def rows_of(path, **options):
    with opened(path, **options) as given:
        return [(s.name, s.header, list(s.rows)) for s in given.bundle.sheets]


def refused(path, limits=None):
    with pytest.raises(LerwayError) as told:
        rows_of(path, **({} if limits is None else {"limits": limits}))
    problem = told.value.problem
    assert problem.hint
    assert path.name in problem.message or problem.code == "frameworks.nothing_readable"
    return problem


def workbook(path, **cells):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Skills"
    for at, value in cells.items():
        sheet[at] = value
    book.save(path)
    return path


def rewritten(path, member, change):
    """Change the XML of one member of a workbook."""
    with zipfile.ZipFile(path) as old:
        members = {i.filename: old.read(i) for i in old.infolist()}
    members[member] = change(members[member])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in members.items():
            new.writestr(name, data)
    return path


EXPECTED = [
    ("skills", ("id", "label"), [(2, ("S1", "knead dough")), (3, ("S2", "shape, and bake"))])
]


class TestText:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    def test_in_the_encodings_that_are_known(self, tmp_path, encoding):
        path = tmp_path / "skills.csv"
        path.write_bytes(TABLE.encode(encoding))
        assert rows_of(path) == EXPECTED

    @pytest.mark.parametrize("delimiter", [";", "\t", "|"])
    def test_with_other_delimiters(self, tmp_path, delimiter):
        path = tmp_path / "skills.csv"
        path.write_text(
            f'id{delimiter}label\nS1{delimiter}knead dough\nS2{delimiter}"shape, and bake"\n'
        )
        assert rows_of(path) == EXPECTED

    def test_quotation_marks_of_a_tab_separated_text_mean_themselves(self, tmp_path):
        path = tmp_path / "Tasks.txt"
        path.write_text('id\ttask\nT1\tWrite "notes\nT2\tRead\n')
        assert rows_of(path) == [
            ("Tasks", ("id", "task"), [(2, ("T1", 'Write "notes')), (3, ("T2", "Read"))])
        ]

    def test_a_text_that_is_no_table_is_a_document(self, tmp_path):
        path = tmp_path / "ReadMe.txt"
        path.write_text("Thank you.\n")
        with opened(path) as given:
            assert [d.file for d in given.bundle.documents] == ["ReadMe.txt"]

    def test_short_rows_are_filled_and_empty_rows_keep_their_numbers(self, tmp_path):
        path = tmp_path / "skills.csv"
        path.write_text("id,label,note\nS1\n,,\nS2,b,c,d\n")
        assert rows_of(path)[0][2] == [(2, ("S1", "", "")), (4, ("S2", "b", "c", "d"))]

    @pytest.mark.parametrize(
        ("code", "where", "content"),
        [
            ("frameworks.encoding", "line 2", "id,label\nS1,café\n".encode("latin-1")),
            ("frameworks.encoding", "zero bytes", TABLE.encode("utf-16-le")),
            ("frameworks.half_written", "row 3", b'id,label\nS1,a\nS2,"never closed\nS3,b\n'),
            ("frameworks.no_header", "first row", b"\n,\n"),
            ("frameworks.no_header", "first row", b""),
            ("frameworks.not_what_it_is_called", "a PDF", b"%PDF-1.7"),
            (
                "frameworks.not_what_it_is_called",
                "an old or encrypted workbook",
                b"\xd0\xcf\x11\xe0rest",
            ),
        ],
    )
    def test_what_is_broken_is_told_with_its_place(self, tmp_path, code, where, content):
        path = tmp_path / "skills.csv"
        path.write_bytes(content)
        problem = refused(path)
        assert problem.code == code
        assert where in problem.message

    def test_a_huge_cell_is_told(self, tmp_path):
        path = tmp_path / "skills.csv"
        path.write_text(f"id,label\nS1,{'x' * 5000}\n")
        problem = refused(path, FileLimits(cell=1000))
        assert problem.code == "frameworks.huge_cell"
        assert "row 2" in problem.message

    def test_a_table_called_a_workbook_is_told(self, tmp_path):
        path = tmp_path / "skills.xlsx"
        path.write_text(TABLE)
        assert refused(path).code == "frameworks.broken_workbook"

    def test_a_workbook_called_a_table_is_told(self, tmp_path):
        path = workbook(tmp_path / "skills.xlsx", A1="id")
        assert (
            refused(path.rename(tmp_path / "skills.csv")).code == "frameworks.not_what_it_is_called"
        )


class TestWorkbooks:
    def test_cells_as_a_person_would_write_them(self, tmp_path):
        path = workbook(
            tmp_path / "Skills.xlsx", A1="code", B1="value", A2="11-1011.00", B2=4.12, A3=7, B3=True,
            A4=date(2026, 1, 31), B4=0.1, A6="café",
        )  # fmt: skip
        (one,) = rows_of(path)
        assert one == (
            "Skills",
            ("code", "value"),
            [
                (2, ("11-1011.00", "4.12")),
                (3, ("7", "TRUE")),
                (4, ("2026-01-31", "0.1")),
                (6, ("café", "")),
            ],
        )

    def test_columns_keep_their_place_when_the_first_are_empty(self, tmp_path):
        path = workbook(tmp_path / "S.xlsx", B2="id", C3="x")
        assert rows_of(path)[0][1:] == (("", "", ""), [(2, ("", "id", "")), (3, ("", "", "x"))])

    def test_a_formula_that_was_never_computed_is_told_with_its_cell(self, tmp_path):
        path = workbook(tmp_path / "S.xlsx", A1="id", A2="S1", B7="=1+1")
        problem = refused(path)
        assert problem.code == "frameworks.formula_unknown"
        assert "S.xlsx, sheet 'Skills', row 7: cell B7" in problem.message

    def test_a_formula_with_a_value_is_read_and_said(self, tmp_path):
        path = workbook(tmp_path / "S.xlsx", A1="id", A2="S1", B2="=1+1")
        rewritten(path, "xl/worksheets/sheet1.xml", lambda x: x.replace(b"<v></v>", b"<v>2</v>"))
        with opened(path) as given:
            assert [r.code for r in given.remarks] == ["frameworks.formula"]
            assert given.remarks[0].place == "S.xlsx, sheet 'Skills', row 2: cell B2"
            assert list(given.bundle.sheets[0].rows) == [(2, ("S1", "2"))]

    def test_an_error_cell_is_told(self, tmp_path):
        path = workbook(tmp_path / "S.xlsx", A1="id", A2="#N/A")
        problem = refused(path)
        assert problem.code == "frameworks.error_cell"
        assert "row 2: cell A2 holds the error #N/A" in problem.message

    def test_a_cell_put_far_away_is_told_before_room_is_made_for_it(self, tmp_path):
        path = workbook(tmp_path / "S.xlsx", A1="id", A2="S1")
        far = b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'
        rewritten(path, "xl/worksheets/sheet1.xml", lambda x: x.replace(b"</sheetData>", far))
        problem = refused(path)
        assert problem.code == "frameworks.sheet_too_large"
        assert "1,048,576" in problem.message

    def test_one_that_is_protected_is_told(self, tmp_path):
        path = tmp_path / "S.xlsx"
        path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
        assert refused(path).code == "frameworks.encrypted"

    @pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
    def test_one_that_is_cut_off_is_told(self, tmp_path, share):
        path = workbook(tmp_path / "S.xlsx", A1="id", A2="S1")
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * share)])
        assert refused(path).code in {"frameworks.broken_workbook", "frameworks.broken_archive"}

    @pytest.mark.parametrize(
        "xml", [b"<workbook", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', b""]
    )
    def test_one_whose_parts_are_broken_is_told(self, tmp_path, xml):
        path = workbook(tmp_path / "S.xlsx", A1="id")
        rewritten(path, "xl/workbook.xml", lambda _: xml)
        assert refused(path).code == "frameworks.broken_workbook"

    def test_an_old_one_is_told(self, tmp_path):
        path = tmp_path / "S.xls"
        path.write_bytes(b"\xd0\xcf\x11\xe0")
        assert refused(path).code == "frameworks.old_workbook"


class TestFoldersAndArchives:
    def archive(self, path, **members):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members.items():
                archive.writestr(name.replace("__", "/").replace("_csv", ".csv"), data)
        return path

    def test_a_folder_and_an_archive_of_it_are_the_same(self, tmp_path):
        folder = tmp_path / "f"
        (folder / "en").mkdir(parents=True)
        (folder / "en" / "skills.csv").write_text(TABLE)
        (folder / ".DS_Store").write_text("x")
        (folder / "logo.png").write_bytes(b"x")
        archive = self.archive(tmp_path / "f.zip", en__skills_csv=TABLE)
        assert rows_of(folder) == rows_of(archive)
        with opened(folder) as given:
            assert given.bundle.sheets[0].file == "en/skills.csv"
            assert given.left_aside == ("logo.png",)

    def test_rows_are_read_as_they_are_asked_for(self, tmp_path):
        archive = self.archive(tmp_path / "f.zip", a_csv=TABLE, b_csv=TABLE)
        with opened(archive) as given:
            pairs = zip(*(s.rows for s in given.bundle.sheets), strict=True)
            assert [(a == b) for a, b in pairs] == [True, True]

    @pytest.mark.parametrize(
        ("code", "members", "limits"),
        [
            ("frameworks.zip_bomb", {"a_csv": "x" * 5_000_000}, FileLimits()),
            ("frameworks.zip_bomb", {"a_csv": TABLE * 100}, FileLimits(unpacked=1000)),
            ("frameworks.nested_archive", {"a.zip": b"PK"}, FileLimits()),
            ("frameworks.path_outside", {"..__a_csv": TABLE}, FileLimits()),
            ("frameworks.path_outside", {"__etc__a_csv": TABLE}, FileLimits()),
            (
                "frameworks.too_many_files",
                {f"{n}_csv": TABLE for n in range(9)},
                FileLimits(files=8),
            ),
        ],
    )
    def test_hostile_archives_are_told(self, tmp_path, code, members, limits):
        assert refused(self.archive(tmp_path / "f.zip", **members), limits).code == code

    def test_a_workbook_that_is_a_bomb_is_told(self, tmp_path):
        path = workbook(tmp_path / "S.xlsx", A1="id")
        rewritten(path, "xl/styles.xml", lambda x: x + b" " * 5_000_000)
        assert refused(path).code == "frameworks.zip_bomb"

    @pytest.mark.parametrize("share", [0.3, 0.8, 0.99])
    def test_a_half_written_archive_is_told(self, tmp_path, share):
        path = self.archive(tmp_path / "f.zip", a_csv=os.urandom(5000).hex())
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * share)])
        assert refused(path).code == "frameworks.broken_archive"

    def test_a_damaged_archive_is_told(self, tmp_path):
        path = self.archive(tmp_path / "f.zip", a_csv="id,label\n" + os.urandom(5000).hex())
        data = bytearray(path.read_bytes())
        data[1000] ^= 255
        path.write_bytes(data)
        with pytest.raises(LerwayError) as told:
            rows_of(path)
        assert told.value.code in {"frameworks.broken_archive", "frameworks.encoding"}

    def test_an_archive_with_a_password_is_told(self, tmp_path):
        path = self.archive(tmp_path / "f.zip", a_csv=TABLE)
        data = bytearray(path.read_bytes())
        data[6] |= 1
        data[data.index(b"PK\x01\x02") + 8] |= 1
        path.write_bytes(data)
        assert refused(path).code == "frameworks.encrypted"

    def test_what_is_too_large_is_told(self, tmp_path):
        path = tmp_path / "skills.csv"
        with path.open("wb") as f:
            f.truncate(501 << 20)
        problem = refused(path)
        assert problem.code == "frameworks.too_large"
        assert "501" not in problem.hint

    def test_folders_in_folders_without_end_are_told(self, tmp_path):
        deep = tmp_path.joinpath(*"abcdefghij")
        deep.mkdir(parents=True)
        (deep / "skills.csv").write_text(TABLE)
        with pytest.raises(LerwayError) as told:
            rows_of(tmp_path)
        assert told.value.code == "frameworks.too_deep"

    def test_nothing_that_can_be_read_is_told(self, tmp_path):
        (tmp_path / "logo.png").write_bytes(b"x")
        assert refused(tmp_path).code == "frameworks.nothing_readable"

    def test_what_is_not_there_is_told(self, tmp_path):
        assert refused(tmp_path / "nowhere").code == "frameworks.no_such_file"


def test_json_is_a_document(tmp_path):
    path = tmp_path / "f.json"
    path.write_text("{}")
    with opened(path, {"as": "mine"}) as given:
        assert given.bundle.documents[0].data == b"{}"
        assert (given.bundle.options, given.bundle.name) == ({"as": "mine"}, "f.json")


def test_an_archive_by_another_name_is_told(tmp_path):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.csv", TABLE)
    path = tmp_path / "esco.data"
    path.write_bytes(stream.getvalue())
    assert refused(path).code == "frameworks.not_what_it_is_called"
