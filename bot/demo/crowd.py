"""What colleagues do of their own accord as time passes."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.demo.clock import DemoClock
from bot.demo.colleagues import TOGETHER, Colleagues
from bot.demo.dealing import Timed
from bot.demo.habits import Habits
from bot.errors import StaffPulseError
from bot.ports import RoundStore
from storage.model import State

log = logging.getLogger(__name__)

APART = timedelta(minutes=1)
"""At least so long after some have acted the next ones do, on a clock that is held."""


class Crowd:
    """Colleagues who answer open rounds, each at their own instant, and nothing twice.

    Attributes:
        acted_until: what they do up to then has been done, whatever the clock shows now.
    """

    def __init__(
        self,
        *,
        habits: Habits,
        colleagues: Colleagues,
        rounds: RoundStore,
        clock: DemoClock,
        acted_until: datetime,
    ) -> None:
        self.acted_until = acted_until
        self._habits = habits
        self._colleagues = colleagues
        self._rounds = rounds
        self._clock = clock
        self._known: dict[str, Sequence[Timed]] = {}

    async def act_until(self, instant: datetime) -> None:
        """Do what is to be done up to an instant; a clock that is held is moved along."""
        open_ = await self._rounds.in_state(State.OPEN)
        self._known = {one.id: self._known.get(one.id) or self._habits.acts(one) for one in open_}
        free = self._clock.now()
        while coming := self._coming(instant):
            last = coming[-1][0].at
            if self._clock.held:
                self._clock.move_to(min(max(last, free), instant))
                free = self._clock.now() + APART
            for round_id in self._known:
                await self._act([one for one, asks in coming if asks == round_id], round_id)
            self.acted_until = last

    def _coming(self, instant: datetime) -> Sequence[tuple[Timed, str]]:
        """The next to act at once, each with the round that they act in."""
        coming = (
            (one, round_id)
            for round_id, acts in self._known.items()
            for one in acts
            if self.acted_until < one.at <= instant
        )
        return sorted(coming, key=lambda one: one[0].at)[:TOGETHER]

    async def _act(self, together: Sequence[Timed], round_id: str) -> None:
        ready = [one.act for one in together if self._colleagues.ready(one.act, round_id)]
        try:
            await self._colleagues.all_do(ready, round_id)
        except StaffPulseError as error:
            log.warning("Some colleagues did not get to answer: %s", error)
