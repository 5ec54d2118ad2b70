"""Whether a main database can be vouched for: whole, and made of what the program makes."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from storage import schema
from storage.database import as_told, refuse_newer
from storage.errors import StorageError

_PATIENCE_SECONDS = 30


def vouch(database: Path) -> None:
    """Raise StorageError where a main database is damaged; one that is new or not there is not."""
    if database.exists() and version(database):
        with opened(database) as connection, as_told(database.name):
            refuse_damaged(connection, database)


def version(database: Path) -> int:
    """How many steps of the schema a main database has taken; 0 for one that is empty."""
    with as_told(database.name), opened(database) as connection:
        [(number,)] = connection.execute("PRAGMA user_version")
    return int(number)


@contextmanager
def opened(database: Path) -> Iterator[sqlite3.Connection]:
    """A main database that others may be writing to; what a kill left half done is undone."""
    uri = database.absolute().as_uri() + "?mode=rw"
    with closing(sqlite3.connect(uri, uri=True, timeout=_PATIENCE_SECONDS)) as connection:
        yield connection


def refuse_strange(connection: sqlite3.Connection, path: Path) -> None:
    """Raise StorageError unless it is made just as this version or an older one makes it.

    The tables of ANALYZE do not count: they go into no copy.
    """
    [(number,)] = connection.execute("PRAGMA user_version")
    refuse_newer(path, number)
    found, due = schema.read(connection).without_statistics(), schema.of_main(number)
    if number < 1 or not found.tables.keys() >= due.tables.keys():
        raise StorageError(f"{path} is no database of Staff Pulse.")
    for name, _ in sorted(found.made.items() ^ due.made.items()):
        raise StorageError(
            f'{path}: "{name}" is not as Staff Pulse makes it, so nobody can vouch for what is in '
            f"it; put back what was changed, or name another backup."
        )


def refuse_damaged(connection: sqlite3.Connection, path: Path) -> None:
    """Raise StorageError unless every page, row and reference of it is whole."""
    for check in ("integrity_check(1)", "foreign_key_check"):
        for found in connection.execute(f"PRAGMA {check}"):
            if found != ("ok",):
                raise StorageError(f"{path.name} is damaged and cannot be used.")
