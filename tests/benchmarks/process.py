"""A program in a process of its own: what it costs in processor and memory."""

import asyncio
import os
import re
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

TESTS = Path(__file__).parents[1]


def cpu(pid: int) -> float:
    """The seconds of processor that a process has used until now, all threads together."""
    # As clock_getcpuclockid makes it: https://man7.org/linux/man-pages/man3/clock_getcpuclockid.3.html
    return time.clock_gettime((~pid << 3) | 2)


def memory(pid: int) -> float:
    """The MiB of memory that a process has now."""
    return _status(pid, "VmRSS")


def peak(pid: int) -> float:
    """The most MiB of memory that a process has had."""
    return _status(pid, "VmHWM")


def _status(pid: int, name: str) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    found = re.search(rf"{name}:\s+(\d+) kB", status)
    if found is None:
        raise LookupError(f"the process {pid} has ended")
    return int(found[1]) / 1024


@asynccontextmanager
async def running(
    *words: str | Path,
    until: str,
    stream: str = "stdout",
    variables: Mapping[str, str] = {},
    given: bytes = b"",
) -> AsyncIterator[tuple[Process, str]]:
    """A program, once it has said something, and the line that it said; ended after the block.

    Args:
        words: its command line.
        until: what it says.
        stream: where it says so.
        variables: what its environment tells it besides.
        given: what it reads at first.

    Raises:
        RuntimeError: it ended before.
    """
    told = {"PATH": os.environ["PATH"], "PYTHONPATH": str(TESTS)} | variables
    process = await asyncio.create_subprocess_exec(
        *words,
        env=told,
        stdin=PIPE,
        **{stream: PIPE},  # type: ignore[arg-type]
    )
    said = process.stdout if stream == "stdout" else process.stderr
    try:
        process.stdin.write(given)  # type: ignore[union-attr]
        line = ""
        while until not in line:
            line = (await said.readline()).decode()  # type: ignore[union-attr]
            if not line:
                raise RuntimeError(f"{words[0]} ended before it was ready")
        yield process, line.strip()
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()
