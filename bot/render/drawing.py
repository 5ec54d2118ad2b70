"""Has charts drawn in a process of their own, so that nobody who answers meanwhile waits."""

from collections.abc import Sequence

from pydantic import ConfigDict, TypeAdapter

from bot import child
from bot.errors import StaffPulseError
from bot.survey.trends import Trend

TRENDS: TypeAdapter[tuple[Trend, ...]] = TypeAdapter(
    tuple[Trend, ...], config=ConfigDict(hide_input_in_errors=True)
)
"""How trends travel to that process."""

_SECONDS = 60
_COMMAND = ("-m", "bot.render")


class NotDrawn(StaffPulseError):
    """A chart could not be drawn; what it shows can still be told in words."""


async def picture(trends: Sequence[Trend]) -> bytes:
    """The chart as PNG.

    The renderer keeps Python's one lock while it draws, so that a thread would hold everybody up.

    Raises:
        NotDrawn: the process did not come up, failed or took too long.
    """
    given = TRENDS.dump_json(tuple(trends))
    try:
        ended = await child.run(*_COMMAND, seconds=_SECONDS, given=given)
    except TimeoutError:
        raise _not_drawn(f"more than {_SECONDS} seconds") from None
    except OSError as error:
        raise _not_drawn(type(error).__name__) from None
    if ended.status:
        raise _not_drawn(f"status {ended.status}")
    return ended.out


def _not_drawn(why: str) -> NotDrawn:
    return NotDrawn(
        f"The chart could not be drawn ({why}): look whether this machine has memory left, and if "
        f"it has, please report this as a fault of Staff Pulse."
    )
