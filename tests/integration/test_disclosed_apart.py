"""A process of its own decides what may be shown: what it gives away, and when it is killed."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.council import ADMIN, CLOSES, LEADERS, OPENS, PUBLISHES, ROUND, STAFF
from support.own_process import SECONDS, says, started
from support.two_teams import DIGESTS, answered, state
from support.world import Running, World, in_force

from storage.model import Pulse, State

UNFORKED = ("env",)
"""The bot itself is begun then, and no program that stands for one which was forked."""


@pytest.fixture
async def apart(here: World) -> World:
    """The world in which what may be shown is decided as it is in earnest."""
    return replace(here, apart=True)


@pytest.fixture
async def running(apart: World, weekly: tuple[Pulse, ...]) -> AsyncIterator[Running]:
    """The bot with a round that has been answered and is due to close."""
    async with in_force(apart, weekly) as running:
        await running.tick(OPENS)
        await answered(apart)
        apart.clock.move_to(CLOSES)
        yield running


async def deciding(bot: int) -> Path:
    """The process in which a bot has it decided, in /proc, and held up where it is."""
    async with asyncio.timeout(SECONDS):
        while not (found := _deciding(bot)):  # noqa: ASYNC110 - it has no event
            await asyncio.sleep(0.001)
    os.kill(int(found[0].name), signal.SIGSTOP)
    return found[0]


def _deciding(bot: int) -> list[Path]:
    children = Path(f"/proc/{bot}/task/{bot}/children").read_text("ascii").split()
    return [
        process
        for process in (Path("/proc", child) for child in children)
        if b"bot.discloser" in (process / "cmdline").read_bytes()
    ]


def is_there(process: Path) -> bool:
    return process.exists()


async def gone(process: Path) -> None:
    """Return when a process is no more."""
    async with asyncio.timeout(SECONDS):
        while is_there(process):  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.01)


def written(process: Path) -> list[str]:
    """What a process has open to write to, besides pipes."""
    files = [
        str(one.readlink())
        for one in (process / "fd").iterdir()
        if (process / "fdinfo" / one.name).read_text("ascii").split()[3][-1] in "12"
    ]
    return [file for file in files if not file.startswith("pipe:")]


def said_of(process: Path, what: str) -> list[bytes]:
    """What the system tells of a process in a list, such as its words or its environment."""
    return (process / what).read_bytes().split(b"\0")


async def test_what_was_counted_goes_through_a_pipe_alone(running: Running, here: World) -> None:
    """Neither the command line, nor the environment, nor a file tells anything of it or the bot."""
    await running.bot.steps.tick()
    process = await deciding(os.getpid())
    assert said_of(process, "cmdline")[1:] == [b"-m", b"bot.discloser", b"disclose", b""]
    told = {one.partition(b"=")[0] for one in said_of(process, "environ")}
    assert told <= {b"PATH", b"HOME", b"TMPDIR", b""}
    assert written(process) == []
    os.kill(int(process.name), signal.SIGCONT)
    await running.bot.steps.advance()
    await running.tick(PUBLISHES)
    assert here.kinds() == DIGESTS


async def test_a_round_closes_although_the_process_was_killed(
    running: Running, apart: World, caplog: pytest.LogCaptureFixture
) -> None:
    """The round waits, admins hear of it, and the next tick counts every answer once."""
    await running.bot.steps.tick()
    process = await deciding(os.getpid())
    os.kill(int(process.name), signal.SIGKILL)
    said = "could not be decided (status -9): look whether this machine has memory left"
    async with asyncio.timeout(SECONDS):
        while said not in caplog.text:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.01)
    assert await state(running) is State.OPEN
    await running.bot.delivery.drain()
    assert said in apart.person(ADMIN).direct_messages()[-1].text
    await running.tick()
    [everyone, *_] = (await running.ports.rounds.published(ROUND)).responses
    assert (await state(running), everyone.invited) == (State.CLOSED, 26)
    assert await running.ports.boxes.left() == []


async def test_a_bot_that_stops_ends_the_process_and_closes_the_round_later(
    running: Running,
) -> None:
    """It does not wait for what may take minutes."""
    await running.bot.steps.tick()
    process = await deciding(os.getpid())
    await running.bot.steps.stop()
    assert not is_there(process)
    assert await state(running) is State.OPEN
    await running.tick()
    assert await state(running) is State.CLOSED


async def test_a_bot_that_is_killed_meanwhile_closes_the_round_later(
    apart: World, weekly: tuple[Pulse, ...]
) -> None:
    """What it leaves behind ends by itself and is in nobody's way."""
    async with in_force(apart, weekly) as running:
        await running.tick(OPENS)
        await answered(apart)
    apart.clock.move_to(CLOSES)
    async with started(apart, within=UNFORKED) as bot:
        await says(bot, b"is running")
        process = await deciding(bot.pid)
        bot.kill()
        await bot.wait()
    async with apart.running() as running:
        await running.tick()
        assert await state(running) is State.CLOSED
        os.kill(int(process.name), signal.SIGCONT)
        await gone(process)
        await running.tick(PUBLISHES)
    assert apart.kinds() == DIGESTS
    assert {LEADERS, STAFF} == {*DIGESTS}
