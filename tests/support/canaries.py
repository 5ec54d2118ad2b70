"""A bot that says all it can, in a workspace where whatever must stay unsaid is a canary.

A canary is a word found nowhere else, so that a search of the bytes finds it wherever it went.
"""

import asyncio
import os
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.sandbox import HandClock, Limits, Sandbox
from support.council import BEFORE, LEADERS, ONE_DIMENSION, STAFF
from support.warm import COMMAND, program

PROGRAM = Path(__file__).parents[1] / "contract" / "talkative.py"
SECONDS = 30

NAME, OPTION, QUESTION, TYPED = "canary-name", "canary-option", "canary-question", "canary-typed"
MEMBER, BOT_TOKEN, APP_TOKEN, SECRET = "UCANARY", "xoxb-canary", "xapp-canary", "canary-secret"
SECRETS = (NAME, TYPED, BOT_TOKEN, APP_TOKEN, SECRET)
CANARIES = (MEMBER, OPTION, QUESTION, *SECRETS)

PEOPLE = tuple(f"{MEMBER}{number:03}" for number in range(26))
LEADER, ADMIN = f"{MEMBER}900", f"{MEMBER}901"
OPTIONS = tuple(f"{OPTION}-{bird}" for bird in ("heron", "plover", "wagtail", "dunnock"))

_SCALE = "\n".join(
    f"    - {{id: {one}, label: {one}, score: {n}}}" for n, one in enumerate(OPTIONS)
)
QUESTIONS = f"""
id: birds
title: Birds
ask: all
themes: {{workload: Workload}}
scales:
  bird:
{_SCALE}
questions:
  - id: {QUESTION}
    theme: workload
    wording: Which bird is it?
    scale: bird
    favourable: [{OPTIONS[0]}, {OPTIONS[1]}]
    anchor: true
"""
PULSES = ONE_DIMENSION.replace("questions: weekly", "questions: birds.yaml")


@dataclass(slots=True, kw_only=True)
class Talkative:
    """The bot in its process; `said` is all that it ever wrote to its output."""

    folder: Path
    sandbox: Sandbox
    port: int | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    said: bytearray = field(default_factory=bytearray)

    @property
    def environment(self) -> dict[str, str]:
        """What the bot is told, and where whatever else it may write would go."""
        inherited = {
            name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ
        }
        return inherited | {
            "HOME": str(self.folder),
            "TMPDIR": str(self.folder),
            "PYTHONASYNCIODEBUG": "1",
            "SLACK_API_URL": self.sandbox.api_url,
            "SLACK_APP_TOKEN": self.sandbox.app_token,
            "SLACK_BOT_TOKEN": self.sandbox.bot_token,
            "SLACK_SIGNING_SECRET": self.sandbox.signing_secret,
            "STAFF_PULSE_ADMINS": ADMIN,
            "STAFF_PULSE_DATA_DIR": str(self.folder / "data"),
            "STAFF_PULSE_HTTP_PORT": str(self.port or 3000),
            "STAFF_PULSE_KEY_DIR": str(self.folder / "keys"),
            "STAFF_PULSE_LOG_LEVEL": "DEBUG",
            "STAFF_PULSE_MODE": "http" if self.port else "socket",
            **self.variables,
        }

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Running"]:
        """The bot while it runs, at the instant that the workspace's clock shows."""
        met: asyncio.Future[tuple[asyncio.StreamReader, asyncio.StreamWriter]]
        met = asyncio.get_running_loop().create_future()
        control = self.folder.parent / "control"
        control.unlink(missing_ok=True)
        async with await asyncio.start_unix_server(lambda *both: met.set_result(both), control):
            now = self.sandbox.clock.now().isoformat()
            process = await self.start(PROGRAM, str(control), now)
            hearing = [
                asyncio.ensure_future(self._hear(one)) for one in (process.stdout, process.stderr)
            ]
            async with asyncio.timeout(SECONDS):
                await asyncio.wait({met, *hearing}, return_when=asyncio.FIRST_COMPLETED)
                assert met.done(), self.said.decode()
                reader, writer = met.result()
                await reader.readline()
            try:
                yield Running(process=process, reader=reader, writer=writer)
            finally:
                writer.close()
                async with asyncio.timeout(SECONDS):
                    await asyncio.gather(*hearing)
                    await process.wait()

    async def start(self, what: Path, *words: str) -> Process:
        """Start a program in Python's development mode."""
        return await asyncio.create_subprocess_exec(
            *program(what, "-X", "dev"),
            *words,
            cwd=self.folder,
            env=self.environment,
            stdout=PIPE,
            stderr=PIPE,
        )

    async def command(self, *words: str) -> int:
        """Run the command `staff-pulse` to its end, and return its exit code."""
        process = await self.start(COMMAND, *words)
        async with asyncio.timeout(SECONDS):
            for said in await process.communicate():
                self.said.extend(said)
        assert process.returncode is not None
        return process.returncode

    async def _hear(self, stream: asyncio.StreamReader | None) -> None:
        assert stream is not None
        while said := await stream.read(2**16):
            self.said.extend(said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """One life of the bot."""

    process: Process
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def told(self, order: str, given: str = "") -> None:
        """Give it an order, which it has carried out on return."""
        self.writer.write(f"{order} {given}\n".encode())
        async with asyncio.timeout(SECONDS):
            assert await self.reader.readline() == b"done\n", order

    async def at(self, clock: HandClock, instant: datetime) -> None:
        """Let it be that instant, here and there, and let the bot do what is due."""
        clock.move_to(instant)
        await self.told("tick", instant.isoformat())


@asynccontextmanager
async def talkative(
    folder: Path, *, port: int | None = None, variables: Mapping[str, str] | None = None
) -> AsyncIterator[Talkative]:
    """A workspace with canaries in it, and the bot, which does not run yet."""
    home = folder / "home"
    home.mkdir()
    (folder / "birds.yaml").write_text(QUESTIONS, encoding="utf-8")
    (folder / "pulses.yaml").write_text(PULSES, encoding="utf-8")
    async with Sandbox(
        clock=HandClock(BEFORE),
        limits=Limits.off(),
        bot_token=f"{BOT_TOKEN}-1",
        app_token=f"{APP_TOKEN}-1",
        signing_secret=f"{SECRET}-1",
    ) as sandbox:
        _move_in(sandbox)
        yield Talkative(folder=home, sandbox=sandbox, port=port, variables=variables or {})


def _move_in(sandbox: Sandbox) -> None:
    space = sandbox.workspace
    for person in (*PEOPLE, LEADER, ADMIN):
        space.add_person(person, name=f"{NAME}-{person[-3:]}", title=f"{TYPED} title")
    space.add_channel(LEADERS, name="leaders", members=[LEADER], private=True)
    space.add_channel(STAFF, name="all-staff", members=PEOPLE)
    space.add_channel("C0NORTH", name="north", members=PEOPLE[:13])
    space.add_channel("C0SOUTH", name="south", members=PEOPLE[13:])
    space.add_channel("C0HOSPITAL", name="hospital")


def found(content: bytes, canaries: Sequence[str] = CANARIES) -> list[str]:
    """The canaries that are in some bytes, whatever the case of their letters."""
    return [one for one in canaries if one.lower().encode() in content.lower()]


def in_files(folder: Path) -> dict[str, list[str]]:
    """The canaries in each file of a folder where they may not be.

    Roster and counted options are in the box, and messages on their way, wishes and questions in
    the database, as `test_what_the_files_hold.py` tells; names, tokens and words are nowhere.
    """
    leaks = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            kept = ".box" in path.name or ".sqlite3" in path.name
            leaks[path.name] = found(path.read_bytes(), SECRETS if kept else CANARIES)
    return {name: canaries for name, canaries in leaks.items() if canaries}
