"""What happens when a person types `/pulse`: only they see what comes back."""

import logging
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.slack.blocks import help as help_
from bot.slack.blocks import promise
from bot.slack.blocks.kit import Drawn
from bot.slack.payloads import Command
from bot.usecases.pulses import Pulses
from storage.errors import StorageError

_log = logging.getLogger(__name__)

COMMAND = "/pulse"


def register(app: AsyncApp, *, pulses: Pulses) -> None:
    """Listen to the slash command."""
    app.command(COMMAND)(_Commands(pulses=pulses).typed)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Commands:
    pulses: Pulses

    async def typed(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        drawn = await self._answer(Command.read(body).word)
        await ack(text=drawn.text, blocks=drawn.blocks, response_type="ephemeral")

    async def _answer(self, word: str) -> Drawn:
        match word:
            case "privacy":
                return await self._privacy()
            case "" | "help":
                return help_.draw()
            case _:
                return help_.unknown()

    async def _privacy(self) -> Drawn:
        try:
            return promise.answer(await self.pulses.all())
        except StorageError as error:
            _log.warning("The promise could not be shown: %s", error)
            return help_.trouble()
