"""`lerway verify DIR --jobs N`: the same words in the same order, however many processes."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import threading
from datetime import datetime
from pathlib import Path
from typing import Self

import pytest

from lerway.cli import main
from lerway.cli.verifying import workers
from lerway.cli.verifying.folder import files_in, lines_of
from lerway.cli.verifying.judging import UNCONFIRMED, Judge, Settings
from lerway.domain.verifying.policy import DEFAULT_POLICY
from lerway.kernel.errors import MisuseError
from lerway.kernel.strict_json import dumps
from tests.refusals import NOW, badge, signed

GOOD = dumps(signed(badge()))
BAD = GOOD.replace(b"Teamwork", b"Leadership")
SETTINGS = Settings(datetime.fromisoformat(NOW), DEFAULT_POLICY, True, None, False)
MANY = 100


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """More files than are judged by one process alone, some of them bad."""
    monkeypatch.chdir(tmp_path)
    for number in range(MANY):
        place = tmp_path / "badges" / f"{number % 7}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number}.json").write_bytes(BAD if number % 10 == 3 else GOOD)
    (tmp_path / "badges" / "0" / "none.json").write_bytes(b'{"a":1,"a":2}')
    (tmp_path / "badges" / "notes.txt").write_text("hello", encoding="utf-8")
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    code = main(["verify", "badges", "--offline", "--at", NOW, *argv])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_several_processes_say_what_one_says(folder, capsys) -> None:
    alone = run(capsys, "--jobs", "1")
    assert alone[0] == 2
    assert alone[2] == f"90 {UNCONFIRMED}, 10 invalid, 1 unreadable, 1 skipped\n"
    assert run(capsys, "--jobs", "3") == alone
    alone = run(capsys, "--jobs", "1", "--json")
    together = run(capsys, "--jobs", "2", "--json")
    assert together == alone
    lines = [json.loads(line) for line in together[1].splitlines()]
    files = [line["file"] for line in lines]
    assert files == sorted(files, key=lambda f: Path(f).parts)
    assert len(files) == MANY + 2


def test_no_jobs_at_all_make_no_sense(folder, capsys) -> None:
    code, out, err = run(capsys, "--jobs", "0")
    assert (code, out) == (2, "")
    assert "--jobs" in err


def test_a_folder_is_read_in_order_without_what_is_hidden(tmp_path) -> None:
    for name in ("b.json", "a/z.json", "a.json", ".git/x.json", "a/.hidden", "A/y.json"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"{}")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    (tmp_path / "same.json").symlink_to(tmp_path / "b.json")
    found = [Path(f).relative_to(tmp_path).as_posix() for f in files_in(tmp_path)]
    assert found == ["A/y.json", "a/z.json", "a.json", "b.json", "same.json"]
    shown = sorted(p for p in tmp_path.rglob("*") if p.is_file() and "/." not in str(p))
    assert found == [p.relative_to(tmp_path).as_posix() for p in shown]


def test_a_folder_that_may_not_be_read_is_named(tmp_path) -> None:
    assert list(files_in(tmp_path / "gone")) == [str(tmp_path / "gone")]


def test_a_killed_process_is_told_of_and_its_files_are_judged(folder, capsys) -> None:
    """Killed from outside, as the system does when memory is short."""
    paths = list(files_in(folder / "badges")) * 4  # more than is dealt out before they die
    judging = workers.judged_by_many(iter(paths), SETTINGS, 2)
    told = [next(judging)]
    for process in multiprocessing.active_children():
        os.kill(process.pid or 0, signal.SIGKILL)
    told += judging
    assert [one.word for one in told].count(UNCONFIRMED) == 4 * 90
    assert [one.line.split()[1].rstrip(":") for one in told] == paths
    err = capsys.readouterr().err
    assert err.count("a process that judges was ended (SIGKILL); its files are judged again") == 2
    assert multiprocessing.active_children() == []


class Killer(threading.Thread):
    """Kills each process that opens a pipe which lies in a file's place."""

    def __init__(self, pipe: Path) -> None:
        super().__init__(daemon=True)
        os.mkfifo(pipe)
        self.pipe = pipe
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.01):
            try:  # fails as long as nobody has opened the pipe to read from it
                held = os.open(self.pipe, os.O_WRONLY | os.O_NONBLOCK)
            except OSError:
                continue
            [process] = multiprocessing.active_children()
            os.kill(process.pid or 0, signal.SIGKILL)
            process.join(30)
            os.close(held)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.join(30)


def test_a_file_that_ends_every_process_is_told_and_not_left_out(folder, capsys) -> None:
    [first, second, *_] = files_in(folder / "badges" / "1")
    with Killer(folder / "pipe") as killer:
        told = list(workers.judged_by_many(iter([first, str(killer.pipe), second]), SETTINGS, 1))
    assert [one.word for one in told] == [UNCONFIRMED, "unreadable", UNCONFIRMED]
    assert told[1].exit_code == 2
    assert told[1].line.endswith("was ended, twice [cli.worker_died]")
    assert capsys.readouterr().err.count("a process that judges was ended (SIGKILL)") == 2


def test_when_every_process_dies_the_run_ends(folder) -> None:
    with Killer(folder / "pipe") as killer, pytest.raises(MisuseError) as stopped:
        list(workers.judged_by_many(iter([str(killer.pipe)]), SETTINGS, 1, most_deaths=1))
    assert stopped.value.code == "cli.workers_die"
    assert multiprocessing.active_children() == []


def test_a_table_too_large_to_read_is_no_record_and_is_skipped(folder, capsys) -> None:
    """The issued.csv of 100,000 records has 17 MB, and stands beside them."""
    largest = DEFAULT_POLICY.limits.image
    table = b"row,type,id\r\n" + b"2,OpenBadgeCredential,urn:uuid:1\r\n" * (largest // 30)
    assert len(table) > largest
    (folder / "badges" / "issued.csv").write_bytes(table)
    (folder / "badges" / "0" / "none.json").unlink()
    code, out, err = run(capsys, "--jobs", "2", "--json")
    assert code == 1
    [said] = [s for s in map(json.loads, out.splitlines()) if s["file"] == "badges/issued.csv"]
    assert said["skipped"] is True
    # What ends with another code than 0 says so on standard error too.
    assert f"90 {UNCONFIRMED}, 10 invalid, 2 skipped" in err
    assert "note: the exit code is 1, because badges/0/63.json is invalid" in err


@pytest.mark.parametrize(
    "start",
    [
        b'{"@context":',
        b"\xef\xbb\xbf  [",
        b"eyJhbGciOiJFZERTQSJ9.eyJ",
        b"\x89PNG\r\n\x1a\n",
        b'<svg xmlns="http://www.w3.org/2000/svg">',
    ],
)
def test_what_could_be_a_record_is_unreadable_if_it_is_too_large(folder, capsys, start) -> None:
    (folder / "badges" / "0" / "none.json").unlink()
    (folder / "badges" / "large").write_bytes(start + b"A" * DEFAULT_POLICY.limits.image)
    code, _, err = run(capsys, "--json")
    assert code == 2
    assert "note: the exit code is 2, because badges/large is unreadable" in err


def test_a_table_that_is_called_a_record_is_a_bad_one(folder, capsys) -> None:
    (folder / "badges" / "0" / "none.json").write_bytes(
        b"a,b\n" * (DEFAULT_POLICY.limits.image // 4 + 1)
    )
    code, out, _ = run(capsys, "--jobs", "1")
    assert code == 2
    assert "badges/0/none.json: this is not JSON" in out


def test_a_pipe_in_a_files_place_is_read_to_its_end(folder) -> None:
    pipe = folder / "pipe.json"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(GOOD,))
    writer.start()
    judged = Judge(SETTINGS).file_in_folder(str(pipe))
    writer.join(30)
    assert judged.report is not None
    assert judged.report.ok


TOKEN = "eyJhbGciOiJFZERTQSJ9.eyJhIjoxfQ.AAAA"
LINES = [GOOD, BAD, b"", b'{"a":1}', b"[]", b'"' + TOKEN.encode() + b'"', b'"no token"', GOOD]


def test_a_file_of_many_is_judged_line_by_line(folder, capsys) -> None:
    """As `lerway issue --shards` writes them; a line that is no record is a bad one."""
    (folder / "badges").rename(folder / "others")
    (folder / "badges").mkdir()
    (folder / "badges" / "records.ndjson").write_bytes(b"\n".join(LINES))
    (folder / "badges" / "none.jsonl").write_bytes(b"\n \n")
    code, out, err = run(capsys, "--jobs", "1")
    assert code == 2
    assert [line.split(":")[1].split()[0] for line in out.splitlines()[1:]] == [*"1245678"]
    assert err == f"2 {UNCONFIRMED}, 1 invalid, 4 unreadable, 1 skipped\n"
    assert "badges/records.ndjson:7: this is not JSON, a JWT" in out
    # A token is read from its JSON string: what is said is about the token.
    assert "badges/records.ndjson:6: this is JSON" not in out
    assert main(["verify", "badges/records.ndjson", "--offline", "--at", NOW]) == 2
    assert capsys.readouterr().out == "".join(out.splitlines(keepends=True)[1:])


def test_many_lines_are_judged_by_several_processes(folder, capsys) -> None:
    (folder / "badges" / "0" / "none.json").unlink()
    lines = [BAD if n % 10 == 3 else GOOD for n in range(MANY)]
    (folder / "badges" / "many.jsonl").write_bytes(b"\r\n".join(lines) + b"\r\n")
    alone = run(capsys, "--jobs", "1")
    assert alone[2] == f"180 {UNCONFIRMED}, 20 invalid, 1 skipped\n"
    assert run(capsys, "--jobs", "2") == alone


def test_a_line_longer_than_a_record_may_be_is_told_of_and_the_next_is_judged(folder) -> None:
    path = folder / "long.ndjson"
    path.write_bytes(b"{" * (DEFAULT_POLICY.limits.image + 1) + b"\n" + GOOD)
    [long, good] = map(Judge(SETTINGS).one_of_many, lines_of(str(path)))
    assert long.problem is not None
    assert long.problem.code == "input.too_large"
    assert long.source == f"{path}:1"
    assert good.report is not None


def test_a_file_of_many_that_is_gone_is_named(folder) -> None:
    path = folder / "one.ndjson"
    assert list(lines_of(str(path))) == [str(path)]
    path.write_bytes(GOOD)
    [line] = lines_of(str(path))
    path.unlink()
    judged = Judge(SETTINGS).one_of_many(line)
    assert judged.problem is not None
    assert judged.problem.code == "input.unreadable_file"
