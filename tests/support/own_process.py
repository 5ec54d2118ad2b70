"""The bot in a process of its own, as `staff-pulse run` starts it, but at any time."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from support.warm import program
from support.world import World

SECONDS = 60

PROGRAM = Path(__file__).with_name("own_process_program.py")


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
    words = (*within, sys.executable, "-P", str(PROGRAM)) if within else program(PROGRAM)
    process = await asyncio.create_subprocess_exec(
        *words,
        here.clock.now().isoformat(),
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
