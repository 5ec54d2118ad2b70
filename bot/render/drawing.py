"""Has charts drawn in a process of their own, so that nobody who answers meanwhile waits."""

from collections.abc import Sequence

from bot import child
from bot.render.chart import svg
from bot.survey.trends import Trend

_SECONDS = 60
_COMMAND = ("-m", "bot.render")


async def picture(trends: Sequence[Trend]) -> bytes:
    """The chart as PNG, 1,080 pixels wide.

    The renderer keeps Python's one lock while it draws, so that a thread would hold everybody up.

    Raises:
        NotDone: the process did not come up, failed or took too long.
    """
    return await child.done(
        *_COMMAND,
        what="The chart could not be drawn",
        given=svg(trends).encode(),
        seconds=_SECONDS,
    )
