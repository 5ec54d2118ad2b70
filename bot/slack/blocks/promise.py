"""The promise as people read it in chat."""

from bot.slack.blocks.kit import Block, View, escaped, section, window
from bot.survey.promise import paragraphs


def above(threshold: int) -> Block:
    """What stands above the questions: the promise's first paragraph, under a short heading."""
    return section(f"*Our promise*\n{paragraphs(threshold)[0]}")


def below(threshold: int) -> Block:
    """The rest of the promise, which stands between the questions and the button that sends."""
    return section("*Before you send*\n" + "\n\n".join(paragraphs(threshold)[1:]))


def draw(threshold: int, contact: str | None) -> View:
    """The window that [How this stays anonymous] opens: the promise, and whom to ask.

    Args:
        threshold: the fewest people for whom anything is shown.
        contact: whom to ask; None where the round is closed.
    """
    whom = escaped(contact) if contact else "The people who run Staff Pulse where you work."
    return window(
        "How it stays anonymous",
        section("*Our promise*\n" + "\n\n".join(paragraphs(threshold))),
        section(
            "*Your choice*\nYou can skip any question, or not answer at all. On the Home tab you "
            "can pause, or say that you never want to be asked."
        ),
        section(f"*Questions about this?*\n{whom}"),
    )
