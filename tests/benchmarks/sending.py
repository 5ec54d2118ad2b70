"""How long it takes to invite everybody, under Slack's limits and with some trouble on the way.

The workspace is in one process and the bot in another, this same file run as a program, so that
the memory that is told is the bot's alone. Both live by a clock that runs faster.
"""

import asyncio
import json
import os
import sys
import tempfile
from asyncio.subprocess import PIPE
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from support.council import ONE_QUESTION, OPENS, Council, pulses
from support.council import people as everybody

from benchmarks import process
from benchmarks.row import Row
from bot.app import Bot, Ports, assemble, connect
from bot.clock import SystemClock
from bot.pace import BETWEEN_MESSAGES
from bot.sandbox import Limits, RateLimit, Sandbox, ServerError
from bot.sandbox.limits import Rate
from bot.settings import Folders
from bot.slack.client import connected

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)

LIMITS = Limits(
    methods={
        **Limits.documented().methods,
        "chat.postMessage": Rate(per_minute=MINUTE / BETWEEN_MESSAGES, burst=10),
    },
    channel=Limits.documented().channel,
)
"""Slack's, with its "several hundred a minute" taken to be what the bot keeps to, and no more."""

TROUBLE = 0.05
"""The share of messages that are answered by 429 or 500, whatever the bot does."""

MEMORY = "/dev/shm"  # noqa: S108 - what is made there is in a folder of its own
"""A disk would have to be as many times as fast as the clock is, which memory is."""

BEFORE = OPENS - timedelta(days=1)


class Hurried:
    """Time that runs so many times as fast as the machine's, from an instant on."""

    def __init__(self, times: float, start: datetime) -> None:
        self._times = times
        self._real = SystemClock()
        self.begin(start)

    def begin(self, start: datetime) -> None:
        """Show that instant now, and run on from there."""
        self._start, self._began = start, self._real.now()

    def now(self) -> datetime:
        """The instant that it shows."""
        return self._start + (self._real.now() - self._began) * self._times

    async def sleep_until(self, instant: datetime) -> None:
        """Return when it shows the instant."""
        await self._real.sleep_until(self._began + (instant - self._start) / self._times)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """How it went once.

    Attributes:
        took: against the best that the limits allow.
        ours: the share of calls that came too soon, in percent.
        missed: people who were not reached.
        memory: above idle, in MiB.
    """

    took: float
    ours: float
    missed: int
    memory: float


async def measure(*, repeats: int = 1, people: int = 10_000, hurry: float = 4) -> Sequence[Row]:
    """Invite so many people, on a clock so many times as fast as the machine's."""
    found = [await _invited(people, hurry) for _ in range(repeats)]
    what = f"{people:,} people invited, {TROUBLE:.0%} of messages answered by 429 or 500"
    best = f"the best that {MINUTE / BETWEEN_MESSAGES:.0f} a minute allow"
    return [
        Row(what=what, against=best, values=[one.took for one in found], most=1.1),
        Row(what=f"{what}: calls too soon", values=[one.ours for one in found], unit="%", most=2),
        Row(
            what=f"{what}: not reached",
            values=[one.missed for one in found],
            unit="people",
            most=0,
        ),
        Row(
            what=f"{what}: memory above idle at most",
            values=[one.memory for one in found],
            unit="MiB",
            most=60,
        ),
    ]


async def _invited(number: int, hurry: float) -> _Found:
    here = everybody(1, number)
    council = Council(north=here[: number // 2], south=here[number // 2 :])
    async with Sandbox(clock=Hurried(hurry, OPENS), limits=LIMITS) as sandbox:
        council.move_in(sandbox.workspace)
        trouble = (RateLimit(1), ServerError(500))
        sandbox.faults.strew("chat.postMessage", trouble, share=TROUBLE, seed=1)
        told = await _in_a_process(sandbox, hurry)
        calls = sandbox.web_api.calls
        reached = sum(bool(sandbox.person(one).direct_messages()) for one in here)
    ours = sum(many for (_, what), many in calls.items() if what == "ratelimited")
    return _Found(
        took=told["took"] / (number * BETWEEN_MESSAGES / SECOND),
        ours=100 * ours / calls.total(),
        missed=number - reached,
        memory=told["peak"] - told["idle"],
    )


async def _in_a_process(sandbox: Sandbox, times: float) -> dict[str, float]:
    """What a bot tells of itself that invites everybody of a workspace."""
    order = {"token": sandbox.bot_token, "api_url": sandbox.api_url, "times": times}
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.sending", json.dumps(order)),
        stdout=PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
    )
    told, _ = await program.communicate()
    found: dict[str, float] = json.loads(told)
    return found


async def invite(order: dict[str, str]) -> dict[str, float]:
    """Be a bot: open a round, and send until nothing is owed."""
    clock = Hurried(float(order["times"]), BEFORE)
    with tempfile.TemporaryDirectory(dir=MEMORY if os.access(MEMORY, os.W_OK) else None) as name:
        folder = Path(name)
        folders = Folders(data_dir=folder / "data", key_dir=folder / "keys")
        async with (
            connected(order["token"], order["api_url"], clock) as client,
            connect(folders, client=client, clock=clock) as ports,
        ):
            bot = assemble(ports, client=client, clock=clock)
            await bot.pulses.apply(pulses(ONE_QUESTION, folder))
            idle = process.memory(os.getpid())
            took = await _send(bot, ports, clock)
            return {"took": took, "idle": idle, "peak": process.peak(os.getpid())}


async def _send(bot: Bot, ports: Ports, clock: Hurried) -> float:
    """How many seconds passed from when the invitations were owed until the last had gone."""
    await bot.steps.advance()
    clock.begin(OPENS)
    await bot.steps.advance()
    began = clock.now()
    while (due := await ports.outbox.next_due()) is not None:
        await clock.sleep_until(due)
        await bot.delivery.drain()
    return (clock.now() - began) / SECOND


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(invite(json.loads(sys.argv[1])))))
