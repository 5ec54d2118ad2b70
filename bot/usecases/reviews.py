"""Actions whose day has come: leadership is asked, once, what became of them."""

import logging
from datetime import timedelta

from bot.clock import Clock
from bot.ports import ActionStore, PulseStore, RoundStore
from bot.survey.actions import due_from
from bot.usecases.apart import apart
from bot.usecases.findings import finding_of
from bot.usecases.telling import Telling
from storage.model import Action, Pulse, Round

log = logging.getLogger(__name__)

_AHEAD = timedelta(days=1)
"""So far the local day may be ahead of that in UTC."""


class Reviews:
    """Asks in the leadership channel, from nine in the morning of the day on."""

    def __init__(
        self, *, actions: ActionStore, rounds: RoundStore, pulses: PulseStore, clock: Clock
    ) -> None:
        self._actions = actions
        self._rounds = rounds
        self._pulses = pulses
        self._clock = clock

    async def ask(self) -> None:
        """Owe the question for each action that is due and was not asked about yet.

        What goes wrong with one holds up no other.
        """
        now = self._clock.now()
        waiting = await self._actions.unasked(now.date() + _AHEAD)
        standing = await self._pulses.standing(now) if waiting else {}
        for action in waiting:
            with apart():
                round_ = await self._rounds.get(action.round)
                if round_ is not None:
                    await self._ask(action, round_, standing[round_.pulse.id].pulse)

    async def _ask(self, action: Action, round_: Round, pulse: Pulse) -> None:
        now, due = self._clock.now(), due_from(action, pulse.schedule.zone)
        if now < due:
            return
        finding = await finding_of(self._rounds, action.finding, round_)
        telling = Telling(round_, pulse, finding, now)
        if await self._actions.ask(action, telling.due(action, due)):
            log.info("Leadership is asked what became of an action of %s.", round_.id)
