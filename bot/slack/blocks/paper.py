"""The window with the questions of a round."""

from collections.abc import Sequence

from bot.slack.blocks import promise
from bot.slack.blocks.kit import TITLE, Block, View, context, escaped, header, plain
from bot.survey.messages import local
from bot.usecases.rounds import Paper
from questions.model import DOES_NOT_APPLY, Question
from storage.model import Answers

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


def too_many(paper: Paper, answers: Answers) -> dict[str, str]:
    """For each ranking of which too many options are ticked, what stands below it; or nothing.

    Slack's checkboxes know no maximum: https://docs.slack.dev/reference/block-kit/block-elements
    """
    return {
        question.id: (
            f"You have ticked {len(chosen)}. Please keep the {question.choose} that matter most to "
            f"you, then send again. Nothing has been counted yet."
        )
        for question in paper.questions
        if question.choose and len(chosen := answers.get(question.id, ())) > question.choose
    }


def _ask(question: Question) -> Block:
    options = [(option.label, option.id) for option in question.scale.options]
    if question.choose is None:
        return _field(question, "radio_buttons", [*options, ("Does not apply", DOES_NOT_APPLY)])
    hint = f"Tick up to {question.choose}. If none of these fits, tick nothing."
    return _field(question, "checkboxes", options) | {"hint": plain(hint)}


def _field(question: Question, kind: str, options: Sequence[tuple[str, str]]) -> Block:
    return {
        "type": "input",
        "block_id": question.id,
        "optional": True,
        "label": plain(question.wording),
        "element": {
            "type": kind,
            "action_id": CHOICE,
            "options": [{"text": plain(label), "value": value} for label, value in options],
        },
    }
