"""Which series of the digest have moved, and are worth a conversation."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple, Self

from bot.survey.moves import BASELINE, FEWEST_POINTS, Direction, Move, limit, moved
from bot.survey.past import Past, beside
from bot.survey.statistics import percent
from bot.survey.trends import Point, comparable
from bot.survey.wording import briefly, lowered, recalled
from questions.model import Question, Value
from storage.model import EVERYONE, Response


class Alert(Value):
    """A series that has moved, and stayed.

    Attributes:
        name: what people read for the group; "Everyone" for all.
        asked: the day on which the newest round opened.
        since: the same of the round with which the move began.
        before: favourable answers, and all of them, in the rounds that it is compared with.
        after: the same since.
        provisional: whether fewer than 24 points were published to compare with.
    """

    question: str
    theme_name: str
    dimension: str
    group: str
    name: str
    direction: Direction
    asked: date
    since: date
    before: tuple[int, int]
    after: tuple[int, int]
    provisional: bool

    @property
    def when(self) -> str:
        """The day since which it stands so in words, with its year where that is not plain."""
        return recalled(self.since, self.asked)


def alerts(history: Sequence[Past]) -> tuple[Alert, ...]:
    """What is worth a conversation in the newest round: anchors in order, everyone first.

    Only exact counts since the last break are looked at. A series whose level has held for twelve
    points since it moved is judged by that level from then on. One of which the newest round has
    no exact count is not told of, yet counts for the limit, so that no other is told of sooner.

    Args:
        history: rounds of one pulse, oldest first, the newest one last; 60 are enough.
    """
    watched = [one for one in _watched(history) if len(one.points) > FEWEST_POINTS]
    newest = history[-1].round.id
    shown = [one for one in watched if one.points[-1].round == newest]
    found = ((one, moved(one.part, one.whole, limit(len(watched)))) for one in shown)
    return tuple(_alert(one, move) for one, move in found if move)


def sentence(alert: Alert) -> str:
    """An alert as people read it."""
    before, after = (f"{percent(*counts)}%" for counts in (alert.before, alert.after))
    whom = "" if alert.dimension == EVERYONE else f" of {briefly(alert.name)}"
    said = (
        f"Worth a conversation: favourable answers for {lowered(alert.theme_name)}{whom} have "
        f"stood {'higher' if alert.direction == 'up' else 'lower'} since {alert.when}, "
        f"at {after} after {before} before"
    )
    doubt = "; provisional, since there are few rounds to compare with" if alert.provisional else ""
    return f"{said}{doubt}."


# ---- what is watched


class _Series(NamedTuple):
    """The exact points of an anchor for everyone or a group."""

    anchor: Question
    theme_name: str
    cell: Response
    points: Sequence[Point]
    part: Sequence[int]
    whole: Sequence[int]

    @classmethod
    def of(cls, anchor: Question, theme_name: str, cell: Response, history: Sequence[Past]) -> Self:
        points = comparable(history, anchor.id, cell.dimension, cell.group)
        exact = [(point, *counts) for point in points if (counts := point.counts)]
        return cls(
            anchor=anchor,
            theme_name=theme_name,
            cell=cell,
            points=[point for point, _, _ in exact],
            part=[part for _, part, _ in exact],
            whole=[whole for _, _, whole in exact],
        )

    def total(self, start: int, stop: int) -> tuple[int, int]:
        return sum(self.part[start:stop]), sum(self.whole[start:stop])


def _watched(history: Sequence[Past]) -> Iterator[_Series]:
    """The anchors of the newest round, for everyone and for groups of small dimensions."""
    newest = history[-1]
    watched = {EVERYONE, *beside(newest.published)}
    for anchor in (question for question in newest.round.questions if question.anchor):
        theme = newest.round.pulse.question_set.theme_of(anchor)
        for response in newest.published.responses:
            if response.dimension in watched:
                yield _Series.of(anchor, theme.name, response, history)


def _alert(series: _Series, move: Move) -> Alert:
    last = len(series.points)
    return Alert(
        question=series.anchor.id,
        theme_name=series.theme_name,
        dimension=series.cell.dimension,
        group=series.cell.group,
        name=series.cell.name,
        direction=move.direction,
        asked=series.points[-1].day,
        since=series.points[move.began].day,
        before=series.total(move.start, min(move.began, move.start + BASELINE)),
        after=series.total(move.began, last),
        provisional=last - move.start < BASELINE,
    )
