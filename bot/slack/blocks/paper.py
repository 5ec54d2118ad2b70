"""The window with the questions of a round."""

from bot.slack.blocks import promise
from bot.slack.blocks.kit import TITLE, Block, View, context, escaped, header, plain
from bot.survey.messages import local
from bot.usecases.rounds import Paper
from questions.model import DOES_NOT_APPLY, Question

ANSWERS = "answers"
PREVIEW = "preview"
CHOICE = "choice"


def draw(paper: Paper) -> View:
    """The questions within the promise, nothing chosen and anything to be skipped.

    The promise is long for a phone every week, so that only what it says of answers comes first.
    """
    closes = local(paper.closes, paper.zone)
    return {
        "type": "modal",
        "callback_id": ANSWERS,
        "private_metadata": paper.round,
        "title": plain(TITLE),
        "submit": plain("Send"),
        "close": plain("Not now"),
        "blocks": [
            promise.above(paper.threshold),
            header(paper.pulse_name),
            *(_ask(question) for question in paper.questions),
            promise.below(paper.threshold),
            context(
                f"You can skip any question. Open until {closes}. "
                f"Questions about this? {escaped(paper.contact)}"
            ),
        ],
    }


def preview(paper: Paper) -> View:
    """The same as people will see it, marked as a preview; nothing of it is read when it is sent.

    Slack shows no choices without a button that sends them.
    """
    drawn = draw(paper)
    marked = context(
        "*This is a preview.* People will see what stands below. Nothing that is chosen here is "
        "counted or kept."
    )
    return drawn | {
        "callback_id": PREVIEW,
        "title": plain("Preview"),
        "submit": plain("Done"),
        "close": plain("Close"),
        "blocks": [marked, *drawn["blocks"]],
    }


def _ask(question: Question) -> Block:
    options = [(option.label, option.id) for option in question.scale.options]
    return {
        "type": "input",
        "block_id": question.id,
        "optional": True,
        "label": plain(question.wording),
        "element": {
            "type": "radio_buttons",
            "action_id": CHOICE,
            "options": [
                {"text": plain(label), "value": value}
                for label, value in [*options, ("Does not apply", DOES_NOT_APPLY)]
            ],
        },
    }
