"""What is kept for some years only, or for some weeks, and then let go of."""

from datetime import datetime

import aiosqlite

from storage import backup
from storage.change_log import write
from storage.database import Database, to_text
from storage.model import Change

# The last published round of a pulse stays, since the next one looks back at it; so does a round of
# which something is still to be sent, or whose actions go on or ended lately.
_OLD_ROUNDS = """
SELECT r.id FROM rounds r
WHERE r.state IN ('published', 'cancelled') AND r.publishes < :before
AND EXISTS (SELECT 1 FROM rounds n
            WHERE n.pulse = r.pulse AND n.state = 'published' AND n.opens > r.opens)
AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.round = r.id AND o.posted_as IS NULL)
AND NOT EXISTS (SELECT 1 FROM actions a
                WHERE a.round = r.id AND (a.ended IS NULL OR a.ended >= :before))
ORDER BY r.opens LIMIT :most
"""

_OF_A_ROUND = (
    "ranked",
    "rankings",
    "choices",
    "figures",
    "responses",
    "midway",
    "digests",
    "outbox",
    "sendings",
    "actions",
)
"""The tables with rows of a round, in an order in which they can be emptied."""


class Old:
    """What is old in the main database and beside it.

    Args:
        years: for how many published figures and the change log are kept; None for ever.
    """

    def __init__(self, database: Database, *, years: int | None) -> None:
        self._database = database
        self.years = years

    async def last_published(self) -> datetime | None:
        """When the last digest was due, of all pulses."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "SELECT max(publishes) FROM rounds WHERE state = 'published'"
            )
        return next((datetime.fromisoformat(text) for (text,) in rows if text), None)

    async def forget_rounds(self, before: datetime, *, most: int) -> int:
        """Take out rounds that were over before an instant, with all that is kept of them.

        Args:
            before: the instant.
            most: so many at a time.

        Returns:
            how many were taken out.
        """
        async with self._database.transaction() as tx:
            values = {"before": to_text(before), "most": most}
            rows = [*await tx.execute_fetchall(_OLD_ROUNDS, values)]
            for (round_id,) in rows:
                await _forget(tx, round_id)
        return len(rows)

    async def forget_changes(self, before: datetime, said: Change) -> int:
        """Take out what the change log has from before an instant, and add that it was.

        Returns:
            how many entries were taken out; nothing is added for none.
        """
        async with self._database.transaction() as tx:
            old = {"before": to_text(before)}
            [(number,)] = await tx.execute_fetchall(
                "SELECT count(*) FROM change_log WHERE at < :before", old
            )
            if number:
                await write(tx, [said])
                await tx.execute("DELETE FROM change_log WHERE at < :before", old)
        return int(number)

    def forget_upgrade(self, before: datetime) -> None:
        """Take away the copy that an upgrade before an instant left beside the database."""
        backup.forget_upgrade(self._database.path, before)


async def _forget(tx: aiosqlite.Connection, round_id: str) -> None:
    for table in _OF_A_ROUND:
        await tx.execute(f"DELETE FROM {table} WHERE round = ?", (round_id,))  # noqa: S608 - from above
    await tx.execute("DELETE FROM rounds WHERE id = ?", (round_id,))
