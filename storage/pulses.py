"""The recurring surveys as they are configured now, and how their dimensions are cut."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from storage.database import Database, to_text
from storage.model import Cells, Pulse


class Pulses:
    """Pulses in the main database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, pulses: Sequence[Pulse], *, now: datetime) -> None:
        """Keep pulses, all of them or none; one of the same id is replaced.

        Rounds that were planned after that instant are planned anew by the new schedule.
        """
        async with self._database.transaction() as tx:
            await tx.executemany(
                "INSERT INTO pulses (id, body, since) VALUES (?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET body = excluded.body, since = excluded.since",
                [(pulse.id, pulse.model_dump_json(), to_text(now)) for pulse in pulses],
            )
            await tx.executemany(
                "DELETE FROM rounds WHERE pulse = ? AND state = 'planned' AND opens > ?",
                [(pulse.id, to_text(now)) for pulse in pulses],
            )

    async def all(self) -> Sequence[Pulse]:
        """Every pulse, in the order of their ids."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall("SELECT body FROM pulses ORDER BY id")
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
