"""Looking into a main database without touching it: everything is read from a copy in memory."""

import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Self

from storage import schema
from storage.database import SETTINGS, Connection, Database, as_told, refuse_newer
from storage.errors import StorageError
from storage.pages import free_space
from storage.schema import Schema
from storage.snapshot import Snapshot, take

# A file that was last used with a write-ahead log says so in these two bytes, and a copy in memory
# cannot have one: https://www.sqlite.org/fileformat2.html#file_format_version_numbers
_FORMAT = slice(18, 20)
_WITHOUT_LOG = b"\1\1"


class Contents(NamedTuple):
    """What a SQLite file holds.

    Attributes:
        rows: how many there are in each table.
        history: whether it keeps a log of changes, or its journal what was before the last one.
    """

    schema: Schema
    version: int
    rows: Mapping[str, int]
    history: bool


class Waiting(NamedTuple):
    """A message that waits for a person.

    Attributes:
        about: names the message, the same for everyone who is owed it.
        round_state: of the round that owes it; None where none does.
    """

    about: str
    person: str
    body: str
    since: str
    round_state: str | None


@contextmanager
def in_memory(snapshot: Snapshot, path: Path) -> Iterator[sqlite3.Connection]:
    """A file as it was, on a connection that leads to memory only.

    Raises:
        StorageError: it is damaged or no database, or a transaction was under way.
    """
    if not snapshot.at_rest:
        raise StorageError(
            f"{path} is in the middle of a change: try again, and make a copy again that was taken "
            f"just then; if the bot was killed, start it once."
        )
    with as_told(path.name), closing(_connected(snapshot)) as connection:
        if connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
            raise StorageError(f"{path.name} is damaged and cannot be used.")
        yield connection


class Main:
    """A main database as it was, in memory."""

    def __init__(self, connection: sqlite3.Connection, snapshot: Snapshot, path: Path) -> None:
        self._connection = connection
        self._snapshot = snapshot
        self._path = path

    @classmethod
    @contextmanager
    def look(cls, path: Path) -> Iterator[Self]:
        """Read the file, and look into what was read for as long as the context lasts.

        Raises:
            StorageError: it is damaged or no database, or a transaction was under way.
        """
        snapshot = take(path)
        with in_memory(snapshot, path) as connection:
            yield cls(connection, snapshot, path)

    @classmethod
    @contextmanager
    def look_or_new(cls, path: Path) -> Iterator[Self]:
        """The same; where there is no file yet, what an empty one would be."""
        if path.exists():
            with cls.look(path) as found:
                yield found
            return
        none = Snapshot(content=b"", journal=b"", at_rest=True, modified=0)
        with in_memory(none, path) as connection:
            yield cls(connection, none, path)

    @asynccontextmanager
    async def stores(self) -> AsyncIterator[Database]:
        """The same in the form that `Rounds` and the other stores work on."""
        connection = Connection(lambda: _connected(self._snapshot), 64)
        database = Database(connection, self._path, StorageError)
        await connection
        try:
            yield database
        finally:
            await database.close()

    def contents(self) -> Contents:
        """What there is; StorageError if a newer version made it."""
        [(version,)] = self._all("PRAGMA user_version")
        refuse_newer(self._path, version)
        found = schema.read(self._connection)
        return Contents(
            schema=found,
            version=version,
            rows={table: self._count(table) for table in found.tables},
            history=self._keeps_history(),
        )

    def _keeps_history(self) -> bool:
        content = self._snapshot.content
        return (bool(content) and content[_FORMAT] != _WITHOUT_LOG) or any(self._snapshot.journal)

    def texts(self, table: str) -> Iterator[str]:
        """Every text in a table, and every blob read as if it were one."""
        for row in self._all(f"SELECT * FROM {_quoted(table)}"):  # noqa: S608 - quoted
            for value in row:
                if isinstance(value, bytes):
                    yield value.decode("latin-1")
                elif isinstance(value, str):
                    yield value

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Every row of a table, by the names of its columns."""
        found = self._connection.execute(f"SELECT * FROM {_quoted(table)}")  # noqa: S608 - quoted
        names = [name for name, *_ in found.description]
        return [dict(zip(names, row, strict=True)) for row in found]

    def unused(self) -> bytes:
        """What is in free space and in the journal, where deleted things may still be."""
        roots = self._all("SELECT rootpage FROM sqlite_schema WHERE rootpage > 0")
        free = free_space(self._snapshot.content, [root for (root,) in roots])
        return b"\0".join([*free, self._snapshot.journal])

    def waiting(self) -> list[Waiting]:
        """The messages that wait for people, in their order."""
        rows = self._all(
            "SELECT substr(o.key, 1, length(o.key) - length(o.recipient)), o.recipient, o.body, "
            "o.since, r.state FROM outbox o LEFT JOIN rounds r ON r.id = o.round "
            "WHERE o.to_person ORDER BY o.place"
        )
        return [Waiting(*row) for row in rows]

    def wishes(self) -> list[tuple[str, str | None]]:
        """Who asked something of us, and until when they want to be asked nothing."""
        return self._all("SELECT person, paused_until FROM preferences")

    def states(self) -> dict[str, str]:
        """The state of each round, by its id."""
        return dict(self._all("SELECT id, state FROM rounds ORDER BY opens, id"))

    def digests(self) -> dict[str, str]:
        """The digest of each round as JSON, by the round's id."""
        return dict(self._all("SELECT round, body FROM digests"))

    def with_figures(self) -> set[str]:
        """The rounds of which anything is published."""
        there = schema.read(self._connection).tables.keys() & {"responses", "figures", "rankings"}
        rows = [row for table in there for row in self._all(f"SELECT round FROM {table}")]  # noqa: S608 - from above
        return {round_id for (round_id,) in rows}

    def _count(self, table: str) -> int:
        [(rows,)] = self._all(f"SELECT count(*) FROM {_quoted(table)}")  # noqa: S608 - quoted
        return int(rows)

    def _all(self, sql: str) -> list[Any]:
        return self._connection.execute(sql).fetchall()


def settings_in_force() -> Mapping[str, object]:
    """What SQLite on this machine makes of the settings that every file of ours is opened with."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(SETTINGS)
        return {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("secure_delete", "synchronous", "foreign_keys")
        }


def _connected(snapshot: Snapshot) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    content = snapshot.content
    if content:  # a file that was only just made has none
        connection.deserialize(content[: _FORMAT.start] + _WITHOUT_LOG + content[_FORMAT.stop :])
    return connection


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))
