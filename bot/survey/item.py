"""A question as the digest shows it."""

from collections.abc import Sequence
from datetime import date

from bot.survey.figures import counts, favourable, left_open
from bot.survey.intervals import Difference, Interval, difference, interval
from bot.survey.past import Past, opened
from bot.survey.wording import recalled
from questions.model import Question, Value
from storage.model import EVERYONE, Figure, Precision, Published, Response, Round


class Change(Value):
    """How a share has moved since the question was last asked with the same version.

    Attributes:
        by: percentage points, and where chance leaves them.
        asked: the day on which this round opened.
        since: the day on which that earlier round opened.
    """

    by: Difference
    asked: date
    since: date

    @property
    def when(self) -> str:
        """The earlier day in words, with its year where that is not plain."""
        return recalled(self.since, self.asked)

    @property
    def clear(self) -> bool:
        """Whether it is more than chance would bring."""
        return not self.by.low <= 0 <= self.by.high


class Item(Value):
    """A question as the digest shows it.

    Attributes:
        favourable: the favourable answers in words, such as: "often" or "always".
        everyone: the figure for the whole audience.
        likely: where the share of all who were asked lies, as far as chance goes, from 0 to 1;
            None unless the figure is exact.
        silence: where it lies whatever those think who did not answer; None unless the figure is
            exact and fewer than 80% answered.
        change: for everyone; None unless both figures are exact.
        groups: the figures of every dimension's groups, in the dimensions' order.
    """

    id: str
    version: str
    theme: str
    theme_name: str
    wording: str
    favourable: str
    anchor: bool
    everyone: Figure
    likely: Interval | None
    silence: Interval | None
    change: Change | None
    groups: tuple[Figure, ...]

    @property
    def is_withheld(self) -> bool:
        """Whether nothing can be shown of everyone's answers."""
        return self.everyone.precision is Precision.WITHHELD

    def of(self, dimension: str) -> tuple[Figure, ...]:
        """The figures of a dimension's groups."""
        return tuple(figure for figure in self.groups if figure.dimension == dimension)


def item(
    question: Question,
    *,
    round_: Round,
    published: Published,
    response: Response,
    history: Sequence[Past],
) -> Item:
    """A question of a round, beside when it was last asked.

    Args:
        response: how many of everyone answered at all.
        history: earlier rounds of the same pulse, oldest first.
    """
    figures = [one for one in published.figures if one.question == question.id]
    everyone = next(one for one in figures if one.dimension == EVERYONE)
    exact = counts(everyone)
    return Item(
        id=question.id,
        version=question.version,
        theme=question.theme,
        theme_name=round_.pulse.question_set.theme_of(question).name,
        wording=question.wording,
        favourable=favourable(question),
        anchor=question.anchor,
        everyone=everyone,
        likely=interval(*exact, response.invited) if exact else None,
        silence=left_open(exact, response.invited) if exact else None,
        change=_change(everyone, opened(round_), history),
        groups=tuple(one for one in figures if one.dimension != EVERYONE),
    )


def _change(figure: Figure, asked: date, history: Sequence[Past]) -> Change | None:
    """Since the last round that asked the same question, if it was of the same version."""
    before = next((past for past in reversed(history) if past.asked(figure.question)), None)
    old = before.figure(figure.question, EVERYONE, EVERYONE) if before else None
    if before is None or old is None or old.version != figure.version:
        return None
    new_counts, old_counts = counts(figure), counts(old)
    if new_counts is None or old_counts is None:
        return None
    return Change(
        by=difference(new_counts, old_counts),
        asked=asked,
        since=opened(before.round),
    )
