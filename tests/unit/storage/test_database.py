import asyncio
import resource
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.main_database import main_database

from storage.database import Database, create_private, make_folder, run_script, to_text
from storage.errors import NotRecorded, StorageError


@asynccontextmanager
async def closing(database: Database) -> AsyncIterator[Database]:
    """The database, closed however the block ends: an open one keeps the process alive."""
    try:
        yield database
    finally:
        await database.close()


async def notes(path: Path) -> Database:
    create_private(path)
    database = await Database.open(path)
    async with database.transaction() as tx:
        await tx.execute("CREATE TABLE IF NOT EXISTS note (words TEXT NOT NULL) STRICT")
    return database


async def read(database: Database) -> list[str]:
    async with database.reading() as connection:
        rows = await connection.execute_fetchall("SELECT words FROM note ORDER BY rowid")
    return [words for (words,) in rows]


async def write(database: Database, *notes: str | None) -> None:
    async with database.transaction() as tx:
        for words in notes:
            await tx.execute("INSERT INTO note VALUES (?)", (words,))


async def test_a_sibling_cannot_roll_back_another_tasks_transaction(tmp_path: Path) -> None:
    """What one task writes stays although a sibling fails between its statements."""
    database = await notes(tmp_path / "notes.db")

    async def writes() -> None:
        async with database.transaction() as tx:
            for words in ("one", "two", "three"):
                await tx.execute("INSERT INTO note VALUES (?)", (words,))
                await asyncio.sleep(0.001)

    async def fails() -> None:
        async with database.transaction() as tx:
            await tx.execute("INSERT INTO note VALUES ('never')")
            await asyncio.sleep(0.001)
            raise RuntimeError

    results = await asyncio.gather(fails(), writes(), fails(), writes(), return_exceptions=True)
    assert [type(result) for result in results] == [RuntimeError, type(None)] * 2
    assert await read(database) == ["one", "two", "three"] * 2
    await database.close()


async def test_a_cancelled_transaction_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """Wherever a task is cancelled, both its rows are there or neither, and the next one writes."""
    database = await notes(tmp_path / "notes.db")

    ends = set()
    for number in range(40):
        task = asyncio.create_task(write(database, f"{number}", f"{number}"))
        for _ in range(number % 20):
            await asyncio.sleep(0.0002)
        task.cancel()
        await asyncio.sleep(0)
        task.cancel()
        [end] = await asyncio.gather(task, return_exceptions=True)
        ends.add(type(end))
        kept = await read(database)
        assert kept.count(f"{number}") in ({2} if end is None else {0, 2})
    assert asyncio.CancelledError in ends
    await write(database, "last")
    assert (await read(database))[-1] == "last"
    await database.close()


async def test_a_task_cancelled_while_it_waits_leaves_the_turn_to_others(tmp_path: Path) -> None:
    """Giving up before the turn comes neither writes anything nor keeps the others waiting."""
    database = await notes(tmp_path / "notes.db")

    async with database.transaction() as tx:
        waiting = [asyncio.create_task(write(database, words)) for words in "abc"]
        await asyncio.sleep(0)
        waiting[1].cancel()
        await tx.execute("INSERT INTO note VALUES ('first')")
    await asyncio.gather(*waiting, return_exceptions=True)
    assert await read(database) == ["first", "a", "c"]
    await database.close()


async def test_whoever_begins_to_write_is_not_overtaken(tmp_path: Path) -> None:
    """From the first moment of a transaction nobody else at the file can begin to write."""
    async with closing(await notes(tmp_path / "notes.db")) as database:
        other = sqlite3.connect(database.path, isolation_level=None, timeout=0)
        try:
            async with database.transaction():
                with pytest.raises(sqlite3.OperationalError, match="database is locked"):
                    other.execute("BEGIN IMMEDIATE")
            other.execute("BEGIN IMMEDIATE")
        finally:
            other.close()


async def test_what_a_constraint_refuses_is_told_and_not_written(tmp_path: Path) -> None:
    """A refused row takes the rest of its transaction with it, and nothing after it."""
    database = await notes(tmp_path / "notes.db")
    with pytest.raises(StorageError, match=r"notes\.db refused what was written"):
        await write(database, "kept?", None)
    assert await read(database) == []
    await write(database, "kept")
    assert await read(database) == ["kept"]
    await database.close()


async def test_whether_it_can_be_written_is_found_without_writing(tmp_path: Path) -> None:
    """To try changes no byte of the file, and leaves nothing in its journal."""
    async with closing(await notes(tmp_path / "notes.db")) as database:
        await write(database, "kept")
        before = database.path.read_bytes()
        await database.try_to_write()
        assert database.path.read_bytes() == before
        assert (tmp_path / "notes.db-journal").stat().st_size == 0


async def test_a_locked_file_cannot_be_written(tmp_path: Path) -> None:
    """While another program holds the file, the try says so; afterwards it succeeds."""
    async with closing(await notes(tmp_path / "notes.db")) as database:
        other = sqlite3.connect(database.path, isolation_level=None, timeout=0)
        try:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(NotRecorded, match=r"notes\.db could not be read or written"):
                await database.try_to_write()
            other.execute("ROLLBACK")
            await database.try_to_write()
        finally:
            other.close()


async def test_on_a_full_disk_nothing_can_be_written(tmp_path: Path) -> None:
    """Where the disk takes no byte more, the try says so; afterwards it succeeds."""
    async with closing(await notes(tmp_path / "notes.db")) as database:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
        try:
            with pytest.raises(NotRecorded, match=r"notes\.db could not be read or written"):
                await database.try_to_write()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        await database.try_to_write()


async def test_a_file_that_has_been_put_away_says_so(tmp_path: Path) -> None:
    """Who still writes to a closed file hears NotRecorded, not a fault of the program."""
    database = await notes(tmp_path / "notes.db")
    await database.close()
    await database.close()
    with pytest.raises(NotRecorded, match=r"notes\.db has been put away"):
        await write(database, "too late")
    with pytest.raises(NotRecorded, match=r"notes\.db has been put away"):
        await database.scrub()


async def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    """Opening a file that is not there is refused in a sentence and makes nothing."""
    with pytest.raises(NotRecorded, match=r"gone\.db is not there"):
        await Database.open(tmp_path / "gone.db")
    assert not (tmp_path / "gone.db").exists()


@pytest.mark.parametrize("content", [b"not a database at all" * 300, b"SQLite format 3\0" * 300])
async def test_a_file_of_something_else_is_damaged_and_stays_as_it_is(
    tmp_path: Path, content: bytes
) -> None:
    """What is no database is refused in a sentence, in the error that was asked for."""

    class Torn(StorageError):
        pass

    path = tmp_path / "main.db"
    path.write_bytes(content)
    with pytest.raises(Torn, match=r"main\.db is damaged and cannot be used"):
        await Database.open(path, damaged=Torn)
    assert path.read_bytes() == content


async def test_the_settings_are_in_force(database: Database) -> None:
    """Journal emptied at each commit, synced, deleted content overwritten, references held."""
    async with database.reading() as connection:
        settings = {
            name: next(iter(await connection.execute_fetchall(f"PRAGMA {name}")))[0]
            for name in ("journal_mode", "synchronous", "secure_delete", "foreign_keys")
        }
    assert settings == {
        "journal_mode": "truncate",
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
    }


async def test_every_table_is_strict(database: Database) -> None:
    """SQLite itself refuses a value of the wrong type in each of our tables."""
    async with database.reading() as connection:
        rows = await connection.execute_fetchall(
            "SELECT name, strict FROM pragma_table_list "
            "WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'"
        )
    assert {"rounds", "outbox", "figures", "preferences"} <= {name for name, _ in rows}
    assert {strict for _, strict in rows} == {1}


async def schema(database: Database) -> list[tuple[str, str]]:
    async with database.reading() as connection:
        rows = await connection.execute_fetchall("SELECT name, sql FROM sqlite_schema ORDER BY 1")
    return [(name, sql) for name, sql in rows]


async def test_migrating_again_changes_nothing(database: Database) -> None:
    """A file of this version is left exactly as it is."""
    before, content = await schema(database), database.path.read_bytes()
    await database.migrate()
    assert await schema(database) == before
    assert database.path.read_bytes() == content


async def test_a_file_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    """Migrated from version 1, a file has the schema of a new one, and still what it held."""
    first = files("storage.migrations").joinpath("0001_foundation.sql").read_text("utf-8")
    old = await notes(tmp_path / "old.db")
    async with closing(old), main_database(tmp_path / "new") as new:
        async with old.transaction() as tx:
            await run_script(tx, first)
            await tx.execute("PRAGMA user_version = 1")
            await tx.execute("INSERT INTO preferences (person, never) VALUES ('U1', 1)")
            await tx.execute("DROP TABLE note")
        await old.migrate()
        assert await schema(old) == await schema(new)
        async with old.reading() as connection:
            assert [*await connection.execute_fetchall("SELECT person FROM preferences")]


async def test_the_version_is_the_number_of_migrations(database: Database) -> None:
    """The file says how many numbered steps it has taken."""
    steps = [f for f in files("storage.migrations").iterdir() if f.name.endswith(".sql")]
    async with database.reading() as connection:
        [(version,)] = await connection.execute_fetchall("PRAGMA user_version")
    assert version == len(steps) > 0


async def test_a_newer_file_is_refused_in_a_sentence_and_untouched(tmp_path: Path) -> None:
    """An older program names both versions and what to do, and writes nothing."""
    database = await notes(tmp_path / "main.db")
    async with database.transaction() as tx:
        await tx.execute("PRAGMA user_version = 4711")
    content = database.path.read_bytes()
    with pytest.raises(StorageError, match=r"newer Staff Pulse \(schema 4711.*install"):
        await database.migrate()
    assert database.path.read_bytes() == content
    await database.close()


async def test_a_migration_that_fails_leaves_nothing_half_done(tmp_path: Path) -> None:
    """After a step fails in its middle the file is as before it, and can be written."""
    database = await notes(tmp_path / "main.db")
    async with database.transaction() as tx:
        await tx.execute("CREATE TABLE outbox (in_the_way TEXT) STRICT")
    before = await schema(database)
    with pytest.raises(StorageError, match="already exists"):
        await database.migrate()
    assert await schema(database) == before
    async with database.transaction() as tx:
        await tx.execute("INSERT INTO note VALUES ('still works')")
        await tx.execute("DROP TABLE outbox")
    await database.migrate()
    assert await read(database) == ["still works"]
    await database.close()


async def run(database: Database, script: str) -> None:
    async with database.transaction() as tx:
        await run_script(tx, script)


async def test_a_script_runs_within_its_transaction(tmp_path: Path) -> None:
    """Comments, and semicolons in them or in texts, do not split a script's statements."""
    database = await notes(tmp_path / "main.db")
    script = """
    -- what is first; and
    INSERT INTO note
    VALUES ('a;
b');  -- a note;
    INSERT INTO note VALUES ('c');
    -- the end
    """
    with pytest.raises(StorageError, match="no_such_table"):
        await run(database, f"{script}; DROP TABLE no_such_table;")
    assert await read(database) == []
    await run(database, script)
    assert await read(database) == ["a;\nb", "c"]
    await database.close()


def test_files_and_folders_are_their_owners_alone(tmp_path: Path) -> None:
    """Nobody but the owner can read a file or enter a folder that we make."""
    make_folder(tmp_path / "data" / "boxes")
    create_private(tmp_path / "data" / "boxes" / "main.db")
    assert (tmp_path / "data" / "boxes").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "data" / "boxes" / "main.db").stat().st_mode & 0o777 == 0o600


async def test_the_journal_is_its_owners_alone(tmp_path: Path) -> None:
    """SQLite's journal lies beside a private file and is as private."""
    database = await notes(tmp_path / "notes.db")
    assert (tmp_path / "notes.db-journal").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "notes.db-journal").stat().st_size == 0
    await database.close()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A file in the way of a folder is named in a sentence."""
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(StorageError, match="data cannot be made"):
        make_folder(tmp_path / "data")
    with pytest.raises(NotRecorded, match=r"main\.db could not be read or written"):
        create_private(tmp_path / "data" / "main.db")


INSTANTS = st.datetimes(
    min_value=datetime(1900, 1, 1),  # noqa: DTZ001 - hypothesis wants bounds without a zone
    timezones=st.sampled_from([ZoneInfo("Europe/London"), ZoneInfo("Asia/Kolkata"), UTC]),
).map(lambda instant: instant.replace(microsecond=0))


@given(INSTANTS, INSTANTS)
def test_instants_sort_as_text(one: datetime, other: datetime) -> None:
    """Kept instants compare as the instants do, whatever zone they came in."""
    assert datetime.fromisoformat(to_text(one)) == one.astimezone(UTC)
    assert (to_text(one) < to_text(other)) == (one.astimezone(UTC) < other.astimezone(UTC))


@given(st.datetimes())
def test_naive_instants_are_refused(naive: datetime) -> None:
    """A time without a zone is no instant and is never kept."""
    with pytest.raises(ValueError, match="has no time zone"):
        to_text(naive)


async def test_deleted_text_is_in_no_byte_of_the_file(tmp_path: Path) -> None:
    """What is deleted leaves the file at once, and scrubbing removes what was left before.

    A connection without our settings shows that neither is a given.
    """
    names = [f"person-{number:04}" for number in range(500)]

    def found(path: Path) -> bool:
        return any(name.encode() in path.read_bytes() for name in names)

    plain = sqlite3.connect(tmp_path / "plain.db")
    plain.execute("PRAGMA secure_delete = OFF")
    plain.execute("CREATE TABLE note (words TEXT)")
    plain.executemany("INSERT INTO note VALUES (?)", [(name,) for name in names])
    plain.commit()
    plain.execute("DELETE FROM note")
    plain.commit()
    plain.close()
    assert found(tmp_path / "plain.db")
    async with closing(await notes(tmp_path / "notes.db")) as database:
        async with database.transaction() as tx:
            await tx.executemany("INSERT INTO note VALUES (?)", [(name,) for name in names])
        assert found(database.path)
        async with database.transaction() as tx:
            await tx.execute("DELETE FROM note")
        assert not found(database.path)
        assert not found(tmp_path / "notes.db-journal")

    async with closing(await Database.open(tmp_path / "plain.db")) as database:
        assert found(database.path)
        await database.scrub()
        assert not found(database.path)
