"""What a person may read of what was published: the last digest, and a question's trend."""

from collections.abc import Sequence

from bot.clock import Clock
from bot.ports import ActionStore, PulseStore, RoundStore
from bot.survey import pages
from bot.survey.digest import Digest
from bot.survey.pages import Page
from bot.survey.trends import PulseTrends
from bot.survey.wording import day
from bot.usecases.composing import kept
from bot.usecases.findings import beside
from bot.usecases.lookups import Lookups
from bot.usecases.readers import Readers


class Digests:
    """Digests as their readers meet them: those who lead, are asked, or share the staff channel."""

    def __init__(
        self,
        *,
        pulses: PulseStore,
        rounds: RoundStore,
        actions: ActionStore,
        lookups: Lookups,
        clock: Clock,
    ) -> None:
        self._pulses = pulses
        self._rounds = rounds
        self._actions = actions
        self._clock = clock
        self._readers = Readers(lookups)

    async def last(self, person: str) -> Page | None:
        """The newest digest that the person can read, with the actions that are overdue now."""
        digests = await self._readable(person)
        if not digests:
            return None
        newest = max(digests, key=lambda digest: digest.closes)
        now = self._clock.now()
        promised = await beside(
            self._actions, self._rounds, newest.pulse, today=day(now, newest.zone), since=now
        )
        return pages.post(newest, promised)

    async def trends(self, person: str, about: str) -> Sequence[PulseTrends]:
        """The trends of a theme or question, by its id or name, everyone's first; or none.

        Only the last digest of each pulse that the person can read is looked at, so that nothing
        is told that does not stand in it. Pulses that have no such trend are left out.
        """
        return [
            PulseTrends(digest.pulse_name, found)
            for digest in await self._readable(person)
            if (found := tuple(one for one in digest.trends if about.casefold() in one.names))
        ]

    async def themes(self, person: str) -> Sequence[str]:
        """The names of the themes whose trends the person can read."""
        trends = [one for digest in await self._readable(person) for one in digest.trends]
        return [*dict.fromkeys(trend.theme_name for trend in trends)]

    async def ranks(self, person: str, about: str) -> bool:
        """Whether that is a ranking of a digest that the person can read, by its id or theme."""
        return any(
            about.casefold() in one.names
            for digest in await self._readable(person)
            for one in digest.rankings
        )

    async def _readable(self, person: str) -> list[Digest]:
        """The last digest of each pulse that the person can read."""
        bodies = [
            await self._rounds.last_digest(pulse.id)
            for pulse in await self._pulses.all()
            if await self._readers.include(pulse, person)
        ]
        return [digest for body in bodies if (digest := kept(body))]
