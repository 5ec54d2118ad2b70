"""Which questions a round asks: anchors every time, the rest in turn."""

from collections.abc import Collection, Sequence

from questions.model import Question, QuestionSet


def ask(question_set: QuestionSet, history: Sequence[Collection[str]]) -> tuple[Question, ...]:
    """The questions of the next round, the same for everyone, in the set's order.

    Every anchor is asked. The places left go to the themes in turn, and within a theme to its
    other questions in turn, so that none returns before all of its theme have been asked. What
    has waited longest comes first, then what stands first in the set. Questions that the set no
    longer has, or that are retired, count for nothing; new ones come next in their theme.

    Args:
        question_set: the set as it is now.
        history: the ids of the questions of each round that was not cancelled, oldest first.
    """
    if question_set.ask == "all":
        return question_set.in_use
    chosen = {question.id for question in question_set.in_use if question.anchor}
    while len(chosen) < question_set.ask:
        chosen.add(_next(question_set, chosen, [*history, chosen]))
    return tuple(question for question in question_set.in_use if question.id in chosen)


def _next(
    question_set: QuestionSet, chosen: Collection[str], rounds: Sequence[Collection[str]]
) -> str:
    """The question whose turn it is, once some are chosen for the last of these rounds."""
    rotating = [question for question in question_set.in_use if not question.anchor]
    turns = {}
    for place, theme in enumerate(question_set.themes):
        ids = {question.id for question in rotating if question.theme == theme.id}
        turns[theme.id] = (_asked(ids, rounds), place)
    waiting = (question for question in rotating if question.id not in chosen)
    return min(waiting, key=lambda one: (turns[one.theme], _asked({one.id}, rounds))).id


def _asked(ids: Collection[str], rounds: Sequence[Collection[str]]) -> tuple[int, ...]:
    """The numbers of the rounds in which any of these were asked, newest first, once for each.

    Compared as a whole, so that of two that were last asked in the same round the one goes first
    whose time before was earlier, and turns stay turns where a round asks several.
    """
    return tuple(
        number for number in reversed(range(len(rounds))) for one in rounds[number] if one in ids
    )
