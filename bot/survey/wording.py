"""Turns of phrase that headline, post and thread share."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from questions.model import Question


def movement(points: float) -> str:
    """A change in percentage points: "up 2.3 points"."""
    if not points:
        return "no change"
    return f"{'up' if points > 0 else 'down'} {abs(points)} points"


def day(instant: datetime, zone: str) -> date:
    """The day that an instant falls on in a zone."""
    return instant.astimezone(ZoneInfo(zone)).date()


def written(date_: date) -> str:
    """A day as people read it: "24 November"."""
    return f"{date_.day} {date_:%B}"


def lowered(label: str) -> str:
    """A label inside a sentence; one that begins with capitals keeps them."""
    return label if label[1:2].isupper() else label[0].lower() + label[1:]


def dated(date_: date) -> str:
    """A day as people read it where the year matters: "24 November 2026"."""
    return f"{written(date_)} {date_.year}"


def favourable(question: Question) -> str:
    """The favourable answers in words: "often" or "always"."""
    labels = [o.label for o in question.scale.options if o.id in question.favourable]
    return either(*(f'"{lowered(label)}"' for label in labels))


def either(*names: str) -> str:
    """Several things of which one holds: "often or always"."""
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last
