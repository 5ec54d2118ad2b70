"""What `/pulse` can be asked."""

from bot.slack.blocks.kit import Drawn, section

_LIST = (
    "*What you can type*\n"
    "`/pulse privacy` shows how your answers stay anonymous, and whom to ask.\n"
    "`/pulse help` shows this list.\n\n"
    "Only you see what comes back. To pause, or to see what we hold about you, open Staff Pulse "
    "under Apps and choose Home."
)
_UNKNOWN = "Sorry, that is not something we know. What you typed is not kept."
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
