"""What `/pulse` does for admins alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.slack.blocks import console as drawing
from bot.slack.blocks import console_windows as windows
from bot.slack.blocks import help as help_
from bot.slack.blocks import paper, refused
from bot.slack.blocks.kit import Drawn, View
from bot.slack.client import Client
from bot.slack.payloads import Command
from bot.slack.windows import opened
from bot.usecases.admins import Admins
from bot.usecases.console import Act, Console, PulseSeen

STATUS, _PREVIEW, _SKIP = "status", "preview", "skip"
WORDS = frozenset({STATUS, _PREVIEW, _SKIP})
"""The words after `/pulse` that are for admins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminCommands:
    """Answers admins, and refuses everybody else."""

    client: Client
    admins: Admins
    console: Console

    async def answer(self, command: Command, word: str, about: str) -> Drawn | None:
        """What an admin reads, or None where a window opened instead.

        Args:
            command: as it was typed.
            word: one of `WORDS`.
            about: the id or the name of a pulse, or "".
        """
        if not await self.admins.admit(command.person):
            return refused.answer()
        if word == STATUS:
            return help_.unknown() if about else drawing.short(await self.console.look())
        everything = await self.console.pulses()
        going_on = [one for one in everything if not one.ended]
        found = [one for one in going_on if not about or about in _names(one)]
        if not found:
            return drawing.no_such_pulse(going_on)
        if word == _PREVIEW:
            return await self._preview(command, found)
        return await self._skip(command, found)

    async def _preview(self, command: Command, found: Sequence[PulseSeen]) -> Drawn | None:
        if len(found) > 1:
            return drawing.which(drawing.PREVIEW, {one.pulse.id: one.pulse.name for one in found})
        asked = await self.console.paper(found[0].pulse.id)
        return await self._open(
            command, paper.preview(asked) if asked else windows.nothing_to_preview()
        )

    async def _skip(self, command: Command, found: Sequence[PulseSeen]) -> Drawn | None:
        can_be = [one for one in found if Act.SKIP in one.acts]
        if not can_be:
            return drawing.nothing_to_skip()
        if len(found) > 1:
            named = {f"{Act.SKIP} {drawing.carried(one)}": one.pulse.name for one in can_be}
            return drawing.which(drawing.ACT, named)
        return await self._open(command, windows.ask(Act.SKIP, found[0]))

    async def _open(self, command: Command, view: View) -> Drawn | None:
        return None if await opened(self.client, command.trigger_id, view) else help_.trouble()


def _names(seen: PulseSeen) -> tuple[str, str]:
    """What a pulse can be called in a command."""
    return seen.pulse.id, " ".join(seen.pulse.name.split()).casefold()
