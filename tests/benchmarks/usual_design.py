"""The usual design, a row an answer with the person's id, behind the same Bolt app."""

import random
import sqlite3
import tempfile
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack, closing
from pathlib import Path

from support.large import dimension, questions, rounds
from support.published import ALL, Count, Group
from support.pulse import a_pulse

from benchmarks import usual
from benchmarks.machine import MEMORY
from benchmarks.row import Row
from benchmarks.stage import council, filled, played
from bot.settings import Folders
from bot.stores import DATABASE, database
from bot.usecases.composing import REMEMBERED, composed
from storage.database import Database
from storage.model import EVERYONE, Round
from storage.pulses import Pulses
from storage.rounds import Rounds

AT_ONCE = 64
JOURNALS = ("DELETE", "WAL")
"""As SQLite comes, and the one in which a commit costs least."""

YEARS = 10
WEEKS = 52
PEOPLE = 500
RATE = 0.42
TEAMS = 10
QUESTIONS = 4


async def measure(
    *, repeats: int = 5, answers: int = 1_000, weeks: int = YEARS * WEEKS
) -> list[Row]:
    """Let as many people answer both, then live through years, and make a digest."""
    return [*await _answered(repeats, answers), *await _lived(repeats, weeks)]


async def _answered(repeats: int, number: int) -> list[Row]:
    everybody = council(repeats * number)
    with tempfile.TemporaryDirectory() as folder:
        async with AsyncExitStack() as stack:
            ours, *others = [
                await stack.enter_async_context(
                    played(
                        program, Path(folder) / f"{program}{journal}", everybody, journal=journal
                    )
                )
                for program, journal in (("ours", ""), *(("usual", one) for one in JOURNALS))
            ]
            sent = await filled(ours, everybody)
            found = []
            for _ in range(repeats):
                some = sent.take(number)
                found.append(
                    [await one.answered("socket", some, at_once=AT_ONCE) for one in (ours, *others)]
                )
    return [
        row
        for place, journal in enumerate(JOURNALS, start=1)
        for row in (
            Row(
                what=f"Answers, {AT_ONCE} at once, on disk: how many a second",
                against=f"the usual design, journal {journal}",
                values=[one[0].rate / one[place].rate for one in found],
                least=1,
            ),
            Row(
                what=f"Answers, {AT_ONCE} at once, on disk: how many a core",
                against=f"the usual design, journal {journal}",
                values=[one[place].each / one[0].each for one in found],
            ),
        )
    ]


# ---- years of rounds, and a digest after them


async def _lived(repeats: int, weeks: int) -> list[Row]:
    answered = round(PEOPLE * RATE)
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        folders = Folders(data_dir=Path(folder) / "data", key_dir=Path(folder) / "keys")
        file = Path(folder) / "answers.sqlite3"
        async with database(folders) as main:
            kept = Rounds(main)
            newest = await _publish(main, weeks, answered)
            with closing(usual.opened(file, JOURNALS[0])) as answers:
                _keep(answers, weeks, answered)
                found = [
                    (
                        await _composed(kept, newest),
                        await _read(kept, newest),
                        _counted(answers, weeks),
                    )
                    for _ in range(repeats)
                ]
        sizes = [one.stat().st_size for one in (folders.data_dir / DATABASE, file)]
    usual_counts = f"the usual design counting the same figures after {weeks} rounds"
    return [
        Row(
            what=f"Bytes on disk, {weeks} rounds of {answered} answers",
            against="the usual design",
            values=[sizes[0] / sizes[1]],
            most=1,
        ),
        Row(
            what="Bytes an answer",
            unit="bytes",
            values=[sizes[0] / weeks / answered],
        ),
        Row(
            what="Bytes an answer in the usual design",
            unit="bytes",
            values=[sizes[1] / weeks / answered],
        ),
        Row(
            what="Reading what a digest needs",
            against=usual_counts,
            values=[read / counted for _, read, counted in found],
            most=1,
        ),
        Row(
            what="Composing a digest, its words included",
            against=usual_counts,
            values=[whole / counted for whole, _, counted in found],
        ),
        Row(
            what="Composing a digest, its words included",
            unit="ms",
            values=[1000 * whole for whole, *_ in found],
        ),
    ]


async def _publish(main: Database, weeks: int, answered: int) -> Round:
    """Keep rounds with figures drawn by chance, and a digest of each; the newest comes back."""
    pulse = a_pulse(question_set=questions(QUESTIONS), dimensions=(dimension("team", TEAMS),))
    groups: list[Group] = [(one.id, group.id) for one in pulse.dimensions for group in one.groups]
    chance = random.Random(1)

    def told(week: int, question: str) -> Mapping[Group, Count]:
        each = answered // TEAMS
        return {ALL: (chance.randint(answered // 3, answered // 2), answered)} | {
            group: (chance.randint(0, each), each) for group in groups
        }

    lived, kept = rounds(pulse, weeks, told), Rounds(main)
    await Pulses(main).put([pulse], now=lived[0].round.opens)
    for past in lived:
        await kept.plan([past.round])
        await kept.open(past.round, [])
        await kept.close(past.published)
    newest = lived[-1].round
    digest = (await composed(kept, newest)).model_dump_json()
    for past in lived:
        await kept.publish(past.round.id, digest, [], composed=past.round.publishes)
    return newest


async def _composed(kept: Rounds, newest: Round) -> float:
    began = time.perf_counter()
    await composed(kept, newest)
    return time.perf_counter() - began


async def _read(kept: Rounds, newest: Round) -> float:
    """The seconds that it takes to read the figures that a digest is composed of."""
    began = time.perf_counter()
    await kept.published(newest.id)
    for past in await kept.of_pulse(newest.pulse.id, before=newest.opens, most=REMEMBERED):
        await kept.published(past.id, [EVERYONE])
    return time.perf_counter() - began


def _keep(answers: sqlite3.Connection, weeks: int, answered: int) -> None:
    """As many answers as are behind the figures."""
    chance = random.Random(1)
    people = [f"U{number:010}" for number in range(PEOPLE)]
    answers.executemany(
        "INSERT INTO people (person, team) VALUES (?, ?)",
        [(person, f"team-{number % TEAMS}") for number, person in enumerate(people)],
    )
    for week in range(weeks):
        answers.execute("BEGIN")
        answers.executemany(
            usual.KEEP,
            [
                (f"weekly-{week:04}", person, f"question-{question}", f"o{chance.randrange(5)}")
                for person in chance.sample(people, answered)
                for question in range(QUESTIONS)
            ],
        )
        answers.execute("COMMIT")


def _counted(answers: sqlite3.Connection, weeks: int) -> float:
    """The seconds that it takes to count the same figures from everybody's answers."""
    newest = f"weekly-{weeks - 1:04}"
    first = f"weekly-{max(0, weeks - 1 - REMEMBERED):04}"
    began = time.perf_counter()
    answers.execute(
        "SELECT p.team, a.question, a.option, count(*), count(DISTINCT a.person) FROM answers a "
        "JOIN people p ON p.person = a.person WHERE a.round = ? GROUP BY 1, 2, 3",
        (newest,),
    ).fetchall()
    answers.execute(
        "SELECT round, question, option, count(*) FROM answers "
        "WHERE round BETWEEN ? AND ? GROUP BY 1, 2, 3",
        (first, newest),
    ).fetchall()
    answers.execute(
        "SELECT round, count(DISTINCT person) FROM answers WHERE round BETWEEN ? AND ? GROUP BY 1",
        (first, newest),
    ).fetchall()
    return time.perf_counter() - began
