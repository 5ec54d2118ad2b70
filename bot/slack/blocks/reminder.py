"""The one reminder, the same for everyone asked."""

from bot.slack.blocks.invitation import ANSWER
from bot.slack.blocks.kit import Drawn, actions, button, escaped, section
from bot.slack.blocks.promise import how_anonymous
from bot.survey.messages import Reminder, local


def draw(reminder: Reminder) -> Drawn:
    """When it closes; nothing in it depends on who has answered."""
    text = (
        f"*{escaped(reminder.pulse_name)}* closes on "
        f"*{local(reminder.closes, reminder.zone)}*. If you have answered, thank you. "
        f"If you would still like to, there is time.\n"
        f"Everyone gets this reminder, once: we do not look at who has answered."
    )
    return Drawn(
        text=text,
        blocks=[
            section(text),
            actions(
                button("Answer", ANSWER, value=reminder.round, primary=True),
                how_anonymous(reminder.round, reminder.threshold),
            ),
        ],
    )
