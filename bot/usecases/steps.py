"""Rounds from planned to published: every step is claimed, and can be taken again after a kill."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import StaffPulseError
from bot.ports import (
    BallotBoxes,
    Directory,
    OutboxStore,
    PreferenceStore,
    PulseStore,
    RoundStore,
)
from bot.survey import notices, pages
from bot.survey.digest import Past, compose
from bot.survey.disclosure import disclose
from bot.survey.messages import (
    DigestPost,
    DigestThread,
    Invitation,
    Message,
    Notice,
    Reminder,
    to_body,
)
from bot.survey.rotation import ask
from bot.survey.schedule import Occurrence, late_enough_to_cancel, occurrences
from bot.usecases.cutting import Cutting
from storage.errors import BoxBroken, BoxLost, StorageError
from storage.model import Owed, Pulse, Round, State

log = logging.getLogger(__name__)

REMEMBERED = 60
"""How many earlier rounds rotation and digest look at: more than a year of weeks."""

PATIENCE = timedelta(minutes=10)
"""How long a round that cannot open is tried again before its admins hear of it."""


class Steps:
    """The steps of all rounds.

    Args:
        admins: the ids of those who hear when a round is lost.
    """

    def __init__(
        self,
        *,
        pulses: PulseStore,
        rounds: RoundStore,
        boxes: BallotBoxes,
        preferences: PreferenceStore,
        outbox: OutboxStore,
        directory: Directory,
        clock: Clock,
        admins: Sequence[str] = (),
    ) -> None:
        self._pulses = pulses
        self._rounds = rounds
        self._boxes = boxes
        self._preferences = preferences
        self._cutting = Cutting(pulses=pulses, rounds=rounds, directory=directory)
        self._outbox = outbox
        self._clock = clock
        self._admins = admins
        self._told: set[str] = set()
        # A kill may have come before the scrub, so the first sweep always does it.
        self._to_scrub = True

    async def advance(self) -> None:
        """Take every step that is due; one that fails is tried again at the next call."""
        await self._preferences.expire(self._clock.now())
        for pulse in await self._pulses.all():
            await self._plan(pulse)
        due = await self._rounds.in_state(State.PLANNED, State.OPEN, State.CLOSED)
        for round_ in due:
            try:
                await self._step(round_, due)
            except StaffPulseError as error:
                log.warning("The round %s waits: %s", round_.id, error)
                await self._tell_admins(round_, error)
            except StorageError as error:
                log.warning("The round %s waits: %s", round_.id, error)
        await self._sweep()

    async def _plan(self, pulse: Pulse) -> None:
        """Plan a pulse's rounds up to the first that is still to come."""
        after = await self._rounds.planned_until(pulse.id)
        while after <= self._clock.now():
            [following] = occurrences(pulse.schedule, after=after, count=1)
            await self._rounds.plan(
                [
                    Round(
                        id=await self._free_id(pulse, following),
                        pulse=pulse,
                        state=State.PLANNED,
                        opens=following.opens,
                        reminds=following.reminds,
                        closes=following.closes,
                        publishes=following.publishes,
                    )
                ]
            )
            after = following.opens

    async def _free_id(self, pulse: Pulse, following: Occurrence) -> str:
        """The pulse and the day; the time too where the day has had a round already."""
        named = f"{pulse.id}-{following.day}"
        if await self._rounds.window(named) is None:
            return named
        return f"{named}-{following.opens.astimezone(pulse.schedule.tz):%H%M}"

    async def _step(self, round_: Round, among: Sequence[Round]) -> None:
        now = self._clock.now()
        if round_.state is State.PLANNED and round_.opens <= now:
            if self._is_missed(round_):
                # After a long outage one notice is enough, for the last round that was missed.
                missed = (r for r in among if r.pulse.id == round_.pulse.id and self._is_missed(r))
                await self._cancel(round_, notices.MISSED, tell=round_ == [*missed][-1])
            else:
                await self._open(round_)
        elif round_.state is State.OPEN:
            await self._while_open(round_)
        elif round_.state is State.CLOSED and round_.publishes <= now:
            await self._publish(round_)

    def _is_missed(self, round_: Round) -> bool:
        return round_.state is State.PLANNED and late_enough_to_cancel(
            opens=round_.opens, closes=round_.closes, now=self._clock.now()
        )

    async def _while_open(self, round_: Round) -> None:
        now = self._clock.now()
        try:
            await self._boxes.check(round_.id)
            if round_.closes <= now:
                await self._close(round_)
            elif round_.reminds <= now and not round_.reminded:
                await self._remind(round_)
        except (BoxLost, BoxBroken) as error:
            log.warning("The round %s is lost: %s", round_.id, error)
            await self._cancel(round_, notices.LOST)

    async def _open(self, round_: Round) -> None:
        """Freeze the roster in a new ballot box, then owe everyone on it an invitation."""
        roster = await self._cutting.roster(round_)
        history = await self._rounds.of_pulse(round_.pulse.id, before=round_.opens, most=REMEMBERED)
        questions = ask(
            round_.pulse.question_set, [[q.id for q in earlier.questions] for earlier in history]
        )
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
        if await self._rounds.open(opened, self._to_people(round_, invitation, people)):
            log.info("The round %s is open: %d people are asked.", round_.id, len(roster.places))

    async def _remind(self, round_: Round) -> None:
        """Owe the same reminder to everyone asked, whoever has answered."""
        reminder = Reminder(
            round=round_.id,
            pulse_name=round_.pulse.name,
            closes=round_.closes,
            zone=round_.pulse.schedule.zone,
        )
        people = await self._willing(await self._boxes.to_remind(round_.id))
        await self._rounds.remind(round_.id, self._to_people(round_, reminder, people))

    async def _close(self, round_: Round) -> None:
        """Count once, keep what is published, and then nothing else."""
        count = await self._boxes.count(round_.id)
        disclosed = await asyncio.to_thread(disclose, round_, count)
        await self._rounds.close(disclosed.published)
        await self._clear(round_.id)
        log.info(
            "The round %s is closed; %d figures are told more roughly than so many answers need.",
            round_.id,
            disclosed.rougher,
        )

    async def _publish(self, round_: Round) -> None:
        """Compose the digest from what is stored, and owe it to both channels."""
        earlier = await self._rounds.of_pulse(round_.pulse.id, before=round_.opens, most=REMEMBERED)
        history = [
            Past(round=past, published=await self._rounds.published(past.id)) for past in earlier
        ]
        published = await self._rounds.published(round_.id)
        digest = await asyncio.to_thread(compose, published, round_, history)
        post, since = DigestPost(page=pages.post(digest)), round_.closes
        owed = self._to_channels(round_, post, since=since) + [
            reply.model_copy(
                update={
                    "key": f"{reply.key}/{number}",
                    "reply_to": f"{round_.id}/digest/{reply.recipient}",
                }
            )
            for number, page in enumerate(pages.thread(digest))
            for reply in self._to_channels(round_, DigestThread(page=page), since=since)
        ]
        if await self._rounds.publish(round_.id, digest.model_dump_json(), owed):
            log.info("The digest of %s is on its way.", round_.id)

    async def _cancel(self, round_: Round, reason: str, *, tell: bool = True) -> None:
        notice = Notice(round=round_.id, text=f"{round_.pulse.name}: {reason}")
        owed = self._to_channels(round_, notice)
        owed += self._to_admins(round_, notice, about="cancelled")
        if await self._rounds.cancel(round_, reason, owed if tell else []):
            log.warning("The round %s is cancelled.", round_.id)
        await self._clear(round_.id)

    async def _tell_admins(self, round_: Round, error: StaffPulseError) -> None:
        """Owe each admin, once, the sentence that says what to mend, if it does not pass soon."""
        waited = self._clock.now() - round_.opens
        if waited >= PATIENCE and round_.id not in self._told:
            text = f"{round_.pulse.name} waits, and is tried again and again: {error}"
            notice = Notice(round=round_.id, text=text)
            await self._outbox.owe(self._to_admins(round_, notice, about="waits"))
            self._told.add(round_.id)

    async def _sweep(self) -> None:
        """Clear away what a kill left of rounds that are over; anything else stays."""
        for round_id in await self._boxes.left():
            window = await self._rounds.window(round_id)
            if window and window[0] in {State.CLOSED, State.PUBLISHED, State.CANCELLED}:
                await self._clear(round_id)
        if self._to_scrub:
            await self._rounds.scrub()
            self._to_scrub = False

    async def _clear(self, round_id: str) -> None:
        self._to_scrub = True
        await self._boxes.destroy(round_id)

    async def _willing(self, people: Iterable[str]) -> list[str]:
        """Those who did not pause or ask never to be asked."""
        silent = await self._preferences.silent(self._clock.now())
        return [person for person in people if person not in silent]

    def _to_people(self, round_: Round, message: Message, people: Iterable[str]) -> list[Owed]:
        return [self._owed(round_, message, person, to_person=True) for person in people]

    def _to_admins(self, round_: Round, notice: Notice, *, about: str) -> list[Owed]:
        # What is owed to people goes with its round; what admins should know stays.
        return [
            one.model_copy(update={"round": None, "key": f"{round_.id}/{about}/{one.recipient}"})
            for one in self._to_people(round_, notice, self._admins)
        ]

    def _to_channels(
        self, round_: Round, message: Message, *, since: datetime | None = None
    ) -> list[Owed]:
        channels = dict.fromkeys((round_.pulse.leadership, round_.pulse.staff))
        return [
            self._owed(round_, message, channel, to_person=False, since=since)
            for channel in channels
        ]

    def _owed(
        self,
        round_: Round,
        message: Message,
        recipient: str,
        *,
        to_person: bool,
        since: datetime | None = None,
    ) -> Owed:
        now = self._clock.now()
        return Owed(
            key=f"{round_.id}/{message.kind}/{recipient}",
            round=round_.id,
            recipient=recipient,
            to_person=to_person,
            body=to_body(message),
            since=since or now,
            due=now,
        )
