"""Rounds from planned to published: every step is claimed, and can be taken again after a kill."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

from bot.clock import Clock
from bot.errors import StaffPulseError
from bot.ports import (
    ActionStore,
    BallotBoxes,
    Directory,
    Discloser,
    Messenger,
    OutboxStore,
    PreferenceStore,
    PulseStore,
    QuestionSetStore,
    RoundStore,
    SendingStore,
)
from bot.survey import notices
from bot.survey.messages import Invitation, Notice, Reminder
from bot.usecases.admins import Admins
from bot.usecases.apart import apart
from bot.usecases.asking import next_questions
from bot.usecases.audiences import channels
from bot.usecases.calendar import Calendar
from bot.usecases.changes import Changes
from bot.usecases.cutting import Cutting
from bot.usecases.endings import Endings
from bot.usecases.errands import Errands
from bot.usecases.halfway import Halfway
from bot.usecases.overlaps import Overlaps
from bot.usecases.owing import Owing
from bot.usecases.publishing import Publishing
from bot.usecases.reviews import Reviews
from bot.usecases.shortfalls import Shortfalls
from bot.usecases.troubles import Troubles
from storage.errors import BoxBroken, BoxLost
from storage.model import Round, State

log = logging.getLogger(__name__)

PATIENCE = timedelta(minutes=10)
"""How long a round that cannot open is tried again before its admins hear of it."""


class Steps:
    """The steps of all rounds.

    Attributes:
        endings: how rounds end without a digest, which admins can let them do as well.
        shortfalls: what admins hear of messages that do not go.

    Args:
        admins: they hear when a round is lost.
        troubles: what is found to keep a round from its next step.
    """

    def __init__(
        self,
        *,
        pulses: PulseStore,
        rounds: RoundStore,
        boxes: BallotBoxes,
        preferences: PreferenceStore,
        outbox: OutboxStore,
        sendings: SendingStore,
        actions: ActionStore,
        directory: Directory,
        messenger: Messenger,
        discloser: Discloser,
        clock: Clock,
        question_sets: QuestionSetStore,
        admins: Admins,
        troubles: Troubles,
    ) -> None:
        self._pulses = pulses
        self._rounds = rounds
        self._boxes = boxes
        self._discloser = discloser
        self._preferences = preferences
        self._cutting = Cutting(pulses=pulses, rounds=rounds, directory=directory)
        self._overlaps = Overlaps(pulses=pulses, rounds=rounds, directory=directory)
        self._changes = Changes(
            pulses=pulses, question_sets=question_sets, clock=clock, admins=admins
        )
        self._reviews = Reviews(actions=actions, rounds=rounds, pulses=pulses, clock=clock)
        self._outbox = outbox
        self._clock = clock
        self._owing = Owing(clock=clock, admins=admins)
        self.endings = Endings(
            rounds=rounds, boxes=boxes, messenger=messenger, clock=clock, owing=self._owing
        )
        self.shortfalls = Shortfalls(sendings=sendings, rounds=rounds, owing=self._owing)
        self._closings = Errands()
        self._halfway = Halfway(
            rounds=rounds, boxes=boxes, discloser=discloser, owing=self._owing, clock=clock
        )
        self._publishing = Publishing(
            rounds=rounds, actions=actions, clock=clock, owing=self._owing
        )
        self._calendar = Calendar(rounds=rounds, clock=clock)
        self._troubles = troubles
        self._told: set[str] = set()

    async def advance(self) -> None:
        """Take every step that is due, and let each come to its end.

        One that fails is tried again at the next call, and what goes wrong with one round or pulse
        holds up no other.
        """
        await self._begin()
        await self._closings.ended()
        await self._sweep()

    async def tick(self) -> None:
        """Take every step that is due, but let rounds go on closing beside: that takes long."""
        await self._begin()
        await self._sweep()

    async def stop(self) -> None:
        """Break off closing; it is done again when the bot runs again."""
        await self._closings.stop()

    async def _begin(self) -> None:
        with apart():
            await self._preferences.expire(self._clock.now())
        with apart():
            await self._changes.settle()
        for pulse in await self._pulses.all():
            with apart():
                await self._calendar.up_to_now(pulse)
        # Read before the states: a round that ends closing meanwhile is left to the next tick.
        closing = self._closings.at_work
        found = await self._rounds.in_state(State.PLANNED, State.OPEN, State.CLOSED)
        due = [round_ for round_ in found if round_.id not in closing]
        for round_ in due:
            await self._take(round_, partial(self._step, among=due))
        with apart():
            await self._reviews.ask()
        with apart():
            await self.shortfalls.tell()

    async def _sweep(self) -> None:
        with apart():
            await self.endings.sweep()

    async def _take(self, round_: Round, step: Callable[[Round], Awaitable[None]]) -> None:
        """Take a round's step, apart from all others; admins hear of what they can mend."""
        with apart(round_.id):
            try:
                await step(round_)
            except StaffPulseError as error:
                self._troubles.found(round_.id, str(error))
                await self._tell_admins(round_, error)
                raise
            self._troubles.over(round_.id)

    async def _step(self, round_: Round, among: Sequence[Round]) -> None:
        now = self._clock.now()
        if round_.state is State.PLANNED and round_.opens <= now:
            if not await self.endings.end_if_missed(round_, among):
                await self._open(round_)
        elif round_.state is State.OPEN and round_.closes <= now:
            self._closings.start(round_.id, partial(self._take, round_, self._close))
        elif round_.state is State.OPEN:
            await self._while_open(round_)
        elif round_.state is State.CLOSED and round_.publishes <= now:
            await self._publishing.publish(round_)

    async def _while_open(self, round_: Round) -> None:
        async with self._unless_lost(round_):
            await self._boxes.check(round_.id)
            if round_.reminds <= self._clock.now() and not round_.reminded:
                await self._remind(round_)
            elif self._halfway.is_due(round_):
                await self._halfway.tell(round_)

    @asynccontextmanager
    async def _unless_lost(self, round_: Round) -> AsyncIterator[None]:
        """End the round where the block finds that its ballot box cannot be read."""
        try:
            yield
        except (BoxLost, BoxBroken) as error:
            log.warning("The round %s is lost: %s", round_.id, error)
            await self.endings.lose(round_, notices.LOST)

    async def _open(self, round_: Round) -> None:
        """Freeze the roster in a new ballot box, then owe everyone on it an invitation."""
        roster = await self._cutting.roster(round_)
        questions = await next_questions(self._rounds, round_.pulse, before=round_.opens)
        await self._overlaps.refuse(round_, questions, roster)
        await self._boxes.open(
            round_.id, questions=questions, dimensions=roster.dimensions, roster=roster.places
        )
        invitation = Invitation(
            round=round_.id,
            pulse_name=round_.pulse.name,
            questions=len(questions),
            closes=round_.closes,
            zone=round_.pulse.schedule.zone,
            threshold=round_.pulse.threshold,
            midway=not round_.pulse.schedule.comes_back,
        )
        opened = round_.model_copy(
            update={
                "questions": questions,
                "dimensions": roster.dimensions,
                # Nobody is reminded of what they hear of for the first time.
                "reminded": round_.reminds <= self._clock.now(),
            }
        )
        people = await self._willing(place.person for place in roster.places)
        owed = self._owing.to_people(round_, invitation, people)
        if await self._rounds.open(opened, owed):
            log.info("The round %s is open: %d people are asked.", round_.id, len(roster.places))
        else:  # its pulse ended meanwhile, or is another, by which the next tick opens it
            await self.endings.clear(round_.id)

    async def _remind(self, round_: Round) -> None:
        """Owe the same reminder to everyone asked, whoever has answered."""
        reminder = Reminder(
            round=round_.id,
            pulse_name=round_.pulse.name,
            closes=round_.closes,
            zone=round_.pulse.schedule.zone,
            threshold=round_.pulse.threshold,
        )
        people = await self._willing(await self._boxes.to_remind(round_.id))
        owed = self._owing.to_people(round_, reminder, people)
        await self._rounds.remind(round_.id, owed)

    async def _close(self, round_: Round) -> None:
        """Count once, keep what is published, and then nothing else."""
        async with self._unless_lost(round_):
            await self._boxes.check(round_.id)
            if await self.endings.end_if_published(round_):
                return
            count = await self._boxes.count(round_.id)
            midway = await self._rounds.midway(round_.id)
            published, rougher = await self._discloser.disclose(round_, count, midway)
            await self._rounds.close(published)
            await self.endings.clear(round_.id)
            log.info(
                "The round %s is closed; "
                "%d figures are told more roughly than so many answers need.",
                round_.id,
                rougher,
            )

    async def _tell_admins(self, round_: Round, error: StaffPulseError) -> None:
        """Owe each admin, once, the sentence that says what to mend, if it does not pass soon."""
        waited = self._clock.now() - round_.opens
        if waited >= PATIENCE and round_.id not in self._told:
            text = f"{round_.pulse.name} waits, and is tried again and again: {error}"
            notice = Notice(round=round_.id, text=text, channels=tuple(channels([round_.pulse])))
            await self._outbox.owe(await self._owing.to_admins(round_, notice, about="waits"))
            self._told.add(round_.id)

    async def _willing(self, people: Iterable[str]) -> list[str]:
        """Those who did not pause or ask never to be asked."""
        silent = await self._preferences.silent(self._clock.now())
        return [person for person in people if person not in silent]
