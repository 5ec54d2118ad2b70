"""Who changed what and when; written with the change, and never altered."""

from collections.abc import Mapping, Sequence

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

    async def latest(self, most: int, *, before: int | None = None) -> Sequence[Change]:
        """The last entries, or the last before that place; the newest first."""
        earlier = "TRUE" if before is None else "place < :before"
        return await self._entries(
            f"WHERE {earlier} ORDER BY place DESC LIMIT :most", {"before": before, "most": most}
        )

    async def get(self, place: int) -> Change | None:
        """The entry at that place, if there is one."""
        return next(iter(await self._entries("WHERE place = :place", {"place": place})), None)

    async def naming(self, person: str) -> int:
        """How many entries name a person."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "SELECT count(*) FROM change_log WHERE by = ?", (person,)
            )
        [(number,)] = rows
        return int(number)

    async def _entries(self, where: str, values: Mapping[str, int | None]) -> Sequence[Change]:
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"SELECT place, at, by, about, said, before, after FROM change_log {where}",  # noqa: S608 - from above
                values,
            )
        return [
            Change(place=place, at=at, by=by, about=about, said=said, before=before, after=after)
            for place, at, by, about, said, before, after in rows
        ]


async def write(tx: aiosqlite.Connection, changes: Sequence[Change]) -> None:
    """Add entries within a transaction."""
    await tx.executemany(
        "INSERT INTO change_log (at, by, about, said, before, after) VALUES (?, ?, ?, ?, ?, ?)",
        [(to_text(one.at), one.by, one.about, one.said, one.before, one.after) for one in changes],
    )
