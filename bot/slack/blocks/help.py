"""What `/pulse` can be asked."""

from collections.abc import Sequence

from bot.slack.blocks.kit import Drawn, escaped, paragraphs, section

_LIST = (
    "*What you can type*\n"
    "`/pulse digest` shows the last digest.\n"
    "`/pulse trend workload` shows how a theme has moved, round by round; any theme will do.\n"
    "`/pulse report` brings the quarterly report to members of the leadership channel.\n"
    "`/pulse privacy` shows how your answers stay anonymous, and whom to ask.\n"
    "`/pulse help` shows this list.\n\n"
    "Only you see what comes back. To pause, or to see what we hold about you, open Staff Pulse "
    "under Apps and choose Home."
)
_MOST_THEMES = 20
_UNKNOWN = "Sorry, that is not something we know. What you typed is not kept."
_NOTHING = (
    "There is no digest for you to read yet. You find one here once you are among those who are "
    "asked, and the first questions have closed."
)
_RANKING = (
    "That question asks what matters most, and such a question has no trend: each time stands by "
    "itself. `/pulse digest` shows the last digest, and what most people chose stands there or in "
    "its thread."
)
_TROUBLE = "Sorry, we cannot look that up just now. Please try again in a few minutes."


def draw() -> Drawn:
    """The commands there are."""
    return Drawn(text=_LIST, blocks=[section(_LIST)])


def unknown() -> Drawn:
    """A kind word for anything else, and then the commands there are."""
    return Drawn(text=f"{_UNKNOWN}\n\n{_LIST}", blocks=[section(_UNKNOWN), section(_LIST)])


def trouble() -> Drawn:
    """Says that trying again is worthwhile."""
    return Drawn(text=_TROUBLE, blocks=[section(_TROUBLE)])


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
