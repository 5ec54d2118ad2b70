"""What the chat told of people of late, so that a window comes within the time it has."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.ports import Directory
from bot.survey.roster import Person, UserGroup
from bot.usecases.apart import apart
from bot.usecases.errands import Errands
from storage.model import Source

_PEOPLE_KNOWN_FOR = timedelta(minutes=10)
_MEMBERS_KNOWN_FOR = timedelta(minutes=1)


class Lookups:
    """A directory that asks for everybody once in ten minutes, and for a group once in one.

    A large organisation is told in dozens of pages, which can take longer than a window may.
    """

    def __init__(self, directory: Directory, clock: Clock) -> None:
        self._directory = directory
        self._clock = clock
        self._turn = asyncio.Lock()
        self._turn_of_members = asyncio.Lock()
        self._people: tuple[datetime, Mapping[str, Person]] | None = None
        self._members: dict[Source, tuple[datetime, Sequence[str]]] = {}
        self._errands = Errands()

    def hurry(self) -> None:
        """Begin to ask for everybody, who will soon be needed."""
        self._errands.start("everybody", self._ask_early)

    async def stop(self) -> None:
        """Break off what is asked for."""
        await self._errands.stop()

    async def people(self) -> Mapping[str, Person]:
        """Everyone, by id, as they were ten minutes ago at most."""
        async with self._turn:
            now = self._clock.now()
            if self._people is None or abs(now - self._people[0]) > _PEOPLE_KNOWN_FOR:
                self._people = now, await self._directory.people()
            return self._people[1]

    async def usergroups(self) -> Sequence[UserGroup]:
        """The user groups as they are now."""
        found, now = await self._directory.usergroups(), self._clock.now()
        channels = {one: known for one, known in self._members.items() if one.channel}
        groups = {Source(usergroup=one.id): (now, one.people) for one in found}
        self._members = channels | groups
        return found

    async def members(self, source: Source) -> Sequence[str]:
        """The ids of a source's members, as they were a minute ago at most.

        User groups are asked for all at once.
        """
        async with self._turn_of_members:
            if not self._knows(source) and source.usergroup is not None:
                await self.usergroups()
            if not self._knows(source):
                found = await self._directory.members(source)
                self._members[source] = self._clock.now(), found
            return self._members[source][1]

    async def person(self, person: str) -> Person | None:
        """The person of that id, if there is one."""
        return await self._directory.person(person)

    async def channel(self, channel: str) -> str:
        """The name of a channel that the bot is in; Unusable where it is in none of that id."""
        return await self._directory.channel(channel)

    def _knows(self, source: Source) -> bool:
        asked, _ = self._members.get(source, (None, ()))
        return asked is not None and abs(self._clock.now() - asked) <= _MEMBERS_KNOWN_FOR

    async def _ask_early(self) -> None:
        with apart():
            await self.people()
