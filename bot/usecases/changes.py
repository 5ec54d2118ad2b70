"""Changes of threshold, audience or groups: told to the people of a pulse a round ahead."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_hex

from bot.clock import Clock
from bot.errors import StaffPulseError
from bot.ports import PulseStore, QuestionSetStore
from bot.survey import changes, overlap, remembered
from bot.survey.messages import Notice, to_body
from bot.usecases.admins import Admins
from bot.usecases.apart import apart
from bot.usecases.owing import Owing
from questions.model import QuestionSet
from storage.model import Announcement, Change, Owed, Pulse, Standing

log = logging.getLogger(__name__)


class Lowered(StaffPulseError):
    """A new id would let a lower threshold hold of which staff were not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Weighed:
    """What is to be put in force now, what is announced, and the messages that tell of it."""

    in_force: list[Pulse] = field(default_factory=list)
    announced: list[Announcement] = field(default_factory=list)
    owed: dict[str, Owed] = field(default_factory=dict)


class Changes:
    """Lets a change hold from the round after the next one, once its notice stands.

    Args:
        admins: they hear when a change is put off.
    """

    def __init__(
        self,
        *,
        pulses: PulseStore,
        question_sets: QuestionSetStore,
        clock: Clock,
        admins: Admins,
    ) -> None:
        self._pulses = pulses
        self._question_sets = question_sets
        self._clock = clock
        self._owing = Owing(clock=clock, admins=admins)

    async def settle(self) -> None:
        """Put off what could not be told in time, and let the rest hold whose day has come."""
        now = self._clock.now()
        for late in await self._pulses.untold(now):
            with apart():
                await self._put_off(late, (await self._pulses.standing(now))[late.pulse.id], now)
        await self._pulses.take_effect(now)

    async def wanted(self) -> Sequence[Pulse]:
        """The pulses in force, as they were last asked for: with the changes to come."""
        coming = {one.pulse.id: one.pulse for one in await self._pulses.announced()}
        return [coming.get(pulse.id, pulse) for pulse in await self._pulses.all()]

    async def apply(
        self,
        pulses: Sequence[Pulse],
        *,
        seen: Sequence[Pulse] | None = None,
        by: str | None = None,
        question_sets: Sequence[QuestionSet] = (),
    ) -> Sequence[str]:
        """Put pulses in force, each on its old terms for as long as a change is to be told first.

        The ids of pulses that end are told.

        Args:
            pulses: all that are to be in force.
            seen: those that were wanted when this was worked out; None where that does not matter.
            by: the member id of the admin who asks; None for the command line.
            question_sets: what is kept of them besides those that the pulses ask.

        Raises:
            Lowered: one takes the place of another, with a lower threshold.
            Overtaken: other pulses are wanted by now.
        """
        await self.settle()
        now = self._clock.now()
        standing = await self._pulses.standing(now)
        pending = {one.pulse.id: one for one in await self._pulses.announced()}
        weighed = _Weighed()
        for pulse in pulses:
            _weigh(pulse, standing.get(pulse.id), pending.get(pulse.id), weighed, now)
        await self._refuse_lowered(weighed.in_force, standing, now)
        corrections: dict[str, Owed] = {}
        for gone in pending.values():
            if gone.notice not in {one.notice for one in weighed.announced}:
                text = changes.correction(gone.pulse, gone.holds_from)
                corrections |= _owed(gone, text, now, suffix="/withdrawn")
        sets = {one.id: one for one in (*question_sets, *(one.question_set for one in pulses))}
        return await self._pulses.put(
            weighed.in_force,
            now=now,
            seen=seen,
            announcements=weighed.announced,
            owed=[*weighed.owed.values()],
            corrections=corrections,
            question_sets=[*sets.values()],
            log=await self._remembered(pulses, [*sets.values()], now, by),
        )

    async def _remembered(
        self, pulses: Sequence[Pulse], sets: Sequence[QuestionSet], now: datetime, by: str | None
    ) -> list[Change]:
        """What the change log is told: of question sets first, then of pulses."""
        kept = {one.id: one for one in await self._question_sets.all()}
        before = {pulse.id: pulse for pulse in await self.wanted()}
        return [
            *(
                remembered.of_question_set(kept.get(one.id), one, at=now, by=by)
                for one in sets
                if kept.get(one.id) != one
            ),
            *remembered.of_pulses(before, pulses, at=now, by=by),
        ]

    async def _refuse_lowered(
        self, pulses: Sequence[Pulse], standing: Mapping[str, Standing], now: datetime
    ) -> None:
        """Raise Lowered for a pulse whose people were promised more under another id of late."""
        in_force = {pulse.id for pulse in await self._pulses.all()}
        goes_on = {id_ for id_, old in standing.items() if old.has_asked} & in_force
        for pulse in (one for one in pulses if one.id not in goes_on):
            for old in standing.values():
                if _asked_lately(old, now) and _lowers(pulse, old.pulse):
                    raise Lowered(overlap.would_lower(pulse, old.pulse))

    async def _put_off(self, late: Announcement, old: Standing, now: datetime) -> None:
        """Let a change come a round later, and its notice say so; admins hear of it.

        Where no later round can go by it, it does not come.
        """
        when = changes.dates(late.pulse, old.free(now))
        if when is None:
            await self._give_up(late, now)
            return
        dates = {"holds_from": when.holds_from(late.pulse), "known_by": when.known_by}
        said = changes.put_off(late.pulse, when, late.channels)
        owed = await self._owing.alert(f"{late.notice}/{when.first.day}", said, late.channels)
        text = changes.notice(old.pulse, late.pulse, when)
        await self._pulses.put_off(late.model_copy(update=dates), _body(text), owed)
        log.warning(
            "A change that could not be told in time is put off and holds from %s on.",
            when.first.day,
        )

    async def _give_up(self, late: Announcement, now: datetime) -> None:
        """Let a change not come that nobody could be told of in time; admins hear of it."""
        text = changes.correction(late.pulse, late.holds_from)
        seen = await self.wanted()
        await self._pulses.put(
            await self._pulses.all(),
            now=now,
            seen=seen,
            announcements=[one for one in await self._pulses.announced() if one != late],
            owed=await self._owing.alert(
                f"{late.notice}/given-up",
                changes.given_up(late.pulse, late.channels),
                late.channels,
            ),
            corrections=_owed(late, text, now, suffix="/withdrawn"),
        )
        log.warning("A change that could not be told in time is given up.")


def _asked_lately(old: Standing, now: datetime) -> bool:
    return old.has_asked and old.busy_until is not None and old.busy_until + overlap.APART > now


def _lowers(pulse: Pulse, before: Pulse) -> bool:
    """Whether a pulse asks people of another the same question, and promises them less."""
    return (
        pulse.id != before.id
        and pulse.threshold < before.threshold
        and overlap.common_source(pulse, before) is not None
        and any(overlap.pairs((pulse, before)))
    )


def _weigh(
    pulse: Pulse,
    old: Standing | None,
    pending: Announcement | None,
    weighed: _Weighed,
    now: datetime,
) -> None:
    """Put a pulse in force as it is, or on its old terms with a change that is announced.

    Where a pulse asks once and no round of it can go by the change, only the old terms hold.
    """
    if old is None or not old.has_asked or changes.same_terms(pulse, old.pulse):
        weighed.in_force.append(pulse)
        return
    weighed.in_force.append(changes.on_terms_of(pulse, old.pulse))
    if pending and _stands(pending, pulse):
        weighed.announced.append(pending.model_copy(update={"pulse": pulse}))
        return
    when = changes.dates(pulse, old.free(now))
    if when is None:
        return
    announcement = Announcement(
        pulse=pulse,
        holds_from=when.holds_from(pulse),
        known_by=when.known_by,
        notice=f"{pulse.id}/change/{token_hex(4)}",
        channels=tuple(dict.fromkeys((old.pulse.staff, pulse.staff))),
    )
    weighed.announced.append(announcement)
    weighed.owed.update(_owed(announcement, changes.notice(old.pulse, pulse, when), now))


def _stands(pending: Announcement, pulse: Pulse) -> bool:
    """Whether what was announced is what the pulse still asks for, and a round can go by it."""
    return (
        changes.same_terms(pulse, pending.pulse)
        and pulse.staff in pending.channels
        and changes.can_hold(pulse, pending.holds_from)
    )


def _owed(
    announcement: Announcement, text: str, now: datetime, *, suffix: str = ""
) -> Mapping[str, Owed]:
    """What is owed to each channel of a notice, by the key of the notice's message there."""
    return {
        key: Owed(
            key=f"{key}{suffix}",
            round=None,
            recipient=channel,
            to_person=False,
            body=_body(text),
            since=now,
            due=now,
        )
        for key, channel in zip(announcement.keys, announcement.channels, strict=True)
    }


def _body(text: str) -> str:
    return to_body(Notice(round=None, text=text))
