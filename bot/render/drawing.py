"""Has charts drawn in a process of their own, so that nobody who answers meanwhile waits."""

from collections.abc import Sequence

from pydantic import ConfigDict, TypeAdapter

from bot import child
from bot.survey.trends import Trend

TRENDS: TypeAdapter[tuple[Trend, ...]] = TypeAdapter(
    tuple[Trend, ...], config=ConfigDict(hide_input_in_errors=True)
)
"""How trends travel to that process."""

_SECONDS = 60
_COMMAND = ("-m", "bot.render")


async def picture(trends: Sequence[Trend]) -> bytes:
    """The chart as PNG.

    The renderer keeps Python's one lock while it draws, so that a thread would hold everybody up.

    Raises:
        NotDone: the process did not come up, failed or took too long.
    """
    given = TRENDS.dump_json(tuple(trends))
    return await child.done(
        *_COMMAND, what="The chart could not be drawn", given=given, seconds=_SECONDS
    )
