"""How the anchors went, round after round."""

from collections.abc import Iterator, Sequence

from bot.survey.charting import described
from bot.survey.report.answered import NOT_SAID
from bot.survey.report.document import Block, Lines, Picture, Section, Table
from bot.survey.report.period import Period, small
from bot.survey.trends import MOST_POINTS, Point, Trend, trend
from bot.survey.wording import written
from questions.model import Question
from storage.model import EVERYONE, Precision

_FEWEST_DRAWN = 2


def over_time(period: Period) -> Section | None:
    """The section of charts; None where no question is asked every round, or only once so far."""
    below = tuple(
        section
        for question in period.latest.round.questions
        if question.anchor and (section := _section(question, period))
    )
    if not below:
        return None
    blocks: tuple[Block, ...] = (
        f"These questions are asked every round. The last {MOST_POINTS} rounds up to the end of "
        "this report are shown at most, some of which may be older than it. Where nothing could be "
        "shown the line has a gap; where the question or a group changed it breaks. Most ups and "
        "downs between two rounds are chance.",
    )
    return Section("Over time", blocks, below)


def _section(question: Question, period: Period) -> Section | None:
    trends = [
        found
        for key in small(period.latest)
        if (found := trend(period.history, question.id, key.dimension, key.group))
    ]
    if not trends or len(trends[0].points) < _FEWEST_DRAWN:
        return None
    asked = f"{question.wording} Favourable: {trends[0].favourable}."
    return Section(trends[0].theme_name, (asked, *_pictures(trends), _table(trends)))


def _pictures(trends: Sequence[Trend]) -> Iterator[Picture]:
    """A picture for each small dimension, with everyone in it, or one of everyone alone."""
    everyone, *groups = trends
    for dimension in [*dict.fromkeys(one.dimension for one in groups)] or [EVERYONE]:
        beside = [one for one in groups if one.dimension == dimension]
        drawn = tuple(one for one in (everyone, *beside) if _is_drawn(one))
        if drawn:
            yield Picture(f"{described(drawn)} The table has every figure.", drawn)


def _is_drawn(one: Trend) -> bool:
    """Whether there are two shares at least that a line can join."""
    told = [point for point in one.points if point.figure]
    return len(told) >= _FEWEST_DRAWN and one.precision in {Precision.EXACT, Precision.ROUNDED}


def _table(trends: Sequence[Trend]) -> Table:
    days = [written(point.day) for point in trends[0].points]
    rows = tuple(
        ((day,), *(_cell(one.points[number]) for one in trends)) for number, day in enumerate(days)
    )
    caption = f"{trends[0].theme_name}, round by round"
    return Table(caption, ("Round of", *(one.name for one in trends)), rows)


def _cell(point: Point) -> Lines:
    text = point.figure.text if point.figure else NOT_SAID
    return (text, "Not comparable with those before") if point.breaks else (text,)
