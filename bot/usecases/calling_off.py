"""What admins do with a single round: leave the next one out, or call an open one off."""

from datetime import datetime

from bot.clock import Clock
from bot.ports import PulseStore, RoundStore
from bot.survey import notices
from bot.survey.messages import local
from bot.survey.wording import day
from bot.usecases.calendar import Calendar
from bot.usecases.endings import Endings
from storage.model import Change, Round, State


class CallingOff:
    """Ends rounds that nobody wants; their channels are told, and the change log."""

    def __init__(
        self, *, pulses: PulseStore, rounds: RoundStore, endings: Endings, clock: Clock
    ) -> None:
        self._pulses = pulses
        self._rounds = rounds
        self._endings = endings
        self._clock = clock
        self._calendar = Calendar(rounds=rounds, clock=clock)

    async def next(self, pulse_id: str) -> Round | None:
        """The round of a pulse in force that would be left out; None where none is to come."""
        for pulse in await self._pulses.all():
            if pulse.id == pulse_id:
                return await self._calendar.next(pulse)
        return None

    async def skip(self, pulse_id: str, opens: datetime, *, by: str) -> bool:
        """Leave the next round out, which the channels are told; False if it is another by now.

        Args:
            pulse_id: of a pulse in force.
            opens: when the round would open that the admin saw.
            by: the admin's member id.
        """
        round_ = await self.next(pulse_id)
        if round_ is None or round_.opens != opens:
            return False
        await self._rounds.plan([round_])
        opening = day(round_.opens, round_.pulse.schedule.zone)
        said = f"{round_.pulse.name} was told to skip {_opening(round_)}."
        return await self._endings.call_off(
            round_, notices.skipped(opening), self._entry(round_, said, by)
        )

    async def cancel(self, round_id: str, *, by: str) -> bool:
        """Call an open round off: its box is destroyed unread, and the channels are told.

        False where it is not open any more.
        """
        round_ = await self._rounds.get(round_id)
        if round_ is None or round_.state is not State.OPEN:
            return False
        said = f"The open round of {round_.pulse.name}, of {_opening(round_)}, was called off."
        reason = (
            notices.CALLED_OFF if await self._goes_on(round_) else notices.alone(notices.CALLED_OFF)
        )
        return await self._endings.call_off(round_, reason, self._entry(round_, said, by))

    async def _goes_on(self, round_: Round) -> bool:
        """Whether the next round of the same pulse comes as usual: it has not ended nor pauses."""
        standing = (await self._pulses.standing(self._clock.now()))[round_.pulse.id]
        return standing.in_force and standing.paused_until is None

    def _entry(self, round_: Round, said: str, by: str) -> Change:
        return Change(at=self._clock.now(), by=by, about=round_.pulse.id, said=said)


def _opening(round_: Round) -> str:
    return local(round_.opens, round_.pulse.schedule.zone)
