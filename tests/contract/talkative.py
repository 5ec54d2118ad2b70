"""The bot in a process of its own in which every logger is asked for everything.

It is told by the environment what `staff-pulse run` is told, and by orders through a socket, a
line each, what instant it is and what is to go wrong.
"""

import asyncio
import logging
import os
import resource
import signal
import sys
import warnings
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import Any

from bot import app, logs, pulse_file, running, settings
from bot.app import Bot
from bot.clock import SystemClock
from bot.demo.clock import EagerClock
from bot.sandbox import HandClock
from bot.settings import Settings
from bot.slack.client import connected
from bot.slack.link import Patience
from bot.slack.socket import listening
from bot.slack.verify import verify

NAIVE = "TALKATIVE_NAIVE"
"""If set, lines are written as most programs write them."""


def open_up() -> None:
    """Ask every logger for everything, whatever was pinned."""
    logging.getLogger().setLevel(logging.DEBUG)
    for each in logging.Logger.manager.loggerDict.values():
        if isinstance(each, logging.Logger):
            each.disabled = False
            each.setLevel(logging.DEBUG)


async def crash(body: dict[str, Any]) -> None:
    """What a listener with a fault does."""
    raise ValueError(body)


class Fragile:
    """Fails while it is put away."""

    def __init__(self, said: str) -> None:
        self._said = said

    def __del__(self) -> None:
        raise ValueError(self._said)


async def misbehave(said: str) -> None:
    """Do wrong whatever code can do wrong with words that it should keep to itself."""
    loop = asyncio.get_running_loop()
    Thread(target=int, args=(said,)).start()
    loop.call_soon(int, said)
    failing = asyncio.ensure_future(crash({"text": said}))
    await asyncio.wait({failing})
    del failing
    Fragile(said)
    warnings.warn(said, stacklevel=1)
    for name in ("slack_sdk.socket_mode", "slack_bolt.AsyncApp", "aiohttp.access", said):
        logging.getLogger(name).critical("A payload: %s", said, stack_info=True)
    logging.getLogger("bot.app").error("Answered: " + said)  # noqa: G003 - wrong on purpose
    logging.getLogger("bot.app").error("Answered: %s, %s", said, KeyError(said))


class Orders:
    """What the bot can be told to do."""

    def __init__(self, bot: Bot, clock: HandClock) -> None:
        self._bot = bot
        self._clock = clock
        self.known = {
            "tick": self._tick,
            "apply": self._apply,
            "full": self._fill,
            "misbehave": misbehave,
            "say": self._say,
        }

    async def _tick(self, instant: str) -> None:
        self._clock.move_to(datetime.fromisoformat(instant))
        await self._bot.steps.advance()
        await self._bot.delivery.drain()

    async def _apply(self, path: str) -> None:
        await self._bot.pulses.apply(pulse_file.read(Path(path)))

    async def _say(self, words: str) -> None:
        print(words, file=sys.stderr, flush=True)  # noqa: T201 - a mark between lines

    async def _fill(self, full: str) -> None:
        """Have the system refuse what is written, as it does on a full disk, or allow it again."""
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0 if full == "yes" else hard, hard))


def _line(loaded: Settings, bot: Bot) -> AbstractAsyncContextManager[object]:
    """As `staff-pulse run` has it, but a broken line is found sooner."""
    if loaded.mode == "socket":
        quick = Patience(ping_every=0.1, first_pause=0.1)
        return listening(bot.app, loaded.slack_app_token.get_secret_value(), patience=quick)
    # Requests over HTTP are signed with the machine's time.
    return running.line(loaded, bot.app, SystemClock())


async def live(control: str, now: str) -> None:
    """Run the bot until the socket is closed."""
    loaded = settings.load()
    if NAIVE in os.environ:
        logging.basicConfig(level=logging.DEBUG)
    else:
        logs.set_up(loaded.log_level)
    reader, writer = await asyncio.open_unix_connection(control)
    clock = HandClock(datetime.fromisoformat(now))
    async with AsyncExitStack() as stack:
        token = loaded.slack_bot_token.get_secret_value()
        client = await stack.enter_async_context(connected(token, loaded.slack_api_url))
        eager = EagerClock(clock)
        ports = await stack.enter_async_context(app.connect(loaded, client=client, clock=eager))
        bot = app.assemble(ports, client=client, clock=eager, admins=loaded.admins)
        bot.app.command("/crash")(crash)
        open_up()
        await verify(client)
        await stack.enter_async_context(_line(loaded, bot))
        # On a slow machine asyncio would note, without details, what took it long.
        asyncio.get_running_loop().slow_callback_duration = 600
        orders = Orders(bot, clock)
        writer.write(b"done\n")
        async for line in reader:
            open_up()
            order, _, given = line.decode().strip().partition(" ")
            await orders.known[order](given)
            logs.tell_late(clock.now())
            writer.write(b"done\n")
    writer.close()


if __name__ == "__main__":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    asyncio.run(live(*sys.argv[1:]))
