"""Closing a large round, from its ballot box to its digest, beside one pass over its sheets."""

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from attack.habits import Ballots, Habits
from attack.publication import Publication, Roster

from benchmarks import process
from benchmarks.casts import WAITING
from benchmarks.closed import SAYS, Closed, folders
from benchmarks.council import council
from benchmarks.disclosing import asked
from benchmarks.row import Row
from bot.stores import ballot_boxes, database
from storage.ballot_box.boxes import Boxes
from storage.ballot_box.tally import Layout, Tally
from storage.model import CastOutcome, Place, Round
from storage.pulses import Pulses
from storage.rounds import Rounds

RATE = 0.42
"""The share that answers."""


class _Filled(NamedTuple):
    """A round, who is on its roster, and what they answer."""

    round: Round
    roster: Roster
    sheets: Ballots


class _Found(NamedTuple):
    """What closing took, and the seconds of processor of one pass over the sheets."""

    closed: Closed
    tallied: float


async def measure(
    *, repeats: int = 1, teams: int = 100, people: int = 100_000, items: int = 20
) -> list[Row]:
    """Fill a box, and close its round in a process of its own, as often as is asked for."""
    filled = _answered(teams, people, items)
    found = [_Found(await _closed(filled), _tallied(filled)) for _ in range(repeats)]
    what = f"Closing a round of {people:,} people, {teams} teams and {items} questions"
    parts = {
        "reading and destroying box and key": [one.closed.box for one in found],
        "disclosure": [one.closed.disclosing for one in found],
        "writing what is published": [one.closed.writing for one in found],
        "composing its digest": [one.closed.publishing for one in found],
    }
    return [
        Row(
            what=f"{what}: processor",
            unit="s",
            values=[one.closed.whole for one in found],
            most=3,
        ),
        *(
            Row(what=f"{what}: processor of {part}", unit="s", values=values)
            for part, values in parts.items()
        ),
        Row(
            what=f"{what}: processor of all but disclosure",
            against=f"one pass over its {len(filled.sheets):,} sheets in memory",
            values=[(one.closed.whole - one.closed.disclosing) / one.tallied for one in found],
        ),
        Row(what="One pass over its sheets", unit="s", values=[one.tallied for one in found]),
        Row(
            what=f"{what}: memory above idle",
            unit="MiB",
            values=[one.closed.peak - one.closed.idle for one in found],
            most=150,
        ),
    ]


def _answered(teams: int, people: int, items: int) -> _Filled:
    """A round of a made-up council, drawn by chance."""
    organisation = council(teams=teams, people=people, rate=RATE)
    publication, questions = Publication(organisation=organisation), asked(items)
    round_, cells = publication.open(organisation.people, questions, 0)
    sheets = Habits(organisation, 1).ballots(organisation.people, questions, 0)
    return _Filled(round_, publication.roster(organisation.people, cells), sheets)


async def _closed(filled: _Filled) -> Closed:
    with tempfile.TemporaryDirectory() as folder:
        await _fill(filled, Path(folder))
        words = (sys.executable, "-m", "benchmarks.closed", folder)
        async with process.running(*words, until=SAYS) as (_, said):
            return Closed.read(said)


async def _fill(filled: _Filled, folder: Path) -> None:
    """Open the round, and let everybody cast."""
    round_ = filled.round
    async with database(folders(folder)) as main:
        kept = Rounds(main)
        await Pulses(main).put([round_.pulse], now=round_.opens)
        await kept.plan([round_])
        async with ballot_boxes(folders(folder)) as boxes:
            await boxes.open(
                round_.id,
                questions=round_.questions,
                dimensions=round_.dimensions,
                roster=[Place(person=one, groups=groups) for one, groups in filled.roster.items()],
            )
            await kept.open(round_, [])
            await _cast(boxes, filled)


async def _cast(boxes: Boxes, filled: _Filled) -> None:
    queue = iter(filled.sheets.items())

    async def hand() -> None:
        for person, sheet in queue:
            if await boxes.cast(filled.round.id, person, sheet) is not CastOutcome.COUNTED:
                raise RuntimeError("a cast was not counted")

    await asyncio.gather(*(hand() for _ in range(WAITING)))


def _tallied(filled: _Filled) -> float:
    """The seconds of processor that it takes to add up the same sheets in the tally of a box."""
    round_, roster = filled.round, filled.roster
    tally = Tally(Layout.of(round_.questions, round_.dimensions, [*roster.values()]))
    began = time.process_time()
    for person, sheet in filled.sheets.items():
        tally.add(roster[person], sheet)
    return time.process_time() - began
