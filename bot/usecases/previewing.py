"""What is read beside each step of setting up a pulse: what it would do as things stand."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Self

from bot.clock import Clock
from bot.ports import PulseStore, RoundStore
from bot.survey import altered, summary
from bot.survey.forecast import Forecast, Outlook, forecast, sentences
from bot.survey.messages import Invitation, local
from bot.survey.partition import ASSUMED_RATE
from bot.survey.plan import Plan, Step
from bot.survey.promise import of_totals
from bot.survey.roster import Roster, UserGroup
from bot.survey.rotation import ask
from bot.survey.schedule import occurrences
from bot.survey.wording import raised
from bot.usecases.audiences import Unusable, audience
from bot.usecases.cutting import Known, known
from bot.usecases.lookups import Lookups
from questions.model import QuestionSet, Value
from storage.model import FOR_EVER, Pulse, Source, Standing

_ROUNDS = 3
"""So many rounds to come are told."""

_QUESTIONS = 4
"""So many questions are read, of each kind."""


class Preview(Value):
    """What is read beside a step.

    Attributes:
        said: in order.
        changes: what becomes different of a pulse that is there already, and from when on.
        parts: what is settled, by the step that settles it, where all is looked at.
        usergroups: those that can be chosen.
        small: by dimension, the ids of the groups that need company, or have it.
        invitation: as the people asked will get it.
    """

    said: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    parts: tuple[tuple[Step, tuple[str, ...]], ...] = ()
    usergroups: tuple[UserGroup, ...] = ()
    small: Mapping[str, tuple[str, ...]] = {}
    invitation: Invitation | None = None

    def failing(self, wrong: Mapping[str, str]) -> Self:
        """The same with what is wrong in the place of what would come of it."""
        said = tuple(wrong.values())
        parts = tuple((step, said if step is Step.GROUPS else lines) for step, lines in self.parts)
        return self.model_copy(update={"said": said, "parts": parts})


class Previews:
    """Looks up what a plan would do now."""

    def __init__(
        self, *, pulses: PulseStore, rounds: RoundStore, lookups: Lookups, clock: Clock
    ) -> None:
        self._pulses = pulses
        self._rounds = rounds
        self._lookups = lookups
        self._clock = clock

    async def of(self, plan: Plan, step: Step) -> Preview:
        """What is read beside a step.

        Raises:
            Misnamed: it names something that is gone, or that the bot cannot read.
            NobodyToAsk: nobody is left to ask.
            StaffPulseError: the chat does not tell.
        """
        now = self._clock.now()
        match step:
            case Step.QUESTIONS:
                return Preview(said=tuple(_asking(plan.question_set)))
            case Step.PEOPLE:
                return await self._people(plan)
            case Step.GROUPS:
                return await self._groups(plan)
            case Step.TIMES:
                return Preview(said=tuple(_rounds(plan, await self._standing(plan), now)))
            case Step.CHANNELS:
                return Preview(said=(f'Everyone asked is promised: "{of_totals(plan.threshold)}"',))
            case Step.SUMMARY:
                return await self._summary(plan)

    async def _people(self, plan: Plan) -> Preview:
        groups = await self._lookups.usergroups()
        there = {group.id for group in groups}
        gone = [one for one in plan.sources if one.usergroup and one.usergroup not in there]
        said = [
            f"{_holder(plan, source)} named the user group {source.usergroup}, which is gone in "
            f"Slack; it is left out below."
            for source in gone
        ]
        return Preview(said=tuple(said), usergroups=tuple(groups))

    async def _groups(self, plan: Plan) -> Preview:
        await self._lookups.usergroups()
        roster = await audience(plan.asked(), self._lookups)
        expected = await self._expected(plan, roster)
        small = {one.dimension.id: _small(one, expected.needed) for one in expected.outlooks}
        parts = ((Step.PEOPLE, _found(plan, roster)), (Step.GROUPS, tuple(sentences(expected))))
        return Preview(parts=parts, small=small)

    async def _summary(self, plan: Plan) -> Preview:
        pulse, now = plan.pulse(), self._clock.now()
        await self._lookups.usergroups()
        roster = await audience(pulse, self._lookups)
        names = {channel: await self._name(channel) for channel in (pulse.leadership, pulse.staff)}
        named = names.__getitem__
        standing = await self._standing(plan)
        changed = altered.sentences(standing, pulse, named, now) if standing else ()
        expected = await self._expected(plan, roster)
        return Preview(
            said=(summary.opening(pulse, roster, _free(standing, now)),),
            changes=tuple(changed),
            parts=(
                (Step.QUESTIONS, (_called(pulse),)),
                (Step.PEOPLE, _found(plan, roster)),
                (Step.GROUPS, tuple(sentences(expected))),
                (Step.TIMES, tuple(summary.course(pulse.schedule))),
                (Step.CHANNELS, tuple(summary.readers(pulse, named))),
            ),
            invitation=_invitation(pulse, now),
        )

    async def _expected(self, plan: Plan, roster: Roster) -> Forecast:
        """What could be shown, from past response, or from an assumed rate before there is any."""
        past = Known(rate=ASSUMED_RATE, kept={})
        if plan.was is not None:
            past = await known(self._pulses, self._rounds, plan.was, self._clock.now())
        return forecast(plan.asked(), plan.threshold, roster, past.rate, past.kept)

    async def _standing(self, plan: Plan) -> Standing | None:
        """The pulse as it is in force, where it is there already."""
        standing = await self._pulses.standing(self._clock.now())
        return standing.get(plan.was.id) if plan.was else None

    async def _name(self, channel: str) -> str:
        """What people read for a channel; its id where the bot is no longer in it."""
        try:
            return f"#{await self._lookups.channel(channel)}"
        except Unusable:
            return channel


def _asking(question_set: QuestionSet | None) -> Iterator[str]:
    """The questions of a set: those of every round first, then those that take turns."""
    if question_set is None:
        return
    asked = len(ask(question_set, ()))
    every = asked == len(question_set.in_use)
    anchors = [one.wording for one in question_set.in_use if one.anchor or every]
    turns = [one.wording for one in question_set.in_use if not one.anchor and not every]
    if anchors:
        yield "Every round asks:"
        yield from _some(anchors)
    if turns:
        yield f"{asked - len(anchors)} a round of {len(turns)} others, which take turns:"
        yield from _some(turns)


def _some(wordings: Sequence[str]) -> Iterator[str]:
    yield from (f"• {wording}" for wording in wordings[:_QUESTIONS])
    if len(wordings) > _QUESTIONS:
        yield f"• and {len(wordings) - _QUESTIONS} more."


def _called(pulse: Pulse) -> str:
    return f'It is called "{pulse.name}", and asks "{pulse.question_set.title}".'


def _free(standing: Standing | None, now: datetime) -> datetime:
    """The instant after which the next round can open."""
    return standing.free(now) if standing else now


def _rounds(plan: Plan, standing: Standing | None, now: datetime) -> Iterator[str]:
    """The first rounds to come, by their days."""
    zone = plan.schedule.zone
    if standing is not None and standing.paused_until == FOR_EVER:
        yield "It pauses until somebody resumes it. Resumed today, it would ask like this:"
    for one in occurrences(plan.schedule, after=_free(standing, now), count=_ROUNDS):
        yield (
            f"Opens {local(one.opens, zone)}, reminds {local(one.reminds, zone)}, closes "
            f"{local(one.closes, zone)}, digest {local(one.publishes, zone)}."
        )


def _found(plan: Plan, roster: Roster) -> tuple[str, ...]:
    return tuple(f"{raised(one)}." for one in summary.whom(plan.asked(), roster))


def _small(outlook: Outlook, needed: int | None) -> tuple[str, ...]:
    """The groups that need company, or have it by name."""
    return tuple(
        group.id
        for group in outlook.dimension.groups
        if group.neighbour or (needed is not None and outlook.people.get(group.id, needed) < needed)
    )


def _holder(plan: Plan, source: Source) -> str:
    """What a source was chosen for."""
    held = (
        group.name
        for dimension in plan.dimensions
        for group in dimension.groups
        if source in group.people
    )
    return next(held, "Others asked")


def _invitation(pulse: Pulse, now: datetime) -> Invitation | None:
    """The invitation to the round that opens next; None where none is to come."""
    for one in occurrences(pulse.schedule, after=now, count=1):
        return Invitation(
            round=pulse.id,
            pulse_name=pulse.name,
            questions=len(ask(pulse.question_set, ())),
            closes=one.closes,
            zone=pulse.schedule.zone,
            threshold=pulse.threshold,
            midway=not pulse.schedule.comes_back,
        )
    return None
