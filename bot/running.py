"""Runs the bot: what is due is taken, and what is owed is sent, until the process is to end."""

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from functools import partial

from bot import logs
from bot.app import Bot, Ports, assemble, connect
from bot.clock import Clock
from bot.errors import StaffPulseError
from bot.health.served import served
from bot.health.state import Health, Line
from bot.settings import Settings
from bot.slack.app import App
from bot.slack.client import Client, connected
from bot.slack.http import serving
from bot.slack.refusal import Refused
from bot.slack.socket import listening
from bot.slack.verify import verify, verify_channel
from bot.tick import Job, ticking
from bot.usecases.audiences import Misnamed, channels, named_by
from storage.errors import StorageError

log = logging.getLogger(__name__)


async def run(
    settings: Settings, clock: Clock, *, ready: Callable[[], None] = lambda: None
) -> None:
    """Run the bot until the process is asked to end; asked again, it ends at once.

    Args:
        settings: all of them.
        clock: the time.
        ready: called once the bot is at work.

    Raises:
        StaffPulseError: tokens or scopes are not as they must be.
        StorageError: the folders cannot be worked on.
    """
    with suppress(asyncio.CancelledError), _ended_by_signals():
        await _run(settings, clock, ready)


async def _run(settings: Settings, clock: Clock, ready: Callable[[], None]) -> None:
    health = Health(clock=clock)
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(
            connected(settings.slack_bot_token.get_secret_value(), settings.slack_api_url, clock)
        )
        ports = await stack.enter_async_context(
            connect(settings, client=client, clock=clock, heard=health.goes_on)
        )
        if settings.health_port:
            where = served(health, host=settings.health_host, port=settings.health_port)
            await stack.enter_async_context(where)
        bot = assemble(ports, client=client, clock=clock, admins=settings.admins)
        await verify(client)
        await _tell_of_channels(bot, ports, client)
        health.line = await stack.enter_async_context(line(settings, bot.app, clock))
        health.sent = bot.delivery.outcomes
        looking = partial(health.look, ports.kept)

        async def tell_late() -> None:
            logs.tell_late(clock.now())

        at_work = working(bot, looking, tell_late, ticked=health.tick_ended)
        async with at_work, _beside(health.watch()):
            ready()
            await asyncio.Event().wait()


async def _tell_of_channels(bot: Bot, ports: Ports, client: Client) -> None:
    """Tell log and admins which channels of the pulses cannot be used; all else goes on."""
    pulses = await bot.pulses.all()
    try:
        for channel, key in channels(pulses).items():
            try:
                with named_by(key):
                    await verify_channel(client, channel)
            except Misnamed as error:
                log.warning("A channel cannot be used: %s", error)
                [name] = (pulse.name for pulse in pulses if pulse.id == key.pulse)
                told = await bot.steps.shortfalls.unusable(name, channel, error.said)
                await ports.outbox.owe(told)
    except Refused as error:
        log.warning("It is not known whether all channels can be used: %s", error)


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Cancel this task at the first signal to end, and end the process at the second."""
    loop, running = asyncio.get_running_loop(), asyncio.current_task()
    assert running is not None  # noqa: S101 - a coroutine always runs in one

    def end() -> None:
        if running.cancelling():
            # What is committed stands. Were the system's own way of ending restored instead, the
            # first process of a container would not end: https://man7.org/linux/man-pages/man7/pid_namespaces.7.html
            os._exit(1)
        log.info("Staff Pulse ends.")
        running.cancel()

    signals = (signal.SIGINT, signal.SIGTERM)
    for name in signals:
        loop.add_signal_handler(name, end)
    try:
        yield
    finally:
        for name in signals:
            loop.remove_signal_handler(name)


@asynccontextmanager
async def _beside(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()


@asynccontextmanager
async def working(
    bot: Bot, *beside: Job, ticked: Callable[[], None] = lambda: None
) -> AsyncIterator[Job]:
    """Take what is due and send what is owed, for as long as the context lasts.

    What it gives does the same as a tick of the scheduler, at any moment, and returns when every
    step has come to its end.

    Args:
        bot: what is at work.
        beside: what is done at each tick as well.
        ticked: called when what was due at a tick has been taken.
    """
    turn = asyncio.Lock()

    async def take(steps: Job) -> None:
        async with turn:
            try:
                await steps()
            except StorageError as error:
                log.warning("What is due waits: %s", error)
        ticked()
        bot.delivery.wake()

    try:
        async with asyncio.TaskGroup() as group:
            delivering = group.create_task(bot.delivery.run())
            try:
                jobs = (partial(take, bot.steps.tick), bot.backups.tick, bot.retention.tick)
                async with ticking(*jobs, *beside):
                    log.info("Staff Pulse is running.")
                    yield partial(take, bot.steps.advance)
            finally:
                await bot.steps.stop()
                await bot.quarterlies.stop()
                await bot.setting_up.stop()
            delivering.cancel()
    except* (StaffPulseError, StorageError) as failed:
        raise failed.exceptions[0] from None


@asynccontextmanager
async def line(settings: Settings, app: App, clock: Clock) -> AsyncIterator[Line]:
    """The way in for payloads: Socket Mode, or signed HTTP on a port of this machine."""
    if settings.mode == "socket":
        async with listening(app, settings.slack_app_token.get_secret_value()) as opened:
            yield opened
    else:
        secret = settings.slack_signing_secret.get_secret_value()
        async with serving(app, secret, clock, host="0.0.0.0", port=settings.http_port) as door:  # noqa: S104 - a proxy in front reaches it
            yield door
