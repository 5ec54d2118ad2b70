"""One question's published values over rounds."""

from datetime import date

from questions.model import Value
from storage.model import Figure

MOST_POINTS = 12
"""How many rounds a trend shows."""


class Point(Value):
    """A round of a trend.

    Attributes:
        day: the local day on which the round opened.
        figure: what was published; None where nothing was, which is a gap in the line.
        breaks: whether it cannot be compared with the point before, since the question's wording
            or the group's composition changed.
    """

    round: str
    day: date
    figure: Figure | None
    breaks: bool = False


class Limits(Value):
    """Between which values a series stays while nothing but chance moves it, in percent."""

    mean: float
    low: float
    high: float


class Trend(Value):
    """What was published of a question for one group, round after round.

    Attributes:
        theme_name: what people read for the question's theme.
        favourable: the favourable answers in words, such as: "often" or "always".
        name: what people read for the group; "Everyone" for all.
        points: oldest first, twelve at most.
        limits: where chance alone would keep it; None unless every point since the last break is
            exact and there are enough of them.
    """

    question: str
    theme_name: str
    wording: str
    favourable: str
    dimension: str
    group: str
    name: str
    points: tuple[Point, ...]
    limits: Limits | None = None
