"""Question sets as they were last put in force, or kept to be put in force."""

from collections.abc import Sequence

import aiosqlite

from questions.model import QuestionSet
from storage.database import Database


class QuestionSets:
    """Question sets in the main database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> Sequence[QuestionSet]:
        """Every question set that is kept, in the order of their ids."""
        return await self._sets("TRUE")

    async def get(self, set_id: str) -> QuestionSet | None:
        """The question set of that id, if it is kept."""
        return next(iter(await self._sets("id = ?", set_id)), None)

    async def _sets(self, where: str, *values: str) -> Sequence[QuestionSet]:
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"SELECT body FROM question_sets WHERE {where} ORDER BY id",  # noqa: S608 - from above
                values,
            )
        return [QuestionSet.model_validate_json(body) for (body,) in rows]


async def keep(tx: aiosqlite.Connection, question_sets: Sequence[QuestionSet]) -> None:
    """Keep question sets within a transaction, each in the place of the one of its id."""
    await tx.executemany(
        "INSERT INTO question_sets (id, body) VALUES (?, ?) "
        "ON CONFLICT (id) DO UPDATE SET body = excluded.body",
        [(one.id, one.model_dump_json()) for one in question_sets],
    )
