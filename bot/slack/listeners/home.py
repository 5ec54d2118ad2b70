"""What happens on the Home tab, and with a choice made in the answer to `/pulse pause`."""

import logging
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import date
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot import logs
from bot.slack.blocks import home, outcome
from bot.slack.blocks.kit import View
from bot.slack.client import Client
from bot.slack.homes import Homes
from bot.slack.payloads import Opened, Press
from bot.slack.windows import show
from bot.usecases.preferences import Preferences
from storage.errors import StorageError

_log = logging.getLogger(__name__)


def register(app: AsyncApp, *, client: Client, homes: Homes, preferences: Preferences) -> None:
    """Listen to the Home tab: its opening, and what a person asks of us there."""
    listeners = _Home(client=client, homes=homes, preferences=preferences)
    app.event("app_home_opened")(listeners.opened)
    app.action(home.PAUSE_UNTIL)(listeners.pause)
    app.action(home.NEVER_ASK)(listeners.never)
    app.action(home.ASK_AGAIN)(listeners.resume)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Home:
    client: Client
    homes: Homes
    preferences: Preferences

    async def opened(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        opened = Opened.read(body)
        if opened.at_home:
            await self.homes.publish(opened.person)
        await ack()

    async def pause(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        press = Press.read(body)
        if press.day is not None:
            await self._change(press, self._pause(press.person, press.day))
        await ack()

    async def never(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        press = Press.read(body)
        await self._change(press, self.preferences.never(press.person))
        await ack()

    async def resume(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        press = Press.read(body)
        await self._change(press, self.preferences.resume(press.person))
        await ack()

    async def _pause(self, person: str, until: date) -> View | None:
        return None if await self.preferences.pause(person, until) else home.passed()

    async def _change(self, press: Press, change: Awaitable[View | None]) -> None:
        """Keep a choice, and show it: on Home, and in a window where it was made elsewhere.

        Args:
            press: who chose, and where.
            change: keeps it, and gives what is read where it cannot be kept.
        """
        try:
            refused = await change
            chosen = await self.preferences.get(press.person)
        except StorageError as error:
            _log.error("A setting was not kept: %s", error, extra=logs.LATE)
            await show(self.client, press, outcome.failed(error))
            return
        if refused or press.channel:
            await show(self.client, press, refused or home.confirmed(chosen))
        await self.homes.publish(press.person)
