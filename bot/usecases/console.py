"""What admins see of the pulses, and what they do with them; each act is for what they saw."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, time
from enum import StrEnum

from pydantic import AwareDatetime

from bot.clock import Clock
from bot.pace import BETWEEN_MESSAGES
from bot.ports import ActionStore, DraftStore, OutboxStore, RoundStore, SendingStore
from bot.survey.schedule import occurrences
from bot.survey.wording import day
from bot.usecases.actions import Misfilled
from bot.usecases.asking import next_questions
from bot.usecases.backups import BACKUP
from bot.usecases.calendar import Calendar
from bot.usecases.calling_off import CallingOff
from bot.usecases.pulses import Outdated, Pulses
from bot.usecases.rounds import Paper
from bot.usecases.setting_up import SettingUp
from bot.usecases.troubles import Troubles
from bot.usecases.windows import Begun
from questions.model import QuestionSet, Value
from storage.model import (
    FOR_EVER,
    PAUSE_ZONE,
    Action,
    DraftKind,
    Pulse,
    Round,
    Sending,
    Standing,
    State,
)

UNTIL = "until"
"""The day until which a pulse pauses, as it is filled in."""

_PASSED = "Please choose a day after today, or none."


class Act(StrEnum):
    """What can be done with a pulse that is in force."""

    PAUSE = "pause"
    RESUME = "resume"
    SKIP = "skip"
    CANCEL = "cancel"
    END = "end"


class PulseSeen(Value):
    """A pulse in force as an admin sees it.

    Attributes:
        pulse: as it was last asked for.
        paused_until: until when it asks nothing, where it was paused.
        open: its open round.
        next: the round that opens next, or should have opened by now.
        late: whether that one should have opened by now.
        why: why it has not, where that was found.
        threshold: the one that holds now.
        holds_from: from when a change holds that people were told of.
        ended: whether it has ended, so that only its open round is left.
    """

    pulse: Pulse
    threshold: int
    paused_until: AwareDatetime | None
    open: Round | None
    next: Round | None
    late: bool
    why: str | None
    holds_from: AwareDatetime | None
    ended: bool = False

    @property
    def acts(self) -> tuple[Act, ...]:
        """What can be done with it now."""
        possible = {
            Act.PAUSE: not self.ended,
            Act.RESUME: not self.ended and self.paused_until is not None,
            Act.SKIP: self.next is not None,
            Act.CANCEL: self.open is not None,
            Act.END: not self.ended,
        }
        return tuple(act for act, can_be in possible.items() if can_be)

    def threshold_at(self, instant: datetime) -> int:
        """The threshold by which a round goes that opens then."""
        changed = self.holds_from is None or self.holds_from <= instant
        return self.pulse.threshold if changed else self.threshold

    @property
    def fingerprint(self) -> str:
        """Sixteen characters that are others once anything of it is that an act depends on."""
        seen = (
            self.pulse.model_dump_json(),
            self.paused_until,
            self.open and self.open.id,
            self.next and self.next.opens,
        )
        return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


class Due(Value):
    """An action whose day of review has come."""

    pulse_name: str
    action: Action


class UnderWay(Value):
    """Messages that a round is sending to its people.

    Attributes:
        sending: how many, and how many of them have gone.
        last: when the last of them should go, at the pace that there is.
    """

    pulse_name: str
    zone: str
    sending: Sending
    last: AwareDatetime


class Seen(Value):
    """Everything that the console shows; never how many have answered, or who.

    Attributes:
        at: when it was looked at.
        question_sets: those that were ever put in force or kept, with the pulses that ask them.
        begun: the pulses that somebody began to set up or to change.
        drafts: how many question sets somebody works on.
        waiting_since: since when the message waits that has waited longest.
        under_way: what is being sent to many.
        no_backup: why there is no backup of the last night, if that failed.
    """

    at: AwareDatetime
    pulses: tuple[PulseSeen, ...]
    question_sets: tuple[tuple[QuestionSet, tuple[str, ...]], ...]
    begun: tuple[Begun, ...]
    drafts: int
    due: tuple[Due, ...]
    waiting_since: AwareDatetime | None
    under_way: tuple[UnderWay, ...] = ()
    no_backup: str | None = None

    @property
    def zone(self) -> str:
        """The zone in which instants are told that belong to no pulse."""
        return self.pulses[0].pulse.schedule.zone if self.pulses else PAUSE_ZONE.key


class Console:
    """The console. Whether somebody may use it is asked before.

    Args:
        troubles: what keeps rounds from opening, and the backup from being made.
    """

    def __init__(
        self,
        *,
        pulses: Pulses,
        calling_off: CallingOff,
        setting_up: SettingUp,
        rounds: RoundStore,
        actions: ActionStore,
        drafts: DraftStore,
        outbox: OutboxStore,
        sendings: SendingStore,
        troubles: Troubles,
        clock: Clock,
    ) -> None:
        self._pulses = pulses
        self._calling_off = calling_off
        self._setting_up = setting_up
        self._rounds = rounds
        self._actions = actions
        self._drafts = drafts
        self._outbox = outbox
        self._sendings = sendings
        self._troubles = troubles
        self._clock = clock
        self._calendar = Calendar(rounds=rounds, clock=clock)

    async def look(self) -> Seen:
        """Everything as it is now."""
        pulses = await self.pulses()
        return Seen(
            at=self._clock.now(),
            pulses=tuple(pulses),
            question_sets=tuple(
                (one, tuple(p.pulse.name for p in pulses if p.pulse.question_set.id == one.id))
                for one in await self._pulses.question_sets()
            ),
            begun=tuple(await self._setting_up.begun()),
            drafts=len(await self._drafts.all(DraftKind.QUESTIONS)),
            due=tuple([one for seen in pulses for one in await self._due(seen.pulse)]),
            waiting_since=await self._outbox.waiting_since(),
            under_way=tuple(await self._under_way()),
            no_backup=self._troubles.of(BACKUP),
        )

    async def pulses(self) -> Sequence[PulseSeen]:
        """The pulses in force as they are now, and those that ended and have an open round."""
        wanted = {pulse.id: pulse for pulse in await self._pulses.wanted()}
        changes = {one.pulse.id: one.holds_from for one in await self._pulses.announced()}
        open_ = {one.pulse.id: one for one in await self._rounds.in_state(State.OPEN)}
        return [
            await self._seen(
                one,
                wanted.get(one.pulse.id, one.pulse),
                open_.get(one.pulse.id),
                changes.get(one.pulse.id),
            )
            for one in await self._pulses.standing(besides=open_)
        ]

    async def pulse(self, pulse_id: str, fingerprint: str, act: Act) -> PulseSeen:
        """A pulse that is as the admin saw it, and with which that can be done; else Outdated."""
        for seen in await self.pulses():
            if (seen.pulse.id, seen.fingerprint) == (pulse_id, fingerprint) and act in seen.acts:
                return seen
        raise Outdated("The pulse was changed since it was looked at.")

    async def paper(self, pulse_id: str) -> Paper | None:
        """What the next round of a pulse would ask, as those read it who are asked.

        Of one that pauses it is the round that would come next if it did not; None where no other
        is to come.
        """
        for seen in await self.pulses():
            if seen.pulse.id == pulse_id and not seen.ended:
                return await self._paper(seen)
        return None

    async def do(self, act: Act, seen: PulseSeen, *, until: date | None, by: str) -> None:
        """Do something with a pulse as it was seen.

        Args:
            act: what to do.
            seen: as `pulse` gave it.
            until: the first day on which a pulse asks again that pauses; None for no such day.
            by: the admin's member id.

        Raises:
            Outdated: it is another by now.
            Misfilled: the day has passed.
        """
        match act:
            case Act.PAUSE:
                await self._pause(seen, self._instant(until, seen.pulse), by)
            case Act.RESUME:
                await self._pause(seen, None, by)
            case Act.END:
                await self._pulses.end(seen.pulse.id, was=seen.pulse, by=by)
            case Act.SKIP | Act.CANCEL:
                if not await self._call_off(act, seen, by):
                    raise Outdated("The round went on since it was looked at.")

    async def _pause(self, seen: PulseSeen, until: datetime | None, by: str) -> None:
        await self._pulses.pause(seen.pulse.id, until, was=seen.paused_until, by=by)

    async def _call_off(self, act: Act, seen: PulseSeen, by: str) -> bool:
        if act is Act.SKIP and seen.next:
            return await self._calling_off.skip(seen.pulse.id, seen.next.opens, by=by)
        if act is Act.CANCEL and seen.open:
            return await self._calling_off.cancel(seen.open.id, by=by)
        return False

    def _instant(self, until: date | None, pulse: Pulse) -> datetime:
        """When a day begins where a pulse asks; Misfilled if it has begun."""
        if until is None:
            return FOR_EVER
        if until <= day(self._clock.now(), pulse.schedule.zone) or until >= FOR_EVER.date():
            raise Misfilled({UNTIL: _PASSED})
        return datetime.combine(until, time(), tzinfo=pulse.schedule.tz)

    async def _seen(
        self, standing: Standing, wanted: Pulse, open_: Round | None, holds_from: datetime | None
    ) -> PulseSeen:
        following = await self._calendar.next(standing.pulse) if standing.in_force else None
        return PulseSeen(
            pulse=wanted,
            threshold=standing.pulse.threshold,
            paused_until=standing.paused_until,
            open=open_,
            next=following,
            late=following is not None and following.opens <= self._clock.now(),
            why=following and self._troubles.of(following.id),
            holds_from=holds_from,
            ended=not standing.in_force,
        )

    async def _paper(self, seen: PulseSeen) -> Paper | None:
        now = self._clock.now()
        following = seen.next or next(
            iter(occurrences(seen.pulse.schedule, after=now, count=1)), None
        )
        if following is None:
            return None
        return Paper(
            round="",
            pulse_name=seen.pulse.name,
            questions=await next_questions(self._rounds, seen.pulse, before=following.opens),
            threshold=seen.threshold_at(following.opens),
            closes=following.closes,
            zone=seen.pulse.schedule.zone,
            support=seen.pulse.support,
            contact=seen.pulse.contact,
        )

    async def _under_way(self) -> Sequence[UnderWay]:
        """What is being sent, and by when each should be through, one after the other."""
        found = []
        last = self._clock.now()
        for sending in await self._sendings.under_way():
            last += sending.waiting * BETWEEN_MESSAGES
            round_ = await self._rounds.get(sending.round)
            if round_ is not None:
                found.append(
                    UnderWay(
                        pulse_name=round_.pulse.name,
                        zone=round_.pulse.schedule.zone,
                        sending=sending,
                        last=max(last, sending.until or last),
                    )
                )
        return found

    async def _due(self, pulse: Pulse) -> Sequence[Due]:
        today = day(self._clock.now(), pulse.schedule.zone)
        return [
            Due(pulse_name=pulse.name, action=one)
            for one in await self._actions.of_pulse(pulse.id)
            if one.goes_on and one.review <= today
        ]
