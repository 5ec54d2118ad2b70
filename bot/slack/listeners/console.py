"""What happens in the console: whoever acts must be an admin, and have seen what there is now."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot import logs
from bot.errors import StaffPulseError
from bot.slack.blocks import console as drawing
from bot.slack.blocks import console_windows as windows
from bot.slack.blocks import outcome, paper, refused
from bot.slack.blocks.kit import View
from bot.slack.client import Client
from bot.slack.filled import Aim, Filled
from bot.slack.homes import Homes
from bot.slack.payloads import Press, Unreadable
from bot.slack.windows import show
from bot.usecases.actions import Misfilled
from bot.usecases.admins import Admins
from bot.usecases.console import UNTIL, Console
from bot.usecases.pulses import Outdated
from storage.errors import StorageError

_log = logging.getLogger(__name__)


def register(
    app: AsyncApp, *, client: Client, homes: Homes, admins: Admins, console: Console
) -> None:
    """Listen to the console's menus and buttons, and to its windows."""
    listeners = _Console(client=client, homes=homes, admins=admins, console=console)
    app.action(drawing.ACT)(listeners.begin)
    app.action(drawing.PREVIEW)(listeners.preview)
    app.action(drawing.MORE)(listeners.more)
    app.view(windows.ASKED)(listeners.do)
    app.view(paper.PREVIEW)(listeners.previewed)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Console:
    client: Client
    homes: Homes
    admins: Admins
    console: Console

    async def begin(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._open(Press.read(body), self._ask)
        await ack()

    async def preview(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._open(Press.read(body), self._preview)
        await ack()

    async def more(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        press = Press.read(body)
        await self.homes.publish(press.person, first=press.place)
        await ack()

    async def do(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        filled = Filled.read(body)
        try:
            view = await self._do(filled)
        except Misfilled as wrong:
            await ack(response_action="errors", errors=dict(wrong.fields))
            return
        except Outdated:
            view = windows.outdated()
        except (StorageError, StaffPulseError) as error:
            _log.error("What an admin asked for was not done: %s", error, extra=logs.LATE)
            view = windows.trouble()
        except Unreadable:
            view = outcome.out_of_date()
        await self.homes.publish(filled.person)
        await ack(response_action="update", view=view)

    async def previewed(self, ack: AsyncAck) -> None:
        """Close a preview; what was chosen in it is not even read."""
        await ack()

    async def _do(self, filled: Filled) -> View:
        if not await self.admins.admit(filled.person):
            return refused.opened()
        aim = Aim.carried(filled.carried)
        seen = await self.console.pulse(aim.pulse, aim.seen, aim.act)
        await self.console.do(aim.act, seen, until=filled.day(UNTIL), by=filled.person)
        return windows.done(aim.act, seen)

    async def _ask(self, press: Press) -> View:
        aim = Aim.carried(press.value)
        return windows.ask(aim.act, await self.console.pulse(aim.pulse, aim.seen, aim.act))

    async def _preview(self, press: Press) -> View:
        found = await self.console.paper(press.pulse)
        return paper.preview(found) if found else windows.nothing_to_preview()

    async def _open(self, press: Press, view_of: Callable[[Press], Awaitable[View]]) -> None:
        """Open the window that belongs to a press, or one that says why there is none.

        A Home tab that showed something else is shown anew.
        """
        stale = False
        try:
            stale = not await self.admins.admit(press.person)
            view = refused.opened() if stale else await view_of(press)
        except Outdated:
            stale, view = True, windows.outdated()
        except (StorageError, StaffPulseError) as error:
            _log.warning("A press in the console was not served: %s", error, extra=logs.LATE)
            view = windows.trouble()
        except Unreadable:
            view = outcome.out_of_date()
        await show(self.client, press, view)
        if stale:
            await self.homes.publish(press.person)
