"""Pulses as they are configured: put in force whole, or refused whole."""

from collections.abc import Sequence

from bot.clock import Clock
from bot.ports import Directory, PulseStore
from bot.survey.roster import Roster, draw_up, named_sources
from storage.model import Pulse


async def audience(pulse: Pulse, directory: Directory) -> Roster:
    """The people whom a pulse would ask now, in its own groups.

    Raises:
        StaffPulseError: a group is missing, or nobody is left to ask.
    """
    members = {source: await directory.members(source) for source in named_sources(pulse)}
    return draw_up(pulse, await directory.people(), members)


def channels(pulses: Sequence[Pulse]) -> Sequence[str]:
    """Every channel that the bot must be in, once each."""
    found: dict[str, None] = {}
    for pulse in pulses:
        sources = sorted(source.channel for source in named_sources(pulse) if source.channel)
        found |= dict.fromkeys((pulse.leadership, pulse.staff, *sources))
    return list(found)


class Pulses:
    """Applies configured pulses."""

    def __init__(self, *, pulses: PulseStore, clock: Clock) -> None:
        self._pulses = pulses
        self._clock = clock

    async def apply(self, pulses: Sequence[Pulse]) -> Sequence[str]:
        """Put these pulses in force and no others, from their next rounds on.

        An open round goes on as it was. The ids of pulses that end are told.
        """
        return await self._pulses.put(pulses, now=self._clock.now())

    async def all(self) -> Sequence[Pulse]:
        """The pulses in force."""
        return await self._pulses.all()
