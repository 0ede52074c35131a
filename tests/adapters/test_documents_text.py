"""Documents that people have: text, PDF and DOCX, and what is wrong with them."""

import io
import zipfile

import numpy as np
import pytest
from pypdf import PdfWriter

from lerway.adapters.documents_text import reading
from lerway.adapters.documents_text.reading import document_text, text_of
from lerway.adapters.skill_index.folder import IndexFolder
from lerway.kernel.errors import LerwayError

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body, name="word/document.xml"):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>')
    return data.getvalue()


def pdf(password=""):
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    data = io.BytesIO()
    writer.write(data)
    return data.getvalue()


def code(data, name="course"):
    with pytest.raises(LerwayError) as e:
        text_of(data, name)
    assert e.value.problem.hint
    return e.value.code


def test_a_word_document_gives_its_paragraphs():
    body = "<w:p><w:r><w:t>weld</w:t></w:r><w:r><w:t> metal</w:t></w:r></w:p><w:p><w:r><w:t>Teamwork</w:t></w:r></w:p>"
    assert text_of(docx(body), "a.docx") == "weld metal\nTeamwork"


def test_text_may_begin_with_a_byte_order_mark():
    assert text_of("\ufeffcafé".encode(), "a.txt") == "café"
    assert text_of(b"", "a.txt") == ""


def test_what_cannot_be_read_is_said_with_a_remedy(tmp_path):
    assert code(pdf("secret")) == "document.encrypted"
    assert code(pdf()) == "document.scanned"
    assert code(b"%PDF-1.7\nnonsense") == "document.broken"
    assert code(docx("<w:p>").replace(b"PK\x01\x02", b"PK\x00\x00")) == "document.broken"
    assert code(docx("", "else.xml")) == "document.broken"
    assert code(b"PK\x03\x04nonsense") == "document.broken"
    assert code(b"\xff\xfe\x00") == "document.not_text"
    with pytest.raises(LerwayError) as e:
        document_text(tmp_path / "none.txt")
    assert e.value.code == "document.unreadable_file"


def test_size_is_bounded():
    assert code(b"a" * (reading.LARGEST + 1)) == "document.too_large"
    assert code(b"a" * (reading.LETTERS + 1)) == "document.too_large"
    bomb = docx(" " * (reading.GROWN + 1))
    assert len(bomb) < 1_000_000
    assert code(bomb) == "document.too_large"


def test_an_entity_bomb_is_refused():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    assert code(data.getvalue()) == "document.broken"


def test_an_index_is_kept_whole_and_a_broken_one_counts_as_missing(tmp_path):
    shelf = IndexFolder(tmp_path / "made")
    assert shelf.get("f@1-skill-abc-1") is None
    shelf.put("f@1-skill-abc-1", {"a": np.arange(5, dtype=np.int64)})
    found = shelf.get("f@1-skill-abc-1")
    assert found is not None
    assert found["a"].tolist() == [0, 1, 2, 3, 4]
    shelf.put("f@1-skill-def-1", {"a": np.arange(3, dtype=np.int64)})
    (file,) = (tmp_path / "made").iterdir()
    file.write_bytes(file.read_bytes()[:30])
    assert shelf.get("f@1-skill-def-1") is None
    (tmp_path / "file").write_text("")
    with pytest.raises(LerwayError) as e:
        IndexFolder(tmp_path / "file").put("k", {"a": np.arange(3)})
    assert e.value.code == "linking.cannot_keep"
