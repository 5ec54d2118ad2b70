"""What publishing a question set changes, for trends above all, said before it is done."""

from collections.abc import Callable, Collection, Iterator

from bot.survey.set_draft import so_many
from questions.model import Question, QuestionSet, Value


class SetChange(Value):
    """One way in which a set becomes different.

    Attributes:
        said: what that means, a sentence.
        wordings: of the questions that it is about, if it is about any, with what they were.
    """

    said: str
    wordings: tuple[str, ...] = ()


def between(before: QuestionSet | None, after: QuestionSet) -> tuple[SetChange, ...]:
    """How a set differs from the one that it takes the place of; all of a new one is new."""
    return tuple(_changes(before, after))


def _changes(before: QuestionSet | None, after: QuestionSet) -> Iterator[SetChange]:
    then = {question.id: question for question in before.questions} if before else {}
    now = {question.id for question in after.questions}
    for said, meant in _KINDS:
        found = [one for one in after.questions if meant(then.get(one.id), one)]
        if found:
            wordings = (_worded(then.get(one.id), one) for one in found)
            yield SetChange(said=said, wordings=tuple(wordings))
    if gone := [one for id_, one in then.items() if id_ not in now and not one.retired]:
        said = "Not in the set any more, and asked no more. Past figures stay."
        yield SetChange(said=said, wordings=tuple(one.wording for one in gone))
    if before and before.ask != after.ask:
        yield SetChange(said=f"A round asks {_asked(after)} instead of {_asked(before)}.")
    if before and _order(before, now) != _order(after, then.keys()):
        yield SetChange(said="The questions come in another order.")


def _worded(old: Question | None, now: Question) -> str:
    """A question's wording, with what it was before where that was another."""
    if old is None or old.wording == now.wording:
        return now.wording
    return f"{now.wording} (before: {old.wording})"


def _is_new(old: Question | None, now: Question) -> bool:
    return old is None and not now.retired


def _begins_anew(old: Question | None, now: Question) -> bool:
    return old is not None and not now.retired and old.version != now.version


def _is_retired(old: Question | None, now: Question) -> bool:
    return old is not None and now.retired and not old.retired


def _is_back(old: Question | None, now: Question) -> bool:
    return old is not None and old.retired and not now.retired and old.version == now.version


def _stays(old: Question | None, now: Question) -> bool:
    return old is not None and not old.retired and not now.retired


def _every_round(old: Question | None, now: Question) -> bool:
    return old is not None and _stays(old, now) and now.anchor and not old.anchor


def _in_turn(old: Question | None, now: Question) -> bool:
    return old is not None and _stays(old, now) and old.anchor and not now.anchor


def _elsewhere(old: Question | None, now: Question) -> bool:
    return old is not None and _stays(old, now) and old.theme != now.theme


_KINDS: tuple[tuple[str, Callable[[Question | None, Question], bool]], ...] = (
    ("New. The trend begins with the first round that asks it.", _is_new),
    (
        "Changed in wording, answers, or what counts as favourable. The trend begins anew, as "
        "figures from before and after cannot be compared.",
        _begins_anew,
    ),
    ("Retired, and asked no more. Past figures stay.", _is_retired),
    ("Brought back. The trend goes on, with a gap.", _is_back),
    ("Carries its theme's trend from now on, and is asked every round.", _every_round),
    ("Takes turns with others from now on. The trend goes on.", _in_turn),
    ("Belongs to another theme from now on. The trend goes on.", _elsewhere),
)


def _asked(question_set: QuestionSet) -> str:
    return "all questions" if question_set.ask == "all" else so_many(question_set.ask)


def _order(question_set: QuestionSet, known: Collection[str]) -> list[str]:
    return [one.id for one in question_set.questions if one.id in known]
