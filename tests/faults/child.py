"""The bot in a process of its own, which kills itself at the moment that it is told to.

Run as a program it imports everything once, then reads orders from standard input, one JSON
object a line, forks a bot for each, and writes the exit code of that bot when it is gone.
"""

import asyncio
import gc
import json
import logging
import os
import signal
import sqlite3
import sys
import traceback
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from support.turned import TurnedClock

from bot import logs
from bot.app import Bot, assemble, connect
from bot.demo.clock import EagerClock
from bot.demo.discloser import Discloser
from bot.settings import Folders
from bot.slack.client import Client, connected
from bot.slack.link import Frame, Link, Patience
from bot.slack.socket import listening
from bot.survey.schedule import occurrences
from questions.loader import load_shipped, shipped
from storage.errors import StorageError
from storage.model import Schedule


class Moments:
    """The moments before and after everything that outlasts the process, at one of which it ends.

    They are found where the program meets the world: each commit of each SQLite file, each
    request to Slack and each acknowledgement, each file made and each unlinked.

    Args:
        fatal: the last moment, by its stage, its name (an empty one stands for any), and how many
            of that name there are until then; None to live on.

    """

    def __init__(self, fatal: tuple[int, str, int] | None) -> None:
        self._fatal_stage, self._name, self._left = fatal or (0, "", 0)
        self._stage = 0
        self._passed: list[list[str]] = [[]]

    def begin(self, dies_at: int | None) -> None:
        """Begin a stage; the process ends at this moment of it, counted from 1, if there is one."""
        self._stage += 1
        self._passed.append([])
        if dies_at is not None:
            self._fatal_stage, self._name, self._left = self._stage, "", dies_at

    def take(self) -> list[list[str]]:
        """The moments since they were last taken, by stage; the first goes on with the last one."""
        taken, self._passed = self._passed, [[]]
        return taken

    def come(self, what: str) -> None:
        """Note a moment, and die if it is the one."""
        self._passed[-1].append(what)
        if self._stage == self._fatal_stage and self._name in ("", what):
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    @contextmanager
    def around(self, what: str) -> Iterator[None]:
        """Note the moments before and after something."""
        self.come(f"before {what}")
        yield
        self.come(f"after {what}")

    def watch_files(self, *roots: Path) -> None:
        """Note the moment before each file in the folders is made or unlinked."""
        inside = tuple(f"{root}/" for root in roots)

        def hear(event: str, args: tuple[Any, ...]) -> None:
            made = event == "open" and args[2] & os.O_CREAT
            if (made or event == "os.remove") and str(args[0]).startswith(inside):
                verb = "making" if made else "unlinking"
                self.come(f"before {verb} {Path(args[0]).suffix or Path(args[0]).name}")

        # https://docs.python.org/3/library/audit_events.html
        sys.addaudithook(hear)

    def watch_commits(self) -> None:
        """Note the moments around each commit and each rewriting of each SQLite file."""
        moments = self

        class Connection(sqlite3.Connection):
            def __init__(self, database: str, **settings: Any) -> None:  # noqa: ANN401
                super().__init__(database, **settings)
                self._file = Path(database.partition("?")[0]).suffix

            def commit(self) -> None:
                with moments.around(f"committing to {self._file}"):
                    super().commit()

            def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:  # noqa: ANN401
                if sql != "VACUUM":
                    return super().execute(sql, *values)
                with moments.around(f"rewriting {self._file}"):
                    return super().execute(sql, *values)

        sqlite3.connect = partial(sqlite3.connect, factory=Connection)  # type: ignore[assignment]

    def watch_requests(self, client: Client) -> None:
        """Note the moments around each request to Slack."""
        call = client.api_call

        async def watched(api_method: str, **arguments: Any) -> object:  # noqa: ANN401
            with self.around(api_method):
                return await call(api_method, **arguments)

        client.api_call = watched  # type: ignore[method-assign, assignment]

    def watch_acknowledgements(self) -> None:
        """Note the moments around each acknowledgement, through whichever link it goes."""
        send = Link.send

        async def watched(link: Link, frame: Frame) -> None:
            with self.around("acknowledging"):
                await send(link, frame)

        Link.send = watched  # type: ignore[method-assign]


def gauge() -> dict[str, int]:
    """What would grow if something were not let go of: memory in kB, and the number of others."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return {
        "memory": pages * os.sysconf("SC_PAGE_SIZE") // 1024,
        "objects": len(gc.get_objects()),
        "handles": sum(1 for _ in Path("/proc/self/fd").iterdir()),
        "tasks": len(asyncio.all_tasks()),
    }


_TURNING = ContextVar("turning", default=False)


class AnHour(EagerClock):
    """For a turn, an hour that goes by at once wherever it waits; what waits for longer waits on.

    Without its end, a bot that cannot reach Slack would try again for ever in the same turn.
    """

    def __init__(self, clock: TurnedClock) -> None:
        super().__init__(clock)
        self._next = asyncio.Event()
        self.begin()

    def begin(self) -> None:
        """Let the hour begin now."""
        self._until = self.now() + timedelta(hours=1)
        self.over = asyncio.Event()
        self._next.set()
        self._next = asyncio.Event()

    async def sleep_until(self, instant: datetime) -> None:
        """Return at once; in a turn only if the instant lies within the hour."""
        if _TURNING.get() and instant > self._until:
            self.over.set()
            await self._next.wait()
        await super().sleep_until(instant)


async def turn(bot: Bot, hour: AnHour) -> bool:
    """Do what is due and send what is owed within an hour; whether the disk let it do all of it."""
    hour.begin()
    over = asyncio.create_task(hour.over.wait())
    done = True
    for step in (bot.steps.advance, bot.delivery.drain):
        doing = asyncio.create_task(_in_turn(step))
        await asyncio.wait({doing, over}, return_when=asyncio.FIRST_COMPLETED)
        doing.cancel()  # which does nothing to what has ended
        try:
            await doing
        except asyncio.CancelledError:
            break
        except StorageError as error:
            logging.getLogger(__name__).warning("What is due waits: %s", error)
            done = False
    over.cancel()
    return done


async def _in_turn(step: Callable[[], Awaitable[None]]) -> None:
    _TURNING.set(True)
    await step()


async def live(order: dict[str, Any], moments: Moments) -> None:
    """Run the bot: for each instant that comes in, do what is due, and tell what came to pass."""
    reader, writer = await asyncio.open_unix_connection(order["control"])
    clock = TurnedClock(datetime.fromisoformat(order["now"]))
    hour = AnHour(clock)
    folders = Folders(data_dir=Path(order["data"]), key_dir=Path(order["keys"]))
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(connected(order["token"], order["api_url"]))
        moments.watch_requests(client)
        ports = await stack.enter_async_context(connect(folders, client=client, clock=hour))
        ports = replace(ports, discloser=Discloser())
        bot = assemble(ports, client=client, clock=hour)
        moments.watch_acknowledgements()
        quick = Patience(first_pause=0.1)
        await stack.enter_async_context(listening(bot.app, order["app_token"], patience=quick))
        writer.write(f"{os.getpid()}\n".encode())
        async for words in reader:
            told = json.loads(words)
            moments.begin(told["dies_at"])
            clock.turn_to(datetime.fromisoformat(told["now"]))
            reply = {
                "done": await turn(bot, hour),
                "gauge": gauge() if told["gauge"] else {},
                "moments": moments.take(),
            }
            writer.write(f"{json.dumps(reply)}\n".encode())
    writer.close()


def bear(order: dict[str, Any]) -> NoReturn:
    """Be a bot until it is told to end, or until its fatal moment."""
    log = os.open(order["log"], os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    os.dup2(log, sys.stderr.fileno())
    logs.set_up()
    moments = Moments(order["fatal"])
    moments.watch_files(Path(order["data"]), Path(order["keys"]))
    moments.watch_commits()
    try:
        asyncio.run(live(order, moments))
    except BaseException:  # noqa: BLE001 - the outermost boundary of a forked process
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def warm_up() -> None:
    """Look up bank holidays and read question sets once, which a bot does at first for long."""
    schedule = Schedule.model_validate(
        {
            "opens": "Tuesday 10:00",
            "reminds": "Wednesday 10:00",
            "closes": "Thursday 16:00",
            "publishes": "Friday 09:00",
            "first": "2026-11-24",
            "zone": "Europe/London",
        }
    )
    occurrences(schedule, after=datetime(2026, 11, 23, tzinfo=UTC), count=8)
    for name in shipped():
        load_shipped(name)


def serve() -> None:
    """Fork a bot for each order, one at a time, and say how it ended."""
    warm_up()
    gc.freeze()
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            bear(json.loads(line))
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - so it speaks


if __name__ == "__main__":
    serve()
