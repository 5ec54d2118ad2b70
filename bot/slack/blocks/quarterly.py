"""What whoever asks for the quarterly report reads at once."""

from bot.slack.blocks.kit import Block, Drawn, View, button, section, window
from bot.usecases.quarterlies import Reply

ASK = "quarterly-report"
TITLE = "Quarterly report"

_SAID = {
    Reply.COMING: "We are making it; it comes as a direct message in a minute, to you alone.",
    Reply.NOT_LEADING: (
        "The quarterly report is for members of the leadership channel, so none was made. "
        "Everything in it stands in the digests, which `/pulse digest` shows to whoever is asked."
    ),
    Reply.NOTHING_YET: (
        "There is nothing to report yet: the report is made from digests, and the first one has "
        "not been posted."
    ),
}
_TROUBLE = "Sorry, we cannot make it just now. Please ask again in a few minutes."


def asks(round_id: str) -> Block:
    """The button below a round's digest."""
    return button(TITLE, ASK, value=round_id)


def answer(reply: Reply) -> Drawn:
    """What a command answers."""
    return Drawn(text=_SAID[reply], blocks=[section(_SAID[reply])])


def opened(reply: Reply) -> View:
    """What the button answers."""
    return window(TITLE, section(_SAID[reply]))


def trouble() -> View:
    """What the button answers while something cannot be looked up."""
    return window(TITLE, section(_TROUBLE))
