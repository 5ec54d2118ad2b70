"""What people asked of us about being asked."""

from datetime import datetime

from storage.database import Database, to_text
from storage.model import Preference


class Preferences:
    """Preferences in the main database; who asked for nothing is not in it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, person: str) -> Preference:
        """The person's preference; one that asks for nothing where none is kept."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "SELECT paused_until, never FROM preferences WHERE person = ?", (person,)
            )
        for until, never in rows:
            return Preference(person=person, paused_until=until, never=bool(never))
        return Preference(person=person)

    async def put(self, preference: Preference) -> None:
        """Keep a preference; one that asks for nothing is forgotten."""
        until = preference.paused_until
        async with self._database.transaction() as tx:
            await tx.execute("DELETE FROM preferences WHERE person = ?", (preference.person,))
            if until is not None or preference.never:
                await tx.execute(
                    "INSERT INTO preferences (person, paused_until, never) VALUES (?, ?, ?)",
                    (preference.person, until and to_text(until), preference.never),
                )

    async def silent(self, now: datetime) -> frozenset[str]:
        """Everyone who is to be asked nothing at that instant."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "SELECT person FROM preferences WHERE never OR paused_until > ?", (to_text(now),)
            )
        return frozenset(person for (person,) in rows)

    async def expire(self, now: datetime) -> None:
        """Forget the pauses that have passed."""
        async with self._database.transaction() as tx:
            await tx.execute(
                "DELETE FROM preferences WHERE NOT never AND paused_until <= ?", (to_text(now),)
            )
