"""The demo that people use: a council's workspace in the browser, with the bot at work in it."""

import asyncio
import getpass
import logging
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app import Bot, assemble
from bot.demo import browser, council, history
from bot.demo.clock import REAL, EagerClock
from bot.demo.colleagues import Colleagues
from bot.demo.crowd import Crowd
from bot.demo.folder import DemoFolder, Saved
from bot.demo.habits import Habits
from bot.demo.hand import DemoHand
from bot.demo.stage import Stage, built
from bot.errors import StaffPulseError
from bot.running import working
from bot.sandbox.keeping import kept
from bot.sandbox.page import HandError, Page
from bot.slack.listeners.commands import COMMAND
from bot.slack.verify import verify
from bot.survey.messages import local
from storage.errors import StorageError

log = logging.getLogger(__name__)

Say = Callable[[str], None]

_BEAT = 1.0
"""Every so many real seconds colleagues act whose time has come."""

_SAVE_EVERY = 3
"""Every so many beats what has changed is kept."""


async def run(*, data: Path, fresh: bool, port: int, browse: bool, say: Say) -> None:
    """Run the demo until the process is asked to end; it goes on where an earlier one ended.

    Args:
        data: a folder that is new, empty, or made by an earlier demo.
        fresh: begin anew, whatever the folder holds.
        port: where the page is served on this machine; 0 takes any that is free.
        browse: whether to open the page in the browser.
        say: takes a line for each thing that people should know.

    Raises:
        StaffPulseError: the folder, what is in it, or the port cannot be used.
        StorageError: another demo works in the folder, or its data cannot be kept.
    """
    running = asyncio.current_task()
    assert running is not None  # noqa: S101 - a coroutine always runs in one
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, running.cancel)
    with suppress(asyncio.CancelledError), DemoFolder.held(data) as folder:
        saved = None if fresh else folder.load()
        async with _opened(folder, saved=saved, port=port, say=say) as demo:
            _welcome(demo, say)
            if browse:
                browser.show(demo.stage.sandbox.url, say)
            await demo.live()
    say("The demo has ended.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Keeper:
    """Keeps the demo, for another to go on from."""

    folder: DemoFolder
    stage: Stage
    crowd: Crowd

    async def save(self) -> None:
        """Keep everything as it is now."""
        saved = Saved(
            now=self.stage.clock.now(),
            shift=self.stage.clock.shift,
            acted_until=self.crowd.acted_until,
            workspace=kept(self.stage.sandbox.workspace),
        )
        await asyncio.to_thread(self.folder.save, saved)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Demo:
    """A demo at work."""

    stage: Stage
    hand: DemoHand
    keeper: _Keeper

    async def catch_up(self, started: datetime, shift: timedelta) -> None:
        """Live through what the clock missed while the demo was ended, and let it flow."""
        try:
            await self.hand.move_to(started + shift)
        except HandError as error:
            log.warning("The demo did not catch up: %s", error.__cause__)
        if shift == REAL:
            self.stage.clock.to_real_time()
        await self.keeper.save()

    async def live(self) -> None:
        """Let time pass for as long as the demo runs, and keep what changes."""
        seen = self.stage.sandbox.workspace.changes
        while True:
            try:
                for _ in range(_SAVE_EVERY):
                    await asyncio.sleep(_BEAT)
                    if self.hand.busy is None:
                        await self.hand.let_pass()
                if seen != self.stage.sandbox.workspace.changes:
                    seen = self.stage.sandbox.workspace.changes
                    await self.keeper.save()
            except (StaffPulseError, StorageError) as error:
                log.warning("The demo waits: %s", error)


@asynccontextmanager
async def _opened(
    folder: DemoFolder, *, saved: Saved | None, port: int, say: Say
) -> AsyncIterator[_Demo]:
    """The whole demo, ready to be used."""
    invented, started = council.load(), datetime.now(UTC)
    schedule = council.schedule(started)
    starts = saved.now if saved else history.begins(schedule)
    async with built(folder, council=invented, saved=saved, starts=starts, port=port) as stage:
        if saved is None:
            say(f"Preparing {invented.name}, a council that never was.")
            await stage.bot.pulses.apply([invented.pulse(schedule)])
            await history.live_through(
                invented, ports=stage.ports, bot=_of_nobody(stage), clock=stage.clock, say=say
            )
        else:
            say(f"Going on from {local(saved.now, schedule.zone)}.")
        await _check(stage, folder)
        acted_until = saved.acted_until if saved else stage.clock.now()
        async with _at_work(stage, folder, acted_until, schedule.zone) as demo:
            await demo.catch_up(started, saved.shift if saved else REAL)
            stage.sandbox.page = Page(
                featured=invented.featured,
                hand=demo.hand,
                zone=schedule.zone,
                commands=(COMMAND,),
            )
            yield demo


def _of_nobody(stage: Stage) -> Bot:
    """The same bot with no admins, who would be told of what goes wrong in the past."""
    return assemble(stage.ports, client=stage.client, clock=EagerClock(stage.clock))


async def _check(stage: Stage, folder: DemoFolder) -> None:
    """Return if the bot's data is there and fits the workspace."""
    pulses = await stage.bot.pulses.all()
    if not pulses:
        raise StaffPulseError(
            f"{folder.data} does not hold what the demo left there; begin anew with --fresh."
        )
    await verify(stage.client)


@asynccontextmanager
async def _at_work(
    stage: Stage, folder: DemoFolder, acted_until: datetime, zone: str
) -> AsyncIterator[_Demo]:
    """The bot at work, colleagues, and the hand; everything is kept at the end."""
    crowd = Crowd(
        habits=Habits(stage.council),
        colleagues=Colleagues(stage.sandbox, stage.council.support),
        rounds=stage.ports.rounds,
        clock=stage.clock,
        acted_until=acted_until,
    )
    keeper = _Keeper(folder=folder, stage=stage, crowd=crowd)
    async with working(stage.bot) as advance:
        hand = DemoHand(
            clock=stage.clock,
            crowd=crowd,
            workspace=stage.sandbox.workspace,
            rounds=stage.ports.rounds,
            outbox=stage.ports.outbox,
            advance=advance,
            keep=keeper.save,
            zone=zone,
        )
        try:
            yield _Demo(stage=stage, hand=hand, keeper=keeper)
        finally:
            await keeper.save()


def _welcome(demo: _Demo, say: Say) -> None:
    url, port = demo.stage.sandbox.url, demo.stage.sandbox.port
    say(f"Ready: {url}")
    say(f"From another machine: ssh -L {port}:127.0.0.1:{port} {_user()}@{socket.gethostname()}")
    folder = demo.keeper.folder.path.absolute()
    say(f"Its data lies in {folder}; started again, the demo goes on there.")
    say("To end it, press Ctrl-C.")


def _user() -> str:
    """Who runs this; a container may have no name for them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "you"
