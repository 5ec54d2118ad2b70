"""Rounds: each step is claimed and written, with the messages it owes, in one transaction."""

import asyncio
import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import partial

import aiosqlite

from storage import kept
from storage import published as published_values
from storage.change_log import write
from storage.database import Database, to_text
from storage.model import Change, Midway, Owed, Published, Pulse, Round, State, Unsent
from storage.outbox import count, owe

_SELECT = """
SELECT r.id, r.state, r.opens, r.reminds, r.closes, r.publishes, r.questions, r.dimensions,
       r.reminded, r.midway_told, r.reason, coalesce(r.pulse_then, p.body)
FROM rounds r JOIN pulses p ON p.id = r.pulse
"""

_OF_A_ROUND_THAT_IS_OVER = (
    "to_person AND round IN (SELECT id FROM rounds WHERE id = ? AND state <> 'open')"
)


class Rounds:
    """Rounds in the main database. A step that another has taken already returns False.

    Whoever has the ballot boxes alone moves open rounds, by steps that are taken here.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._open: dict[str, datetime] = {}

    async def plan(self, rounds: Sequence[Round]) -> None:
        """Add planned rounds; one that is there already stays as it is."""
        async with self._database.transaction() as tx:
            await tx.executemany(
                "INSERT INTO rounds (id, pulse, state, opens, reminds, closes, publishes) "
                "VALUES (?, ?, 'planned', ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                [
                    (r.id, r.pulse.id, *map(to_text, (r.opens, r.reminds, r.closes, r.publishes)))
                    for r in rounds
                ],
            )

    async def get(self, round_id: str) -> Round | None:
        """The round of that id, if there is one."""
        return next(iter(await self._rounds("WHERE r.id = ?", round_id)), None)

    async def in_state(self, *states: State) -> Sequence[Round]:
        """The rounds in any of these states, in the order of their opening."""
        return await self._rounds(
            "WHERE r.state IN (SELECT value FROM json_each(?)) ORDER BY r.opens, r.id",
            json.dumps(states),
        )

    async def of_pulse(self, pulse_id: str, *, before: datetime, most: int) -> Sequence[Round]:
        """A pulse's rounds that opened before an instant and were not cancelled, oldest first."""
        rounds = await self._rounds(
            "WHERE r.pulse = ? AND r.opens < ? AND r.state NOT IN ('planned', 'cancelled') "
            "ORDER BY r.opens DESC LIMIT ?",
            pulse_id,
            to_text(before),
            most,
        )
        return rounds[::-1]

    async def published_between(self, since: datetime, until: datetime) -> Sequence[Round]:
        """The published rounds of all pulses that opened from one instant to another."""
        return await self._rounds(
            "WHERE r.state = 'published' AND r.opens BETWEEN ? AND ? ORDER BY r.opens, r.id",
            to_text(since),
            to_text(until),
        )

    async def asked_since(
        self, instant: datetime, *, although_cancelled: Sequence[str] = ()
    ) -> Sequence[Round]:
        """The rounds of all pulses that closed after an instant or are open, and count.

        Args:
            although_cancelled: the reasons for which a round that was cancelled counts too.
        """
        return await self._rounds(
            "WHERE (r.state IN ('open', 'closed', 'published') "
            "OR r.state = 'cancelled' AND r.reason IN (SELECT value FROM json_each(?))) "
            "AND r.closes > ? ORDER BY r.opens DESC, r.id",
            json.dumps(although_cancelled),
            to_text(instant),
        )

    async def planned_until(self, pulse_id: str) -> datetime:
        """The instant after which a pulse's rounds are still to be planned.

        Its schedule counts from when it was last applied, and no round opens before the one
        before it has been published, nor while the pulse is paused.
        """
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "SELECT max(p.since, coalesce(p.paused_until, ''), "
                "coalesce(max(CASE r.state WHEN 'cancelled' THEN r.opens ELSE r.publishes END), "
                "'')) FROM pulses p LEFT JOIN rounds r ON r.pulse = p.id "
                "WHERE p.id = ? GROUP BY p.id",
                (pulse_id,),
            )
        [instant] = [datetime.fromisoformat(text) for (text,) in rows]
        return instant

    async def window(self, round_id: str) -> tuple[State, datetime] | None:
        """A round's state and the instant at which it closes, if there is such a round.

        Of one that is open this is asked with every answer, and is read once: both stay as they
        are until its next step.
        """
        if round_id in self._open:
            return State.OPEN, self._open[round_id]
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "SELECT state, closes FROM rounds WHERE id = ?", (round_id,)
            )
            found = [(State(state), datetime.fromisoformat(closes)) for state, closes in rows]
            for state, closes in found:
                if state is State.OPEN:  # kept within the turn, so that no step comes between
                    self._open[round_id] = closes
        return next(iter(found), None)

    async def open(self, round_: Round, owed: Iterable[Owed]) -> bool:
        """Open a planned round, with the pulse and the questions as they are now.

        False too where its pulse was changed since it was read, and then it stays planned.
        """
        return await self._step(
            round_.id,
            "state = 'planned'",
            "state = 'open', pulse_then = ?, questions = ?, dimensions = ?, reminded = ?",
            round_.pulse.model_dump_json(),
            kept.to_json(round_.questions),
            json.dumps(round_.dimensions),
            int(round_.reminded),
            owed=owed,
            of=round_.pulse,
        )

    async def remind(self, round_id: str, owed: Iterable[Owed]) -> bool:
        """Owe an open round's reminders, once."""
        return await self._step(
            round_id, "state = 'open' AND NOT reminded", "reminded = 1", owed=owed
        )

    async def tell_midway(
        self, round_id: str, told: Sequence[Midway], owed: Sequence[Owed]
    ) -> bool:
        """Keep what is told half-way through an open round and owe it to its channels, once."""
        return await self._step(
            round_id,
            "state = 'open' AND NOT midway_told",
            "midway_told = 1",
            owed=owed,
            midway=told,
        )

    async def midway(self, round_id: str) -> Sequence[Midway]:
        """What was told half-way through a round."""
        async with self._database.reading() as connection:
            return await published_values.get_midway(connection, round_id)

    async def close(self, published: Published) -> bool:
        """Close an open round on what is published of it; what it still owes people goes."""
        return await self._step(
            published.round, "state = 'open'", "state = 'closed'", published=published
        )

    async def publish(
        self, round_id: str, digest: str, owed: Sequence[Owed], *, composed: datetime
    ) -> bool:
        """Keep a closed round's digest, composed at that instant, and owe it to its channels."""
        return await self._step(
            round_id,
            "state = 'closed'",
            "state = 'published'",
            digest=(digest, to_text(composed)),
            owed=owed,
        )

    async def cancel(
        self, round_: Round, reason: str, owed: Sequence[Owed], *, log: Sequence[Change] = ()
    ) -> bool:
        """Cancel a round from the state it is in; what it still owes people goes."""
        return await self._step(
            round_.id,
            f"state = '{round_.state}'",
            "state = 'cancelled', reason = ?",
            reason,
            owed=owed,
            log=log,
        )

    async def published(
        self, round_id: str, dimensions: Collection[str] | None = None
    ) -> Published:
        """What was published of a round, of all dimensions or of some."""
        found = await self._database.read_at_once(
            partial(published_values.find, round_id, dimensions)
        )
        return await asyncio.to_thread(found.checked)

    async def last_digest(self, pulse_id: str) -> str | None:
        """The last digest of a pulse, as JSON."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "SELECT d.body FROM digests d JOIN rounds r ON r.id = d.round "
                "WHERE r.pulse = ? ORDER BY r.opens DESC LIMIT 1",
                (pulse_id,),
            )
        return next((body for (body,) in rows), None)

    async def digest(self, round_id: str) -> str | None:
        """The digest of a round, as JSON."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "SELECT body FROM digests WHERE round = ?", (round_id,)
            )
        return next((body for (body,) in rows), None)

    async def composed(self, round_id: str) -> datetime | None:
        """When the digest of a round was composed, where that is known."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "SELECT composed FROM digests WHERE round = ?", (round_id,)
            )
        return next((datetime.fromisoformat(text) for (text,) in rows if text), None)

    async def restored(self) -> datetime | None:
        """When a backup was put in the place of this database, if one was.

        What happened before that instant may not be in it.
        """
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall("SELECT max(at) FROM restores")
        return next((datetime.fromisoformat(at) for (at,) in rows if at), None)

    async def scrub(self) -> None:
        """Rewrite the main database without anything that was deleted."""
        await self._database.scrub()

    async def _step(
        self,
        round_id: str,
        claimed: str,
        becomes: str,
        *values: str | int,
        of: Pulse | None = None,
        owed: Iterable[Owed] = (),
        midway: Sequence[Midway] = (),
        published: Published | None = None,
        digest: tuple[str, str] | None = None,
        log: Sequence[Change] = (),
    ) -> bool:
        """Take one step of a round with everything it owes, or nothing if it was taken.

        Where it goes by what its pulse is now, nothing is done either once that is another.
        """
        async with self._database.transaction() as tx:
            self._open.pop(round_id, None)
            if of is not None and not await _is_as_read(tx, of):
                return False
            claim = await tx.execute(
                f"UPDATE rounds SET {becomes} WHERE id = ? AND {claimed}",  # noqa: S608 - from above
                (*values, round_id),
            )
            if claim.rowcount == 0:
                return False
            await count(tx, Unsent.OVER, _OF_A_ROUND_THAT_IS_OVER, round_id)
            await tx.execute(
                f"DELETE FROM outbox WHERE {_OF_A_ROUND_THAT_IS_OVER}",  # noqa: S608 - from above
                (round_id,),
            )
            await owe(tx, owed)
            await write(tx, log)
            await published_values.put_midway(tx, round_id, midway)
            if published:
                await published_values.put(tx, published)
            if digest:
                await tx.execute(
                    "INSERT INTO digests (round, body, composed) VALUES (?, ?, ?)",
                    (round_id, *digest),
                )
        return True

    async def _rounds(self, where: str, *values: str | int) -> list[Round]:
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(_SELECT + where, values)
        return await asyncio.to_thread(lambda: [_round(*row) for row in rows])


async def _is_as_read(tx: aiosqlite.Connection, pulse: Pulse) -> bool:
    rows = await tx.execute_fetchall("SELECT body FROM pulses WHERE id = ?", (pulse.id,))
    return [kept.pulse(body) for (body,) in rows] == [pulse]


def _round(  # noqa: PLR0917 - in the order of _SELECT
    id_: str,
    state: str,
    opens: str,
    reminds: str,
    closes: str,
    publishes: str,
    questions: str,
    dimensions: str,
    reminded: int,
    midway_told: int,
    reason: str | None,
    pulse: str,
) -> Round:
    return Round(
        id=id_,
        pulse=kept.pulse(pulse),
        state=State(state),
        opens=datetime.fromisoformat(opens),
        reminds=datetime.fromisoformat(reminds),
        closes=datetime.fromisoformat(closes),
        publishes=datetime.fromisoformat(publishes),
        questions=kept.questions(questions),
        dimensions=json.loads(dimensions),
        reminded=bool(reminded),
        midway_told=bool(midway_told),
        reason=reason,
    )
