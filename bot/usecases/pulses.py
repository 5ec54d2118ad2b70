"""Pulses and question sets as they are configured: put in force whole, or refused whole."""

import asyncio
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from bot.clock import Clock
from bot.errors import StaffPulseError
from bot.ports import Directory, PulseStore, QuestionSetStore
from bot.survey.messages import local
from bot.survey.overlap import pairs
from bot.usecases.admins import Admins
from bot.usecases.audiences import audience
from bot.usecases.changes import Changes
from bot.usecases.overlaps import readable, refuse_common_sources, refuse_overlaps
from questions.model import QuestionSet
from storage.errors import Overtaken
from storage.model import FOR_EVER, Announcement, Change, Pulse, Standing


class Outdated(StaffPulseError):
    """Somebody else changed what was to be changed, so nothing was."""


class Pulses:
    """What admins do with pulses, in chat or at the command line; all of it is remembered.

    Args:
        directory: tells whom pulses ask; None where the chat is not asked.
    """

    def __init__(
        self,
        *,
        pulses: PulseStore,
        question_sets: QuestionSetStore,
        directory: Directory | None,
        admins: Admins,
        clock: Clock,
    ) -> None:
        self._pulses = pulses
        self._question_sets = question_sets
        self._directory = directory
        self._clock = clock
        self._changes = Changes(
            pulses=pulses, question_sets=question_sets, clock=clock, admins=admins
        )
        self._turn = asyncio.Lock()

    async def all(self) -> Sequence[Pulse]:
        """The pulses in force, as they are now."""
        return await self._pulses.all()

    async def announced(self) -> Sequence[Announcement]:
        """The changes of theirs that people were told of, and that are still to come."""
        return await self._pulses.announced()

    async def wanted(self) -> Sequence[Pulse]:
        """The pulses in force, as they were last asked for: with the changes to come."""
        return await self._changes.wanted()

    async def question_set(self, set_id: str) -> QuestionSet | None:
        """The question set of that id as it was last put in force or kept, if there is one."""
        return await self._question_sets.get(set_id)

    async def question_sets(self) -> Sequence[QuestionSet]:
        """Every question set that was ever put in force or kept."""
        return await self._question_sets.all()

    async def standing(self, *, besides: Collection[str] = ()) -> Sequence[Standing]:
        """The pulses in force, with whether they pause, and besides those of these ids."""
        found = await self._pulses.standing(self._clock.now())
        return [one for id_, one in found.items() if one.in_force or id_ in besides]

    async def apply(self, pulses: Sequence[Pulse], *, by: str | None = None) -> Sequence[str]:
        """Put these pulses in force and no others, from their next rounds on.

        An open round goes on as it was. Where threshold, audience or groups of a pulse change
        that has asked people before, they are told first: that change holds from the round after
        the next one. The ids of pulses that end are told.

        Args:
            pulses: all that are to be in force.
            by: the member id of the admin who asks; None for the command line.

        Raises:
            Lowered: one takes the place of another that asked of late, with a lower threshold.
        """
        async with self._turn:
            return await self._changes.apply(pulses, by=by)

    async def weigh(self, pulse: Pulse, *, was: Pulse | None) -> None:
        """Raise Outdated, Overlapping or Misnamed where `change` would, and change nothing."""
        pulses = [*_others(await self.wanted(), pulse.id, was), pulse]
        await self._refuse_overlaps(pulses, own=pulse.id)

    async def change(self, pulse: Pulse, *, was: Pulse | None, by: str) -> None:
        """Put one pulse in force, in the place of the one of its id; the others stay.

        Args:
            pulse: as it is to be.
            was: as it was last asked for when the admin saw it; None for a new one.
            by: the admin's member id.

        Raises:
            Outdated: it is another by now.
            Overlapping: it would ask people what another pulse asks them.
            Misnamed: a group of its own is missing, or cannot be read.
            Lowered: it takes the place of another that asked of late, with a lower threshold.
        """
        async with self._turn:
            seen = await self.wanted()
            pulses = [*_others(seen, pulse.id, was), pulse]
            await self._refuse_overlaps(pulses, own=pulse.id)
            with _or_outdated(pulse.name):
                await self._changes.apply(pulses, seen=seen, by=by)

    async def end(self, pulse_id: str, *, was: Pulse, by: str) -> None:
        """Take a pulse out of force; an open round goes on. Outdated, if it is another by now."""
        async with self._turn:
            seen = await self.wanted()
            with _or_outdated(was.name):
                await self._changes.apply(_others(seen, pulse_id, was), seen=seen, by=by)

    async def publish(
        self, question_set: QuestionSet, *, was: QuestionSet | None, by: str | None
    ) -> None:
        """Keep a question set, and let the pulses that use it ask it from their next rounds on.

        Args:
            question_set: as it is to be.
            was: as it was kept when the admin saw it; None for a new one.
            by: the admin's member id; None for the command line.

        Raises:
            Outdated: it is another by now.
            Overlapping: a pulse would ask people what another asks them.
        """
        async with self._turn:
            if await self._question_sets.get(question_set.id) != was:
                raise _outdated(question_set.title)
            seen = await self.wanted()
            pulses = [_asking(pulse, question_set) for pulse in seen]
            await self._refuse_overlaps(pulses)
            with _or_outdated(question_set.title):
                await self._changes.apply(pulses, seen=seen, by=by, question_sets=[question_set])

    async def pause(
        self, pulse_id: str, until: datetime | None, *, was: datetime | None, by: str
    ) -> None:
        """Let a pulse ask nothing before an instant, or ask again; an open round goes on.

        Args:
            pulse_id: which pulse; one that is not in force is left alone.
            until: that instant, `FOR_EVER` until somebody says otherwise, None to ask again.
            was: until when it paused when the admin saw it.
            by: the admin's member id.

        Raises:
            Outdated: it pauses until another instant by now.
        """
        async with self._turn:
            now = self._clock.now()
            one = (await self._pulses.standing(now)).get(pulse_id)
            if one is None or not one.in_force or one.paused_until == until:
                return
            if one.paused_until != was:
                raise _outdated(one.pulse.name)
            said = f"{one.pulse.name} {_paused(until, one.pulse.schedule.zone)}."
            entry = Change(at=now, by=by, about=pulse_id, said=said)
            await self._pulses.pause(pulse_id, until, now=now, log=[entry])

    async def _refuse_overlaps(self, pulses: Sequence[Pulse], *, own: str = "") -> None:
        """Raise Overlapping where two pulses would ask the same people the same question.

        Args:
            pulses: all that are to be in force; each is looked at again when it opens.
            own: the id of the one whose groups must all be there.
        """
        if self._directory is None:
            refuse_common_sources(pulses)
        elif any(pairs(pulses)):
            rosters = [
                await (audience if one.id == own else readable)(one, self._directory)
                for one in pulses
            ]
            refuse_overlaps(pulses, rosters)


def _others(wanted: Sequence[Pulse], pulse_id: str, was: Pulse | None) -> list[Pulse]:
    """All pulses but that one; Outdated where it is not as it was."""
    found = {pulse.id: pulse for pulse in wanted}
    if found.pop(pulse_id, None) != was:
        raise _outdated(was.name if was else pulse_id)
    return [*found.values()]


@contextmanager
def _or_outdated(name: str) -> Iterator[None]:
    """Raise Outdated where a command has changed pulses while the block worked something out."""
    try:
        yield
    except Overtaken:
        raise _outdated(name) from None


def _outdated(name: str) -> Outdated:
    return Outdated(f'"{name}" was changed by somebody else meanwhile.')


def _asking(pulse: Pulse, question_set: QuestionSet) -> Pulse:
    """The pulse with the question set, where it uses the one of that id."""
    if pulse.question_set.id != question_set.id:
        return pulse
    return pulse.model_copy(update={"question_set": question_set})


def _paused(until: datetime | None, zone: str) -> str:
    if until is None:
        return "was resumed"
    return "was paused" if until == FOR_EVER else f"was paused until {local(until, zone)}"
