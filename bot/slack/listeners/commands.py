"""What happens when a person types `/pulse`: only they see what comes back."""

import logging
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot import logs
from bot.errors import StaffPulseError
from bot.slack.blocks import digest, promise, quarterly
from bot.slack.blocks import help as help_
from bot.slack.blocks.kit import Drawn
from bot.slack.listeners import admin_commands, own_commands
from bot.slack.listeners.admin_commands import AdminCommands
from bot.slack.listeners.own_commands import OwnCommands
from bot.slack.payloads import Command
from bot.usecases.digests import Digests
from bot.usecases.pulses import Pulses
from bot.usecases.quarterlies import Quarterlies
from storage.errors import StorageError

_log = logging.getLogger(__name__)

COMMAND = "/pulse"


def register(
    app: AsyncApp,
    *,
    pulses: Pulses,
    digests: Digests,
    quarterlies: Quarterlies,
    own: OwnCommands,
    of_admins: AdminCommands,
) -> None:
    """Listen to the slash command."""
    commands = _Commands(
        pulses=pulses,
        digests=digests,
        quarterlies=quarterlies,
        own=own,
        of_admins=of_admins,
    )
    app.command(COMMAND)(commands.typed)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Commands:
    pulses: Pulses
    digests: Digests
    quarterlies: Quarterlies
    own: OwnCommands
    of_admins: AdminCommands

    async def typed(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        command = Command.read(body)
        try:
            drawn = await self._answer(command, *command.words)
        except (StorageError, StaffPulseError) as error:
            _log.warning("A command could not be answered: %s", error, extra=logs.LATE)
            drawn = help_.trouble()
        if drawn is None:
            await ack()
        else:
            await ack(text=drawn.text, blocks=drawn.blocks, response_type="ephemeral")

    async def _answer(self, command: Command, word: str, about: str) -> Drawn | None:
        """What a person reads, and only they; None where a window opened instead."""
        if word in admin_commands.WORDS:
            return await self.of_admins.answer(command, word, about)
        if word in own_commands.WORDS:
            return await self.own.answer(command.person, word, about)
        return await self._read(command.person, word, about)

    async def _read(self, person: str, word: str, about: str) -> Drawn:
        """What there is to read."""
        match word, about:
            case "privacy", "":
                return promise.answer(await self.pulses.all())
            case "digest", "":
                return await self._digest(person)
            case "trend", about:
                return await self._trend(person, about)
            case "report", "":
                return quarterly.answer(await self.quarterlies.ask(person))
            case "help", "":
                return help_.draw(admin=await self.of_admins.admins.include(person))
            case _:
                return help_.unknown()

    async def _digest(self, person: str) -> Drawn:
        found = await self.digests.last(person)
        return digest.post(found) if found else help_.nothing_to_read()

    async def _trend(self, person: str, about: str) -> Drawn:
        found = await self.digests.trends(person, about)
        if found:
            return digest.trends(found)
        themes = await self.digests.themes(person)
        return help_.no_such_trend(themes, ranks=await self.digests.ranks(person, about))
