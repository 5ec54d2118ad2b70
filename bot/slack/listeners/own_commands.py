"""What `/pulse` does about whoever types it."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.slack.blocks import help as help_
from bot.slack.blocks import home, opening
from bot.slack.blocks.kit import Drawn
from bot.slack.homes import Homes
from bot.usecases.openings import Openings
from bot.usecases.preferences import Preferences

_OPEN, _PAUSE = "", "pause"
WORDS = frozenset({_OPEN, _PAUSE})
"""The words after `/pulse` that are about oneself."""

_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y")
"""How a day can be typed: 2026-12-24, 24/12/2026, 24 December 2026."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCommands:
    """Says what is open for a person, and takes their break."""

    openings: Openings
    preferences: Preferences
    homes: Homes

    async def answer(self, person: str, word: str, about: str) -> Drawn:
        """What the person reads.

        Args:
            person: who typed it.
            word: one of `WORDS`.
            about: a day, or "".
        """
        if word == _OPEN:
            return opening.draw(await self.openings.of(person))
        if not about:
            return home.asks(await self.preferences.get(person))
        until = _day(about)
        return await self._pause(person, until) if until else help_.no_such_day()

    async def _pause(self, person: str, until: date) -> Drawn:
        kept = await self.preferences.pause(person, until)
        chosen = await self.preferences.get(person)
        if not kept and not chosen.never:
            return help_.passed()
        await self.homes.publish(person)
        return home.asks(chosen)


def _day(text: str) -> date | None:
    """The day that was typed, if it is one."""
    for form in _DAYS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
