"""The command `staff-pulse` as an admin types it, in a process of its own, against the sandbox."""

import asyncio
import os
import signal
import socket
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox import Clock, Limits, Sandbox
from support.two_teams import COUNCIL
from support.warm import staff_pulse

SECONDS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """Where an admin types commands: a folder, and variables that lead to the sandbox."""

    folder: Path
    sandbox: Sandbox
    health_port: int = 0

    async def _start(self, program: Sequence[str], **variables: str) -> Process:
        told = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
            "STAFF_PULSE_DATA_DIR": str(self.folder / "data"),
            "STAFF_PULSE_KEY_DIR": str(self.folder / "keys"),
            "SLACK_BOT_TOKEN": self.sandbox.bot_token,
            "SLACK_APP_TOKEN": self.sandbox.app_token,
            "SLACK_API_URL": self.sandbox.api_url,
            "STAFF_PULSE_HEALTH_PORT": str(self.health_port),
        }
        return await asyncio.create_subprocess_exec(
            *program, env=told | variables, cwd=self.folder, stdout=PIPE, stderr=PIPE
        )

    async def run(self, *words: str, **variables: str) -> Ended:
        """Run a command to its end."""
        process = await self._start((*staff_pulse(), *words), **variables)
        async with asyncio.timeout(SECONDS):
            out, err = await process.communicate()
        assert process.returncode is not None
        return Ended(code=process.returncode, out=out.decode(), err=err.decode())

    async def apply(self, file: str, **variables: str) -> Ended:
        """Put a file's pulses in force."""
        (self.folder / "pulses.yaml").write_text(file, encoding="utf-8")
        return await self.run("pulses", "apply", "pulses.yaml", **variables)

    @asynccontextmanager
    async def running(self, program: Sequence[str] | None = None) -> AsyncIterator[Process]:
        """The bot, once it runs; it is asked to end when the block ends.

        Args:
            program: the words that begin the command, if not those of `support.warm`.
        """
        process = await self._start((*(program or staff_pulse()), "run"))
        try:
            assert process.stderr is not None
            async with asyncio.timeout(SECONDS):
                while b"Staff Pulse is running." not in (line := await process.stderr.readline()):
                    assert line, "it ended before it ran"
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            await process.communicate()


@asynccontextmanager
async def a_shell(
    folder: Path, scopes: frozenset[str] | None = None, *, clock: Clock | None = None
) -> AsyncIterator[Shell]:
    """A shell beside a workspace of its own, with the council of two teams in it."""
    async with Sandbox(clock=clock, limits=Limits.off(), scopes=scopes) as sandbox:
        COUNCIL.move_in(sandbox.workspace)
        yield Shell(folder=folder, sandbox=sandbox, health_port=_free_port())


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
