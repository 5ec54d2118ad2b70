"""What admins are working on, changed only by whoever has seen the last revision."""

from collections.abc import Sequence

from storage.database import Database
from storage.model import Draft, DraftKind


class Drafts:
    """Drafts in the main database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self, kind: DraftKind) -> Sequence[Draft]:
        """The drafts of a kind, in the order of their ids."""
        return await self._drafts("kind = ?", kind)

    async def get(self, draft_id: str) -> Draft | None:
        """The draft of that id, if there is one."""
        return next(iter(await self._drafts("id = ?", draft_id)), None)

    async def keep(self, draft: Draft) -> bool:
        """Keep a draft that is begun or changed; False, and nothing kept, if it is out of date.

        It is where the revision before it is not the one that is kept, or not kept any more.
        """
        async with self._database.transaction() as tx:
            if draft.revision == 1:
                kept = await tx.execute(
                    "INSERT INTO drafts (id, kind, revision, body) VALUES (?, ?, 1, ?) "
                    "ON CONFLICT (id) DO NOTHING",
                    (draft.id, draft.kind, draft.body),
                )
            else:
                kept = await tx.execute(
                    "UPDATE drafts SET revision = ?, body = ? "
                    "WHERE id = ? AND kind = ? AND revision = ?",
                    (draft.revision, draft.body, draft.id, draft.kind, draft.revision - 1),
                )
        return kept.rowcount == 1

    async def drop(self, draft_id: str) -> None:
        """Forget a draft."""
        async with self._database.transaction() as tx:
            await tx.execute("DELETE FROM drafts WHERE id = ?", (draft_id,))

    async def _drafts(self, where: str, value: str) -> Sequence[Draft]:
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"SELECT id, kind, revision, body FROM drafts WHERE {where} ORDER BY id",  # noqa: S608 - from above
                (value,),
            )
        return [
            Draft(id=id_, kind=DraftKind(kind), revision=revision, body=body)
            for id_, kind, revision, body in rows
        ]
