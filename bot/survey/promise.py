"""The promise that people read before they first answer; nothing in the program makes it untrue."""

import re

_OF_TOTALS = "Of your answers we keep only group totals, shown for at least {threshold} people."

_PARAGRAPHS = (
    "Your manager, the bot's admins, and anyone who takes a copy of our database cannot see what "
    f"you answered. {_OF_TOTALS} If nearly everyone in a group says the same, others may guess.",
    "Nothing we send depends on whether you answered. Until the round closes, whoever runs the "
    "server could work out your answer by copying its files and key or changing the program. "
    "Slack carries your answer like any other message.",
    "You cannot take an answer back once sent, because we cannot find it.",
)


def paragraphs(threshold: int) -> tuple[str, ...]:
    """The promise in short paragraphs, which joined with spaces are its whole text.

    Args:
        threshold: the fewest people for whom anything is shown.
    """
    return tuple(paragraph.format(threshold=threshold) for paragraph in _PARAGRAPHS)


def sentences(threshold: int) -> tuple[str, ...]:
    """The promise sentence by sentence."""
    return tuple(re.split(r"(?<=[.]) ", " ".join(paragraphs(threshold))))


def of_totals(threshold: int) -> str:
    """The promise's one sentence in which the threshold stands."""
    return _OF_TOTALS.format(threshold=threshold)
