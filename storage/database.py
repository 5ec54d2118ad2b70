"""The one way to a SQLite file: settings, transactions, migrations."""

import asyncio
import os
import re
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any, Self, TypeVar

import aiosqlite

from storage.errors import NotRecorded, StorageError

T = TypeVar("T")

SQLITE_VERSION = sqlite3.sqlite_version
"""The library's version, for the log: faults are known of some."""

# Slack shows people an error of its own when it has waited three seconds for an answer:
# https://docs.slack.dev/interactivity/handling-user-interaction. Beginning and committing may both
# meet a lock.
_BUSY_SECONDS = 1

# What SQLite calls a file that is no database, is torn, or lacks the tables it was given:
# https://www.sqlite.org/rescode.html
_DAMAGE = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_REFUSAL = {
    sqlite3.SQLITE_CONSTRAINT,
    sqlite3.SQLITE_MISMATCH,
    sqlite3.SQLITE_MISUSE,
    sqlite3.SQLITE_TOOBIG,
}

# TRUNCATE with FULL syncs the emptied journal, so that a commit survives a power cut:
# https://www.sqlite.org/pragma.html#pragma_journal_mode. A write-ahead log would keep the order
# of every write; a rollback journal keeps nothing once the transaction has ended.
SETTINGS = """
PRAGMA journal_mode = TRUNCATE;
PRAGMA synchronous = FULL;
PRAGMA secure_delete = ON;
PRAGMA foreign_keys = ON;
PRAGMA temp_store = MEMORY;
"""
"""What every file of ours is opened with."""


class Database:
    """One SQLite file behind one connection, on which transactions take turns."""

    def __init__(self, connection: "Connection", path: Path, damaged: type[StorageError]) -> None:
        self._connection = connection
        self._damaged = damaged
        self._turn = asyncio.Lock()
        self._closed = False
        self._read_on: sqlite3.Cursor | None = None
        self.path = path

    @classmethod
    async def open(cls, path: Path, *, damaged: type[StorageError] = StorageError) -> Self:
        """Open an existing file by its absolute path, or an empty one from `create_private`.

        Args:
            path: the file.
            damaged: what to raise, now or later, where the file is not what was written to it.
        """
        # After a failed `connect` the thread of aiosqlite ends on its own, with a traceback if the
        # loop has ended before it; so look first. And what SQLite opens while it is read-only, it
        # would take for read-only ever after: https://www.sqlite.org/c3ref/open.html
        if not os.access(path, os.R_OK | os.W_OK, effective_ids=True):
            raise NotRecorded(
                f"{path.name} is not there, or cannot be read or written; check its path, its "
                f"permissions, and that its disk is not read-only."
            )
        connection = Connection(partial(_connected, path), iter_chunk_size=1)
        database = cls(connection, path, damaged)
        try:
            await connection
            await connection.executescript(SETTINGS)
        except sqlite3.Error as error:
            await connection.close()
            raise for_people(error, path.name, damaged) from None
        except BaseException:
            await connection.close()
            raise
        return database

    async def close(self) -> None:
        """Let go of the file, after the transaction under way."""
        async with self._turn:
            self._closed = True
            await self._connection.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[aiosqlite.Connection]:
        """Write all or nothing: no other task's statement comes between.

        Raises:
            NotRecorded: nothing was written; the disk is full, or the file locked or read-only.
        """
        async with self.reading() as connection:
            try:
                await connection.execute("BEGIN IMMEDIATE")
                yield connection
                await connection.commit()
            except BaseException:
                await _to_its_end(connection.rollback())
                raise

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[aiosqlite.Connection]:
        """Read what is committed, between two transactions."""
        async with self._turn:
            if self._closed:
                raise NotRecorded(f"{self.path.name} has been put away.")
            with as_told(self.path.name, self._damaged):
                yield self._connection

    async def try_to_write(self) -> None:
        """Write, and take it back.

        Raises:
            NotRecorded: nothing can be written; the disk is full, or the file locked or read-only.
        """
        async with self.reading() as connection:
            await connection.execute("BEGIN IMMEDIATE")
            try:
                # The journal gets what stood there, before it is known whether this will stay.
                [(version,)] = await connection.execute_fetchall("PRAGMA user_version")
                await connection.execute(f"PRAGMA user_version = {version + 1}")
            finally:
                await _to_its_end(connection.rollback())

    async def write_at_once(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Write all or nothing of what a function does, in one go.

        Each statement of `transaction` goes over to the thread of the file and back, which takes
        longer than most statements do. Once begun, this ends by itself, whatever becomes of the
        caller.

        Raises:
            NotRecorded: nothing was written; the disk is full, or the file locked or read-only.
        """
        return await self.read_at_once(partial(self.write_here, work))

    async def read_at_once(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What a function reads of what is committed, in one go."""
        async with self.reading():
            return await self._connection.run(work)

    def soon(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """Have the file's own thread do something after what it was asked before.

        It raises nothing, and tells by itself what came of it. No `transaction` is waited for, so
        this is for files that are written at once only.
        """
        self._connection.soon(work)

    def write_here(
        self,
        work: Callable[[sqlite3.Connection], T],
        connection: sqlite3.Connection,
        *,
        more: Callable[[], bool] = lambda: False,
    ) -> T:
        """Write all or nothing of what a function does, in the file's own thread; NotRecorded.

        Args:
            work: the function.
            connection: the file's.
            more: whether the next is to be written at once, which then costs a sync less.
        """
        try:
            with as_told(self.path.name, self._damaged):
                connection.execute("BEGIN IMMEDIATE")
                done = work(connection)
                # While the file is read SQLite keeps the journal open, and it syncs the folder
                # only after opening one: https://www.sqlite.org/atomiccommit.html
                self._read_on = self._read_on or connection.execute("SELECT 1 FROM sqlite_schema")
                connection.commit()
        except BaseException:
            with suppress(sqlite3.Error):  # what fails here SQLite itself does at the next opening
                connection.rollback()
            self._let_be()
            raise
        if not more():
            self._let_be()
        return done

    def _let_be(self) -> None:
        """Read no more, so that others may write, and that the file is looked at anew."""
        if self._read_on is not None:
            self._read_on.close()
            self._read_on = None

    async def scrub(self) -> None:
        """Rewrite the file without anything that was deleted, free pages included."""
        async with self.reading() as connection:
            await connection.execute("VACUUM")

    async def migrate(self) -> None:
        """Bring the main database to this version's schema, in one transaction.

        Raises:
            StorageError: a newer version of the program wrote it, or a step failed, and then it is
                as it was.
        """
        async with self.reading() as connection:
            taken = await _steps_taken(connection)
        refuse_newer(self.path, taken)
        if taken == len(migrations()):
            return
        async with self.transaction() as tx:
            for sql in migrations()[await _steps_taken(tx) :]:
                await run_script(tx, sql)
            await tx.execute(f"PRAGMA user_version = {len(migrations())}")


async def _steps_taken(connection: aiosqlite.Connection) -> int:
    """How many of the steps of the schema a file has taken."""
    [(number,)] = await connection.execute_fetchall("PRAGMA user_version")
    return int(number)


class Connection(aiosqlite.Connection):
    """A connection that does several things in its own thread in one go."""

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What comes of a function in the connection's own thread."""
        done: T = await self._execute(work, self._conn)  # type: ignore[no-untyped-call]
        return done

    def soon(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """Do something in the connection's own thread, which nobody here waits for."""
        self._tx.put_nowait((None, partial(work, self._conn)))


def _connected(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        path.as_uri() + "?mode=rw", uri=True, isolation_level=None, timeout=_BUSY_SECONDS
    )


def for_people(
    error: sqlite3.Error, name: str, damaged: type[StorageError] = StorageError
) -> StorageError:
    """What SQLite says of a file, as a sentence for the person who can mend it.

    Args:
        name: the file's.
        damaged: what to make of it where the file is not what was written to it.
    """
    code = getattr(error, "sqlite_errorcode", None)
    if code is None and isinstance(error, sqlite3.OperationalError):
        # Python's own words for a text that is no longer UTF-8, and they quote it.
        return damaged(f"{name} is damaged and cannot be used.")
    code = sqlite3.SQLITE_MISUSE if code is None else code & 0xFF
    if code in _DAMAGE:
        return damaged(f"{name} is damaged and cannot be used ({error}).")
    if code in _REFUSAL:
        return StorageError(f"{name} refused what was written to it ({error}).")
    return NotRecorded(
        f"{name} could not be read or written ({error}); check free space and permissions."
    )


@contextmanager
def as_told(name: str, damaged: type[StorageError] = StorageError) -> Iterator[None]:
    """Raise what SQLite says of a file of that name as a sentence; see `for_people`."""
    try:
        yield
    except sqlite3.Error as error:
        raise for_people(error, name, damaged) from None


def refuse_newer(path: Path, version: int) -> None:
    """Raise StorageError for a schema that only a newer version of the program knows."""
    known = len(migrations())
    if version > known:
        raise StorageError(
            f"{path} was written by a newer Staff Pulse (schema {version}, this one "
            f"knows {known}); install that version or a newer one."
        )


async def run_script(tx: aiosqlite.Connection, sql: str) -> None:
    """Run the statements of a script within a transaction; `executescript` would commit it."""
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            await tx.execute(statement)
            statement = ""


@contextmanager
def on_disk(what: str) -> Iterator[None]:
    """Raise NotRecorded with the reason where the system refuses to read, make or unlink a file."""
    try:
        yield
    except OSError as error:
        raise NotRecorded(
            f"{what} could not be read or written ({error.strerror}); check free space and "
            f"permissions."
        ) from None


def create_private(path: Path) -> None:
    """Make an empty file that only its owner can read; nothing happens if it is there.

    SQLite gives a journal the modes of its database.
    """
    with on_disk(path.name):
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def make_folder(path: Path) -> None:
    """Make a folder that only its owner can enter."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"The folder {path} cannot be made ({error.strerror}); choose another one or mend its "
            f"permissions."
        ) from None


def to_text(instant: datetime) -> str:
    """An aware instant as it is kept, in UTC to the second; ValueError for a naive one."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant} has no time zone; an instant has to be aware")
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def migrations() -> list[str]:
    """The steps that make the main database's schema, as SQL, in order."""
    folder = files("storage.migrations")
    named = sorted(f.name for f in folder.iterdir() if re.match(r"\d{4}_.*\.sql$", f.name))
    return [folder.joinpath(name).read_text(encoding="utf-8") for name in named]


async def _to_its_end(coroutine: Coroutine[Any, Any, None]) -> None:
    """Finish although the caller is being cancelled: a half-open transaction would be shared.

    A rollback that fails is done by SQLite itself when it next opens the file.
    """
    task = asyncio.ensure_future(coroutine)
    with suppress(sqlite3.Error):
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            await task
            raise
