"""The bot in a process of its own, as `staff-pulse run` starts it, but at any time."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from support.world import World

SECONDS = 60

# As `staff-pulse run`, but for the time.
PROGRAM = """
import asyncio, sys
from datetime import datetime
from bot import logs, settings
from bot.running import run
from bot.demo.clock import EagerClock
from bot.sandbox import HandClock
logs.set_up("INFO")
asyncio.run(run(settings.load(), EagerClock(HandClock(datetime.fromisoformat(sys.argv[1])))))
"""


@asynccontextmanager
async def started(
    here: World, *, within: Sequence[str] = (), told: Mapping[str, str] | None = None
) -> AsyncIterator[Process]:
    """The bot in a process of its own, at the present instant; it is killed where it has not ended.

    Args:
        here: where it works.
        within: a command that starts it.
        told: what its environment tells it besides.
    """
    process = await asyncio.create_subprocess_exec(
        *within,
        *(sys.executable, "-c", PROGRAM, here.clock.now().isoformat()),
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
            "STAFF_PULSE_DATA_DIR": str(here.folders.data_dir),
            "STAFF_PULSE_KEY_DIR": str(here.folders.key_dir),
            "STAFF_PULSE_HEALTH_PORT": "0",
            "SLACK_BOT_TOKEN": here.sandbox.bot_token,
            "SLACK_APP_TOKEN": here.sandbox.app_token,
            "SLACK_API_URL": here.sandbox.api_url,
        }
        | dict(told or {}),
        stderr=PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def says(process: Process, words: bytes) -> None:
    """Return once it has said something."""
    assert process.stderr is not None
    async with asyncio.timeout(SECONDS):
        while words not in (line := await process.stderr.readline()):
            assert line, "it ended without saying so"


async def ended(process: Process) -> int:
    """How it ended."""
    async with asyncio.timeout(SECONDS):
        return await process.wait()
