"""The embedded store: its tables, who else may write, and files that are none."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from lerway.adapters.sql import migrations
from lerway.adapters.sql.alchemy import engine_of
from lerway.adapters.sql.database import SqliteDatabase
from lerway.adapters.sql.migrate import HEAD, ready
from lerway.adapters.sql.tables import METADATA
from lerway.kernel.errors import MisuseError, UnreadableError


@pytest.fixture
def file(tmp_path):
    return ready(tmp_path / "home" / "lerway.sqlite")


def test_the_migrations_make_the_tables_that_the_statements_use(file):
    engine = engine_of(f"sqlite:///{file}")
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_name": lambda name, kind, _: (
                    kind != "table" or not name.startswith("skill_words")
                ),
            },
        )
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_the_head_of_this_release_is_the_last_migration():
    (folder,) = migrations.__path__
    assert ScriptDirectory(folder).get_current_head() == HEAD


def test_the_folder_is_for_its_owner_alone(file):
    assert file.parent.stat().st_mode & 0o077 == 0


def test_it_is_made_once_however_many_begin_at_the_same_time(tmp_path):
    program = (
        "import sys; from pathlib import Path; from lerway.adapters.sql.migrate import ready;"
        " ready(Path(sys.argv[1]))"
    )
    path = tmp_path / "home" / "lerway.sqlite"
    command = [sys.executable, "-c", program, str(path)]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(3)]
    assert [p.communicate()[1] for p in running] == [b""] * 3
    assert [p.returncode for p in running] == [0] * 3
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT count(*) FROM number").fetchone() == (6,)
    connection.close()


def test_a_command_that_only_reads_wakes_neither_sqlalchemy_nor_alembic(file):
    program = (
        "import sys; from pathlib import Path; from lerway.adapters.sql.migrate import ready;"
        "from lerway.adapters.sql.database import SqliteDatabase;"
        "from lerway.adapters.sql.skills.store import SqlSkillStore;"
        "s = SqlSkillStore(SqliteDatabase(ready(Path(sys.argv[1]))));"
        "assert list(s.search('x')) == [] == list(s.editions()); s.close();"
        "print([m for m in ('sqlalchemy', 'alembic') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(file)], capture_output=True, check=True, text=True
    )
    assert done.stdout == "[]\n"


def test_a_file_that_is_no_database_is_told(tmp_path):
    path = tmp_path / "lerway.sqlite"
    path.write_bytes(b"this is a letter, and no database" * 100)
    with pytest.raises(UnreadableError) as refused:
        ready(path)
    assert refused.value.code == "store.unreadable"
    assert path.read_bytes().startswith(b"this is a letter")


def test_a_store_of_a_later_release_is_told(file):
    connection = sqlite3.connect(file)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    with pytest.raises(MisuseError) as refused:
        ready(file)
    assert refused.value.code == "store.newer"


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(MisuseError) as refused:
        ready(tmp_path / "taken" / "lerway.sqlite")
    assert refused.value.code == "store.cannot_write"


def test_readers_go_on_while_another_writes(file):
    writer, reader = SqliteDatabase(file), SqliteDatabase(file)
    with writer.writing():
        writer.run("UPDATE number SET next = 7 WHERE name = 'item'")
        assert list(reader.rows("SELECT next FROM number WHERE name = 'item'")) == [(1,)]
    assert list(reader.rows("SELECT next FROM number WHERE name = 'item'")) == [(7,)]
    writer.close()
    reader.close()


def test_a_writer_waits_for_the_other(file):
    first, ended = SqliteDatabase(file), []

    def second():
        other = SqliteDatabase(file)
        with other.writing():
            ended.append("second")
        other.close()

    with first.writing():
        waiting = threading.Thread(target=second)
        waiting.start()
        waiting.join(0.1)
        ended.append("first")
    waiting.join(10)
    first.close()
    assert ended == ["first", "second"]


def test_a_store_that_stays_busy_is_told(file):
    first, second = SqliteDatabase(file), SqliteDatabase(file, patience=0.05)
    with first.writing(), pytest.raises(MisuseError) as refused, second.writing():
        pass
    first.close()
    second.close()
    assert refused.value.code == "store.busy"


def test_a_reference_that_leads_nowhere_is_refused_by_the_database(file):
    database = SqliteDatabase(file)
    with pytest.raises(sqlite3.IntegrityError), database.writing():
        database.run(
            "INSERT INTO skill_relation (n, source, link, target, kept)"
            " VALUES (1, 1, 'related', 2, '')"
        )
    assert list(database.rows("SELECT count(*) FROM skill_relation")) == [(0,)]
    database.close()
