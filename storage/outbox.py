"""Messages owed, written with the step that owes them."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import aiosqlite

from storage.database import Database, to_text
from storage.model import Owed

_OWED = (
    "key",
    "round",
    "recipient",
    "to_person",
    "body",
    "reply_to",
    "thread",
    "since",
    "tries",
    "due",
)

_WAITING = """
SELECT o.key, o.round, o.recipient, o.to_person, o.body, o.reply_to, p.posted_as, o.since, o.tries,
       o.due
FROM outbox o LEFT JOIN outbox p ON p.key = o.reply_to
WHERE o.posted_as IS NULL AND o.due <= ?
  AND (o.reply_to IS NULL OR p.posted_as IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM outbox e
    WHERE e.reply_to = o.reply_to AND e.place < o.place AND e.posted_as IS NULL))
ORDER BY o.due, o.place LIMIT 1
"""

_FOR_EVER = datetime.max.replace(tzinfo=UTC)


class Outbox:
    """What is to be sent, oldest first.

    A reply waits until what it answers stands, and the replies before it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def owe(self, messages: Sequence[Owed]) -> None:
        """Owe messages that no step of a round owes."""
        async with self._database.transaction() as tx:
            await owe(tx, messages)

    async def due(self, now: datetime) -> Owed | None:
        """The next message to send, if any is due."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(_WAITING, (to_text(now),))
        return next(map(_owed, rows), None)

    async def owed_to(self, person: str) -> Sequence[Owed]:
        """What is still to be sent to a person, oldest first."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "SELECT key, round, recipient, to_person, body, reply_to, NULL, since, tries, due "
                "FROM outbox WHERE to_person AND recipient = ? ORDER BY place",
                (person,),
            )
        return [_owed(row) for row in rows]

    async def first_of(self, keys: Sequence[str]) -> str | None:
        """The first of these keys under which a message is owed, or stands in its channel."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "SELECT o.key FROM json_each(?) j JOIN outbox o ON o.key = j.value "
                "ORDER BY j.key LIMIT 1",
                (json.dumps(keys),),
            )
        return next((key for (key,) in rows), None)

    async def next_due(self) -> datetime | None:
        """The earliest instant at which something is due, now or later."""
        message = await self.due(_FOR_EVER)
        return message.due if message else None

    async def waiting_since(self) -> datetime | None:
        """Since when the message waits that has waited longest, if any waits."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "SELECT min(since) FROM outbox WHERE posted_as IS NULL"
            )
        return next((datetime.fromisoformat(since) for (since,) in rows if since), None)

    async def attempting(self, key: str) -> bool:
        """Count a try before a message is sent; False if it is not owed any more."""
        async with self._database.transaction() as tx:
            counted = await tx.execute(
                "UPDATE outbox SET tries = tries + 1 WHERE key = ? AND posted_as IS NULL", (key,)
            )
        return counted.rowcount > 0

    async def posted(self, key: str, posted_as: str) -> None:
        """Keep what names the message in its channel, and forget its text."""
        async with self._database.transaction() as tx:
            await tx.execute(
                "UPDATE outbox SET posted_as = ?, body = '' WHERE key = ?", (posted_as, key)
            )

    async def gone(self, key: str) -> None:
        """Forget a message to a person, sent or given up."""
        async with self._database.transaction() as tx:
            await tx.execute("DELETE FROM outbox WHERE key = ?", (key,))

    async def later(self, key: str, due: datetime, *, tries: int) -> None:
        """Try again at that instant, with so many tries counted."""
        async with self._database.transaction() as tx:
            await tx.execute(
                "UPDATE outbox SET tries = ?, due = ? WHERE key = ?", (tries, to_text(due), key)
            )

    async def withdraw(self, person: str, round_id: str | None = None) -> None:
        """Forget what a round, or any round, still owes a person; other messages stay."""
        async with self._database.transaction() as tx:
            await tx.execute(
                "DELETE FROM outbox WHERE to_person AND recipient = ? AND round = "
                "coalesce(?, round)",
                (person, round_id),
            )


def _owed(row: Iterable[object]) -> Owed:
    return Owed.model_validate(dict(zip(_OWED, row, strict=True)))


async def owe(tx: aiosqlite.Connection, messages: Sequence[Owed]) -> None:
    """Owe messages within a step's own transaction; what is owed already stays as it is."""
    await tx.executemany(
        "INSERT INTO outbox (key, round, recipient, to_person, body, reply_to, since, due) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
        # One after another, so that the thread of the file makes them and not the loop.
        (
            (
                m.key,
                m.round,
                m.recipient,
                m.to_person,
                m.body,
                m.reply_to,
                to_text(m.since),
                to_text(m.due),
            )
            for m in messages
        ),
    )
