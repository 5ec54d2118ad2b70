"""One ballot box: a file that counts the answers of one round and keeps none of them."""

import asyncio
import hmac
import json
import os
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from hashlib import sha256
from importlib.resources import files
from typing import NamedTuple, Self, TypeVar

from storage.ballot_box import rows
from storage.ballot_box.keys import RoundKeys
from storage.ballot_box.tally import Layout, Tally
from storage.database import Database, run_script
from storage.errors import BoxBroken, NotRecorded
from storage.model import Answers, CastOutcome, Count, Place

T = TypeVar("T")

_MOST_TOGETHER = 256


class _Ballot(NamedTuple):
    """Answers on their way into the tally; they exist in memory only."""

    person: str
    answers: Answers
    outcome: asyncio.Future[CastOutcome]


class Box:
    """The open file of one round.

    Casts that arrive together are committed together: the thread of the file takes whatever waits,
    writes it in one transaction, and lets each caller be told its own outcome once it is durable.
    It goes on with whoever has come meanwhile, while the loop tells.
    """

    def __init__(self, *, round_id: str, file: Database, keys: RoundKeys, layout: Layout) -> None:
        self._round = round_id
        self._file = file
        self._keys = keys
        self._layout = layout
        self._files = (str(file.path), f"{file.path}-journal")
        self._waiting: deque[_Ballot] = deque()
        self._marks: rows.Marks | None = None
        self._asked = False
        self._ending = False
        self._undate()

    @classmethod
    async def fill(
        cls, file: Database, *, round_id: str, keys: RoundKeys, layout: Layout, roster: list[Place]
    ) -> Self:
        """Make a new box in an empty file, in one transaction: all zero, nobody marked."""
        sealed = Tally(layout).seal(keys.tally, round_id)
        schema = files("storage.ballot_box").joinpath("schema.sql").read_text(encoding="utf-8")
        async with file.transaction() as tx:
            await run_script(tx, schema)
            await tx.execute(
                "INSERT INTO tally (round, layout, sealed) VALUES (?, ?, ?)",
                (round_id, layout.model_dump_json(), sealed),
            )
            await tx.executemany(
                "INSERT INTO roster (person, groups) VALUES (?, ?)",
                ((place.person, json.dumps(place.groups)) for place in roster),
            )
        return cls(round_id=round_id, file=file, keys=keys, layout=layout)

    @classmethod
    async def reopen(cls, file: Database, *, round_id: str, keys: RoundKeys) -> Self:
        """Go on with a box that an earlier process made; BoxBroken if it does not hold together."""
        row, marks = await file.read_at_once(partial(rows.untorn, round_id))
        layout = _layout(row, round_id)
        _unsealed(row, marks, layout=layout, keys=keys, round_id=round_id)
        return cls(round_id=round_id, file=file, keys=keys, layout=layout)

    async def close(self) -> None:
        """Finish the casts that wait, then let go of the file."""
        self._ending = True
        self._file.soon(self._write)
        await self._file.close()

    async def place(self, person: str) -> Place | None:
        """The person's place on the roster, if they have one."""
        return await self._file.read_at_once(partial(rows.place_of, person, self._layout))

    async def cast(self, person: str, answers: Answers) -> CastOutcome:
        """Count a person's answers once; returns when that is durable.

        Args:
            person: who casts.
            answers: what was chosen of each question that was not skipped.

        Raises:
            NotRecorded: nothing was counted and the person can send it again.
            BoxBroken: the box does not hold together.
        """
        if self._ending:
            raise NotRecorded(f"The ballot box of {self._round} is being put away.")
        if not self._layout.takes(answers):
            return CastOutcome.NOT_ASKED
        loop = asyncio.get_running_loop()
        outcome: asyncio.Future[CastOutcome] = loop.create_future()
        self._waiting.append(_Ballot(person, answers, outcome))
        if not self._asked:
            self._asked = True
            loop.call_soon(self._ask)  # after whoever casts at this moment, too
        return await outcome

    async def decline(self, person: str) -> None:
        """Keep that the person said "not this week"; nothing happens off the roster."""
        declined = "UPDATE roster SET declined = 1 WHERE person = ?"
        await self._change(lambda tx: tx.execute(declined, (person,)))

    async def to_remind(self) -> Sequence[str]:
        """Everyone on the roster who did not decline, whoever has answered."""
        everyone = "SELECT person FROM roster WHERE declined = 0 ORDER BY person"
        found = await self._file.read_at_once(lambda file: file.execute(everyone).fetchall())
        return [person for (person,) in found]

    async def count(self) -> Count:
        """Stop casting for good, then open the tally; may be done again."""
        await self._change(lambda tx: tx.execute("UPDATE tally SET closing = 1"))
        return (await self._whole()).counted()

    async def turnout(self) -> Count:
        """How many have answered so far, and not what; who it was is not looked at."""
        return (await self._whole()).turnout()

    async def check(self) -> None:
        """Raise BoxBroken if the file has come to hold anything but this box."""
        await self._whole()

    async def _whole(self) -> Tally:
        return self._unseal(*await self._file.read_at_once(partial(rows.untorn, self._round)))

    def _ask(self) -> None:
        if not self._ending:
            self._file.soon(self._write)

    def _write(self, file: sqlite3.Connection) -> None:
        """Write whatever waits by now, in the thread of the file."""
        self._asked = False  # whoever comes from here on asks anew
        left = len(self._waiting)
        while left:
            together = [self._waiting.popleft() for _ in range(min(left, _MOST_TOGETHER))]
            left -= len(together)
            loop, told = together[0].outcome.get_loop(), self._commit(together, file)
            loop.call_soon_threadsafe(_tell, together, told)

    def _commit(
        self, together: list[_Ballot], file: sqlite3.Connection
    ) -> list[CastOutcome] | Exception:
        """Write ballots in one transaction; what becomes of each, or what went wrong for all."""
        known, self._marks = self._marks, None
        record, more = partial(self._record, together, known), partial(bool, self._waiting)
        try:
            outcomes, self._marks = self._file.write_here(record, file, more=more)
        except Exception as error:  # noqa: BLE001 - raised again to each who waits
            return error
        self._undate()
        return outcomes

    def _record(
        self, together: list[_Ballot], known: rows.Marks | None, tx: sqlite3.Connection
    ) -> tuple[list[CastOutcome], rows.Marks]:
        row, marked = rows.only_row(self._round, tx), rows.counted(known, tx)
        if row.closing:
            return [CastOutcome.CLOSED] * len(together), marked
        groups = rows.groups_of([ballot.person for ballot in together], self._layout, tx)
        marks = {person: self._mark(person) for person in groups}
        fresh = rows.insert_marks(marks.values(), tx)
        tally = self._unseal(row, marked.number)
        marked = marked._replace(number=marked.number + len(fresh))
        outcomes = []
        for ballot in together:
            if ballot.person not in groups:
                outcomes.append(CastOutcome.NOT_ASKED)
            elif (mark := marks[ballot.person]) in fresh:
                fresh.remove(mark)
                tally.add(groups[ballot.person], ballot.answers)
                outcomes.append(CastOutcome.COUNTED)
            else:
                outcomes.append(CastOutcome.COUNTED_BEFORE)
        tx.execute("UPDATE tally SET sealed = ?", (self._seal(tally),))
        return outcomes, marked

    async def _change(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Write all or nothing, and leave its time on no file."""
        done = await self._file.write_at_once(work)
        self._undate()
        return done

    def _undate(self) -> None:
        """Let the files be of 1970, so that no copy tells when somebody last answered."""
        for path in self._files:
            with suppress(OSError):  # what is counted stays counted
                os.utime(path, (0, 0))

    def _mark(self, person: str) -> bytes:
        return hmac.digest(self._keys.mark, person.encode(), sha256)

    def _seal(self, tally: Tally) -> bytes:
        return tally.seal(self._keys.tally, self._round)

    def _unseal(self, row: rows.Row, marks: int) -> Tally:
        return _unsealed(row, marks, layout=self._layout, keys=self._keys, round_id=self._round)


def _tell(together: list[_Ballot], told: list[CastOutcome] | Exception) -> None:
    """Tell each caller who has not given up waiting."""
    for place, ballot in enumerate(together):
        if ballot.outcome.done():
            continue
        if isinstance(told, Exception):
            ballot.outcome.set_exception(told)
        else:
            ballot.outcome.set_result(told[place])


def _layout(row: rows.Row, round_id: str) -> Layout:
    try:
        return Layout.model_validate_json(row.layout)
    except ValueError:
        raise BoxBroken(f"The layout of {round_id} was altered.") from None


def _unsealed(
    row: rows.Row, marks: int, *, layout: Layout, keys: RoundKeys, round_id: str
) -> Tally:
    tally = Tally.unseal(row.sealed, layout=layout, key=keys.tally, round_id=round_id)
    if tally.casts != marks:
        raise BoxBroken(f"The marks and the tally of {round_id} do not agree.")
    return tally
