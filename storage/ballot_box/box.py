"""One ballot box: a file that counts the answers of one round and keeps none of them."""

import asyncio
import hmac
import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from hashlib import sha256
from importlib.resources import files
from typing import NamedTuple, Self, TypeVar

from storage.ballot_box.keys import RoundKeys
from storage.ballot_box.tally import Layout, Tally
from storage.database import Database, run_script
from storage.errors import BoxBroken, NotRecorded, StorageError
from storage.model import Answers, CastOutcome, Count, Place

T = TypeVar("T")

_MOST_TOGETHER = 256


class _Ballot(NamedTuple):
    """Answers on their way into the tally; they exist in memory only."""

    person: str
    answers: Answers
    outcome: asyncio.Future[CastOutcome]


class _Row(NamedTuple):
    """The one row of the box's table `tally`, and how many marks there are beside it."""

    layout: str
    closing: int
    sealed: bytes
    marks: int


class Box:
    """The open file of one round.

    Casts that arrive together are committed together: one task takes whatever waits, writes it in
    one transaction, and tells each caller its own outcome once it is durable.
    """

    def __init__(self, *, round_id: str, file: Database, keys: RoundKeys, layout: Layout) -> None:
        self._round = round_id
        self._file = file
        self._keys = keys
        self._layout = layout
        self._waiting: asyncio.Queue[_Ballot | None] = asyncio.Queue()
        self._ending = False
        self._writer = asyncio.create_task(self._write())
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
        row = await file.read_at_once(partial(_untorn_row, round_id))
        layout = _layout(row, round_id)
        _unsealed(row, layout=layout, keys=keys, round_id=round_id)
        return cls(round_id=round_id, file=file, keys=keys, layout=layout)

    async def close(self) -> None:
        """Finish the casts that wait, then let go of the file."""
        self._ending = True
        self._waiting.put_nowait(None)
        try:
            # Unlike awaiting the task itself, this does not stop it when the caller is cancelled.
            await asyncio.wait({self._writer})
        finally:
            await self._file.close()

    @property
    def takes_casts(self) -> bool:
        """Whether casts are still written; if not, the box can be reopened."""
        return not self._ending and not self._writer.done()

    async def place(self, person: str) -> Place | None:
        """The person's place on the roster, if they have one."""
        places = await self._file.read_at_once(partial(_places, [person], self._layout))
        return places.get(person)

    async def cast(self, person: str, answers: Answers) -> CastOutcome:
        """Count a person's answers once; returns when that is durable.

        Args:
            person: who casts.
            answers: what was chosen of each question that was not skipped.

        Raises:
            NotRecorded: nothing was counted and the person can send it again.
            BoxBroken: the box does not hold together.
        """
        if not self.takes_casts:
            raise self._put_away()
        if not self._layout.takes(answers):
            return CastOutcome.NOT_ASKED
        outcome: asyncio.Future[CastOutcome] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait(_Ballot(person, answers, outcome))
        return await outcome

    async def decline(self, person: str) -> None:
        """Keep that the person said "not this week"; nothing happens off the roster."""
        declined = "UPDATE roster SET declined = 1 WHERE person = ?"
        await self._change(lambda tx: tx.execute(declined, (person,)))

    async def to_remind(self) -> Sequence[str]:
        """Everyone on the roster who did not decline, whoever has answered."""
        async with self._file.reading() as connection:
            rows = await connection.execute_fetchall(
                "SELECT person FROM roster WHERE declined = 0 ORDER BY person"
            )
        return [person for (person,) in rows]

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
        return self._unseal(await self._file.read_at_once(partial(_untorn_row, self._round)))

    async def _write(self) -> None:
        together: list[_Ballot] = []
        try:
            while (ballot := await self._waiting.get()) is not None:
                together = [ballot, *self._queued(_MOST_TOGETHER - 1)]
                await self._commit(together)
        finally:  # nobody waits for ever, however this task ends
            for ballot in (*together, *self._queued(self._waiting.qsize())):
                if not ballot.outcome.done():
                    ballot.outcome.set_exception(self._put_away())

    def _queued(self, most: int) -> Iterator[_Ballot]:
        """Take ballots that wait, up to a number or to the end of casting."""
        while most > 0 and not self._waiting.empty():
            ballot = self._waiting.get_nowait()
            if ballot is None:
                self._waiting.put_nowait(None)
                return
            most -= 1
            yield ballot

    async def _commit(self, together: list[_Ballot]) -> None:
        """Write ballots in one transaction, and only then tell their outcomes."""
        try:
            outcomes = await self._change(partial(self._record, together))
        except StorageError as error:
            for ballot in together:
                if not ballot.outcome.done():
                    ballot.outcome.set_exception(error)
            return
        for ballot, outcome in zip(together, outcomes, strict=True):
            if not ballot.outcome.done():
                ballot.outcome.set_result(outcome)

    def _record(self, together: list[_Ballot], tx: sqlite3.Connection) -> list[CastOutcome]:
        row = _row(self._round, tx)
        if row.closing:
            return [CastOutcome.CLOSED] * len(together)
        places = _places([ballot.person for ballot in together], self._layout, tx)
        marks = {person: self._mark(person) for person in places}
        fresh = _insert_marks(marks.values(), tx)
        tally = self._unseal(row)
        outcomes = []
        for ballot in together:
            if ballot.person not in places:
                outcomes.append(CastOutcome.NOT_ASKED)
            elif (mark := marks[ballot.person]) in fresh:
                fresh.remove(mark)
                tally.add(places[ballot.person].groups, ballot.answers)
                outcomes.append(CastOutcome.COUNTED)
            else:
                outcomes.append(CastOutcome.COUNTED_BEFORE)
        tx.execute("UPDATE tally SET sealed = ?", (self._seal(tally),))
        return outcomes

    async def _change(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Write all or nothing, and leave its time on no file."""
        done = await self._file.write_at_once(work)
        self._undate()
        return done

    def _undate(self) -> None:
        """Let the files be of 1970, so that no copy tells when somebody last answered."""
        box = self._file.path
        for path in (box, box.with_name(f"{box.name}-journal")):
            with suppress(OSError):  # what is counted stays counted
                os.utime(path, (0, 0))

    def _put_away(self) -> NotRecorded:
        return NotRecorded(f"The ballot box of {self._round} is being put away.")

    def _mark(self, person: str) -> bytes:
        return hmac.digest(self._keys.mark, person.encode(), sha256)

    def _seal(self, tally: Tally) -> bytes:
        return tally.seal(self._keys.tally, self._round)

    def _unseal(self, row: _Row) -> Tally:
        return _unsealed(row, layout=self._layout, keys=self._keys, round_id=self._round)


def _insert_marks(marks: Iterable[bytes], tx: sqlite3.Connection) -> set[bytes]:
    """The marks that were not there before; put in sorted, so that none tells who came first."""
    ordered = sorted(marks)
    if not ordered:
        return set()
    rows = tx.execute(
        f"INSERT INTO mark (mark) VALUES {', '.join(['(?)'] * len(ordered))} "  # noqa: S608 - only placeholders are put in
        "ON CONFLICT DO NOTHING RETURNING mark",
        ordered,
    )
    return {mark for (mark,) in rows}


def _places(
    people: Sequence[str], layout: Layout, connection: sqlite3.Connection
) -> dict[str, Place]:
    """The places of those who have one; BoxBroken if one is in no group that is counted."""
    rows = connection.execute(
        "SELECT person, groups, declined FROM roster "
        "WHERE person IN (SELECT value FROM json_each(?))",
        (json.dumps(people),),
    )
    try:
        places = {
            p: Place(person=p, groups=tuple(json.loads(groups)), declined=bool(declined))
            for p, groups, declined in rows
        }
    except ValueError:
        raise BoxBroken("The roster of a ballot box was altered.") from None
    if not all(layout.counts(place.groups) for place in places.values()):
        raise BoxBroken("The roster of a ballot box was altered.")
    return places


def _row(round_id: str, connection: sqlite3.Connection) -> _Row:
    rows = connection.execute(
        "SELECT layout, closing, sealed, (SELECT count(*) FROM mark) FROM tally WHERE round = ?",
        (round_id,),
    )
    for row in rows:
        return _Row(*row)
    raise BoxBroken(f"The file of {round_id} is not its ballot box.")


def _untorn_row(round_id: str, connection: sqlite3.Connection) -> _Row:
    row = _row(round_id, connection)
    # A file that was cut within a page opens all the same, with zeros in place of rows:
    # https://www.sqlite.org/pragma.html#pragma_integrity_check
    for (found,) in connection.execute("PRAGMA integrity_check(1)"):
        if found != "ok":
            raise BoxBroken(f"The ballot box of {round_id} is damaged.")
    return row


def _layout(row: _Row, round_id: str) -> Layout:
    try:
        return Layout.model_validate_json(row.layout)
    except ValueError:
        raise BoxBroken(f"The layout of {round_id} was altered.") from None


def _unsealed(row: _Row, *, layout: Layout, keys: RoundKeys, round_id: str) -> Tally:
    tally = Tally.unseal(row.sealed, layout=layout, key=keys.tally, round_id=round_id)
    if tally.casts != row.marks:
        raise BoxBroken(f"The marks and the tally of {round_id} do not agree.")
    return tally
