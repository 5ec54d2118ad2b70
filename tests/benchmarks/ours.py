"""Staff Pulse with an open round, over Socket Mode and HTTP; run as a process of its own."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from benchmarks.order import PULSES, Order, obey, serve
from bot import pulse_file
from bot.app import assemble, connect
from bot.clock import SystemClock
from bot.settings import Folders
from bot.slack.client import connected
from bot.slack.http import serving
from bot.slack.socket import listening


@dataclass(slots=True)
class Set:
    """A clock that stands where it was set, so that the workspace's is not loaded for it."""

    instant: datetime

    def now(self) -> datetime:
        return self.instant

    async def sleep_until(self, instant: datetime) -> None:
        self.instant = max(self.instant, instant)


async def bot(order: Order) -> None:
    """Put the pulses of a file in force, open their round, and take answers."""
    clock = Set(datetime.fromisoformat(order.before))
    folder = Path(order.folder)
    folders = Folders(data_dir=folder / "data", key_dir=folder / "keys")
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(connected(order.token, order.api_url))
        ports = await stack.enter_async_context(connect(folders, client=client, clock=clock))
        built = assemble(ports, client=client, clock=clock)
        await built.pulses.apply(pulse_file.read(folder / PULSES))
        await built.steps.advance()
        clock.instant = datetime.fromisoformat(order.opens)
        await built.steps.advance()
        await stack.enter_async_context(listening(built.app, order.app_token))
        serves = serving(built.app, order.secret, SystemClock(), host="127.0.0.1", port=0)
        served = await stack.enter_async_context(serves)
        await serve(served.port)


if __name__ == "__main__":
    obey(bot)
