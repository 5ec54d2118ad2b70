"""What a file of ours is made of: its tables with their columns, and all else that is in it."""

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from importlib.resources import files
from typing import NamedTuple, Self

from storage.database import migrations

STATISTICS: Mapping[str, tuple[str, ...]] = {
    "sqlite_stat1": ("tbl", "idx", "stat"),
    "sqlite_stat4": ("tbl", "idx", "neq", "nlt", "ndlt", "sample"),
}
"""What ANALYZE makes, which the program never does: https://www.sqlite.org/lang_analyze.html."""


class Schema(NamedTuple):
    """What SQLite says that a file is made of.

    Attributes:
        tables: for each table its columns, hidden ones included.
        made: for each table, index, trigger and view the statement that made it.
    """

    tables: Mapping[str, tuple[str, ...]]
    made: Mapping[str, str]

    def without_statistics(self) -> Self:
        """The same without the tables of ANALYZE, where they have the columns that it makes."""
        gone = {one for one, columns in STATISTICS.items() if self.tables.get(one) == columns}
        return self._replace(
            tables={name: one for name, one in self.tables.items() if name not in gone},
            made={name: sql for name, sql in self.made.items() if name not in gone},
        )


def read(connection: sqlite3.Connection) -> Schema:
    """The schema of an open file."""
    columns = connection.execute(
        "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_xinfo(t.name) c "
        "WHERE t.type = 'table' ORDER BY t.rowid, c.cid"
    )
    tables: dict[str, tuple[str, ...]] = {}
    for table, column in columns:
        tables[table] = (*tables.get(table, ()), column)
    made = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
    return Schema(tables=tables, made=dict(made.fetchall()))


def of_main(version: int) -> Schema:
    """The main database's schema after so many of its steps."""
    return _of_scripts(migrations()[:version])


def of_box() -> Schema:
    """The schema of a ballot box."""
    script = files("storage.ballot_box").joinpath("schema.sql").read_text(encoding="utf-8")
    return _of_scripts([script])


def _of_scripts(scripts: Iterable[str]) -> Schema:
    with closing(sqlite3.connect(":memory:")) as connection:
        for script in scripts:
            connection.executescript(script)
        return read(connection)
