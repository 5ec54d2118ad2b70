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
from storage.model import Round, State

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
        for round_ in await self._rounds.in_state(State.OPEN):
            free = self._clock.now()
            while coming := self._coming(round_, instant):
                last = coming[-1].at
                if self._clock.held:
                    self._clock.move_to(min(max(last, free), instant))
                    free = self._clock.now() + APART
                await self._act(coming, round_.id)
                self.acted_until = last

    def _coming(self, round_: Round, instant: datetime) -> Sequence[Timed]:
        """The next to act at once."""
        if round_.id not in self._known:
            self._known = {round_.id: self._habits.acts(round_)}
        acts = self._known[round_.id]
        return [one for one in acts if self.acted_until < one.at <= instant][:TOGETHER]

    async def _act(self, together: Sequence[Timed], round_id: str) -> None:
        ready = [one.act for one in together if self._colleagues.ready(one.act, round_id)]
        try:
            await self._colleagues.all_do(ready, round_id)
        except StaffPulseError as error:
            log.warning("Some colleagues did not get to answer: %s", error)
