"""What is wrong after thousands of mutated payloads."""

import random
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from support.council import LEADERS, QUESTION, STAFF
from support.world import answer, kind

from bot.stores import DATABASE
from fuzz.throwing import ROUND, STAFF_MEMBERS, Fuzzing, leaked, served_badly
from storage.model import State

OTHER = "UPERSON011"
"""Somebody who did nothing until the end."""

THEIR_OWN = {"preferences", "change_log"}
"""Tables that may change where somebody has no rights: their wishes, and that they were refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was thrown, and what is wrong, each in a sentence."""

    thrown: int
    listeners: tuple[str, ...]
    faults: list[str]


async def thrown_at(fuzz: Fuzzing, *, acts: int, each: int, seed: int) -> Verdict:
    """Let people act and mutated payloads come, and see that all is as they left it."""
    await fuzz.work(acts, each=each)
    before = kept(fuzz.world.folders.data_dir)
    thanked = set(fuzz.sandbox.thanked)
    await fuzz.intrude(acts * each // 4, random.Random(seed))
    faults = list(fuzz.sandbox.strange)
    if kept(fuzz.world.folders.data_dir) != before:
        faults.append("somebody without the right changed what is kept")
    if fuzz.sandbox.thanked - thanked - set(STAFF_MEMBERS):
        faults.append("somebody was thanked who sent nothing")
    faults += [f"the log holds: {line}" for line in leaked(fuzz.log.getvalue())]
    faults += [one for one in served_badly(fuzz.log.getvalue()) if not _of_bolts(one)]
    faults += await _goes_on(fuzz)
    return Verdict(
        thrown=fuzz.sandbox.thrown.total(),
        listeners=tuple(sorted(fuzz.monkey.done)),
        faults=faults,
    )


def kept(data: Path) -> dict[str, list[tuple[object, ...]]]:
    """What stands in the database, by table."""
    with closing(sqlite3.connect(data / DATABASE)) as connection:
        names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        return {
            name: connection.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608 - its own
            for (name,) in names.fetchall()
            if name not in THEIR_OWN
        }


async def _goes_on(fuzz: Fuzzing) -> list[str]:
    """Whether the bot still answers, and has counted those whom it thanked."""
    round_ = await fuzz.running.ports.rounds.get(ROUND)
    if round_ is None or round_.state is not State.OPEN:
        return []  # an admin among the monkeys has called it off
    faults = []
    outcome = await answer(fuzz.world.person(OTHER), {QUESTION: "often"})
    if outcome.modal is None or outcome.modal.title != "Thank you":
        faults.append(f"the bot does not answer any more: {outcome.reason}")
    [everyone, *_] = (await fuzz.running.ports.boxes.count(ROUND)).tallies
    given = sum(everyone.counts[QUESTION].values())
    if everyone.casts != len(fuzz.sandbox.thanked) or given > everyone.casts:
        faults.append(f"{everyone.casts} casts, and {len(fuzz.sandbox.thanked)} were thanked")
    await fuzz.running.tick(round_.closes)
    await fuzz.running.tick(round_.publishes)
    for channel in (LEADERS, STAFF):
        digests = [one for one in fuzz.world.posted(channel) if kind(one) == "digest"]
        if len(digests) != 2:
            faults.append(f"{len(digests)} digests stand in a channel, and there should be 2")
    return faults


def _of_bolts(line: str) -> bool:
    """Whether it was Bolt that could not read a payload, which is acknowledged all the same."""
    files = ("internals.py", "async_internals.py", "payload_utils.py", "builtins.py")
    return any(f"({name}:" in line for name in (*files, "base_context.py"))
