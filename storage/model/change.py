"""What was changed, for those who look after the pulses."""

from pydantic import AwareDatetime

from questions.model import Value


class Change(Value):
    """One entry of the change log.

    Attributes:
        place: its number in the log, a later entry's higher; None before it stands there.
        by: the member id of the admin; None for the command line, and for what was refused.
        about: the id of the pulse or question set, or "".
        said: what was done, in a sentence.
        before: what was changed, as JSON; "" where there was nothing.
        after: what it became, as JSON; "" where there is nothing any more.
    """

    place: int | None = None
    at: AwareDatetime
    by: str | None
    about: str = ""
    said: str
    before: str = ""
    after: str = ""
