"""The demo as whoever tries it starts it: a process of its own, with its page on a free port."""

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

COMMAND = str(Path(sys.executable).with_name("staff-pulse"))
SECONDS = 120


class RunningDemo:
    """A demo that can be ended and started again on its folder and port.

    Attributes:
        url: where its page is, such as "http://127.0.0.1:8420/".
        said: everything that it printed.
        folder: what it keeps.
    """

    def __init__(self, folder: Path) -> None:
        self.url = ""
        self.said = ""
        self.folder = folder
        self._port = "0"
        self._process: Process | None = None

    async def start(self) -> None:
        """Start it, and return when its page can be used."""
        options = ("--no-browser", "--port", self._port, "--data", str(self.folder))
        self._process = await asyncio.create_subprocess_exec(
            COMMAND, "demo", *options, stdout=PIPE, stderr=STDOUT, cwd=self.folder.parent
        )
        assert self._process.stdout is not None
        async with asyncio.timeout(SECONDS):
            async for line in self._process.stdout:
                self.said += line.decode()
                if b"Ready: " in line:
                    self.url = line.decode().split()[1]
                    self._port = self.url.rstrip("/").rpartition(":")[2]
                    return
        raise AssertionError(f"the demo ended before it was ready:\n{self.said}")

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
async def running_demo(folder: Path) -> AsyncIterator[RunningDemo]:
    """A demo on a folder that is new or that an earlier one left, for as long as this lasts."""
    demo = RunningDemo(folder)
    await demo.start()
    try:
        yield demo
    finally:
        await demo.end()
