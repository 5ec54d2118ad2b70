"""What happens when an admin asks what was changed."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot import logs
from bot.errors import StaffPulseError
from bot.ports import ChangeLog
from bot.slack.blocks import change_log as drawing
from bot.slack.blocks import console, console_windows, outcome, refused
from bot.slack.blocks.kit import View
from bot.slack.client import Client
from bot.slack.payloads import Press, Unreadable
from bot.slack.windows import push, show, turn
from bot.usecases.admins import Admins
from storage.errors import StorageError

_log = logging.getLogger(__name__)

_Show = Callable[[Client, Press, View], Awaitable[None]]


def register(app: AsyncApp, *, client: Client, admins: Admins, changes: ChangeLog) -> None:
    """Listen to the button of the console, and to those of the windows that it opens."""
    listeners = _ChangeLog(client=client, admins=admins, changes=changes)
    app.action(console.CHANGES)(listeners.open)
    app.action(drawing.NEWEST)(listeners.newest)
    app.action(drawing.EARLIER)(listeners.earlier)
    app.action(drawing.DETAILS)(listeners.details)


@dataclass(frozen=True, slots=True, kw_only=True)
class _ChangeLog:
    client: Client
    admins: Admins
    changes: ChangeLog

    async def open(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._answer(Press.read(body), self._newest, show)
        await ack()

    async def newest(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._answer(Press.read(body), self._newest, turn)
        await ack()

    async def earlier(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._answer(Press.read(body), self._earlier, turn)
        await ack()

    async def details(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._answer(Press.read(body), self._details, push)
        await ack()

    async def _newest(self, _: Press) -> View:
        return await self._page(None)

    async def _earlier(self, press: Press) -> View:
        return await self._page(press.place)

    async def _page(self, before: int | None) -> View:
        found = await self.changes.latest(drawing.PAGE + 1, before=before)
        earlier = len(found) > drawing.PAGE
        return drawing.page(found[: drawing.PAGE], newest=before is None, earlier=earlier)

    async def _details(self, press: Press) -> View:
        found = await self.changes.get(press.place)
        return drawing.details(found) if found else drawing.gone()

    async def _answer(
        self, press: Press, view_of: Callable[[Press], Awaitable[View]], shown: _Show
    ) -> None:
        """Show an admin what belongs to a press, or anybody why there is nothing."""
        try:
            admitted = await self.admins.admit(press.person)
            view = await view_of(press) if admitted else refused.opened()
        except (StorageError, StaffPulseError) as error:
            _log.warning("The change log was not shown: %s", error, extra=logs.LATE)
            view = console_windows.trouble()
        except Unreadable:
            view = outcome.out_of_date()
        await shown(self.client, press, view)
