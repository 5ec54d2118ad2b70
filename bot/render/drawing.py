"""Has charts drawn in a process of their own, so that nobody who answers meanwhile waits."""

from collections.abc import Sequence

from bot import child
from bot.child import NotDone
from bot.render.chart import svg
from bot.survey.trends import Trend

_SECONDS = 60
_COMMAND = ("-m", "bot.render")
_WHAT = "The chart could not be drawn"


async def picture(trends: Sequence[Trend]) -> bytes:
    """The chart as PNG, 1,080 pixels wide.

    The renderer keeps Python's one lock while it draws, so that a thread would hold everybody up.

    Raises:
        NotDone: the SVG could not be written, or the process did not come up, failed or took too
            long.
    """
    try:
        given = svg(trends).encode()
    except (ArithmeticError, LookupError, TypeError, ValueError) as fault:
        raise NotDone(
            f"{_WHAT} ({type(fault).__name__}): please report this as a fault of Staff Pulse."
        ) from None
    return await child.done(*_COMMAND, what=_WHAT, given=given, seconds=_SECONDS)
