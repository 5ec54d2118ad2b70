"""Runs Python in a process of its own, so that nobody who answers meanwhile waits."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

_NICER = 5
"""Whoever answers meanwhile comes first."""

_PASSED = ("PATH", "HOME", "TMPDIR")
"""What a process is told of our own environment, which holds the bot's secrets."""


class Ended(NamedTuple):
    """How a process ended: its status, 0 where all went well, and what it wrote."""

    status: int | None
    out: bytes
    err: bytes


async def run(
    *arguments: str,
    seconds: float | None,
    given: bytes = b"",
    told: Mapping[str, str] | None = None,
) -> Ended:
    """Run a process to its end, which is at once where the caller is cancelled.

    Args:
        arguments: Python's own.
        seconds: how long it may take; None for as long as it takes.
        given: what it reads.
        told: what its environment tells it besides where programs, home and passing files are.

    Raises:
        OSError: the process did not come up.
        TimeoutError: it took too long.
    """
    environment = {name: os.environ[name] for name in _PASSED if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *arguments),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        env=environment | dict(told or {}),
    )
    try:
        with suppress(ProcessLookupError):  # it may have ended already
            niceness = os.getpriority(os.PRIO_PROCESS, 0) + _NICER
            os.setpriority(os.PRIO_PROCESS, process.pid, niceness)
        async with asyncio.timeout(seconds):
            out, err = await process.communicate(given)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return Ended(process.returncode, out, err)
