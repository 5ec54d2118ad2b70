"""Backups of the main database: whole, private, without people who are owed something."""

import asyncio
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from support.round import OPENS

from storage import backup
from storage.database import Database, migrations
from storage.errors import NotRecorded, StorageError
from storage.model import Owed, Round, State, Unsent
from storage.outbox import Outbox
from storage.preferences import Preferences
from storage.rounds import Rounds

Planned = Callable[[int], Round]


@pytest.fixture
async def main(
    database: Database, rounds: Rounds, planned: Planned, owed: Callable[..., Owed]
) -> Path:
    """A main database with an open round, a planned one, and messages to people and channels."""
    await rounds.plan([planned(0), planned(1)])
    people = [owed(f"{planned(0).id}/invitation/U{n}", recipient=f"UCANARY{n}") for n in range(40)]
    await rounds.open(planned(0), people)
    channel = owed("elsewhere/digest/C1", recipient="C1", to_person=False, body="the digest")
    await Outbox(database).owe([channel])
    return database.path


def read(file: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(sql).fetchall()


def content_of(file: Path) -> bytes:
    return file.read_bytes()


def is_private(file: Path) -> bool:
    return file.stat().st_mode & 0o777 == 0o600


def is_all_there(folder: Path, *names: str) -> bool:
    """Whether the folder holds these files and no other, hidden ones included."""
    return sorted(path.name for path in folder.iterdir()) == sorted(names)


@pytest.fixture
def safe(tmp_path: Path) -> Path:
    """A folder for backups."""
    folder = tmp_path / "safe"
    folder.mkdir()
    return folder


async def test_a_backup_holds_the_rounds_and_no_message_to_a_person(
    main: Path, safe: Path, planned: Planned
) -> None:
    """Rounds and messages to channels are in it; nobody who is owed a message is, in any byte."""
    assert b"UCANARY39" in content_of(main)
    made = backup.make(main, safe / "backup")
    assert made.rounds == {planned(0).id: State.OPEN, planned(1).id: State.PLANNED}
    assert made.left_out == 40
    assert backup.look(safe / "backup") == made.rounds
    assert read(safe / "backup", "SELECT recipient, body FROM outbox") == [("C1", "the digest")]
    assert b"UCANARY" not in (safe / "backup").read_bytes()
    assert is_all_there(safe, "backup")
    assert is_private(safe / "backup")


async def test_a_backup_keeps_what_people_asked_of_us(
    main: Path, database: Database, safe: Path
) -> None:
    """Who said "never ask me" is in it, so that nobody asks them after it is restored."""
    preferences = Preferences(database)
    await preferences.put((await preferences.get("UNEVER01")).model_copy(update={"never": True}))
    backup.make(main, safe / "backup")
    assert read(safe / "backup", "SELECT person, never FROM preferences") == [("UNEVER01", 1)]


async def test_a_backup_changes_nothing_of_the_database(main: Path, safe: Path) -> None:
    """The database is byte for byte what it was."""
    content = content_of(main)
    backup.make(main, safe / "backup")
    assert content_of(main) == content


async def test_what_was_deleted_is_not_in_a_backup(
    main: Path, database: Database, safe: Path
) -> None:
    """Bytes that are left in the free space of the database do not go into the copy."""
    async with database.reading() as connection:
        await connection.execute("PRAGMA secure_delete = OFF")
    async with database.transaction() as tx:
        await tx.execute("INSERT INTO restores (at) VALUES ('a secret of long ago')")
        await tx.execute("DELETE FROM restores")
    assert b"a secret of long ago" in content_of(main)
    backup.make(main, safe / "backup")
    assert b"a secret of long ago" not in (safe / "backup").read_bytes()


async def test_statistics_go_into_no_copy(main: Path, database: Database, safe: Path) -> None:
    """Whoever ran ANALYZE by hand has backups all the same, without what that sampled."""
    async with database.reading() as connection:
        await connection.execute("ANALYZE")
    copied_by_hand = safe / "by-hand"
    copied_by_hand.write_bytes(content_of(main))
    made = backup.make(main, safe / "backup")
    assert backup.look(safe / "backup") == backup.look(copied_by_hand) == made.rounds
    await backup.put_back(copied_by_hand, safe / "restored", now=OPENS)
    tables = "SELECT name FROM sqlite_schema WHERE name GLOB 'sqlite_stat*'"
    assert read(main, tables)
    assert read(safe / "backup", tables) == read(safe / "restored", tables) == []


async def test_backups_beside_a_writer_are_whole(
    database: Database, main: Path, safe: Path
) -> None:
    """What one transaction wrote is in a backup with all its rows or with none."""
    writing = True

    async def write() -> None:
        number = 0
        while writing:
            async with database.transaction() as tx:
                for half in ("left", "right"):
                    await tx.execute("INSERT INTO restores (at) VALUES (?)", (f"{half} {number}",))
                    await asyncio.sleep(0)
            number += 1

    writer = asyncio.create_task(write())
    try:
        for number in range(10):
            await asyncio.to_thread(backup.make, main, safe / f"{number}")
    finally:
        writing = False
        await writer
    seen = []
    for number in range(10):
        rows = [str(at).split() for (at,) in read(safe / f"{number}", "SELECT at FROM restores")]
        halves = {half: {n for each, n in rows if each == half} for half in ("left", "right")}
        assert halves["left"] == halves["right"]
        seen.append(len(halves["left"]))
    assert seen == sorted(seen)
    assert seen[-1] > seen[0]


async def test_a_backup_never_overwrites(main: Path, safe: Path) -> None:
    """A file that is there stays as it is."""
    (safe / "backup").write_text("precious")
    with pytest.raises(StorageError, match="is there already; name a file that is new"):
        backup.make(main, safe / "backup")
    assert (safe / "backup").read_text() == "precious"
    assert is_all_there(safe, "backup")


async def test_a_folder_that_is_not_there_is_told(main: Path, safe: Path) -> None:
    """A backup into nowhere is refused in a sentence."""
    with pytest.raises(NotRecorded, match="backup could not be read or written"):
        backup.make(main, safe / "nowhere" / "backup")


async def test_a_damaged_database_is_not_passed_off_as_a_backup(main: Path, safe: Path) -> None:
    """A database with a torn page makes no file, and the sentence names it."""
    content = content_of(main)
    (safe / "torn.db").write_bytes(content[: 3 * 4096] + bytes(4096) + content[4 * 4096 :])
    with pytest.raises(StorageError, match=r"torn\.db is damaged and cannot be used"):
        backup.make(safe / "torn.db", safe / "backup")
    assert is_all_there(safe, "torn.db")


async def test_without_a_database_there_is_no_backup(safe: Path) -> None:
    """Where the bot never ran, the sentence says which setting to look at."""
    with pytest.raises(StorageError, match="STAFF_PULSE_DATA_DIR"):
        backup.make(safe / "main.db", safe / "backup")
    assert is_all_there(safe)


def truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-5000])


def empty(file: Path) -> None:
    file.write_bytes(b"")


def put_text(file: Path) -> None:
    file.write_text("Dear diary, " * 1000)


def put_other_database(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE songs (title)")
        connection.execute("PRAGMA user_version = 2")


def make_newer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = 4711")


def break_reference(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("INSERT INTO digests (round, body) VALUES ('never was', '{}')")


REFUSED = {
    truncate: "is damaged",
    empty: "is no database of Staff Pulse",
    put_text: "is damaged",
    put_other_database: "is no database of Staff Pulse",
    make_newer: "newer Staff Pulse",
    break_reference: "is damaged",
    Path.unlink: "is not there",
}


@pytest.mark.parametrize(("spoil", "words"), REFUSED.items())
async def test_a_file_that_is_no_sound_backup_is_refused(
    main: Path, database: Database, safe: Path, spoil: Callable[[Path], None], words: str
) -> None:
    """One sentence says what is wrong with it, and the database in place is not touched."""
    await database.close()
    backup.make(main, safe / "backup")
    spoil(safe / "backup")
    content = content_of(main)
    with pytest.raises(StorageError, match=words) as refused:
        await backup.put_back(safe / "backup", main, now=OPENS)
    assert str(refused.value).count("\n") == 0
    assert content_of(main) == content
    assert not main.with_name("main.db.new").exists()


async def test_what_is_put_back_is_what_was_backed_up(
    main: Path, database: Database, safe: Path, planned: Planned
) -> None:
    """After more has happened, restoring leads back, and the instant is kept."""
    backup.make(main, safe / "backup")
    await Rounds(database).cancel(
        planned(0).model_copy(update={"state": State.OPEN}), "no reason", []
    )
    await database.close()
    await backup.put_back(safe / "backup", main, now=OPENS + timedelta(days=9))
    again = await Database.open(main)
    try:
        await again.migrate()
        assert await Rounds(again).window(planned(0).id) == (State.OPEN, planned(0).closes)
        assert await Rounds(again).restored() == OPENS + timedelta(days=9)
    finally:
        await again.close()
    assert is_private(main)
    assert not main.with_name("main.db.new").exists()


async def test_admins_are_not_told_numbers_that_leave_somebody_out(
    main: Path, database: Database, safe: Path, planned: Planned
) -> None:
    """Whoever still waited for an invitation is in no backup, so the rest is no number to tell."""
    await Outbox(database).give_up(f"{planned(0).id}/invitation/U0", Unsent.LEFT)
    backup.make(main, safe / "backup")
    await database.close()
    await backup.put_back(safe / "backup", main, now=OPENS)
    assert read(main, "SELECT number, told FROM sendings") == [(1, 1)]


async def test_a_backup_of_an_older_version_is_brought_up_to_date(
    main: Path, database: Database, safe: Path
) -> None:
    """A backup that was made before the last steps of the schema can be restored."""
    await database.close()
    with closing(sqlite3.connect(safe / "older.db")) as connection:
        for step in migrations()[:2]:
            connection.executescript(step)
        connection.execute("PRAGMA user_version = 2")
    backup.make(safe / "older.db", safe / "backup")
    await backup.put_back(safe / "backup", main, now=OPENS)
    assert read(main, "SELECT count(*) FROM restores") == [(1,)]


async def test_the_journal_of_the_old_database_does_not_reach_the_new_one(
    main: Path, database: Database, safe: Path, tmp_path: Path
) -> None:
    """What a killed process left half done beside the old one is not done to the restored one."""
    backup.make(main, safe / "backup")
    async with database.reading() as connection:
        await connection.execute("PRAGMA cache_size = 1")
        await connection.execute("BEGIN IMMEDIATE")
        await connection.execute("UPDATE outbox SET body = hex(randomblob(2000))")
        shutil.copy(main, tmp_path / "killed.db")
        shutil.copy(f"{main}-journal", tmp_path / "killed.db-journal")
        await connection.rollback()
    killed = tmp_path / "killed.db"
    assert killed.with_name("killed.db-journal").stat().st_size > 1000
    await backup.put_back(safe / "backup", killed, now=OPENS)
    assert backup.look(killed) == backup.look(safe / "backup")
    assert not killed.with_name("killed.db-journal").exists()
    assert read(killed, "SELECT body FROM outbox") == [("the digest",)]


async def test_a_damaged_database_can_be_replaced(
    main: Path, database: Database, safe: Path
) -> None:
    """That the old database cannot even be opened does not keep the backup out."""
    backup.make(main, safe / "backup")
    await database.close()
    put_text(main)
    await backup.put_back(safe / "backup", main, now=OPENS)
    assert backup.look(main) == backup.look(safe / "backup")
