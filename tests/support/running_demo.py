"""The demo as whoever tries it starts it: a process of its own, with its page on a free port."""

import asyncio
import signal
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from support.warm import staff_pulse

SECONDS = 120
READY = "Ready: "


class RunningDemo:
    """A demo that can be ended and started again on its folder and port.

    Args:
        folder: what it keeps, new or left by an earlier one.
        options: what else it is given.
        command: the words that begin it, if not those of `support.warm`.

    Attributes:
        url: where its page is, such as "http://127.0.0.1:8420/".
        said: everything that it printed.
        folder: what it keeps.
    """

    def __init__(self, folder: Path, *options: str, command: Sequence[str] | None = None) -> None:
        self.url = ""
        self.said = ""
        self.folder = folder
        self._command = command or staff_pulse()
        self._options = options
        self._port = "0"
        self._process: Process | None = None

    async def start(self, until: str = READY) -> None:
        """Start it, and return when it says so, usually that its page can be used."""
        where = ("--no-browser", "--port", self._port, "--data", str(self.folder))
        words = (*self._command, "demo", *where, *self._options)
        self._process = await asyncio.create_subprocess_exec(
            *words, stdout=PIPE, stderr=STDOUT, cwd=self.folder.parent
        )
        assert self._process.stdout is not None
        async with asyncio.timeout(SECONDS):
            async for line in self._process.stdout:
                self.said += line.decode()
                if READY in line.decode():
                    self.url = line.decode().split()[1]
                    self._port = self.url.rstrip("/").rpartition(":")[2]
                if until in line.decode():
                    return
        raise AssertionError(f"the demo ended before it said {until!r}:\n{self.said}")

    async def end(self) -> None:
        """Ask it to end, as Ctrl-C and the system do, and see that it ends well."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(SECONDS):
            rest, _ = await self._process.communicate()
        self.said += rest.decode()
        assert self._process.returncode == 0, self.said
        assert "Traceback" not in self.said, self.said


@asynccontextmanager
async def running_demo(
    folder: Path, *options: str, command: Sequence[str] | None = None
) -> AsyncIterator[RunningDemo]:
    """A demo that was started, as `RunningDemo` describes it, for as long as this lasts."""
    demo = RunningDemo(folder, *options, command=command)
    await demo.start()
    try:
        yield demo
    finally:
        await demo.end()
