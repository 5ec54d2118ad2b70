"""What happens on the Home tab."""

import logging
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.slack.blocks import home, outcome
from bot.slack.blocks.kit import View
from bot.slack.client import Client
from bot.slack.payloads import Opened, Press
from bot.slack.refusal import Refused, in_plain_words
from bot.slack.windows import show
from bot.usecases.preferences import Preferences
from bot.usecases.rounds import Rounds
from storage.errors import StorageError

_log = logging.getLogger(__name__)


def register(app: AsyncApp, *, client: Client, rounds: Rounds, preferences: Preferences) -> None:
    """Listen to the Home tab: its opening, and what a person asks of us there."""
    listeners = _Home(client=client, rounds=rounds, preferences=preferences)
    app.event("app_home_opened")(listeners.opened)
    app.action(home.PAUSE_UNTIL)(listeners.pause)
    app.action(home.NEVER_ASK)(listeners.never)
    app.action(home.ASK_AGAIN)(listeners.resume)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Home:
    client: Client
    rounds: Rounds
    preferences: Preferences

    async def opened(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        opened = Opened.read(body)
        if opened.at_home:
            await self._publish(opened.person)
        await ack()

    async def pause(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        press = Press.read(body)
        if press.day is not None:
            await self._change(press, self.preferences.pause(press.person, press.day))
        await ack()

    async def never(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        press = Press.read(body)
        await self._change(press, self.preferences.never(press.person))
        await ack()

    async def resume(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        press = Press.read(body)
        await self._change(press, self.preferences.resume(press.person))
        await ack()

    async def _change(self, press: Press, change: Awaitable[None]) -> None:
        try:
            await change
        except StorageError as error:
            _log.error("A setting was not kept: %s", error)
            await show(self.client, press, outcome.failed(error))
        else:
            await self._publish(press.person)

    async def _publish(self, person: str) -> None:
        view = await self._view(person)
        try:
            with in_plain_words("the Home tab"):
                await self.client.views_publish(user_id=person, view=view)
        except Refused as refused:
            _log.warning("The Home tab was not shown: %s", refused)

    async def _view(self, person: str) -> View:
        try:
            return home.draw(await self.rounds.held(person))
        except StorageError as error:
            _log.error("What is held could not be read: %s", error)
            return home.unavailable()
