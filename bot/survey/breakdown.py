"""How the answers to a question fall over its options, as finely as may be shown.

Told of everyone only, and only beside exact counts. Whoever takes exact groups from everyone
still finds three ways or more in which the answers of those who are left may fall: whatever is
told apart within a side, five people or more chose.
"""

from collections.abc import Mapping, Sequence

from bot.survey.wording import either, lowered
from questions.model import Option, Question
from storage.model import Choice, GroupTally

FEWEST_CHOOSING = 5
"""An option that fewer chose is told together with others of its side."""


def breakdown(question: Question, tally: GroupTally) -> tuple[Choice, ...]:
    """How many chose each option, in the order of the scale, "does not apply" left out.

    Favourable answers are never told together with others. Empty where a side cannot be told, and
    where nothing would be told but how many answers were favourable.
    """
    counts = tally.counts[question.id]
    sides = [
        _joined(
            [o for o in question.scale.options if (o.id in question.favourable) == side], counts
        )
        for side in (False, True)
    ]
    if not all(sides) or all(len(side) == 1 for side in sides):
        return ()
    places = question.scale.option_ids
    return tuple(
        sorted(
            (one for side in sides for one in side), key=lambda one: places.index(one.options[0])
        )
    )


def _joined(options: Sequence[Option], counts: Mapping[str, int]) -> Sequence[Choice]:
    """A side's options, joined in their order until enough chose each; none if they cannot be."""
    told: list[list[Option]] = []
    left: list[Option] = []
    for option in options:
        left.append(option)
        if sum(counts[one.id] for one in left) >= FEWEST_CHOOSING:
            told.append(left)
            left = []
    if told:
        told[-1] += left
    return [_choice(together, counts) for together in told]


def _choice(together: Sequence[Option], counts: Mapping[str, int]) -> Choice:
    first, *others = (option.label for option in together)
    return Choice(
        options=tuple(option.id for option in together),
        label=either(first, *map(lowered, others)),
        chosen=sum(counts[option.id] for option in together),
    )
