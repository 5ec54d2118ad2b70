"""Messages owed, written with the step that owes them."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import product

import aiosqlite

from storage.database import Database, to_text
from storage.model import INVITATION, REMINDER, Owed, Unsent

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
    "refused",
)

_WAITING = """
SELECT o.key, o.round, o.recipient, o.to_person, o.body, o.reply_to, p.posted_as, o.since, o.tries,
       o.due, o.refused
FROM outbox o LEFT JOIN outbox p ON p.key = o.reply_to
WHERE (o.to_person AND o.round IS NOT NULL) = ? AND o.posted_as IS NULL AND o.due BETWEEN ? AND ?
  AND o.recipient NOT IN (SELECT value FROM json_each(?))
  AND (o.reply_to IS NULL OR p.posted_as IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM outbox e
    WHERE e.reply_to = o.reply_to AND e.place < o.place AND e.posted_as IS NULL))
ORDER BY o.due, o.place LIMIT 1
"""

SENT = "sent"
"""How invitations are counted that went; what did not go is, by the reason."""

_FOR_EVER = datetime.max.replace(tzinfo=UTC)

_FAR = timedelta(hours=1)
"""Nothing is put off for so long; what seems to be was by a clock that was ahead, and is due."""


class Outbox:
    """What is to be sent, oldest first; what a round sends to each of its people after all else.

    A reply waits until what it answers stands, and the replies before it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def owe(self, messages: Sequence[Owed]) -> None:
        """Owe messages that no step of a round owes."""
        async with self._database.transaction() as tx:
            await owe(tx, messages)

    async def due(self, now: datetime, *, besides: Collection[str] = ()) -> Owed | None:
        """The next message to send, if any is due; none to certain recipients."""
        spans = (("", to_text(now)), (to_text(now + _FAR), to_text(_FOR_EVER)))
        async with self._database.reading() as connection:
            for span, many in product(spans, (False, True)):
                rows = await connection.execute_fetchall(
                    _WAITING, (many, *span, json.dumps([*besides]))
                )
                for row in rows:
                    return _owed(row)
        return None

    async def owed_to(self, person: str) -> Sequence[Owed]:
        """What is still to be sent to a person, oldest first."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "SELECT key, round, recipient, to_person, body, reply_to, NULL, since, tries, due, "
                "refused FROM outbox WHERE to_person AND recipient = ? ORDER BY place",
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
        async with self._database.reading() as connection:
            found = [
                _owed(row).due
                for many in (False, True)
                for row in await connection.execute_fetchall(
                    _WAITING, (many, "", to_text(_FOR_EVER), "[]")
                )
            ]
        return min(found, default=None)

    async def waiting(self) -> int:
        """How many messages wait, to people and to channels."""
        async with self._database.reading() as connection:
            [(messages,)] = await connection.execute_fetchall(
                "SELECT count(*) FROM outbox WHERE posted_as IS NULL"
            )
        return int(messages)

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
        """Forget a message to a person that was sent."""
        async with self._database.transaction() as tx:
            await count(tx, SENT, "key = ? AND kind = ?", key, INVITATION)
            await tx.execute("DELETE FROM outbox WHERE key = ?", (key,))

    async def give_up(self, key: str, why: Unsent, owed: Sequence[Owed] = ()) -> None:
        """Forget a message that cannot be delivered, and the replies to it, but for the number.

        Args:
            key: the message's.
            why: for what reason.
            owed: the messages that tell admins of it.
        """
        lost = "posted_as IS NULL AND (key = ? OR reply_to = ?)"
        async with self._database.transaction() as tx:
            await count(tx, why, lost, key, key)
            await tx.execute(f"DELETE FROM outbox WHERE {lost}", (key, key))  # noqa: S608 - from above
            await owe(tx, owed)

    async def later(self, key: str, due: datetime, *, tries: int) -> None:
        """Try again at that instant, with so many tries counted."""
        async with self._database.transaction() as tx:
            await tx.execute(
                "UPDATE outbox SET tries = ?, due = ? WHERE key = ?", (tries, to_text(due), key)
            )

    async def hold(self, recipient: str, until: datetime) -> None:
        """Let nothing be due to a recipient before an instant."""
        async with self._database.transaction() as tx:
            await tx.execute(
                "UPDATE outbox SET due = max(due, ?) WHERE recipient = ? AND posted_as IS NULL",
                (to_text(until), recipient),
            )

    async def refused(
        self, key: str, since: datetime, due: datetime, owed: Sequence[Owed] = ()
    ) -> None:
        """Keep since when a channel refuses a message, which is tried again at an instant.

        Args:
            key: the message's.
            since: now, which counts where it was not refused before.
            due: that instant.
            owed: the messages that tell admins of it; not owed while the channel refuses another.
        """
        async with self._database.transaction() as tx:
            known = await tx.execute_fetchall(
                "SELECT 1 FROM outbox o JOIN outbox r ON r.recipient = o.recipient "
                "WHERE o.key = ? AND r.refused IS NOT NULL AND r.posted_as IS NULL LIMIT 1",
                (key,),
            )
            await tx.execute(
                "UPDATE outbox SET refused = coalesce(refused, ?), due = ? WHERE key = ?",
                (to_text(since), to_text(due), key),
            )
            await owe(tx, [] if [*known] else owed)

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


async def count(tx: aiosqlite.Connection, outcome: str, where: str, *values: str) -> None:
    """Count messages by what became of them, before they go.

    Reminders are not counted: how many there are would tell how many people want none.

    Args:
        tx: the transaction in which they go.
        outcome: SENT or the reason.
        where: which, as a condition in SQL.
        values: what stands for its question marks.
    """
    await tx.execute(
        "INSERT INTO sendings (round, kind, outcome, number) "  # noqa: S608 - from our own code
        "SELECT coalesce(round, ''), kind, ?, count(*) FROM outbox "
        f"WHERE kind <> ? AND ({where}) GROUP BY 1, 2 "
        "ON CONFLICT DO UPDATE SET number = number + excluded.number, told = 0",
        (outcome, REMINDER, *values),
    )


async def owe(tx: aiosqlite.Connection, messages: Iterable[Owed]) -> None:
    """Owe messages within a step's own transaction; what is owed already stays as it is."""
    await tx.executemany(
        "INSERT INTO outbox (key, round, recipient, to_person, body, reply_to, since, due, kind) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, "
        "coalesce(CASE WHEN json_valid(?5) THEN json_extract(?5, '$.kind') END, '')) "
        "ON CONFLICT (key) DO NOTHING",
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
