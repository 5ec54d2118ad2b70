"""Who can read a pulse's digest: found out from the chat, and never from who was asked."""

from collections.abc import Sequence
from contextlib import suppress

from bot.errors import StaffPulseError
from bot.survey.roster import asks, sources
from bot.usecases.lookups import Lookups
from storage.model import Pulse, Source


class Readers:
    """Members of a pulse's two channels, and whoever it would ask now.

    No list of those who were asked outlives its round.
    """

    def __init__(self, lookups: Lookups) -> None:
        self._lookups = lookups

    async def include(self, pulse: Pulse, person: str) -> bool:
        """Whether the person leads, is in the staff channel, or would be asked.

        What the chat does not tell holds nobody.
        """
        for channel in (pulse.staff, pulse.leadership):
            if person in await self._members(Source(channel=channel)):
                return True
        return await self._would_be_asked(pulse, person)

    async def _would_be_asked(self, pulse: Pulse, person: str) -> bool:
        """Found out without the list of everybody, which is long in coming."""
        members = {source: await self._members(source) for source in sources(pulse)}
        if not any(person in held for held in members.values()):
            return False
        with suppress(StaffPulseError):
            found = await self._lookups.person(person)
            return found is not None and asks(pulse, found, members)
        return False

    async def _members(self, source: Source) -> Sequence[str]:
        with suppress(StaffPulseError):
            return await self._lookups.members(source)
        return ()
