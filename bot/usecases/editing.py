"""Question sets as admins see them among others, and as they are being worked on."""

import hashlib

from bot.errors import StaffPulseError
from bot.survey.set_draft import SetDraft
from questions.model import QuestionSet, Value


class Listed(Value):
    """A question set among others.

    Attributes:
        in_use: how many questions it has that are not retired.
        asks: how many of them a round asks.
        pulses: the names of the pulses that ask it.
        shipped: whether it comes with the program and nothing was changed about it.
        drafted: whether somebody works on it.
    """

    id: str
    title: str
    in_use: int
    asks: int | str
    pulses: tuple[str, ...]
    shipped: bool
    drafted: bool


class Editing(Value):
    """A question set as it is being worked on.

    Attributes:
        draft: what it says so far.
        revision: how often it was changed since it was begun; 0 where nothing was changed yet.
        before: the set in force or kept that it would take the place of.
        pulses: the names of the pulses that ask it.
    """

    draft: SetDraft
    revision: int
    before: QuestionSet | None
    pulses: tuple[str, ...] = ()

    @property
    def moved(self) -> bool:
        """Whether the set was changed, as by a command, since the draft of it was begun."""
        base = self.draft.base
        return bool(base) and self.before is not None and base != fingerprint(self.before)

    @property
    def stamp(self) -> str:
        """What tells whether this is what somebody saw."""
        told = self.model_dump_json(include={"draft", "revision", "before"})
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    def is_new(self, question_id: str) -> bool:
        """Whether a question was never published, so that nothing of it is to be kept."""
        before = self.before.questions if self.before else ()
        return all(question_id != question.id for question in before)


def fingerprint(question_set: QuestionSet) -> str:
    """Sixteen characters that are others once anything of a set is."""
    return hashlib.sha256(question_set.model_dump_json().encode()).hexdigest()[:16]


class Gone(StaffPulseError):
    """There is no such question set any more."""


class Changed(StaffPulseError):
    """Somebody else changed a question set meanwhile, so nothing was changed.

    Attributes:
        now: how it stands.
    """

    def __init__(self, now: Editing) -> None:
        super().__init__("Somebody else changed this question set meanwhile. Nothing was changed.")
        self.now = now


class Taken(StaffPulseError):
    """A draft of that set is there already."""
