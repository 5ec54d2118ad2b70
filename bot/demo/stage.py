"""Everything that a demo needs before time passes: the workspace, and the bot built for it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from bot.app import Bot, Ports, assemble, connect
from bot.demo import proxies
from bot.demo.clock import DemoClock, EagerClock, UnmovedClock
from bot.demo.council import Council, move_in
from bot.demo.discloser import Discloser
from bot.demo.folder import DemoFolder, Saved
from bot.errors import StaffPulseError
from bot.sandbox import PortTaken, Sandbox
from bot.sandbox.keeping import NotKept, restore
from bot.settings import Folders
from bot.slack.client import Client, connected
from bot.slack.socket import listening


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A council in its workspace and a bot that listens there, but takes no step by itself.

    Attributes:
        clock: what the workspace lives by.
    """

    council: Council
    clock: DemoClock
    sandbox: Sandbox
    client: Client
    ports: Ports
    bot: Bot


@asynccontextmanager
async def built(
    folder: DemoFolder, *, council: Council, saved: Saved | None, starts: datetime, port: int
) -> AsyncIterator[Stage]:
    """Build it, with everything where it was, or for a council that is new here.

    Args:
        folder: is emptied where nothing was saved.
        council: who is in the workspace.
        saved: what an earlier demo kept.
        starts: the instant at which its clock stands.
        port: where the workspace is served; 0 takes any that is free.

    Raises:
        StaffPulseError: the port cannot be used, or what was saved is damaged.
        StorageError: the bot's data cannot be used.
    """
    clock = DemoClock(starts)
    eager = EagerClock(clock)
    # Who presses a button has three seconds, which a move by hours must not use up.
    sandbox = Sandbox(clock=clock, patience=UnmovedClock(clock), port=port)
    async with AsyncExitStack() as stack:
        stack.enter_context(proxies.left_aside())
        await _serve(sandbox, stack)
        _furnish(sandbox, folder, council, saved)
        client = await stack.enter_async_context(connected(sandbox.bot_token, sandbox.api_url))
        folders = Folders(data_dir=folder.data, key_dir=folder.keys, log_level="WARNING")
        ports = await stack.enter_async_context(connect(folders, client=client, clock=eager))
        ports = replace(ports, discloser=Discloser())
        bot = assemble(ports, client=client, clock=eager, admins=(council.admin.id,))
        await stack.enter_async_context(listening(bot.app, sandbox.app_token))
        yield Stage(
            council=council,
            clock=clock,
            sandbox=sandbox,
            client=client,
            ports=ports,
            bot=bot,
        )


async def _serve(sandbox: Sandbox, stack: AsyncExitStack) -> None:
    try:
        await stack.enter_async_context(sandbox)
    except PortTaken as taken:
        raise StaffPulseError(
            f"Port {taken.port} is in use; end the program that uses it, or choose another port "
            f"with --port."
        ) from None
    except OSError as error:
        raise StaffPulseError(
            f"Port {sandbox.port} cannot be used ({error.strerror}); choose another with --port."
        ) from None


def _furnish(sandbox: Sandbox, folder: DemoFolder, council: Council, saved: Saved | None) -> None:
    """Put everybody and everything where it was, or the council into an empty workspace."""
    sandbox.workspace.team_name = council.name
    if saved is None:
        folder.empty()
        move_in(sandbox.workspace, council)
        return
    try:
        restore(sandbox.workspace, saved.workspace)
    except NotKept:
        raise folder.damaged() from None
