"""Runs Python in a process of its own, so that nobody who answers meanwhile waits."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

from bot.errors import StaffPulseError

_NICER = 5
"""Whoever answers meanwhile comes first."""

_PASSED = ("PATH", "HOME", "TMPDIR")
"""What a process is told of our own environment, which holds the bot's secrets."""


class NotDone(StaffPulseError):
    """What a process was to do was not done."""


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


async def done(
    *arguments: str, what: str, given: bytes, seconds: float | None, says: int | None = None
) -> bytes:
    """What a process writes that is given something and ends well.

    Args:
        arguments: Python's own.
        what: what is not so if it does not, such as "The chart could not be drawn".
        given: what it reads.
        seconds: how long it may take; None for as long as it takes.
        says: the status with which it has said what went wrong, if there is one.

    Raises:
        NotDone: it did not come up, failed or took too long.
    """
    try:
        ended = await run(*arguments, seconds=seconds, given=given)
    except TimeoutError:
        why = f"more than {seconds} seconds"
    except OSError as error:
        why = type(error).__name__
    else:
        if not ended.status:
            return ended.out
        said = ended.err.decode(errors="replace").strip()
        why = said if ended.status == says else f"status {ended.status}"
    raise NotDone(
        f"{what} ({why}): look whether this machine has memory left, and if it has, please report "
        f"this as a fault of Staff Pulse."
    )
