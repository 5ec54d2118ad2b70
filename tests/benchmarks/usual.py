"""The usual design: a row for each answer with the person's id; run as a process of its own."""

import asyncio
import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

from slack_bolt.async_app import AsyncAck

from benchmarks import bare
from benchmarks.order import Order, obey, serve

FILE = "answers.sqlite3"

SCHEMA = """
CREATE TABLE people (person TEXT PRIMARY KEY, team TEXT NOT NULL);
CREATE TABLE answers (
    round TEXT NOT NULL,
    person TEXT NOT NULL,
    question TEXT NOT NULL,
    option TEXT NOT NULL,
    at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (round, person, question)
) WITHOUT ROWID;
"""

KEEP = "INSERT OR IGNORE INTO answers (round, person, question, option) VALUES (?, ?, ?, ?)"

Answer = tuple[str, str, str, str]
"""Round, person, question and the option chosen."""


def opened(path: Path, journal: str) -> sqlite3.Connection:
    """A new file of answers, every commit of which lasts."""
    database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    database.execute(f"PRAGMA journal_mode = {journal}")
    database.execute("PRAGMA synchronous = FULL")
    database.executescript(SCHEMA)
    return database


def keep(database: sqlite3.Connection, answers: Sequence[Answer]) -> None:
    """Keep one person's answers in a commit of their own."""
    database.execute("BEGIN IMMEDIATE")
    database.executemany(KEEP, answers)
    database.execute("COMMIT")


async def bot(order: Order) -> None:
    """Keep each person's answers as they come, and acknowledge them once they are durable."""
    writer = ThreadPoolExecutor(max_workers=1)

    async def kept(ack: AsyncAck, body: dict[str, Any]) -> None:
        answers = _read(body)
        await asyncio.get_running_loop().run_in_executor(writer, keep, database, answers)
        await ack()

    with closing(opened(Path(order.folder) / FILE, order.journal)) as database, writer:
        built = bare.app(order)
        built.view(order.window)(kept)
        async with bare.served(built, order) as port:
            await serve(port)


def _read(body: dict[str, Any]) -> list[Answer]:
    view, person = body["view"], body["user"]["id"]
    return [
        (view["private_metadata"], person, question, chosen["value"])
        for question, inputs in view["state"]["values"].items()
        for one in inputs.values()
        if (chosen := one.get("selected_option"))
    ]


if __name__ == "__main__":
    obey(bot)
