"""Closes and publishes the open round of a folder; run as a process of its own."""

import asyncio
import json
import os
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from support.round import OPENS

from benchmarks import process
from benchmarks.watched import Watched
from bot.app import assemble, connect
from bot.demo.clock import EagerClock
from bot.demo.discloser import Discloser
from bot.sandbox import HandClock
from bot.settings import Folders
from bot.slack.client import connected
from bot.usecases.steps import Steps
from storage.model import State

SAYS = "closed"
NOBODY = "http://127.0.0.1:9/"
"""Where Slack would be; nothing is asked of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """What it took, in seconds of processor and MiB.

    Attributes:
        box: reading the box, destroying it and its key, and all else that closing does.
        disclosing: deciding what may be shown.
        writing: keeping what is published.
        publishing: composing the digest and owing it to its channels.
        idle: the memory before.
        peak: the most memory that there was.
    """

    box: float
    disclosing: float
    writing: float
    publishing: float
    idle: float
    peak: float

    @property
    def whole(self) -> float:
        """All of the processor."""
        return self.box + self.disclosing + self.writing + self.publishing

    @classmethod
    def read(cls, line: str) -> Self:
        """What the process said."""
        return cls(**json.loads(line.removeprefix(SAYS)))


def folders(folder: Path) -> Folders:
    """Where data and keys lie in a folder."""
    return Folders(data_dir=folder / "data", key_dir=folder / "keys")


async def close(folder: Path) -> Closed:
    """Live through the end of the one round that is open."""
    clock = HandClock(OPENS + timedelta(hours=1))
    eager = EagerClock(clock)
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(connected("xoxb-nobody", NOBODY))
        ports = await stack.enter_async_context(
            connect(folders(folder), client=client, clock=eager)
        )
        boxes, rounds = Watched(ports.boxes), Watched(ports.rounds)
        ports = replace(ports, boxes=boxes, rounds=rounds, discloser=Discloser())
        bot = assemble(ports, client=client, clock=eager)
        await bot.steps.advance()
        idle = process.memory(os.getpid())
        [round_] = await ports.rounds.in_state(State.OPEN)
        closing = await _advanced(bot.steps, clock, round_.closes)
        disclosing = rounds.began["close"] - boxes.ended["count"]
        writing = rounds.ended["close"] - rounds.began["close"]
        publishing = await _advanced(bot.steps, clock, round_.publishes)
        if (await rounds.window(round_.id))[0] is not State.PUBLISHED:
            raise RuntimeError("the round was not published")
        return Closed(
            box=closing - disclosing - writing,
            disclosing=disclosing,
            writing=writing,
            publishing=publishing,
            idle=idle,
            peak=process.peak(os.getpid()),
        )


async def _advanced(steps: Steps, clock: HandClock, instant: datetime) -> float:
    """The seconds of processor that it takes to do what is due at an instant."""
    clock.move_to(instant)
    began = time.process_time()
    await steps.advance()
    return time.process_time() - began


if __name__ == "__main__":
    found = asyncio.run(close(Path(sys.argv[1])))
    sys.stdout.write(f"{SAYS} {json.dumps(asdict(found))}\n")
