"""The recurring surveys as they are configured now, and how their dimensions are cut."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

import aiosqlite

from questions.model import QuestionSet
from storage import kept
from storage.change_log import write
from storage.database import Database, to_text
from storage.errors import Overtaken
from storage.model import Announcement, Cells, Change, Owed, Pulse, Standing
from storage.outbox import owe
from storage.question_sets import keep

# A schedule that is applied again as it is goes on counting: nothing that is due gets lost.
_PUT = """
INSERT INTO pulses (id, body, since) VALUES (?, ?, ?)
ON CONFLICT (id) DO UPDATE SET
    body = excluded.body,
    since = CASE
        WHEN NOT ended
            AND json_extract(body, '$.schedule') = json_extract(excluded.body, '$.schedule')
        THEN since
        ELSE excluded.since
    END,
    paused_until = CASE WHEN NOT ended THEN paused_until END,
    ended = 0
"""

_STANDING = """
SELECT p.id, p.body, NOT p.ended, CASE WHEN p.paused_until > :now THEN p.paused_until END,
    count(r.pulse_then) OR EXISTS (SELECT 1 FROM restores), max(
    CASE WHEN r.state = 'cancelled' THEN r.opens
    WHEN r.state <> 'planned' OR r.opens <= :now THEN r.publishes END)
FROM pulses p LEFT JOIN rounds r ON r.pulse = p.id GROUP BY p.id
"""

# A kill may have left its ballot box, which is cleared away for a round that is cancelled alone.
_CALL_OFF_DUE = """
UPDATE rounds SET state = 'cancelled', reason = 'its pulse was ended or paused before it opened'
WHERE state = 'planned'"""

_UNTOLD = """EXISTS (
    SELECT 1 FROM outbox o, json_each(channels) c
    WHERE o.key = notice || '/' || c.value AND o.posted_as IS NULL)
"""


class Pulses:
    """Pulses in the main database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(
        self,
        pulses: Sequence[Pulse],
        *,
        now: datetime,
        seen: Sequence[Pulse] | None = None,
        announcements: Sequence[Announcement] = (),
        owed: Sequence[Owed] = (),
        corrections: Mapping[str, Owed] | None = None,
        question_sets: Sequence[QuestionSet] = (),
        log: Sequence[Change] = (),
    ) -> Sequence[str]:
        """Put these pulses in force and no others, all or none; tell the ids of those that end.

        Rounds that were planned after that instant are planned anew by the new schedule. One that
        is due already stays, unless its pulse ends.

        Args:
            pulses: as they hold now.
            now: that instant.
            seen: the pulses as they were last asked for when this was worked out; None where that
                does not matter.
            announcements: the changes that are to come, and no others.
            owed: the messages that tell of them.
            corrections: by the key of a message that told of a change which will not come, what
                is owed if it may have been read; it is not sent any more.
            question_sets: what is kept of them from now on.
            log: what is remembered of it.

        Raises:
            Overtaken: they are others by now.
        """
        in_force = json.dumps([pulse.id for pulse in pulses])
        async with self._database.transaction() as tx:
            if seen is not None:
                await _refuse_overtaken(tx, seen)
            ended = await tx.execute_fetchall(
                "UPDATE pulses SET ended = 1 WHERE NOT ended "
                "AND id NOT IN (SELECT value FROM json_each(?)) RETURNING id",
                (in_force,),
            )
            await tx.executemany(_PUT, [(p.id, p.model_dump_json(), to_text(now)) for p in pulses])
            await tx.execute(
                "DELETE FROM rounds WHERE state = 'planned' AND opens > ?", (to_text(now),)
            )
            await tx.execute(
                f"{_CALL_OFF_DUE} AND pulse NOT IN (SELECT value FROM json_each(?))",  # noqa: S608 - from above
                (in_force,),
            )
            await _announce(tx, announcements)
            await keep(tx, question_sets)
            await write(tx, log)
            await owe(tx, [*owed, *await _read(tx, corrections or {})])
        return sorted(id_ for (id_,) in ended)

    async def all(self) -> Sequence[Pulse]:
        """Every pulse in force, in the order of their ids."""
        return await self._bodies("NOT ended")

    async def ever(self) -> Sequence[Pulse]:
        """Every pulse there ever was, as it was last in force, in the order of their ids."""
        return await self._bodies("TRUE")

    async def standing(self, now: datetime) -> Mapping[str, Standing]:
        """Every pulse there ever was, by id, as it was last in force.

        Its rounds that were planned after that instant count for nothing. Once a backup was put
        back, every pulse may have asked, in a round that is not kept.
        """
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(_STANDING, {"now": to_text(now)})
        return {
            id_: Standing(
                pulse=kept.pulse(body),
                in_force=bool(in_force),
                paused_until=paused_until,
                has_asked=bool(has_asked),
                busy_until=busy_until,
            )
            for id_, body, in_force, paused_until, has_asked, busy_until in rows
        }

    async def pause(
        self, pulse_id: str, until: datetime | None, *, now: datetime, log: Sequence[Change]
    ) -> None:
        """Let a pulse ask nothing before an instant, or ask again from now on.

        Its rounds that are to open are planned anew; one that is open goes on.

        Args:
            pulse_id: of a pulse in force.
            until: that instant; None lets it ask again.
            now: so that nothing is made up for that was due meanwhile.
            log: what is remembered of it.
        """
        async with self._database.transaction() as tx:
            await tx.execute(
                "UPDATE pulses SET paused_until = ?, since = max(since, ?) WHERE id = ?",
                (until and to_text(until), to_text(now), pulse_id),
            )
            await tx.execute(
                "DELETE FROM rounds WHERE state = 'planned' AND opens > ? AND pulse = ?",
                (to_text(now), pulse_id),
            )
            await tx.execute(f"{_CALL_OFF_DUE} AND pulse = ?", (pulse_id,))
            await write(tx, log)

    async def announced(self) -> Sequence[Announcement]:
        """The changes to come, in the order of their pulses' ids."""
        return await self._announcements("TRUE")

    async def untold(self, now: datetime) -> Sequence[Announcement]:
        """The changes that should have been known by now, and were not told in every channel."""
        return await self._announcements(f"known_by <= ? AND {_UNTOLD}", to_text(now))

    async def put_off(
        self, announcement: Announcement, body: str, owed: Sequence[Owed] = ()
    ) -> None:
        """Let a change come at its new dates, and what is still to be sent of it be that body.

        Args:
            announcement: with its new dates.
            body: of its notice, which tells of them.
            owed: the messages that tell admins of it.
        """
        async with self._database.transaction() as tx:
            await tx.execute(
                "UPDATE announcements SET holds_from = ?, known_by = ? WHERE notice = ?",
                (
                    to_text(announcement.holds_from),
                    to_text(announcement.known_by),
                    announcement.notice,
                ),
            )
            await tx.execute(
                "UPDATE outbox SET body = ? WHERE posted_as IS NULL "
                "AND key IN (SELECT value FROM json_each(?))",
                (body, json.dumps(announcement.keys)),
            )
            await owe(tx, owed)

    async def take_effect(self, now: datetime) -> None:
        """Let the changes hold whose day has come, and that were told in every channel."""
        due = f"holds_from <= ? AND NOT {_UNTOLD}"
        async with self._database.transaction() as tx:
            await tx.execute(
                "UPDATE pulses SET body = a.body FROM announcements a "  # noqa: S608 - from above
                f"WHERE a.pulse = pulses.id AND {due}",
                (to_text(now),),
            )
            await tx.execute(f"DELETE FROM announcements WHERE {due}", (to_text(now),))  # noqa: S608

    async def _bodies(self, where: str) -> Sequence[Pulse]:
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"SELECT body FROM pulses WHERE {where} ORDER BY id"  # noqa: S608 - from above
            )
        return [kept.pulse(body) for (body,) in rows]

    async def _announcements(self, where: str, *values: str) -> Sequence[Announcement]:
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "SELECT body, holds_from, known_by, notice, channels FROM announcements "  # noqa: S608 - from above
                f"WHERE {where} ORDER BY pulse",
                values,
            )
        return [
            Announcement(
                pulse=kept.pulse(body),
                holds_from=holds_from,
                known_by=known_by,
                notice=notice,
                channels=json.loads(channels),
            )
            for body, holds_from, known_by, notice, channels in rows
        ]

    async def partition(self, pulse_id: str, quarter: str) -> Mapping[str, Cells | None]:
        """For each dimension cut in that quarter, its cells; None where it was left out."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "SELECT dimension, cells FROM partitions WHERE pulse = ? AND quarter = ?",
                (pulse_id, quarter),
            )
        return {dimension: _cells(json.loads(cells)) for dimension, cells in rows}

    async def cut(self, pulse_id: str, quarter: str, cells: Mapping[str, Cells | None]) -> None:
        """Keep how each dimension is cut in a quarter."""
        async with self._database.transaction() as tx:
            await tx.executemany(
                "INSERT OR REPLACE INTO partitions (pulse, quarter, dimension, cells) "
                "VALUES (?, ?, ?, ?)",
                [(pulse_id, quarter, dimension, json.dumps(c)) for dimension, c in cells.items()],
            )


async def _refuse_overtaken(tx: aiosqlite.Connection, seen: Sequence[Pulse]) -> None:
    """Raise Overtaken where the pulses, as they were last asked for, are not those."""
    rows = await tx.execute_fetchall(
        "SELECT coalesce(a.body, p.body) FROM pulses p LEFT JOIN announcements a ON a.pulse = p.id "
        "WHERE NOT p.ended ORDER BY p.id"
    )
    if [kept.pulse(body) for (body,) in rows] != sorted(seen, key=lambda pulse: pulse.id):
        raise Overtaken("The pulses were changed by somebody else meanwhile. Please try again.")


async def _announce(tx: aiosqlite.Connection, announcements: Sequence[Announcement]) -> None:
    """Keep these changes to come, in place of any others."""
    await tx.execute("DELETE FROM announcements")
    await tx.executemany(
        "INSERT INTO announcements (pulse, body, holds_from, known_by, notice, channels) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [
            (
                one.pulse.id,
                one.pulse.model_dump_json(),
                to_text(one.holds_from),
                to_text(one.known_by),
                one.notice,
                json.dumps(one.channels),
            )
            for one in announcements
        ],
    )


async def _read(tx: aiosqlite.Connection, corrections: Mapping[str, Owed]) -> Sequence[Owed]:
    """The corrections of messages that may have been read; those still to be sent go."""
    keys = json.dumps([*corrections])
    rows = await tx.execute_fetchall(
        "SELECT key FROM outbox WHERE key IN (SELECT value FROM json_each(?)) "
        "AND (posted_as IS NOT NULL OR tries > 0)",
        (keys,),
    )
    await tx.execute(
        "DELETE FROM outbox WHERE posted_as IS NULL AND key IN (SELECT value FROM json_each(?))",
        (keys,),
    )
    return [corrections[key] for (key,) in rows]


def _cells(kept: list[list[str]] | None) -> Cells | None:
    return None if kept is None else tuple(tuple(cell) for cell in kept)
