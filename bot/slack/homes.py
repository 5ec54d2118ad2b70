"""Publishes Home tabs: to everybody what is held about them, to admins the console above it."""

import logging
from dataclasses import dataclass

from bot import logs
from bot.slack.blocks import home
from bot.slack.blocks.kit import View
from bot.slack.client import Client
from bot.slack.refusal import Refused, in_plain_words
from bot.usecases.console import Console
from bot.usecases.rounds import Rounds
from storage.errors import StorageError

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Homes:
    """Home tabs as people see them."""

    client: Client
    rounds: Rounds
    console: Console

    async def publish(self, person: str, *, first: int = 0) -> None:
        """Show a person their Home tab as it is now.

        Args:
            person: their id.
            first: the place of the first pulse that the console shows.
        """
        view = await self._view(person, first)
        try:
            with in_plain_words("the Home tab"):
                await self.client.views_publish(user_id=person, view=view)
        except Refused as refused:
            _log.warning("The Home tab was not shown: %s", refused, extra=logs.LATE)

    async def _view(self, person: str, first: int) -> View:
        try:
            held = await self.rounds.held(person)
            return home.draw(held, await self.console.look() if held.admin else None, first=first)
        except StorageError as error:
            _log.error("What is held could not be read: %s", error, extra=logs.LATE)
            return home.unavailable()
