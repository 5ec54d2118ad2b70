"""Who can read a pulse's digest: found out from the chat, and never from who was asked."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import StaffPulseError
from bot.ports import Directory
from bot.usecases.audiences import audience
from storage.model import Pulse, Source

_KNOWN_FOR = timedelta(minutes=10)

_People = frozenset[str]


class Readers:
    """Members of a pulse's two channels, and whoever it would ask now; asked now and then.

    They are kept in memory alone, since no list of those who were asked outlives its round.
    """

    def __init__(self, directory: Directory, clock: Clock) -> None:
        self._directory = directory
        self._clock = clock
        self._turn = asyncio.Lock()
        self._known: dict[str, tuple[datetime, _People]] = {}

    async def include(self, pulse: Pulse, person: str) -> bool:
        """Whether the person leads, is in the staff channel, or would be asked."""
        for channel in (pulse.staff, pulse.leadership):
            if person in await self._members(channel):
                return True
        return person in await self._asked(pulse)

    async def _members(self, channel: str) -> _People:
        async def ask() -> _People:
            return frozenset(await self._directory.members(Source(channel=channel)))

        return await self._lately(channel, ask)

    async def _asked(self, pulse: Pulse) -> _People:
        async def ask() -> _People:
            roster = await audience(pulse, self._directory)
            return frozenset(place.person for place in roster.places)

        return await self._lately(f"asked by {pulse.id}", ask)

    async def _lately(self, whom: str, ask: Callable[[], Awaitable[_People]]) -> _People:
        """Some people, asked for once in ten minutes; nobody while the chat does not tell."""
        async with self._turn:
            asked, people = self._known.get(whom, (None, frozenset()))
            now = self._clock.now()
            if asked is None or now - asked > _KNOWN_FOR:
                try:
                    people = await ask()
                except StaffPulseError:
                    return frozenset()
                self._known[whom] = now, people
            return people
