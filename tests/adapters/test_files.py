"""Key files, output folders, status files: whole or not there."""

from __future__ import annotations

import hashlib
import os
import stat
import threading
from datetime import UTC, datetime

import pytest

import lerway
from lerway.adapters.files.atomic import TEMPORARY, write_atomic
from lerway.adapters.files.out_folder import ISSUED, JOURNAL, OutFolder
from lerway.adapters.files.status_file import StatusFile
from lerway.adapters.keys.key_file import open_to_others, read_key_file, write_key_file
from lerway.domain.issuing.identifiers import Draws
from lerway.domain.issuing.journal import Beginning, parse_journal
from lerway.domain.issuing.signing_key import SigningKey, controller_for
from lerway.domain.issuing.status_book import StatusBook
from lerway.kernel.errors import MisuseError, UnreadableError
from lerway.standards.status.lists import new_list

KEY = lerway.PrivateKey.generate(lerway.KeyType.ED25519, os.urandom)
SIGNING = SigningKey.of(KEY, controller_for("key", KEY))
INPUTS = {"the roster": "a1", "--proof": None}
BEGUN = Beginning(INPUTS, b"seed", datetime(2026, 6, 1, tzinfo=UTC), 2)
posix = pytest.mark.skipif(os.name != "posix", reason="modes and locks are POSIX")


def code_of(call, *args):
    with pytest.raises(lerway.LerwayError) as e:
        call(*args)
    return e.value.code


# -- keys --------------------------------------------------------------------


def test_a_key_is_written_once_for_its_owner_only(tmp_path):
    path = tmp_path / "new" / "key.json"
    write_key_file(path, SIGNING)
    assert read_key_file(path) == SIGNING
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert not open_to_others(path)
        path.chmod(0o640)
        assert open_to_others(path)
    before = path.read_bytes()
    assert code_of(write_key_file, path, SIGNING) == "key.file_exists"
    assert path.read_bytes() == before


def test_a_key_that_is_not_there(tmp_path):
    assert code_of(read_key_file, tmp_path / "key.json") == "key.no_file"
    (tmp_path / "file").write_text("")
    assert code_of(write_key_file, tmp_path / "file" / "key.json", SIGNING) == "key.cannot_write"


# -- files -------------------------------------------------------------------


def test_a_file_is_replaced_whole(tmp_path):
    path = tmp_path / "a" / "b.json"
    write_atomic(path, b"one")
    write_atomic(path, b"two")
    assert path.read_bytes() == b"two"
    assert [p.name for p in path.parent.iterdir()] == ["b.json"]


def test_a_file_that_could_not_be_written_leaves_no_half_behind(tmp_path):
    (tmp_path / "list.json").mkdir()
    with pytest.raises(MisuseError) as e:
        write_atomic(tmp_path / "list.json", b"new")
    assert e.value.code == "file.cannot_write"
    assert [p.name for p in tmp_path.iterdir()] == ["list.json"]


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    assert code_of(write_atomic, tmp_path / "file" / "x", b"") == "file.cannot_write"


# -- the folder of a run -----------------------------------------------------


def put(folder, name, data):
    """Do what a portion does: the file, then the line."""
    write_atomic(folder.path / name, data)
    folder.note([(name, hashlib.sha256(data).hexdigest())])


def finish(folder, data):
    half = folder.path / (TEMPORARY + ISSUED)
    half.write_bytes(data)
    folder.finish(half)


def noted(folder):
    return {*parse_journal((folder.path / JOURNAL).read_bytes()).done}


def test_a_run_goes_on_where_its_journal_ends(tmp_path):
    with OutFolder.opened(tmp_path / "out") as folder:
        assert folder.begin(INPUTS, BEGUN) == BEGUN
        write_atomic(folder.path / "1.json", b"one")
        assert noted(folder) == set()  # not before the journal says so
        put(folder, "1.json", b"one")
        assert noted(folder) == {"1.json"}
        put(folder, "2.json", b"two")
    other = Beginning(INPUTS, b"another seed", BEGUN.created, 2)
    with OutFolder.opened(tmp_path / "out") as folder:
        assert folder.begin(INPUTS, other) == BEGUN
        assert noted(folder) == {"1.json", "2.json"} == folder.journal.done.keys()
        assert folder.missing() == []
        finish(folder, b"row\n")
    with OutFolder.opened(tmp_path / "out") as folder:
        assert folder.journal.finished
    names = {p.name for p in (tmp_path / "out").iterdir()}
    assert names == {"1.json", "2.json", JOURNAL, ISSUED}


def test_a_line_that_was_being_written_is_forgotten(tmp_path):
    with OutFolder.opened(tmp_path) as folder:
        folder.begin(INPUTS, BEGUN)
        put(folder, "1.json", b"one")
    journal = tmp_path / JOURNAL
    journal.write_bytes(journal.read_bytes() + b'{"file": "2.js')
    (tmp_path / (TEMPORARY + "2.json")).write_bytes(b"tw")
    with OutFolder.opened(tmp_path) as folder:
        folder.begin(INPUTS, BEGUN)
        put(folder, "2.json", b"two")
    with OutFolder.opened(tmp_path) as folder:
        assert folder.journal.done.keys() == {"1.json", "2.json"}
    assert sorted(p.name for p in tmp_path.iterdir()) == [JOURNAL, "1.json", "2.json"]


def test_a_file_that_was_taken_away_is_made_again(tmp_path):
    with OutFolder.opened(tmp_path) as folder:
        folder.begin(INPUTS, BEGUN)
        put(folder, "1.json", b"one")
        (tmp_path / "1.json").unlink()
    with OutFolder.opened(tmp_path) as folder:
        assert folder.missing() == ["1.json"]


def test_another_run_does_not_write_here(tmp_path):
    with OutFolder.opened(tmp_path) as folder:
        folder.begin(INPUTS, BEGUN)
    with OutFolder.opened(tmp_path) as folder, pytest.raises(MisuseError) as e:
        folder.begin({**INPUTS, "the roster": "a2"}, BEGUN)
    assert e.value.code == "out.other_run"
    assert "the roster differs" in str(e.value)


def test_a_folder_with_other_files_is_left_alone(tmp_path):
    (tmp_path / "thesis.doc").write_text("years of work")
    with pytest.raises(MisuseError) as e, OutFolder.opened(tmp_path):
        pass
    assert e.value.code == "out.not_empty"
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.doc"]


def test_a_run_that_never_began_leaves_nothing_behind(tmp_path):
    with OutFolder.opened(tmp_path / "new"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_journal_of_something_else_is_left_alone(tmp_path):
    (tmp_path / JOURNAL).write_text("mine\n")
    with pytest.raises(UnreadableError) as e, OutFolder.opened(tmp_path):
        pass
    assert e.value.code == "journal.malformed"
    assert (tmp_path / JOURNAL).read_text() == "mine\n"


@posix
def test_two_runs_do_not_share_a_folder(tmp_path):
    with OutFolder.opened(tmp_path) as folder:
        folder.begin(INPUTS, BEGUN)
        with pytest.raises(MisuseError) as e, OutFolder.opened(tmp_path):
            pass
    assert e.value.code == "out.busy"


# -- status files ------------------------------------------------------------


@pytest.fixture
def status(tmp_path):
    file = StatusFile(tmp_path / "list.json")
    file.create(StatusBook(new_list("https://college.example/status/1")))
    return file


def test_a_status_file_is_never_written_over(status):
    before = status.path.read_bytes()
    assert code_of(status.create, status.read()) == "status.file_exists"
    assert status.path.read_bytes() == before
    assert code_of(StatusFile(status.path.parent / "no.json").read) == "status.no_file"


@posix
def test_no_index_is_given_away_twice_when_many_draw_at_once(status):
    def draw(name):
        for n in range(5):
            record = f"urn:{name}:{n}"
            status.update(lambda b, r=record: b.with_records([r], Draws(b"same")))

    threads = [threading.Thread(target=draw, args=(t,)) for t in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    records = status.read().records
    assert len(records) == len(set(records.values())) == 30


def test_a_change_that_fails_changes_nothing(status):
    before = status.path.read_bytes()
    assert code_of(status.update, lambda b: b.of_issuer("did:x:a").with_value("no", 1, None))
    assert status.path.read_bytes() == before
