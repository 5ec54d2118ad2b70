"""What people read after they pressed or sent something."""

from bot.slack.blocks.kit import View, escaped, linking, section, window
from bot.survey.messages import local
from bot.usecases.rounds import Paper
from storage.errors import BoxBroken, BoxLost, StorageError
from storage.model import CastOutcome


def thanks(support: str) -> View:
    """The same thanks for a first and for a repeated submission.

    Args:
        support: where to turn for support.
    """
    return window(
        "Thank you",
        section(
            "Thank you. Your answers are in the group totals now. "
            "If you sent them more than once, the first ones count."
        ),
        linking(f"*If things are hard right now*\n{escaped(support)}"),
    )


def declined(paper: Paper) -> View:
    """What [Not this week] answers."""
    return window(
        "Not this week",
        section(
            "That is fine. We will not remind you about these questions. If you change your mind, "
            f"*Answer* works until {local(paper.closes, paper.zone)}."
        ),
    )


def refused(outcome: CastOutcome) -> View:
    """The kind word for a round that is closed, or that did not ask this person."""
    if outcome is CastOutcome.CLOSED:
        return window(
            "These have closed",
            section(
                "These questions have closed, so no more answers are counted. "
                "Thank you for wanting to answer."
            ),
        )
    return window(
        "Not on this list",
        section(
            "These questions went to a list of people that was made when they opened, and you are "
            "not on it, so nothing was counted. This can happen if you have just joined or moved "
            "team. If you think that you should be asked, please tell the people who run Staff "
            "Pulse where you work."
        ),
    )


def failed(error: StorageError) -> View:
    """What people read when something could not be kept, or can never be read."""
    return _lost() if isinstance(error, BoxLost | BoxBroken) else not_recorded()


def not_recorded() -> View:
    """Says that trying again is safe."""
    return window(
        "Not recorded",
        section(
            "Sorry, that was not recorded. Something went wrong on our side, not yours. Please "
            "close this, press the button again and try once more. Nobody is counted twice."
        ),
    )


def out_of_date() -> View:
    """What a button answers that nothing belongs to any more."""
    return window(
        "Out of date",
        section(
            "This button no longer works. Everything that you can do is on the Home tab, and in "
            "our newest message to you."
        ),
    )


def _lost() -> View:
    return window(
        "Sorry",
        section(
            "Sorry, the answers to these questions can no longer be read, by us or by anyone: the "
            "place where they were counted is damaged. So we cannot take yours. Thank you for "
            "wanting to answer."
        ),
    )
