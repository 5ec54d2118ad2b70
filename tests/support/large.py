"""Rounds as large as they may be, with what would be published of them."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache

from bot.survey.past import Past
from questions.model import Option, Question, QuestionSet, Scale, Theme
from storage.model import Dimension, Group, Pulse, Round, Source, State
from support.published import Count, past
from support.published import Group as Cell
from support.round import OPENS, a_round

OPTIONS = 5


def plainly(what: str, number: int, most: int) -> str:
    """A name such as "Team 12", no longer than need be."""
    return f"{what} {number}"


def wordy(what: str, number: int, most: int) -> str:
    """A name of ordinary words, as long as it may be."""
    return f"{what} {number} of the long and winding names that people give to things "[
        :most
    ].ljust(most, "x")


def growing(what: str, number: int, most: int) -> str:
    """A name as long as it may be, which grows when it is escaped, and again as it travels."""
    return f"{number}{'&<>' * most}"[:most]


@cache
def questions(
    number: int, *, anchors: int = 3, named: Callable[[str, int, int], str] = plainly
) -> QuestionSet:
    """So many questions, of a theme each for as many anchors, the others spread among them."""
    themes = tuple(Theme(id=f"theme-{n}", name=named("Theme", n, 75)) for n in range(anchors))
    options = tuple(
        Option(id=f"o{n}", label=named("Option", n, 75), score=n) for n in range(OPTIONS)
    )
    return QuestionSet(
        id="large",
        title="Large",
        ask="all",
        themes=themes,
        questions=tuple(
            Question(
                id=f"question-{n}",
                theme=f"theme-{n % anchors}",
                wording=named("How often was this all right, question", n, 150),
                scale=Scale(id="how-often", options=options),
                favourable=frozenset({"o3", "o4"}),
                anchor=n < anchors,
            )
            for n in range(number)
        ),
    )


def dimension(id_: str, groups: int, named: Callable[[str, int, int], str] = plainly) -> Dimension:
    """A dimension of so many groups."""
    return Dimension(
        id=id_,
        name=named(id_.capitalize(), 0, 75),
        groups=tuple(
            Group(id=f"{id_}-{n}", name=named("Team", n, 75), people=(Source(channel=f"C{n:03}"),))
            for n in range(groups)
        ),
    )


def rounds(
    pulse: Pulse, number: int, told: Callable[[int, str], Mapping[Cell, Count]], *, apart: int = 1
) -> list[Past]:
    """So many rounds of a pulse, oldest first.

    Args:
        apart: how many weeks lie between them.
        told: for a week and a question, favourable and all answers of each group; twice as many
            were asked as answered.
    """
    return [_past(_round(pulse, week), week, told) for week in range(0, number * apart, apart)]


def _round(pulse: Pulse, week: int) -> Round:
    return a_round(pulse, OPENS + timedelta(weeks=week)).model_copy(
        update={
            "state": State.PUBLISHED,
            "questions": pulse.question_set.questions,
            "dimensions": tuple(one.id for one in pulse.dimensions),
        }
    )


def _past(round_: Round, week: int, told: Callable[[int, str], Mapping[Cell, Count]]) -> Past:
    shares = {question.id: told(week, question.id) for question in round_.questions}
    first = shares[round_.questions[0].id]
    answered = {cell: (whole, 2 * whole) for cell, (_, whole) in first.items()}
    return past(round_, answered, shares)
