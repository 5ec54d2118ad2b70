"""Turns of phrase that headline, post and thread share."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.survey.intervals import Difference, Interval


def movement(points: float) -> str:
    """A change in percentage points: "up 2.3 points"."""
    if not points:
        return "no change"
    return f"{'up' if points > 0 else 'down'} {abs(points)} points"


def roughly(change: Difference) -> str:
    """A change with its range: "down 18.2 points (approximately 6.3 to 30.4 down)"."""
    near, far = sorted((change.low, change.high), key=abs)
    if near * far < 0:
        span = f"{abs(change.low):.1f} down to {change.high:.1f} up"
    else:
        span = f"{abs(near):.1f} to {abs(far):.1f} {'up' if far > 0 else 'down'}"
    return f"{movement(change.points)} (approximately {span})"


def likely(interval: Interval) -> str:
    """Where the share of all those asked may lie: "likely 65% to 79%"."""
    if interval.low == interval.high:
        return "exact, since all of them answered"
    return f"likely {_span(interval)}"


def unheard(bounds: Interval) -> str:
    """What silence leaves open: "40% to 85% if those who did not answer think differently"."""
    return f"{_span(bounds)} if those who did not answer think differently"


def day(instant: datetime, zone: str) -> date:
    """The day that an instant falls on in a zone."""
    return instant.astimezone(ZoneInfo(zone)).date()


def written(date_: date) -> str:
    """A day as people read it: "24 November"."""
    return f"{date_.day} {date_:%B}"


def lowered(label: str) -> str:
    """A label inside a sentence; one that begins with capitals keeps them."""
    return label if label[1:2].isupper() else label[0].lower() + label[1:]


def either(*names: str) -> str:
    """Several things of which one holds: "often or always"."""
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last


def _span(interval: Interval) -> str:
    """Two whole percentages, half up."""
    low, high = (int(100 * share + 0.5) for share in (interval.low, interval.high))
    return f"{low}% to {high}%"
