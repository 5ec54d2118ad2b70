"""The quarterly report as leadership asks for it in chat, brought to whoever asked alone."""

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import Enum, auto
from functools import partial
from typing import NamedTuple

from bot import logs
from bot.clock import Clock
from bot.errors import StaffPulseError
from bot.ports import Directory, Messenger, Printer, PulseStore, RoundStore
from bot.survey.messages import Notice
from bot.survey.past import opened
from bot.survey.schedule import DAY
from bot.survey.wording import day, spanned
from bot.usecases.apart import apart
from bot.usecases.composing import REMEMBERED
from bot.usecases.errands import Errands
from storage.errors import StorageError
from storage.model import Pulse, Source, State

log = logging.getLogger(__name__)

QUARTER = timedelta(weeks=13)

_AT_MOST_EVERY = timedelta(minutes=1)


class Reply(Enum):
    """What whoever asks hears at once."""

    COMING = auto()
    NOT_LEADING = auto()
    NOTHING_YET = auto()


class Quarter(NamedTuple):
    """The 13 weeks up to a pulse's newest digest."""

    pulse: Pulse
    first: date
    last: date

    @property
    def told(self) -> str:
        """What the report is, in words."""
        return (
            f"The quarterly report of {self.pulse.name} on the 13 weeks up to the newest digest, "
            f"{spanned(self.first, self.last)}: one file for Word and one for the browser. Please "
            f"read it before you pass it on, since figures of small teams are rough."
        )


class Quarterlies:
    """Quarterly reports, for members of a pulse's leadership channel as it is now.

    Who asked for what is kept in memory alone, and for a minute.
    """

    def __init__(
        self,
        *,
        pulses: PulseStore,
        rounds: RoundStore,
        directory: Directory,
        messenger: Messenger,
        printer: Printer,
        clock: Clock,
    ) -> None:
        self._pulses = pulses
        self._rounds = rounds
        self._directory = directory
        self._messenger = messenger
        self._printer = printer
        self._clock = clock
        self._errands = Errands()
        self._asked: dict[str, datetime] = {}

    async def ask(self, person: str, *, round_id: str | None = None) -> Reply:
        """Have the report made and brought to the person; asked again within a minute, once.

        Args:
            person: the id of who asks.
            round_id: one of the pulse's rounds; None for each pulse that the person leads.

        Raises:
            StaffPulseError: the chat does not tell whether the person leads any of them.
        """
        led = await self._led(person, await self._meant(round_id))
        if not led:
            return Reply.NOT_LEADING
        quarters = [quarter for pulse in led if (quarter := await self._quarter(pulse))]
        if not quarters:
            return Reply.NOTHING_YET
        for quarter in quarters:
            self._start(person, quarter)
        return Reply.COMING

    async def ended(self) -> None:
        """Return when every report that was asked for has been brought."""
        await self._errands.ended()

    async def stop(self) -> None:
        """Break off what is being made; whoever asked can ask again when the bot runs again."""
        await self._errands.stop()

    async def _meant(self, round_id: str | None) -> Sequence[Pulse]:
        if round_id is None:
            return await self._pulses.all()
        round_ = await self._rounds.get(round_id)
        if round_ is None:
            return ()
        return ((await self._pulses.standing(self._clock.now()))[round_.pulse.id].pulse,)

    async def _led(self, person: str, pulses: Sequence[Pulse]) -> Sequence[Pulse]:
        """Those that the person leads; a channel that does not tell is left out if others do."""
        led: list[Pulse] = []
        untold: StaffPulseError | None = None
        for pulse in pulses:
            try:
                if person in await self._directory.members(Source(channel=pulse.leadership)):
                    led.append(pulse)
            except StaffPulseError as error:
                log.warning("It is not known who leads one of the pulses: %s", error)
                untold = error
        if untold and not led:
            raise untold
        return led

    async def _quarter(self, pulse: Pulse) -> Quarter | None:
        """What a report would cover; None where no digest has been posted."""
        past = await self._rounds.of_pulse(pulse.id, before=self._clock.now(), most=REMEMBERED)
        posted = [one for one in past if one.state is State.PUBLISHED]
        if not posted:
            return None
        last = opened(posted[-1])
        return Quarter(pulse, last - QUARTER + DAY, last)

    def _start(self, person: str, quarter: Quarter) -> None:
        """Begin, unless the same is being made for the person or they asked a moment ago."""
        now, name = self._clock.now(), _name(person, quarter)
        lately = {who: at for who, at in self._asked.items() if abs(now - at) < _AT_MOST_EVERY}
        if name not in lately:
            self._errands.start(name, partial(self._bring, person, quarter))
        self._asked = {name: now} | lately

    async def _bring(self, person: str, quarter: Quarter) -> None:
        with apart():
            try:
                await self._make(person, quarter)
            except (StaffPulseError, StorageError) as error:
                log.warning("A report did not reach who asked for it: %s", error)
                await self._apologise(person, quarter, str(error))
            except Exception as error:  # noqa: BLE001 - the outermost boundary of what is made beside
                fault = logs.where(error)
                log.error("A report did not reach who asked for it after a fault: %s", fault)  # noqa: TRY400 - no text
                await self._apologise(person, quarter, "The log says where it went wrong.")

    async def _make(self, person: str, quarter: Quarter) -> None:
        today = day(self._clock.now(), quarter.pulse.schedule.zone)
        made = await self._printer.report(
            quarter.pulse.id, first=quarter.first, last=quarter.last, made=today
        )
        files = {
            f"{quarter.pulse.id}-report-{quarter.last}{ending}": content
            for ending, content in made.items()
        }
        await self._messenger.bring(person, Notice(round=None, text=quarter.told), files)

    async def _apologise(self, person: str, quarter: Quarter, why: str) -> None:
        """Let the person ask again at once, and say so."""
        self._asked.pop(_name(person, quarter), None)
        text = (
            f"Sorry, the quarterly report of {quarter.pulse.name} could not be brought; you can "
            f"ask for it again. For whoever looks after Staff Pulse: {why}"
        )
        await self._messenger.deliver(person, Notice(round=None, text=text), key="quarterly report")


def _name(person: str, quarter: Quarter) -> str:
    """What names a person's wish for a pulse's report."""
    return f"{person} {quarter.pulse.id}"
