"""Rounds from planned to published: every step is claimed, and can be taken again after a kill."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import DeliveryFailed, StaffPulseError
from bot.ports import (
    BallotBoxes,
    Directory,
    Messenger,
    OutboxStore,
    PreferenceStore,
    PulseStore,
    RoundStore,
)
from bot.survey import notices, pages
from bot.survey.disclosure import disclose
from bot.survey.messages import (
    DigestPost,
    DigestThread,
    Invitation,
    Notice,
    Reminder,
)
from bot.survey.rotation import ask
from bot.survey.schedule import Occurrence, late_enough_to_cancel, occurrences
from bot.usecases.changes import Changes
from bot.usecases.composing import REMEMBERED, composed
from bot.usecases.cutting import Cutting
from bot.usecases.halfway import Halfway
from bot.usecases.overlaps import Overlaps
from bot.usecases.owing import Owing, channels, key
from questions.model import Question
from storage.errors import BoxBroken, BoxLost, StorageError
from storage.model import Owed, Pulse, Round, State

log = logging.getLogger(__name__)

PATIENCE = timedelta(minutes=10)
"""How long a round that cannot open is tried again before its admins hear of it."""

UNSEEN_FOR = timedelta(days=1)
"""So long after its digest was due a lost round waits for Slack to say whether it stands.

After a restore it waits so long from then on.
"""


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
        messenger: Messenger,
        clock: Clock,
        admins: Sequence[str] = (),
    ) -> None:
        self._pulses = pulses
        self._rounds = rounds
        self._boxes = boxes
        self._preferences = preferences
        self._cutting = Cutting(pulses=pulses, rounds=rounds, directory=directory)
        self._overlaps = Overlaps(pulses=pulses, rounds=rounds, directory=directory)
        self._changes = Changes(pulses=pulses, clock=clock, admins=admins)
        self._outbox = outbox
        self._messenger = messenger
        self._clock = clock
        self._owing = Owing(clock=clock, admins=admins)
        self._halfway = Halfway(rounds=rounds, boxes=boxes, owing=self._owing, clock=clock)
        self._told: set[str] = set()
        # A kill may have come before the scrub, so the first sweep always does it.
        self._to_scrub = True

    async def advance(self) -> None:
        """Take every step that is due; one that fails is tried again at the next call."""
        await self._preferences.expire(self._clock.now())
        await self._changes.settle()
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
            following = next(iter(occurrences(pulse.schedule, after=after, count=1)), None)
            if following is None:  # it asks once, and that was it
                return
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
            restored = await self._restored()
            if self._is_missed(round_, restored):
                await self._miss(round_, among, restored)
            else:
                await self._open(round_)
        elif round_.state is State.OPEN:
            await self._while_open(round_)
        elif round_.state is State.CLOSED and round_.publishes <= now:
            await self._publish(round_)

    async def _restored(self) -> datetime | None:
        """When a backup was restored; None too where that was by a clock that was ahead."""
        restored = await self._rounds.restored()
        return restored if restored is not None and restored <= self._clock.now() else None

    def _is_missed(self, round_: Round, restored: datetime | None) -> bool:
        """Whether a round was not opened in time, or perhaps was before a backup was restored."""
        return round_.state is State.PLANNED and (
            _is_older(round_, restored)
            or late_enough_to_cancel(
                opens=round_.opens, closes=round_.closes, now=self._clock.now()
            )
        )

    async def _miss(self, round_: Round, among: Sequence[Round], restored: datetime | None) -> None:
        """Cancel a round that was missed.

        After a long outage one notice is enough, for the last of the rounds that were.
        """
        pulse = round_.pulse.id
        missed = [r for r in among if r.pulse.id == pulse and self._is_missed(r, restored)]
        tell = round_ == missed[-1]
        if _is_older(round_, restored):
            await self._lose(round_, notices.RESTORED, tell=tell)
        else:
            await self._cancel(round_, notices.MISSED, tell=tell)

    async def _while_open(self, round_: Round) -> None:
        now = self._clock.now()
        try:
            await self._boxes.check(round_.id)
            if round_.closes <= now:
                await self._close(round_)
            elif round_.reminds <= now and not round_.reminded:
                await self._remind(round_)
            elif self._halfway.is_due(round_):
                await self._halfway.tell(round_)
        except (BoxLost, BoxBroken) as error:
            log.warning("The round %s is lost: %s", round_.id, error)
            await self._lose(round_, notices.LOST)

    async def _open(self, round_: Round) -> None:
        """Freeze the roster in a new ballot box, then owe everyone on it an invitation."""
        roster = await self._cutting.roster(round_)
        questions = await self._questions(round_)
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
        if await self._rounds.open(opened, self._owing.to_people(round_, invitation, people)):
            log.info("The round %s is open: %d people are asked.", round_.id, len(roster.places))
        else:  # its pulse ended meanwhile
            await self._clear(round_.id)

    async def _questions(self, round_: Round) -> tuple[Question, ...]:
        """What a round asks, from what earlier rounds of its pulse have asked."""
        history = await self._rounds.of_pulse(round_.pulse.id, before=round_.opens, most=REMEMBERED)
        return ask(round_.pulse.question_set, [[q.id for q in past.questions] for past in history])

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
        await self._rounds.remind(round_.id, self._owing.to_people(round_, reminder, people))

    async def _close(self, round_: Round) -> None:
        """Count once, keep what is published, and then nothing else."""
        if await self._was_published(round_):
            await self._end(round_, notices.STANDS)
            return
        count = await self._boxes.count(round_.id)
        midway = await self._rounds.midway(round_.id)
        disclosed = await asyncio.to_thread(disclose, round_, count, midway)
        await self._rounds.close(disclosed.published)
        await self._clear(round_.id)
        log.info(
            "The round %s is closed; %d figures are told more roughly than so many answers need.",
            round_.id,
            disclosed.rougher,
        )

    async def _publish(self, round_: Round) -> None:
        """Compose the digest from what is stored, and owe it to both channels."""
        digest = await composed(self._rounds, round_)
        post = DigestPost(page=pages.post(digest))
        replies = [DigestThread(page=page) for page in pages.thread(digest)]
        owed = self._owing.with_thread(round_, post, replies, since=round_.closes)
        if await self._rounds.publish(round_.id, digest.model_dump_json(), owed):
            log.info("The digest of %s is on its way.", round_.id)

    async def _lose(self, round_: Round, reason: str, *, tell: bool = True) -> None:
        """Cancel a round that cannot be counted, unless it was and only the database is older."""
        try:
            stands = await self._stands(round_)
        except DeliveryFailed:
            waits_from = max(round_.publishes, await self._restored() or round_.publishes)
            if self._clock.now() < waits_from + UNSEEN_FOR:
                raise
            await self._end(round_, notices.UNSEEN)
            return
        if stands:
            await self._end(round_, notices.STANDS)
        else:
            await self._cancel(round_, reason, tell=tell)

    async def _stands(self, round_: Round) -> bool:
        """Whether the round's digest stands in one of its channels; DeliveryFailed if unseen.

        It stands in none that the bot cannot use.
        """
        for channel in channels(round_):
            digest = key(round_, "digest", channel)
            try:
                if await self._messenger.standing(channel, digest, round_.opens) is not None:
                    return True
            except DeliveryFailed as failed:
                if not failed.unusable:
                    raise
        return False

    async def _was_published(self, round_: Round) -> bool:
        """Whether a round that closes late has its digest, being of a machine that was put back.

        Where that cannot be seen it closes: its answers must not lie about, and whoever posts the
        digest looks for it again.
        """
        if self._clock.now() < round_.publishes:
            return False
        try:
            return await self._stands(round_)
        except DeliveryFailed:
            return False

    async def _cancel(self, round_: Round, reason: str, *, tell: bool = True) -> None:
        """Cancel a round and say so, in channels where that was not said before it was restored."""
        said = notices.worded(reason, round_.pulse)
        notice = Notice(round=round_.id, text=f"{round_.pulse.name}: {said}")
        owed = self._owing.to_channels(round_, notice, since=round_.opens)
        owed += self._owing.to_admins(round_, notice, about="cancelled")
        await self._finish(round_, reason, owed if tell else [])

    async def _end(self, round_: Round, reason: str) -> None:
        """Cancel a round whose digest stands, or may; of that only admins hear."""
        notice = Notice(round=round_.id, text=f"{round_.pulse.name}, {round_.id}: {reason}")
        await self._finish(round_, reason, self._owing.to_admins(round_, notice, about="cancelled"))

    async def _finish(self, round_: Round, reason: str, owed: Sequence[Owed]) -> None:
        if await self._rounds.cancel(round_, reason, owed):
            log.warning("The round %s is cancelled.", round_.id)
        await self._clear(round_.id)

    async def _tell_admins(self, round_: Round, error: StaffPulseError) -> None:
        """Owe each admin, once, the sentence that says what to mend, if it does not pass soon."""
        waited = self._clock.now() - round_.opens
        if waited >= PATIENCE and round_.id not in self._told:
            text = f"{round_.pulse.name} waits, and is tried again and again: {error}"
            notice = Notice(round=round_.id, text=text)
            await self._outbox.owe(self._owing.to_admins(round_, notice, about="waits"))
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


def _is_older(round_: Round, restored: datetime | None) -> bool:
    """Whether a round was due before a backup was restored, which may not know of its opening."""
    return restored is not None and round_.opens <= restored
