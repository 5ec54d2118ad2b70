"""What people can do with rounds: answer one, pass one by, and see what is held about them."""

from pydantic import AwareDatetime

from bot.clock import Clock
from bot.ports import (
    ActionStore,
    BallotBoxes,
    ChangeLog,
    OutboxStore,
    PreferenceStore,
    RoundStore,
)
from bot.survey.messages import Message, from_body
from bot.survey.pages import Page
from bot.usecases.admins import Admins
from bot.usecases.digests import Digests
from questions.model import Question, Value
from storage.errors import BoxBroken, BoxLost, NotRecorded
from storage.model import Answers, CastOutcome, Place, Preference, Round, State

_MOST_OPEN = 16
"""So many rounds are kept at hand; more are seldom open at once."""


class Paper(Value):
    """What a person is shown to answer.

    Attributes:
        threshold: the fewest people for whom anything is shown.
        support: where to turn for support.
    """

    round: str
    pulse_name: str
    questions: tuple[Question, ...]
    threshold: int
    closes: AwareDatetime
    zone: str
    support: str
    contact: str


class OpenPlace(Value):
    """A person's place on the roster of an open round, in words.

    Attributes:
        groups: the names of their groups, one for each dimension that is counted.
        declined: whether they said "not this week".
    """

    round: str
    pulse_name: str
    closes: AwareDatetime
    zone: str
    groups: tuple[str, ...]
    declined: bool = False


class Held(Value):
    """Everything that is held about a person, and the last digest if they may read it.

    Attributes:
        unreadable: the names of pulses whose open lists cannot be read just now.
        waiting: what is still to be sent to them.
        sees_to: the actions, in words, of which they are the owner.
        admin: whether the settings name them, or a group that they are in, as an admin.
        changed: how many entries of the change log name them.
    """

    places: tuple[OpenPlace, ...]
    unreadable: tuple[str, ...] = ()
    waiting: tuple[Message, ...] = ()
    sees_to: tuple[str, ...] = ()
    admin: bool = False
    changed: int = 0
    preference: Preference
    digest: Page | None


class Rounds:
    """Open rounds as a person meets them.

    Args:
        admins: they hear of trouble, and the change log names them.
    """

    def __init__(
        self,
        *,
        rounds: RoundStore,
        boxes: BallotBoxes,
        preferences: PreferenceStore,
        outbox: OutboxStore,
        actions: ActionStore,
        digests: Digests,
        clock: Clock,
        change_log: ChangeLog,
        admins: Admins,
    ) -> None:
        self._rounds = rounds
        self._boxes = boxes
        self._preferences = preferences
        self._outbox = outbox
        self._actions = actions
        self._digests = digests
        self._clock = clock
        self._change_log = change_log
        self._admins = admins
        self._open: dict[str, Paper] = {}

    async def to_answer(self, round_id: str) -> Paper | CastOutcome:
        """What a round asks, whomever it asks, or why nobody can answer: CLOSED or NOT_ASKED."""
        refusal = await self._refusal(round_id)
        if refusal is not None:
            return refusal
        return await self._asked(round_id) or CastOutcome.NOT_ASKED

    async def paper(self, round_id: str, person: str) -> Paper | CastOutcome:
        """What a person is to answer, or why there is nothing: CLOSED or NOT_ASKED."""
        found = await self.to_answer(round_id)
        if isinstance(found, Paper) and await self._boxes.asks(round_id, person) is None:
            return CastOutcome.NOT_ASKED
        return found

    async def cast(self, paper: Paper, person: str, answers: Answers) -> CastOutcome:
        """Count a person's answers, by question id; an unknown question or option is NOT_ASKED.

        Args:
            paper: what the round asks, asked for just before.
            person: who answers, on its roster or not.
            answers: what was chosen.

        Raises:
            StorageError: the answer was not recorded (NotRecorded), or never can be (BoxLost,
                BoxBroken).
        """
        try:
            return await self._boxes.cast(paper.round, person, answers)
        except (BoxLost, NotRecorded):
            # The round may have ended while the answers were on their way.
            refusal = await self._refusal(paper.round)
            if refusal is None:
                raise
            return refusal

    async def decline(self, round_id: str, person: str) -> None:
        """Keep that the person does not want the reminder of this round."""
        if await self._refusal(round_id) is None:
            await self._boxes.decline(round_id, person)
            await self._outbox.withdraw(person, round_id)

    async def held(self, person: str) -> Held:
        """What is held about a person now; whether they have answered is not looked at."""
        places, unreadable = await self._places(person)
        return Held(
            places=places,
            unreadable=unreadable,
            waiting=tuple(from_body(one.body) for one in await self._outbox.owed_to(person)),
            sees_to=tuple(one.what for one in await self._actions.owned_by(person)),
            admin=await self._admins.include(person),
            changed=await self._change_log.naming(person),
            preference=await self._preferences.get(person),
            digest=await self._digests.last(person),
        )

    async def open_to(self, person: str) -> tuple[OpenPlace, ...]:
        """The person's places on the rosters of rounds that can be answered now, answered or not.

        Lists that cannot be read are left out.
        """
        places, _ = await self._places(person)
        return tuple(place for place in places if place.closes > self._clock.now())

    async def _places(self, person: str) -> tuple[tuple[OpenPlace, ...], tuple[str, ...]]:
        """The person's places on open lists, and the names of pulses whose list is unreadable."""
        places, unreadable = [], []
        for round_ in await self._rounds.in_state(State.OPEN):
            try:
                place = await self._boxes.asks(round_.id, person)
            except (BoxLost, BoxBroken):
                unreadable.append(round_.pulse.name)
                continue
            if place is not None:
                places.append(_in_words(round_, place))
        return tuple(places), tuple(unreadable)

    async def _asked(self, round_id: str) -> Paper | None:
        """What an open round asks, read once: that does not change until it closes."""
        if round_id not in self._open:
            round_ = await self._rounds.get(round_id)
            if round_ is None:
                return None
            while len(self._open) >= _MOST_OPEN:
                self._open.pop(next(iter(self._open)))
            self._open[round_id] = _paper(round_)
        return self._open[round_id]

    async def _refusal(self, round_id: str) -> CastOutcome | None:
        """Why nobody can answer the round now; None while people can."""
        window = await self._rounds.window(round_id)
        if window is None or window[0] is State.PLANNED:
            return CastOutcome.NOT_ASKED
        state, closes = window
        return None if state is State.OPEN and self._clock.now() < closes else CastOutcome.CLOSED


def _paper(round_: Round) -> Paper:
    return Paper(
        round=round_.id,
        pulse_name=round_.pulse.name,
        questions=round_.questions,
        threshold=round_.pulse.threshold,
        closes=round_.closes,
        zone=round_.pulse.schedule.zone,
        support=round_.pulse.support,
        contact=round_.pulse.contact,
    )


def _in_words(round_: Round, place: Place) -> OpenPlace:
    named = zip(round_.dimensions, place.groups, strict=True)
    return OpenPlace(
        round=round_.id,
        pulse_name=round_.pulse.name,
        closes=round_.closes,
        zone=round_.pulse.schedule.zone,
        groups=tuple(round_.pulse.dimension(one).name_of(group) for one, group in named),
        declined=place.declined,
    )
