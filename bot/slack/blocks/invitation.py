"""The direct message that asks."""

from math import ceil

from bot.slack.blocks.kit import Drawn, actions, button, escaped, section
from bot.slack.blocks.promise import how_anonymous
from bot.survey.messages import Invitation, local

ANSWER = "answer"
NOT_THIS_WEEK = "not-this-week"

_SECONDS_A_QUESTION = 12
_HALFWAY = (
    "Half-way we tell, once, about how many of everyone and of the larger groups have answered: "
    "of 50 people or more, to the nearest 10%."
)


def draw(invitation: Invitation) -> Drawn:
    """What it is, how long it takes, when it closes, and the three things to press."""
    name = escaped(invitation.pulse_name)
    asked = (
        f"Hello, here is *{name}*: {_how_many(invitation.questions)} about your work, "
        f"{_how_long(invitation.questions)}. Skip any of them, or all."
    )
    kept = (
        f"Your manager cannot see what you answer. We keep only group totals, shown for at least "
        f"{invitation.threshold} people."
    )
    if invitation.midway:
        kept = f"{kept} {_HALFWAY}"
    closes = f"Open until *{local(invitation.closes, invitation.zone)}*."
    return Drawn(
        text=f"{asked} {kept} {closes}",
        blocks=[
            section(asked),
            section(f"{kept}\n{closes}"),
            actions(
                button("Answer", ANSWER, value=invitation.round, primary=True),
                button("Not this week", NOT_THIS_WEEK, value=invitation.round),
                how_anonymous(invitation.round, invitation.threshold),
            ),
        ],
    )


def _how_many(questions: int) -> str:
    return "one short question" if questions == 1 else f"{questions} short questions"


def _how_long(questions: int) -> str:
    seconds = questions * _SECONDS_A_QUESTION
    return "less than a minute" if seconds <= 60 else f"about {ceil(seconds / 60)} minutes"  # noqa: PLR2004
