"""Who looks after the pulses: people, and members of user groups, that the settings name."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import StaffPulseError
from bot.ports import ChangeLog, Directory
from storage.model import Change, Source

log = logging.getLogger(__name__)

_KNOWN_FOR = timedelta(minutes=1)
_REFUSED_AGAIN = timedelta(hours=1)

REFUSED = (
    "Somebody who is not an admin asked for something that only admins can do. It was not done."
)


class Admins:
    """The admins, looked up when they are needed.

    Args:
        named: ids of members, and of user groups, of which every member is meant.
        directory: knows who is in those groups; None where the chat is not asked.
        changes: where it is remembered that somebody was refused.
        clock: the time.
    """

    def __init__(
        self, named: Sequence[str], *, directory: Directory | None, changes: ChangeLog, clock: Clock
    ) -> None:
        self._people = [one for one in named if not one.startswith("S")]
        self._groups = [Source(usergroup=one) for one in named if one.startswith("S")]
        self._directory = directory
        self._changes = changes
        self._clock = clock
        self._known: dict[Source, tuple[datetime, Sequence[str]]] = {}
        self._refused: datetime | None = None

    async def all(self) -> Sequence[str]:
        """The ids of all admins, those first that are named themselves."""
        members = [one for group in self._groups for one in await self._members(group)]
        return [*dict.fromkeys([*self._people, *members])]

    async def include(self, person: str) -> bool:
        """Whether a person is an admin now; membership of a group is asked for once a minute."""
        return person in self._people or person in await self.all()

    async def admit(self, person: str) -> bool:
        """Whether a person is an admin; if not, it is remembered that somebody was refused."""
        if await self.include(person):
            return True
        await self.refuse()
        return False

    async def refuse(self) -> None:
        """Remember, without who or what, that somebody was refused; once an hour at most."""
        now = self._clock.now()
        if self._refused is None or abs(now - self._refused) >= _REFUSED_AGAIN:
            self._refused = now
            await self._changes.write([Change(at=now, by=None, said=REFUSED)])

    async def _members(self, group: Source) -> Sequence[str]:
        """A group's members; those last known while the chat does not tell."""
        asked, people = self._known.get(group, (None, ()))
        now = self._clock.now()
        if self._directory and (asked is None or abs(now - asked) > _KNOWN_FOR):
            try:
                people = await self._directory.members(group)
            except StaffPulseError as error:
                log.warning("A user group of admins could not be read: %s", error)
            self._known[group] = now, people
        return people
