"""The step that settles where the digest is read, for how many, and whom people turn to."""

from bot.slack.blocks import set_up
from bot.slack.blocks.kit import Block, View, field, plain, typing
from bot.usecases.filling import CONTACT, LEADERSHIP, STAFF, SUPPORT, THRESHOLD
from bot.usecases.windows import Window
from storage.model import HIGHEST_THRESHOLD, LOWEST_THRESHOLD


def draw(shown: Window) -> View:
    """Two channels, the threshold, and two lines for those who are asked."""
    plan = shown.plan
    return set_up.step(
        shown,
        field(
            LEADERSHIP,
            "Where does leadership read the digest?",
            _channel(plan.leadership),
            hint=(
                "Its members can record what they will do about it. The bot has to be in it, and "
                "so have you if it is private: Slack offers only channels that you can see."
            ),
            needed=True,
        ),
        field(
            STAFF,
            "Where do those who are asked read the same?",
            _channel(plan.staff),
            hint="The bot has to be in this one too.",
            needed=True,
        ),
        field(
            THRESHOLD,
            "For how many people, at least, is anything shown?",
            _number(plan.threshold),
            hint=f"{LOWEST_THRESHOLD} to {HIGHEST_THRESHOLD}; 8 is usual. The promise names it.",
            needed=True,
        ),
        field(
            SUPPORT,
            "Where can people turn for support?",
            typing(
                words=plan.support,
                longest=500,
                rows=True,
                example=(
                    "Your supervisor, or the employee helpline on 0800 000 000, day and night."
                ),
            ),
            hint="Read after answering.",
            needed=True,
        ),
        field(
            CONTACT,
            "Whom can people ask about the pulse?",
            typing(words=plan.contact, longest=150, example="Ask the principal social worker."),
            needed=True,
        ),
        *set_up.read(shown.preview.said),
    )


def _channel(channel: str | None) -> Block:
    menu: Block = {
        "type": "conversations_select",
        "placeholder": plain("Choose a channel"),
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    return menu | ({"initial_conversation": channel} if channel else {})


def _number(threshold: int) -> Block:
    return {
        "type": "number_input",
        "is_decimal_allowed": False,
        "min_value": str(LOWEST_THRESHOLD),
        "max_value": str(HIGHEST_THRESHOLD),
        "initial_value": str(threshold),
    }
