"""What people asked of us about being asked."""

from zoneinfo import ZoneInfo

from pydantic import AwareDatetime

from questions.model import Value

PAUSE_ZONE = ZoneInfo("Europe/London")
"""Where the dates are meant that people choose."""


class Preference(Value):
    """What a person asked of us: not to be asked until a date, or never."""

    person: str
    paused_until: AwareDatetime | None = None
    never: bool = False
