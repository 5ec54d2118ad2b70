"""Casts into the ballot box alone, beside SQLite's own durable commits."""

import asyncio
import os
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from benchmarks.machine import MEMORY
from benchmarks.row import Row
from questions.loader import load_shipped
from storage.ballot_box.boxes import Boxes
from storage.database import SETTINGS
from storage.model import CastOutcome, Place

WAITING = 512
TOGETHER = 256
"""A box commits so many at once, when so many wait."""

QUESTIONS = load_shipped("weekly").questions[:4]
ANSWERS = {one.id: one.scale.option_ids[0] for one in QUESTIONS}


async def measure(*, repeats: int = 5, people: int = 10_240) -> list[Row]:
    """Cast with many waiting, then write as many rows in groups of the same size, in turn."""
    disk = [await _both(None, people) for _ in range(repeats)]
    memory = [await _both(MEMORY, people) for _ in range(repeats)]
    what = f"Casts into the box, {WAITING} waiting"
    rows = f"SQLite's rows, {TOGETHER} a commit, same settings"
    return [
        Row(
            what=f"{what}, on disk: how many a second",
            against=rows,
            values=[one.casts / one.rows for one in disk],
            least=0.5,
        ),
        Row(
            what=f"{what}, on disk: how many",
            unit="a second",
            values=[one.casts for one in disk],
        ),
        Row(
            what=f"{what}, in memory, where no sync is waited for: how many a second",
            against=rows,
            values=[one.casts / one.rows for one in memory],
        ),
        Row(
            what=f"{what}, in memory: how many",
            unit="a second",
            values=[one.casts for one in memory],
        ),
    ]


class _Found(NamedTuple):
    """How many a second."""

    casts: float
    rows: float


async def _both(where: str | None, people: int) -> _Found:
    with tempfile.TemporaryDirectory(dir=where) as folder:
        casts = await _cast(Path(folder), people)
        return _Found(casts, _written(Path(folder) / "rows.sqlite3", people))


async def _cast(folder: Path, people: int) -> float:
    """Casts a second."""
    boxes = Boxes(folder=folder / "boxes", keys=folder / "keys")
    places = _roster(people)
    await boxes.open("round", questions=QUESTIONS, dimensions=("team", "role"), roster=places)
    queue = iter(places)

    async def hand() -> None:
        for place in queue:
            if await boxes.cast("round", place.person, ANSWERS) is not CastOutcome.COUNTED:
                raise RuntimeError("a cast was not counted")

    began = time.perf_counter()
    await asyncio.gather(*(hand() for _ in range(WAITING)))
    took = time.perf_counter() - began
    await boxes.close()
    return people / took


def _roster(people: int) -> Sequence[Place]:
    return [
        Place(person=f"UPERSON{n:05}", groups=(f"team-{n % 10}", f"role-{n % 2}"))
        for n in range(people)
    ]


def _written(path: Path, people: int) -> float:
    """Rows a second, each of the size of a mark."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.executescript(SETTINGS)
        database.execute("CREATE TABLE mark (mark BLOB PRIMARY KEY) STRICT, WITHOUT ROWID")
        marks = [(os.urandom(32),) for _ in range(people)]
        began = time.perf_counter()
        for start in range(0, people, TOGETHER):
            database.execute("BEGIN IMMEDIATE")
            database.executemany("INSERT INTO mark VALUES (?)", marks[start : start + TOGETHER])
            database.execute("COMMIT")
        return people / (time.perf_counter() - began)
