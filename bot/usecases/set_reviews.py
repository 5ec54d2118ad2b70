"""What publishing a question set would change, and what practitioners would see of it."""

from datetime import datetime, timedelta

from pydantic import AwareDatetime

from bot.clock import Clock
from bot.ports import RoundStore
from bot.survey.rotation import ask
from bot.survey.schedule import occurrences
from bot.survey.set_changes import SetChange, between
from bot.usecases.calendar import Calendar
from bot.usecases.editing import Editing
from bot.usecases.pulses import Pulses
from bot.usecases.question_sets import QuestionSets
from bot.usecases.rounds import Paper
from questions.model import Value
from storage.model import Pulse, Standing

TRIAL = "trial"
"""What stands in the place of a round's id where a paper is only tried."""

_USUAL_THRESHOLD = 8
_USUAL_ZONE = "Europe/London"
_USUAL_LENGTH = timedelta(days=2)
"""What is shown of a set that no pulse asks."""


class Effect(Value):
    """From when on a pulse would ask what is published.

    Attributes:
        opens: its next round, skipped ones left out; None where none is to come, as while it
            pauses until further notice.
    """

    pulse_name: str
    opens: AwareDatetime | None
    zone: str


class Review(Value):
    """What publishing would change, before it is done."""

    editing: Editing
    lacks: tuple[str, ...]
    changes: tuple[SetChange, ...]
    effects: tuple[Effect, ...]


class SetReviews:
    """Looks ahead; nothing here changes anything.

    Args:
        question_sets: how they stand.
        pulses: those that ask them.
    """

    def __init__(
        self, *, question_sets: QuestionSets, pulses: Pulses, rounds: RoundStore, clock: Clock
    ) -> None:
        self._question_sets = question_sets
        self._pulses = pulses
        self._clock = clock
        self._calendar = Calendar(rounds=rounds, clock=clock)

    async def review(self, set_id: str) -> Review:
        """What publishing a set as it is now would change; Gone."""
        editing = await self._question_sets.open(set_id)
        lacks = editing.draft.lacks()
        changes = () if lacks else between(editing.before, editing.draft.finished())
        effects = [
            await self._effect(one)
            for one in await self._pulses.standing()
            if one.pulse.question_set.id == set_id
        ]
        return Review(editing=editing, lacks=lacks, changes=changes, effects=tuple(effects))

    async def paper(self, set_id: str, number: int) -> Paper:
        """What practitioners would see in one of the next rounds, if it began with this one; Gone.

        Args:
            set_id: a set that lacks nothing.
            number: 0 for the first round.
        """
        question_set = (await self._question_sets.open(set_id)).draft.finished()
        history: list[list[str]] = []
        for _ in range(number):
            history.append([one.id for one in ask(question_set, history)])
        pulses = await self._pulses.wanted()
        pulse = next((one for one in pulses if one.question_set.id == set_id), None)
        return Paper(
            round=TRIAL,
            pulse_name=pulse.name if pulse else question_set.title,
            questions=ask(question_set, history),
            threshold=pulse.threshold if pulse else _USUAL_THRESHOLD,
            closes=self._closing(pulse),
            zone=pulse.schedule.zone if pulse else _USUAL_ZONE,
            support=pulse.support if pulse else "Here stands where to turn for support.",
            contact=pulse.contact if pulse else "whoever looks after Staff Pulse",
        )

    def _closing(self, pulse: Pulse | None) -> datetime:
        """When the next round closes."""
        now = self._clock.now()
        coming = occurrences(pulse.schedule, after=now, count=1) if pulse else ()
        return coming[0].closes if coming else now + _USUAL_LENGTH

    async def _effect(self, standing: Standing) -> Effect:
        following = await self._calendar.next(standing.pulse)
        return Effect(
            pulse_name=standing.pulse.name,
            opens=following.opens if following else None,
            zone=standing.pulse.schedule.zone,
        )
