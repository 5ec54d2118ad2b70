"""Turns of phrase that headline, post and thread share."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.survey.intervals import Difference, Interval
from bot.survey.statistics import half_up, percent

_LONGEST_NAME = 160
"""So much room a name has beside others: as much as two groups need that are joined."""

_OTHERS = " and others"

_PLAIN_FOR = timedelta(days=300)
"""A day longer ago than this is told with its year."""


def movement(points: float) -> str:
    """A change in percentage points: "up 2.3 points"."""
    if not points:
        return "no change"
    return f"{'up' if points > 0 else 'down'} {abs(points)} points"


def roughly(change: Difference) -> str:
    """A change with its range: "down 18.2 points (approximately 6.3 to 30.4 down)"."""
    return f"{movement(change.points)} ({ends(change)})"


def ends(change: Difference) -> str:
    """The range of a change: "approximately 6.3 to 30.4 down"."""
    near, far = sorted((change.low, change.high), key=abs)
    if near * far < 0:
        return f"approximately {abs(change.low):.1f} down to {change.high:.1f} up"
    return f"approximately {abs(near):.1f} to {abs(far):.1f} {'up' if far > 0 else 'down'}"


def likely(interval: Interval) -> str:
    """Where the share of all those asked may lie: "likely 65% to 79%"."""
    if interval.low == interval.high:
        return "exact, since all of them answered"
    return f"likely {span(interval)}"


def unheard(bounds: Interval) -> str:
    """What silence leaves open: "40% to 85% if those who did not answer think differently"."""
    return f"{span(bounds)} if those who did not answer think differently"


def day(instant: datetime, zone: str) -> date:
    """The day that an instant falls on in a zone."""
    return instant.astimezone(ZoneInfo(zone)).date()


def written(date_: date) -> str:
    """A day as people read it: "24 November"."""
    return f"{date_.day} {date_:%B}"


def lowered(label: str) -> str:
    """A label inside a sentence; one that begins with capitals keeps them."""
    return label if label[1:2].isupper() else label[0].lower() + label[1:]


def briefly(name: str) -> str:
    """A group's name; of many groups that are counted together the first ones."""
    if len(name) <= _LONGEST_NAME:
        return name
    return name[: _LONGEST_NAME - len(_OTHERS)].rpartition(", ")[0] + _OTHERS


def dated(date_: date) -> str:
    """A day as people read it where the year matters: "24 November 2026"."""
    return f"{written(date_)} {date_.year}"


def recalled(date_: date, today: date) -> str:
    """A day as people read it on a later one, with its year where that is not plain."""
    return dated(date_) if today - date_ > _PLAIN_FOR else written(date_)


def spanned(first: date, last: date) -> str:
    """Some days as people read them: "1 October to 31 December 2026"."""
    start = written(first) if first.year == last.year else dated(first)
    return dated(last) if first == last else f"{start} to {dated(last)}"


def counted(part: int, whole: int) -> str:
    """A share with its counts: "72.9% (51 of 70)"."""
    return f"{percent(part, whole)}% ({part} of {whole})"


def either(*names: str) -> str:
    """Several things of which one holds: "often or always"."""
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last


def listed(*names: str) -> str:
    """Several things together: "workload, stress and supervision"."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def span(interval: Interval) -> str:
    """Two whole percentages, half up: "65% to 79%"."""
    low, high = (half_up(100 * share) for share in (interval.low, interval.high))
    return f"{low}% to {high}%"


def raised(phrase: str) -> str:
    """A phrase that begins a sentence."""
    return phrase[:1].upper() + phrase[1:]


def same_words(one: str, other: str) -> bool:
    """Whether two texts say the same but for capitals, spaces and the mark at the end."""
    return bare(one) == bare(other)


def bare(text: str) -> tuple[str, ...]:
    """The words of a text, without capitals, spaces and marks."""
    return tuple(re.findall(r"[^\W_]+", text.casefold()) or text.split())
