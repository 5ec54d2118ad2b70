"""Who changed what and when; written with the change, and never altered."""

from collections.abc import Sequence

import aiosqlite

from storage.database import Database, to_text
from storage.model import Change


class ChangeLog:
    """The change log in the main database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def write(self, changes: Sequence[Change]) -> None:
        """Add entries that no other step writes."""
        async with self._database.transaction() as tx:
            await write(tx, changes)

    async def latest(self, most: int) -> Sequence[Change]:
        """The last entries, the newest first."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "SELECT at, by, about, said, before, after FROM change_log "
                "ORDER BY place DESC LIMIT ?",
                (most,),
            )
        return [
            Change(at=at, by=by, about=about, said=said, before=before, after=after)
            for at, by, about, said, before, after in rows
        ]

    async def naming(self, person: str) -> int:
        """How many entries name a person."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "SELECT count(*) FROM change_log WHERE by = ?", (person,)
            )
        [(number,)] = rows
        return int(number)


async def write(tx: aiosqlite.Connection, changes: Sequence[Change]) -> None:
    """Add entries within a transaction."""
    await tx.executemany(
        "INSERT INTO change_log (at, by, about, said, before, after) VALUES (?, ?, ?, ?, ?, ?)",
        [(to_text(one.at), one.by, one.about, one.said, one.before, one.after) for one in changes],
    )
