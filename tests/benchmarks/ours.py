"""Staff Pulse with an open round, over Socket Mode and HTTP; run as a process of its own."""

from contextlib import AsyncExitStack
from pathlib import Path

from support.council import BEFORE, OPENS

from benchmarks.order import PULSES, Order, obey, serve
from bot import pulse_file
from bot.app import assemble, connect
from bot.clock import SystemClock
from bot.demo.clock import EagerClock
from bot.sandbox import HandClock
from bot.settings import Folders
from bot.slack.client import connected
from bot.slack.http import serving
from bot.slack.socket import listening


async def bot(order: Order) -> None:
    """Put the pulses of a file in force, open their round, and take answers."""
    clock = HandClock(BEFORE)
    eager = EagerClock(clock)
    folder = Path(order.folder)
    folders = Folders(data_dir=folder / "data", key_dir=folder / "keys")
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(connected(order.token, order.api_url))
        ports = await stack.enter_async_context(connect(folders, client=client, clock=eager))
        built = assemble(ports, client=client, clock=eager)
        await built.pulses.apply(pulse_file.read(folder / PULSES))
        await built.steps.advance()
        clock.move_to(OPENS)
        await built.steps.advance()
        await stack.enter_async_context(listening(built.app, order.app_token))
        serves = serving(built.app, order.secret, SystemClock(), host="127.0.0.1", port=0)
        served = await stack.enter_async_context(serves)
        await serve(served.port)


if __name__ == "__main__":
    obey(bot)
