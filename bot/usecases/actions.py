"""What leadership can do about a finding: record an action, and say what became of it."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from secrets import token_hex

from pydantic import ConfigDict, TypeAdapter, ValidationError

from bot.clock import Clock
from bot.errors import StaffPulseError
from bot.ports import ActionStore, Directory, OutboxStore, PulseStore, RoundStore
from bot.survey.actions import USUAL_DAYS, Finding, misplaced
from bot.survey.wording import day
from bot.usecases.findings import figures, finding_of, found
from bot.usecases.telling import Telling
from questions.model import Value
from storage.model import LONGEST_WORDS, Action, ActionState, Pulse, Round, Source, Words

_WORDS: TypeAdapter[str] = TypeAdapter(Words, config=ConfigDict(hide_input_in_errors=True))

FINDING = "finding"
WHAT = "what"
OWNER = "owner"
REVIEW = "review"
OUTCOME = "outcome"
REASON = "reason"
"""What can be filled in, by name."""


class Refusal(StrEnum):
    """Why nothing can be recorded or answered."""

    NOT_LEADING = "not leading"
    NOTHING_THERE = "nothing there"
    ANSWERED = "answered"


class Misfilled(StaffPulseError):
    """Something filled in cannot be taken.

    Attributes:
        fields: by the name of what was filled in, the sentence that says what to do.
    """

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("Something that was filled in cannot be taken.")
        self.fields = fields


class Form(Value):
    """What there is to fill in to record an action.

    Attributes:
        action: the id that the new action will have, so that nothing is recorded twice.
        review: the day that is suggested.
    """

    round: str
    action: str
    findings: tuple[Finding, ...]
    review: date


class Draft(Value):
    """A new action as it was filled in, of which anything may be missing."""

    round: str
    action: str
    finding: str | None
    what: str | None
    owner: str | None
    review: date | None


class Review(Value):
    """An action to say something about.

    Attributes:
        figures: of its question before and after, in lines.
        owner_left: whether its owner is no longer there.
        review: the day that is suggested where it goes on.
    """

    action: Action
    finding: Finding
    figures: tuple[str, ...]
    owner_left: bool
    review: date


class Answer(Value):
    """What leadership says of an action, of which anything may be missing.

    Attributes:
        reviews: how often the action had been reviewed when this was begun.
        what: with owner and review, how it goes on; they count for nothing where it ends.
    """

    action: str
    reviews: int
    outcome: ActionState | None
    reason: str | None
    what: str | None
    owner: str | None
    review: date | None


class Actions:
    """Actions as leadership meets them: whoever is in the leadership channel now, and nobody else.

    Each method raises StaffPulseError while the chat does not tell who that is.
    """

    def __init__(
        self,
        *,
        actions: ActionStore,
        rounds: RoundStore,
        pulses: PulseStore,
        outbox: OutboxStore,
        directory: Directory,
        clock: Clock,
    ) -> None:
        self._actions = actions
        self._rounds = rounds
        self._pulses = pulses
        self._outbox = outbox
        self._directory = directory
        self._clock = clock

    async def form(self, round_id: str, person: str) -> Form | Refusal:
        """What to fill in about a digest's findings."""
        met = await self._met(round_id, person)
        if isinstance(met, Refusal):
            return met
        round_, pulse = met
        findings = await found(self._rounds, round_)
        if not findings:
            return Refusal.NOTHING_THERE
        return Form(
            round=round_.id,
            action=token_hex(8),
            findings=findings,
            review=self._today(pulse) + USUAL_DAYS,
        )

    async def record(self, draft: Draft, person: str) -> Refusal | None:
        """Record an action, and tell staff; the same draft again changes nothing.

        Raises:
            Misfilled: something is missing, or is nothing that can be taken.
        """
        met = await self._met(draft.round, person)
        if isinstance(met, Refusal):
            return met
        round_, pulse = met
        findings = {one.question: one for one in await found(self._rounds, round_)}
        if not findings:
            return Refusal.NOTHING_THERE
        wrong = await self._wrong(draft, pulse)
        if draft.finding not in findings:
            wrong[FINDING] = "Please choose one of the findings."
        if wrong:
            raise Misfilled(wrong)
        now = self._clock.now()
        action = Action.model_validate(
            draft.model_dump(exclude={"action"}) | {"id": draft.action, "recorded": now}
        )
        telling = Telling(round_, pulse, findings[action.finding], now)
        await self._actions.record(action, telling.recorded(action))
        return None

    async def review(self, action_id: str, reviews: int, person: str) -> Review | Refusal:
        """What there is to say something about.

        Args:
            action_id: the action's id.
            reviews: how often it had been reviewed when it was asked about.
            person: who wants to answer.
        """
        met = await self._asked_about(action_id, reviews, person)
        if isinstance(met, Refusal):
            return met
        action, round_, pulse = met
        finding = await finding_of(self._rounds, action.finding, round_)
        return Review(
            action=action,
            finding=finding,
            figures=await figures(self._rounds, finding, round_, now=self._clock.now()),
            owner_left=not await self._is_here(action.owner),
            review=self._today(pulse) + USUAL_DAYS,
        )

    async def answer(self, answer: Answer, person: str) -> Refusal | None:
        """Keep what became of an action, and tell staff; the first answer to a review counts.

        Raises:
            Misfilled: something is missing, or is nothing that can be taken.
        """
        met = await self._asked_about(answer.action, answer.reviews, person)
        if isinstance(met, Refusal):
            return met
        before, round_, pulse = met
        action = before.model_copy(update=await self._became(answer, before, pulse))
        finding = await finding_of(self._rounds, action.finding, round_)
        now = self._clock.now()
        both = await figures(self._rounds, finding, round_, now=now)
        telling = Telling(round_, pulse, finding, now)
        under = await self._outbox.first_of(telling.known_from(before))
        kept = await self._actions.review(
            action, telling.reviewed(before, action, both, under=under)
        )
        return None if kept else Refusal.ANSWERED

    async def _met(self, round_id: str, person: str) -> tuple[Round, Pulse] | Refusal:
        """A round and its pulse as it is now, for somebody who leads it."""
        round_ = await self._rounds.get(round_id)
        if round_ is None:
            return Refusal.NOTHING_THERE
        pulse = (await self._pulses.standing(self._clock.now()))[round_.pulse.id].pulse
        if person not in await self._directory.members(Source(channel=pulse.leadership)):
            return Refusal.NOT_LEADING
        return round_, pulse

    async def _asked_about(
        self, action_id: str, reviews: int, person: str
    ) -> tuple[Action, Round, Pulse] | Refusal:
        action = await self._actions.get(action_id)
        if action is None:
            return Refusal.NOTHING_THERE
        met = await self._met(action.round, person)
        if isinstance(met, Refusal):
            return met
        if not action.goes_on or action.reviews != reviews:
            return Refusal.ANSWERED
        return action, *met

    async def _became(self, answer: Answer, before: Action, pulse: Pulse) -> dict[str, object]:
        """What changes of an action; Misfilled where the answer does not tell."""
        wrong: dict[str, str] = {}
        if answer.outcome in {None, ActionState.OPEN}:
            wrong[OUTCOME] = "Please choose what became of it."
        elif answer.outcome is ActionState.CHANGED:
            wrong = await self._wrong(answer, pulse)
        elif answer.outcome is ActionState.DROPPED and not answer.reason:
            wrong[REASON] = "Please say why it is dropped, so that staff can read it."
        if answer.reason and (said := _unlike_words(answer.reason)):
            wrong[REASON] = said
        if wrong:
            raise Misfilled(wrong)
        changed: dict[str, object] = {
            "reviews": before.reviews + 1,
            "asked": False,
            "state": answer.outcome,
            "reason": answer.reason,
        }
        if answer.outcome is ActionState.CHANGED:
            return changed | answer.model_dump(include={"what", "owner", "review"})
        return changed | {"owner": None, "ended": self._clock.now()}

    async def _wrong(self, filled: Draft | Answer, pulse: Pulse) -> dict[str, str]:
        """What cannot be taken of an action that is to be done, by the name of the field."""
        wrong = {}
        if said := _unlike_words(filled.what):
            wrong[WHAT] = said
        if not await self._is_here(filled.owner):
            wrong[OWNER] = "Please choose a colleague who is here."
        if filled.review is None:
            wrong[REVIEW] = "Please choose a day."
        elif said := misplaced(filled.review, self._today(pulse)):
            wrong[REVIEW] = said
        return wrong

    async def _is_here(self, person: str | None) -> bool:
        """Whether there is such a person who can be asked to see to something."""
        colleague = None if person is None else await self._directory.person(person)
        return colleague is not None and colleague.counts

    def _today(self, pulse: Pulse) -> date:
        return day(self._clock.now(), pulse.schedule.zone)


def _unlike_words(text: str | None) -> str | None:
    """Why a text cannot be shown to staff as a line; None where it can."""
    try:
        _WORDS.validate_python(text or "")
    except ValidationError:
        return f"Please write one line of 1 to {LONGEST_WORDS} characters."
    return None
