"""The recurring surveys as they are configured now, and how their dimensions are cut."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from storage.database import Database, to_text
from storage.model import Cells, Pulse

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
    ended = 0
"""


class Pulses:
    """Pulses in the main database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, pulses: Sequence[Pulse], *, now: datetime) -> Sequence[str]:
        """Put these pulses in force and no others, all or none; tell the ids of those that end.

        Rounds that were planned after that instant are planned anew by the new schedule. One that
        is due already stays, unless its pulse ends.
        """
        in_force = json.dumps([pulse.id for pulse in pulses])
        async with self._database.transaction() as tx:
            ended = await tx.execute_fetchall(
                "UPDATE pulses SET ended = 1 WHERE NOT ended "
                "AND id NOT IN (SELECT value FROM json_each(?)) RETURNING id",
                (in_force,),
            )
            await tx.executemany(_PUT, [(p.id, p.model_dump_json(), to_text(now)) for p in pulses])
            await tx.execute(
                "DELETE FROM rounds WHERE state = 'planned' AND (opens > ? "
                "OR pulse NOT IN (SELECT value FROM json_each(?)))",
                (to_text(now), in_force),
            )
        return sorted(id_ for (id_,) in ended)

    async def all(self) -> Sequence[Pulse]:
        """Every pulse in force, in the order of their ids."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "SELECT body FROM pulses WHERE NOT ended ORDER BY id"
            )
        return [Pulse.model_validate_json(body) for (body,) in rows]

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


def _cells(kept: list[list[str]] | None) -> Cells | None:
    return None if kept is None else tuple(tuple(cell) for cell in kept)
