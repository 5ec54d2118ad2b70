"""What is told half-way through a round that asks once: about how many have answered so far."""

import logging
from collections.abc import Sequence

from bot.clock import Clock
from bot.ports import BallotBoxes, Discloser, RoundStore
from bot.survey import midway, pages
from bot.survey.messages import HalfwayPost, HalfwayThread
from bot.survey.schedule import halfway, late_enough_to_cancel
from bot.usecases.owing import Owing
from storage.model import Midway, Owed, Round

log = logging.getLogger(__name__)


class Halfway:
    """Tells it, once, and only of so many people that it says nothing of any."""

    def __init__(
        self,
        *,
        rounds: RoundStore,
        boxes: BallotBoxes,
        discloser: Discloser,
        owing: Owing,
        clock: Clock,
    ) -> None:
        self._rounds = rounds
        self._boxes = boxes
        self._discloser = discloser
        self._owing = owing
        self._clock = clock

    def is_due(self, round_: Round) -> bool:
        """Whether half of the window has gone, and not half of what is left after that.

        Later it would be told so close to the end that it said who answered in between.
        """
        if round_.pulse.schedule.comes_back or round_.midway_told:
            return False
        half = halfway(opens=round_.opens, closes=round_.closes)
        now = self._clock.now()
        return half <= now and not late_enough_to_cancel(opens=half, closes=round_.closes, now=now)

    async def tell(self, round_: Round) -> None:
        """Count who has answered so far, and owe both channels what may be told of it.

        Raises:
            BoxLost: the box is gone.
            BoxBroken: it does not hold together.
            StaffPulseError: what may be told could not be decided.
        """
        count = await self._boxes.turnout(round_.id)
        told = await self._discloser.halfway(round_, count)
        owed = self._owed(round_, told)
        if await self._rounds.tell_midway(round_.id, told, owed):
            log.info("What is told half-way through %s is settled.", round_.id)

    def _owed(self, round_: Round, told: Sequence[Midway]) -> Sequence[Owed]:
        """Nothing where there is nothing to tell."""
        if not told:
            return ()
        now = self._clock.now()
        first, *more = pages.cut(midway.sections(round_, told, now))
        replies = [HalfwayThread(page=page) for page in more]
        return self._owing.with_thread(round_, HalfwayPost(page=first), replies, since=now)
