"""The promise as people read it in chat."""

from collections.abc import Sequence

from bot.slack.blocks import digest
from bot.slack.blocks.kit import Block, Drawn, View, button, escaped, section, window
from bot.survey.promise import paragraphs
from bot.survey.section import Section
from storage.model import LOWEST_THRESHOLD, Pulse

HOW_ANONYMOUS = "how-anonymous"
"""What the button calls itself that opens the promise."""

_WHOM = "The people who run Staff Pulse where you work."


def how_anonymous(round_id: str, threshold: int) -> Block:
    """The button that stands wherever answers are asked; it opens the promise of that round."""
    return button("How this stays anonymous", HOW_ANONYMOUS, value=f"{round_id} {threshold}")


def above(threshold: int) -> Block:
    """What stands above the questions: the promise's first paragraph, and where the rest is."""
    return section(
        f"*Our promise*\n{paragraphs(threshold)[0]}\n"
        f"_The rest of it stands below the questions, before you send._"
    )


def below(threshold: int) -> Block:
    """The rest of the promise, which stands between the questions and the button that sends."""
    return section("*Before you send*\n" + "\n\n".join(paragraphs(threshold)[1:]))


def draw(threshold: int, contact: str | None) -> View:
    """The window that [How this stays anonymous] opens: the promise, and whom to ask.

    Args:
        threshold: the fewest people for whom anything is shown.
        contact: whom to ask; None where the round is closed.
    """
    whom = escaped(contact) if contact else _WHOM
    return window(
        "How it stays anonymous",
        _whole(threshold),
        section(
            "*Your choice*\nYou can skip any question, or not answer at all. On the Home tab you "
            "can pause, or say that you never want to be asked."
        ),
        section(f"*Questions about this?*\n{whom}"),
    )


def answer(pulses: Sequence[Pulse]) -> Drawn:
    """What `/pulse privacy` says: the promise, with each pulse's threshold and whom to ask.

    Where thresholds differ, the promise names the lowest of them, which holds for every pulse.
    """
    promise = _whole(min((pulse.threshold for pulse in pulses), default=LOWEST_THRESHOLD))
    asked = tuple(
        f"{pulse.name}, shown for at least {pulse.threshold} people: {pulse.contact}"
        for pulse in pulses
    )
    whom = digest.thread((Section("Questions about this?", asked or (_WHOM,)),))
    return Drawn(text=f"{promise['text']['text']}\n\n{whom.text}", blocks=[promise, *whom.blocks])


def _whole(threshold: int) -> Block:
    return section("*Our promise*\n" + "\n\n".join(paragraphs(threshold)))
