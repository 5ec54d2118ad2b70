"""Which rounds are to come, from the schedules of their pulses."""

from datetime import datetime

from bot.clock import Clock
from bot.ports import RoundStore
from bot.survey.schedule import Occurrence, occurrences
from storage.model import FOR_EVER, Pulse, Round, State


class Calendar:
    """Plans the rounds of pulses."""

    def __init__(self, *, rounds: RoundStore, clock: Clock) -> None:
        self._rounds = rounds
        self._clock = clock

    async def up_to_now(self, pulse: Pulse) -> None:
        """Plan a pulse's rounds up to the first that is still to come."""
        after = await self._rounds.planned_until(pulse.id)
        while after <= self._clock.now():
            following = await self._after(pulse, after)
            if following is None:  # it asks once, and that was it
                return
            await self._rounds.plan([following])
            after = following.opens

    async def next(self, pulse: Pulse) -> Round | None:
        """The pulse's next round to open, planned already or not.

        None where no other is to come, or it pauses until somebody says otherwise.
        """
        planned = await self._rounds.in_state(State.PLANNED)
        for round_ in planned:
            if round_.pulse.id == pulse.id:
                return round_
        after = await self._rounds.planned_until(pulse.id)
        return await self._after(pulse, after) if after < FOR_EVER else None

    async def _after(self, pulse: Pulse, after: datetime) -> Round | None:
        following = next(iter(occurrences(pulse.schedule, after=after, count=1)), None)
        if following is None:
            return None
        return Round(
            id=await self._free_id(pulse, following),
            pulse=pulse,
            state=State.PLANNED,
            opens=following.opens,
            reminds=following.reminds,
            closes=following.closes,
            publishes=following.publishes,
        )

    async def _free_id(self, pulse: Pulse, following: Occurrence) -> str:
        """The pulse and the day; the time too where the day has had a round already."""
        named = f"{pulse.id}-{following.day}"
        if await self._rounds.window(named) is None:
            return named
        return f"{named}-{following.opens.astimezone(pulse.schedule.tz):%H%M}"
