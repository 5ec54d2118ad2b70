"""Actions: each step is claimed and written, with the messages it owes, in one transaction."""

from collections.abc import Sequence
from datetime import date

from storage.database import Database, to_text
from storage.model import Action, Owed
from storage.outbox import owe

_COLUMNS = (
    "id",
    "round",
    "finding",
    "what",
    "owner",
    "recorded",
    "review",
    "reviews",
    "asked",
    "state",
    "reason",
    "ended",
)
_NAMED = ", ".join(f"a.{column}" for column in _COLUMNS)
_GOES_ON = "a.state IN ('open', 'changed')"


class Actions:
    """Actions in the main database. A step that another has taken already returns False."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def record(self, action: Action, owed: Sequence[Owed]) -> bool:
        """Keep a new action."""
        places = ", ".join("?" * len(_COLUMNS))
        return await self._step(
            f"INSERT INTO actions ({', '.join(_COLUMNS)}) VALUES ({places}) "  # noqa: S608 - from above
            "ON CONFLICT (id) DO NOTHING",
            _row(action),
            owed,
        )

    async def ask(self, action: Action, owed: Sequence[Owed]) -> bool:
        """Keep that leadership is asked what became of an action, once for each day of review."""
        return await self._step(
            f"UPDATE actions AS a SET asked = 1 WHERE id = ? AND reviews = ? AND NOT asked "  # noqa: S608 - from above
            f"AND {_GOES_ON}",
            (action.id, action.reviews),
            owed,
        )

    async def review(self, action: Action, owed: Sequence[Owed]) -> bool:
        """Keep what a review made of an action that went on until then.

        Args:
            action: as it is from now on, this review counted.
            owed: the messages that tell of it.
        """
        values = dict(zip(_COLUMNS, _row(action), strict=True))
        changed = ("what", "owner", "review", "reviews", "asked", "state", "reason", "ended")
        return await self._step(
            f"UPDATE actions AS a SET {', '.join(f'{one} = ?' for one in changed)} "  # noqa: S608 - from above
            f"WHERE id = ? AND reviews = ? AND {_GOES_ON}",
            (*(values[one] for one in changed), action.id, action.reviews - 1),
            owed,
        )

    async def get(self, action_id: str) -> Action | None:
        """The action of that id, if there is one."""
        return next(iter(await self._actions("a.id = ?", action_id)), None)

    async def of_pulse(self, pulse_id: str) -> Sequence[Action]:
        """Every action that comes from a pulse's digests, in the order they were recorded."""
        return await self._actions("r.pulse = ?", pulse_id)

    async def owned_by(self, person: str) -> Sequence[Action]:
        """The actions that a person sees to now."""
        return await self._actions("a.owner = ?", person)

    async def unasked(self, until: date) -> Sequence[Action]:
        """The actions to be looked at by that day and of which leadership was not asked yet."""
        return await self._actions(
            f"{_GOES_ON} AND NOT a.asked AND a.review <= ?", until.isoformat()
        )

    async def _step(self, sql: str, values: Sequence[object], owed: Sequence[Owed]) -> bool:
        """Take one step of an action with everything it owes, or nothing if it was taken."""
        async with self._database.transaction() as tx:
            claim = await tx.execute(sql, values)
            if claim.rowcount == 0:
                return False
            await owe(tx, owed)
        return True

    async def _actions(self, where: str, *values: str) -> Sequence[Action]:
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"SELECT {_NAMED} FROM actions a JOIN rounds r ON r.id = a.round "  # noqa: S608 - from above
                f"WHERE {where} ORDER BY a.recorded, a.id",
                values,
            )
        return [Action.model_validate(dict(zip(_COLUMNS, row, strict=True))) for row in rows]


def _row(action: Action) -> tuple[object, ...]:
    """The values of a row, in the order of its columns."""
    kept = action.model_dump() | {
        "recorded": to_text(action.recorded),
        "review": action.review.isoformat(),
        "ended": action.ended and to_text(action.ended),
    }
    return tuple(kept[column] for column in _COLUMNS)
