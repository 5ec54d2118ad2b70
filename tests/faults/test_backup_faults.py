"""Backups and restores that are killed, or find the disk full: whole or not at all."""

import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support import versions
from support.full_disk import no_file_grows_past
from support.main_database import main_database
from support.pulse import a_pulse
from support.round import OPENS, a_round
from support.warm import program

from storage import backup, schema
from storage.database import Database, migrations
from storage.errors import NotRecorded
from storage.model import State
from storage.pulses import Pulses
from storage.rounds import Rounds

PROGRAM = Path(__file__).with_name("backup_child.py")
ROUND = "weekly-2026-11-24"
LATEST = len(migrations())
NOW = datetime(2026, 11, 27, tzinfo=UTC)


@pytest.fixture
async def home(tmp_path: Path) -> Path:
    """A backup of a planned round, and the database in which that round was opened since."""
    planned = a_round(a_pulse())
    async with main_database(tmp_path / "old") as database:
        await Pulses(database).put([planned.pulse], now=OPENS)
        await Rounds(database).plan([planned])
        backup.make(database.path, tmp_path / "backup")
        await Rounds(database).open(planned, [])
    return tmp_path


def leave_a_journal(home: Path) -> None:
    """Have the old database as a kill within a transaction leaves it, its change half written."""
    main = home / "old" / "main.db"
    with closing(sqlite3.connect(main, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE rounds SET state = 'cancelled', reason = hex(randomblob(9000))")
        for name in ("main.db", "main.db-journal"):
            shutil.copy(home / "old" / name, home / name)
        connection.rollback()
    for name in ("main.db", "main.db-journal"):
        (home / name).replace(home / "old" / name)


def state_in(folder: Path) -> State:
    """The state of the round in a database as SQLite finds it, which must be sound."""
    with closing(sqlite3.connect(folder / "main.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        [(state,)] = connection.execute("SELECT state FROM rounds WHERE id = ?", (ROUND,))
    return State(state)


def killed_at_every_moment(what: str, home: Path) -> int:
    """Do something until there is no moment left to be killed at; how many there were, and one."""
    words = [*program(PROGRAM), what, home]
    ended = subprocess.run(words, capture_output=True, text=True, check=True, timeout=120)
    moments, code = map(int, ended.stdout.split())
    assert (code, ended.stderr) == (0, "")
    return moments


def test_a_backup_that_is_killed_is_whole_or_not_there(home: Path) -> None:
    """At whatever moment it ends, no half file has its name, and the database is as it was."""
    moments = killed_at_every_moment("make", home)
    there = [(home / f"{number}" / "made").exists() for number in range(1, moments + 1)]
    assert there == sorted(there)
    assert 10 < there.index(True) < moments
    for number in range(1, moments + 1):
        assert state_in(home / f"{number}") is State.OPEN
        if there[number - 1]:
            assert backup.look(home / f"{number}" / "made") == {ROUND: State.OPEN}


def made_of(file: Path) -> tuple[int, Mapping[str, str]]:
    """The version that a file says it is of, and what it is made of; it must be sound."""
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        [(version,)] = connection.execute("PRAGMA user_version")
        return version, schema.read(connection).made


@pytest.mark.parametrize("version", [1, LATEST - 1])
def test_an_upgrade_that_is_killed_leaves_the_old_or_the_new(tmp_path: Path, version: int) -> None:
    """At whatever statement it ends: the schema of before or of after, and a whole copy or none."""
    versions.write(version, tmp_path / "old" / "main.db")
    moments = killed_at_every_moment("upgrade", tmp_path)
    found = []
    for number in range(1, moments + 1):
        folder = tmp_path / f"{number}"
        copy = folder / backup.BEFORE_UPGRADE
        there = copy.exists()
        if there:
            assert made_of(copy)[0] == version
        now, made = made_of(folder / "main.db")
        assert made == schema.of_main(now).made
        assert there or now == version
        found.append(now)
    assert found == sorted(found)
    assert set(found) == {version, LATEST}
    assert found.index(LATEST) > 20


@pytest.mark.parametrize(("size", "copied"), [(0, False), (30000, False), (91000, True)])
async def test_an_upgrade_on_a_full_disk_leaves_the_old(
    tmp_path: Path, size: int, *, copied: bool
) -> None:
    """Whether the copy or the change of the schema finds no room, nothing is half done."""
    main = tmp_path / "main.db"
    versions.write(1, main)
    before = main.read_bytes()
    with no_file_grows_past(size), pytest.raises(NotRecorded, match="free space"):
        await upgraded(main)
    assert main.read_bytes() == before
    assert main.with_name(backup.BEFORE_UPGRADE).exists() is copied
    await upgraded(main)
    assert made_of(main)[0] == LATEST


async def upgraded(main: Path) -> None:
    backup.before_upgrade(main)
    opened = await Database.open(main)
    try:
        await opened.migrate()
    finally:
        await opened.close()


@pytest.mark.parametrize("killed_before", [False, True])
def test_a_restore_that_is_killed_leaves_the_old_or_the_new(
    home: Path, *, killed_before: bool
) -> None:
    """At whatever moment it ends, the database is whole: first the old one, then the backup."""
    if killed_before:
        leave_a_journal(home)
    moments = killed_at_every_moment("restore", home)
    states = [state_in(home / f"{number}") for number in range(1, moments + 1)]
    turn = states.index(State.PLANNED)
    assert set(states[:turn]) == {State.OPEN}
    assert set(states[turn:]) == {State.PLANNED}
    assert turn > 20


async def test_a_restore_goes_through_after_one_that_was_killed(home: Path) -> None:
    """What a killed restore left beside the database is neither in the way nor kept."""
    main = home / "old" / "main.db"
    for name in ("main.db.new", "main.db.new-journal"):
        (home / "old" / name).write_bytes(b"left over" * 1000)
    await backup.put_back(home / "backup", main, now=NOW)
    assert state_in(home / "old") is State.PLANNED
    assert [path.name for path in (home / "old").iterdir()] == ["main.db"]


@pytest.mark.parametrize("size", [0, 100, 5000, 30000])
async def test_a_restore_on_a_full_disk_changes_nothing(home: Path, size: int) -> None:
    """Without room for the new database the old one stays, and nothing lies beside it."""
    before = (home / "old" / "main.db").read_bytes()
    with no_file_grows_past(size), pytest.raises(NotRecorded, match="free space"):
        await backup.put_back(home / "backup", home / "old" / "main.db", now=NOW)
    assert (home / "old" / "main.db").read_bytes() == before
    assert {path.name for path in (home / "old").iterdir()} <= {"main.db", "main.db-journal"}


@pytest.mark.parametrize("size", [0, 100, 5000, 30000])
async def test_a_backup_on_a_full_disk_leaves_no_half_file(home: Path, size: int) -> None:
    """Without room for the whole backup there is none, and the sentence tells of free space."""
    (home / "safe").mkdir()
    with no_file_grows_past(size), pytest.raises(NotRecorded, match="free space"):
        backup.make(home / "old" / "main.db", home / "safe" / "backup")
    assert [*(home / "safe").iterdir()] == []
