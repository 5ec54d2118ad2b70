"""How far the messages of rounds to their people have come: numbers alone."""

from collections.abc import Sequence
from datetime import datetime

import aiosqlite

from storage.database import Database
from storage.model import INVITATION, Owed, Sending, Unsent
from storage.outbox import SENT, owe

# Of several that wait, first those of which the first goes first.
_UNDER_WAY = """
SELECT round, kind, count(*), max(due) FROM outbox
WHERE to_person AND round IS NOT NULL GROUP BY round, kind ORDER BY min(due), round
"""

_UNTOLD = """
SELECT DISTINCT round, kind FROM sendings s
WHERE kind = ? AND round <> '' AND NOT told AND outcome <> ?
  AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.round = s.round AND o.to_person)
"""


class Sendings:
    """What is kept of messages that went to people, or did not."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def under_way(self) -> Sequence[Sending]:
        """What rounds still send to their people, in the order in which it goes."""
        async with self._database.reading() as connection:
            rows = [*await connection.execute_fetchall(_UNDER_WAY)]
            return [
                (await _counted(connection, round_id, kind)).model_copy(
                    update={"waiting": number, "until": datetime.fromisoformat(until)}
                )
                for round_id, kind, number, until in rows
            ]

    async def untold(self, kind: str = INVITATION) -> Sequence[Sending]:
        """Messages of a kind of which none waits and some were lost, which admins do not know."""
        async with self._database.reading() as connection:
            rows = [*await connection.execute_fetchall(_UNTOLD, (kind, SENT))]
            return [await _counted(connection, *row) for row in rows]

    async def tell(self, sending: Sending, owed: Sequence[Owed]) -> None:
        """Keep that admins know, and owe the messages that tell them."""
        async with self._database.transaction() as tx:
            await tx.execute(
                "UPDATE sendings SET told = 1 WHERE round = ? AND kind = ?",
                (sending.round, sending.kind),
            )
            await owe(tx, owed)


async def _counted(connection: aiosqlite.Connection, round_id: str, kind: str) -> Sending:
    """What became of a round's messages of a kind, those that wait left out."""
    rows = await connection.execute_fetchall(
        "SELECT outcome, number FROM sendings WHERE round = ? AND kind = ?", (round_id, kind)
    )
    found = {str(outcome): int(number) for outcome, number in rows}
    sent = found.pop(SENT, 0)
    return Sending(
        round=round_id,
        kind=kind,
        sent=sent,
        lost={Unsent(outcome): number for outcome, number in found.items()},
    )
