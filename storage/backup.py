"""Backups of the main database: made beside a running bot, put back where none runs."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from storage import schema, sound
from storage.ballot_box.durable import sync_folder
from storage.database import (
    Database,
    as_told,
    create_private,
    migrations,
    on_disk,
    to_text,
)
from storage.errors import StorageError
from storage.model import State

# Whoever reads the messages owed to people knows who is asked, and a round that is restored has
# no use for them.
_LEAVE_OUT = "DELETE FROM outbox WHERE to_person"

# What ANALYZE keeps are samples of rows that may be gone by now.
_DROP_STATISTICS = tuple(f"DROP TABLE IF EXISTS {table}" for table in schema.STATISTICS)

# Changes to come may have been taken back since, and so may what is still to be sent of them.
_UNSAY = """
DELETE FROM outbox WHERE posted_as IS NULL AND key IN (
    SELECT notice || '/' || c.value FROM announcements, json_each(channels) c)
"""
# Whoever still waited for an invitation was left out, so what was lost is no number to tell of.
_TOLD = "UPDATE sendings SET told = 1"
_DROP_ANNOUNCED = "DELETE FROM announcements RETURNING pulse"

BEFORE_UPGRADE = "before-upgrade.sqlite3"
"""The name of the copy that is made before the schema changes, beside the main database."""


class Made(NamedTuple):
    """What went into a backup.

    Attributes:
        rounds: the state of each round, by its id.
        left_out: how many messages owed to people did not go in.
    """

    rounds: Mapping[str, State]
    left_out: int


def make(database: Path, backup: Path) -> Made:
    """Copy a main database into a new file, whole or not at all; the bot may be running.

    Messages owed to people are left out before anything is written, and so is all that was deleted
    from the database.

    Raises:
        StorageError: the database is not there or damaged, or the file cannot be made or is there.
    """
    _refuse_present(backup)
    with _in_memory(database) as copy:
        return _write(copy, backup)


def before_upgrade(database: Path) -> None:
    """Copy a main database that is still to be brought to this version's schema, if it is.

    The copy lies beside it, in the place of an earlier one, and is a backup like any other.

    Raises:
        StorageError: the database is damaged, or the copy cannot be made.
    """
    if sound.version(database) in {0, len(migrations())}:
        return
    with _in_memory(database) as copy:
        [(version,)] = copy.execute("PRAGMA user_version")
        if version < len(migrations()):  # otherwise another command has done it meanwhile
            _write(copy, database.with_name(BEFORE_UPGRADE), replace=True)


def look(backup: Path, *, name: str | None = None) -> Mapping[str, State]:
    """The state of each round that a backup knows, by the round's id.

    Args:
        name: what to call the file, if not by its own name.

    Raises:
        StorageError: it is not there, damaged, something else, or of a newer version.
    """
    name = name or backup.name
    if not os.access(backup, os.R_OK, effective_ids=True):
        raise StorageError(f"{backup} is not there or cannot be read; name a backup that is.")
    uri = backup.absolute().as_uri() + "?mode=ro&immutable=1"
    with as_told(name), closing(sqlite3.connect(uri, uri=True)) as connection:
        sound.refuse_strange(connection, backup.with_name(name))
        sound.refuse_damaged(connection, backup.with_name(name))
        return _states(connection)


async def put_back(backup: Path, database: Path, *, now: datetime) -> Sequence[str]:
    """Put a backup in the place of a main database that nobody works on, or change nothing.

    What it replaces is gone afterwards. A kill leaves the old database or the new one. The ids of
    pulses are told that go on as they are, although the backup had a change of theirs to come.

    Args:
        now: kept in the database, which does not know what happened before it.

    Raises:
        StorageError: the backup cannot be used, or the disk is full.
    """
    look(backup)
    new = _new(database)
    try:
        unchanged = await _prepare(backup, new, now=now)
        look(new, name=backup.name)
        await _at_rest(database)
        with on_disk(database.name):
            _unlink_journals(new)
            _sync(new)
            new.replace(database)
            sync_folder(database.parent)
        return unchanged
    finally:
        with on_disk(new.name):
            _unlink_with_journals(new)


def clear_away(database: Path) -> None:
    """Take away what a restore or an upgrade left beside a main database when it was killed.

    Raises:
        StorageError: the folder cannot be changed.
    """
    new = _new(database)
    with on_disk(new.name):
        _unlink_with_journals(new)
        for left in database.parent.glob(f".{BEFORE_UPGRADE}.*"):
            left.unlink()


def forget_upgrade(database: Path, before: datetime) -> None:
    """Take away the copy from before an upgrade, if that was before an instant."""
    copy = database.with_name(BEFORE_UPGRADE)
    with on_disk(copy.name):
        if copy.exists() and copy.stat().st_mtime < before.timestamp():
            copy.unlink()


def _new(database: Path) -> Path:
    """Where a restore prepares what is to be put in the place of a main database."""
    return database.with_name(f"{database.name}.new")


async def _prepare(backup: Path, new: Path, *, now: datetime) -> Sequence[str]:
    """A copy of the backup as the bot will find it, of this version's schema.

    The ids of pulses whose change to come is left out are told.
    """
    with on_disk(new.name):
        _unlink_with_journals(new)
        create_private(new)
        shutil.copyfile(backup, new)
    opened = await Database.open(new)
    try:
        await opened.migrate()
        async with opened.transaction() as tx:
            for drop in _DROP_STATISTICS:
                await tx.execute(drop)
            await tx.execute(_LEAVE_OUT)
            await tx.execute(_TOLD)
            await tx.execute(_UNSAY)
            unchanged = await tx.execute_fetchall(_DROP_ANNOUNCED)
            await tx.execute("DELETE FROM restores")
            await tx.execute("INSERT INTO restores (at) VALUES (?)", (to_text(now),))
        await opened.scrub()
    finally:
        await opened.close()
    return sorted(id_ for (id_,) in unchanged)


async def _at_rest(database: Path) -> None:
    """Take away the journal of a database, which SQLite would take for that of its successor.

    What a kill left undone in it is done first, so that the database is whole without it. One that
    is damaged stays as it is.
    """
    with suppress(StorageError):
        opened = await Database.open(database)
        await opened.close()
    with on_disk(database.name):
        _unlink_journals(database)
        sync_folder(database.parent)


@contextmanager
def _in_memory(database: Path) -> Iterator[sqlite3.Connection]:
    """A sound copy of the database as it was between two transactions, without statistics."""
    if not database.exists():
        raise StorageError(
            f"There is no database at {database}: set STAFF_PULSE_DATA_DIR to the folder that the "
            f"bot runs on."
        )
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
        with as_told(database.name), sound.opened(database) as source:
            source.backup(copy)
            sound.refuse_strange(copy, database)
            sound.refuse_damaged(copy, database)
            for drop in _DROP_STATISTICS:
                copy.execute(drop)
        yield copy


def _write(copy: sqlite3.Connection, backup: Path, *, replace: bool = False) -> Made:
    """Write a copy of a database into a file, without what names people who are owed something."""
    with _new_beside(backup) as new:
        made = Made(rounds=_states(copy), left_out=copy.execute(_LEAVE_OUT).rowcount)
        with as_told(backup.name):
            copy.execute("VACUUM INTO ?", (str(new),))
        look(new, name=backup.name)
        if not replace:
            _refuse_present(backup)
        with on_disk(str(backup)):
            _sync(new)
            new.replace(backup)
            sync_folder(backup.parent)
    return made


@contextmanager
def _new_beside(backup: Path) -> Iterator[Path]:
    """An empty file of its owner alone, which is gone afterwards unless it was renamed."""
    with on_disk(str(backup)):
        number, name = tempfile.mkstemp(prefix=f".{backup.name}.", dir=backup.absolute().parent)
        os.close(number)
    try:
        yield Path(name)
    finally:
        with suppress(OSError):  # the disk itself may be gone
            Path(name).unlink()


def _refuse_present(backup: Path) -> None:
    if backup.exists() or backup.is_symlink():
        raise StorageError(f"{backup} is there already; name a file that is new.")


def _states(connection: sqlite3.Connection) -> dict[str, State]:
    rows = connection.execute("SELECT id, state FROM rounds ORDER BY opens, id")
    return {round_id: State(state) for round_id, state in rows}


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _unlink_with_journals(path: Path) -> None:
    path.unlink(missing_ok=True)
    _unlink_journals(path)


def _unlink_journals(path: Path) -> None:
    for suffix in ("-journal", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
