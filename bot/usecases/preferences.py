"""What people ask of us about being asked: voluntary from the first day."""

from datetime import date, datetime, time

from bot.clock import Clock
from bot.ports import OutboxStore, PreferenceStore
from storage.model import PAUSE_ZONE, Preference


class Preferences:
    """Pause and "never ask me"."""

    def __init__(self, *, preferences: PreferenceStore, outbox: OutboxStore, clock: Clock) -> None:
        self._preferences = preferences
        self._outbox = outbox
        self._clock = clock

    async def get(self, person: str) -> Preference:
        """What the person asked of us."""
        return await self._preferences.get(person)

    async def pause(self, person: str, until: date) -> bool:
        """Ask nothing of the person before that date, and tell whether that is kept.

        A date that has passed changes nothing, and neither does any after "never ask me".
        """
        start = datetime.combine(until, time(), tzinfo=PAUSE_ZONE)
        kept = await self._preferences.get(person)
        if start <= self._clock.now() or kept.never:
            return False
        await self._preferences.put(Preference(person=person, paused_until=start))
        await self._outbox.withdraw(person)
        return True

    async def never(self, person: str) -> None:
        """Ask nothing of the person until they say otherwise."""
        await self._preferences.put(Preference(person=person, never=True))
        await self._outbox.withdraw(person)

    async def resume(self, person: str) -> None:
        """Ask the person again from the next round on."""
        await self._preferences.put(Preference(person=person))
