"""What somebody reads who asked for what only admins can do."""

from bot.slack.blocks.kit import Drawn, View, section, window

_TEXT = (
    "This is for the admins of Staff Pulse, and you are not one of them, so nothing was done or "
    "changed. If you think that you should be, please ask the people who run Staff Pulse where you "
    "work."
)


def opened() -> View:
    """What a button or a window answers."""
    return window("For admins", section(_TEXT))


def answer() -> Drawn:
    """What a command answers."""
    return Drawn(text=_TEXT, blocks=[section(_TEXT)])
