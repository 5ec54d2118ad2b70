"""What an admin is shown while a pulse is set up or changed."""

from bot.survey.plan import Plan, Step
from bot.usecases.previewing import Preview
from questions.model import QuestionSet, Value
from storage.model import DraftId, Pulse


class At(Value):
    """What a window is about.

    Attributes:
        revision: of the draft that it shows; 0 where none is kept yet.
    """

    draft: DraftId
    revision: int
    step: Step


class Begun(Value):
    """A pulse that somebody began to set up or to change.

    Attributes:
        pulse: the id of the pulse that is changed; None for a new one.
    """

    draft: DraftId
    name: str
    pulse: str | None


class Window(Value):
    """A step as it is shown.

    Attributes:
        note: what has to be read first; "" for nothing.
        sets: the question sets that can be chosen.
    """

    at: At
    plan: Plan
    preview: Preview
    note: str = ""
    sets: tuple[QuestionSet, ...] = ()


class Started(Value):
    """A pulse that was put in force, and as it was before, if it was."""

    pulse: Pulse
    was: Pulse | None
