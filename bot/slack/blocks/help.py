"""What `/pulse` can be asked."""

from collections.abc import Sequence

from bot.slack.blocks.home import PASSED
from bot.slack.blocks.kit import Drawn, escaped, paragraphs, section

_LIST = (
    "*What you can type*\n"
    "`/pulse` shows what is open for you.\n"
    "`/pulse pause` lets you have a break; `/pulse pause 2026-12-24` takes one until that day.\n"
    "`/pulse digest` shows the last digest.\n"
    "`/pulse trend workload` shows how a theme has moved, round by round; any theme will do.\n"
    "`/pulse report` brings the quarterly report to members of the leadership channel.\n"
    "`/pulse privacy` shows how your answers stay anonymous, and whom to ask.\n"
    "`/pulse help` shows this list.\n\n"
    "Only you see what comes back. To see what we hold about you, open Staff Pulse under Apps and "
    "choose Home."
)
_OF_ADMINS = (
    "*For admins*\n"
    "`/pulse status` shows how the pulses stand.\n"
    "`/pulse preview` shows what is asked next, as people will see it.\n"
    "`/pulse skip` leaves the next round out, and asks you first.\n"
    "Where there are several pulses, add the name of one: `/pulse skip weekly`. All else is on the "
    "Home tab."
)
_MOST_THEMES = 20
_UNKNOWN = "Sorry, that is not something we know. What you typed is not kept."
_NOTHING = (
    "There is no digest for you to read yet. You find one here once you are among those who are "
    "asked, and the first questions have closed."
)
_NO_DAY = (
    "We could not read that as a day, so nothing was changed. Type it as `/pulse pause 2026-12-24` "
    "or `/pulse pause 24/12/2026`, or type `/pulse pause` alone to choose it."
)
_RANKING = (
    "That question asks what matters most, and such a question has no trend: each time stands by "
    "itself. `/pulse digest` shows the last digest, and what most people chose stands there or in "
    "its thread."
)
_TROUBLE = "Sorry, we cannot look that up just now. Please try again in a few minutes."


def draw(*, admin: bool = False) -> Drawn:
    """The commands there are, for admins those too that are theirs alone."""
    texts = [_LIST, *([_OF_ADMINS] if admin else [])]
    return Drawn(text="\n\n".join(texts), blocks=[*map(section, texts)])


def unknown() -> Drawn:
    """A kind word for anything else, and then the commands there are."""
    return Drawn(text=f"{_UNKNOWN}\n\n{_LIST}", blocks=[section(_UNKNOWN), section(_LIST)])


def trouble() -> Drawn:
    """Says that trying again is worthwhile."""
    return Drawn(text=_TROUBLE, blocks=[section(_TROUBLE)])


def no_such_day() -> Drawn:
    """Says how a day is typed."""
    return Drawn(text=_NO_DAY, blocks=[section(_NO_DAY)])


def passed() -> Drawn:
    """Says that a break cannot end on a day that has begun."""
    return Drawn(text=PASSED, blocks=[section(PASSED)])


def nothing_to_read() -> Drawn:
    """Says that there is no digest for this person."""
    return Drawn(text=_NOTHING, blocks=[section(_NOTHING)])


def no_such_trend(themes: Sequence[str], *, ranks: bool) -> Drawn:
    """Says which trends there are for this person.

    Args:
        themes: the names of the themes that have one.
        ranks: whether they asked for the trend of a ranking.
    """
    if not themes and not ranks:
        return nothing_to_read()
    listed = [f"`/pulse trend {escaped(theme.casefold())}`" for theme in themes[:_MOST_THEMES]]
    said = _RANKING if ranks else "We have no trend of that name. What you typed is not kept."
    texts = list(paragraphs([f"{said} There are these:" if listed else said, *listed]))
    return Drawn(text="\n".join(texts), blocks=[*map(section, texts)])
