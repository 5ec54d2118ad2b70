"""The bot in a process that may be killed, and is started again whenever it was."""

import asyncio
import json
import os
import resource
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from signal import SIGKILL
from typing import Any, NamedTuple, TypedDict, TypeVar

from support.world import World

T = TypeVar("T")

SLACK_WAITS = timedelta(seconds=3)
"""After this long without an acknowledgement Slack delivers again."""


class Reply(TypedDict):
    """What a bot says when it has done what was due.

    Attributes:
        done: whether all of it could be done.
        gauge: what it holds, if it was asked: kB of memory, objects, handles and tasks.
        moments: those since its last reply, by stage.
    """

    done: bool
    gauge: dict[str, int]
    moments: list[list[str]]


class Moment(NamedTuple):
    """When a bot dies.

    Attributes:
        stage: of its life, from 0; each instant that it hears of begins one.
        name: what comes to pass in the stage, such as "before views.open"; if empty, anything.
        number: how often it has come to pass in the stage by then, from 1.
    """

    stage: int
    name: str
    number: int


@dataclass(slots=True, kw_only=True)
class _Life:
    """One process, from its start to its death; `moments` are those that it told of, by stage."""

    writer: asyncio.StreamWriter
    replies: "asyncio.Queue[Any]" = field(default_factory=asyncio.Queue)
    died: "asyncio.Task[None]"
    pid: int | None = None
    moments: list[list[str]] = field(default_factory=lambda: [[]])

    async def reply(self) -> Any:  # noqa: ANN401 - as it comes in
        """What it tells next; None if it dies before."""
        reply = asyncio.ensure_future(self.replies.get())
        await asyncio.wait({reply, self.died}, return_when=asyncio.FIRST_COMPLETED)
        if reply.done():
            return reply.result()
        reply.cancel()
        return None


class Mortal:
    """Drives a bot that dies at given moments.

    Args:
        world: what it works in.
        folder: for its log and the socket that it is driven by.
        server: forks its processes.
        fatal: for each of its first lives the moment at which that ends.
    """

    def __init__(
        self, world: World, folder: Path, server: Process, fatal: Sequence[Moment] = ()
    ) -> None:
        self._world = world
        self._folder = folder
        self._server = server
        self._fatal = list(fatal)
        self._life: _Life | None = None
        self._turn = asyncio.Lock()
        self.deaths = 0
        self.log = folder / "log"

    async def tick(self, instant: datetime) -> list[list[str]]:
        """Let it be that instant, however often it dies; the moments of its last life, by stage."""
        self._world.clock.move_to(instant)
        life, _ = await self._told(self._world.clock.now())
        return life.moments

    async def look(
        self, instant: datetime, *, dies_at: int | None = None, gauge: bool = False
    ) -> Reply:
        """Let it be that instant for the bot alone, which then does what is due.

        Args:
            instant: it may be before the last one.
            dies_at: at which moment from now on it is killed, counted from 1, unless it is told
                of another instant before.
            gauge: whether it says what it holds.
        """
        _, reply = await self._told(instant, dies_at=dies_at, gauge=gauge)
        return reply

    async def pid(self) -> int:
        """The process that it lives in."""
        pid = (await self._alive()).pid
        assert pid is not None
        return pid

    @asynccontextmanager
    async def no_room(self) -> AsyncIterator[None]:
        """Have the system refuse whatever the bot writes to a file, as it does on a full disk."""
        pid = await self.pid()
        soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, hard))
        try:
            yield
        finally:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))

    async def during(self, act: Awaitable[T]) -> T:
        """What comes of something that a person does, however often the bot dies meanwhile."""
        life = await self._alive()
        acting = asyncio.ensure_future(act)
        while not acting.done():
            await asyncio.wait({acting, life.died}, return_when=asyncio.FIRST_COMPLETED)
            if life.died.done():
                life = await self._alive()
        return acting.result()

    async def end(self) -> None:
        """Let it end by itself."""
        life = await self._alive()
        self._life = None
        life.writer.close()
        assert await self._ended(life) == 0, self.log.read_text()

    async def bury(self) -> None:
        """End it at once, if it has not ended."""
        life, self._life = self._life, None
        if life is not None:
            if not life.died.done() and life.pid is not None:
                os.kill(life.pid, SIGKILL)
            await self._ended(life)

    async def _told(
        self, instant: datetime, *, dies_at: int | None = None, gauge: bool = False
    ) -> tuple[_Life, Reply]:
        """Tell it of an instant until one of its lives replies; that life, and its reply."""
        while True:
            life = await self._alive()
            order = {"now": instant.isoformat(), "dies_at": dies_at, "gauge": gauge}
            life.writer.write(f"{json.dumps(order)}\n".encode())
            reply: Reply | None = await life.reply()
            if reply is not None:
                life.moments[-1].extend(reply["moments"][0])
                life.moments.extend(reply["moments"][1:])
                return life, reply
            dies_at = None

    async def _alive(self) -> _Life:
        async with self._turn:
            while self._life is None or self._life.died.done():
                life, self._life = self._life, None
                if life is not None:
                    assert await self._ended(life) == -SIGKILL, self.log.read_text()
                    self.deaths += 1
                self._life = await self._born()
                if self.deaths:
                    self._world.clock.move_to(self._world.clock.now() + SLACK_WAITS)
            return self._life

    async def _ended(self, life: _Life) -> int:
        """The exit code of a process, once it is gone."""
        await life.died
        life.writer.close()
        assert self._server.stdout is not None
        return int(await self._server.stdout.readline())

    async def _born(self) -> _Life:
        control = self._folder / "control"
        control.unlink(missing_ok=True)
        connected: asyncio.Future[_Life] = asyncio.get_running_loop().create_future()

        def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            life = _Life(writer=writer, died=asyncio.ensure_future(asyncio.sleep(0)))
            life.died = asyncio.ensure_future(_hear(reader, life.replies))
            connected.set_result(life)

        door = await asyncio.start_unix_server(meet, control, limit=2**20)
        async with door:
            self._order(control)
            life = await connected
        life.pid = await life.reply()
        return life

    def _order(self, control: Path) -> None:
        order = {
            "control": str(control),
            "data": str(self._world.folders.data_dir),
            "keys": str(self._world.folders.key_dir),
            "log": str(self.log),
            "now": self._world.clock.now().isoformat(),
            "token": self._world.sandbox.bot_token,
            "app_token": self._world.sandbox.app_token,
            "api_url": self._world.sandbox.api_url,
            "fatal": self._fatal.pop(0) if self._fatal else None,
        }
        assert self._server.stdin is not None
        self._server.stdin.write(f"{json.dumps(order)}\n".encode())


async def _hear(reader: asyncio.StreamReader, replies: "asyncio.Queue[Any]") -> None:
    """Take in what a bot tells, until it is dead."""
    with suppress(ConnectionError):
        async for line in reader:
            replies.put_nowait(json.loads(line))


@asynccontextmanager
async def nursery(program: Path) -> AsyncIterator[Process]:
    """A process in which bots are born, one at a time."""
    server = await asyncio.create_subprocess_exec(
        sys.executable,
        str(program),
        stdin=PIPE,
        stdout=PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
    )
    try:
        yield server
    finally:
        assert server.stdin is not None
        server.stdin.close()
        await server.wait()
