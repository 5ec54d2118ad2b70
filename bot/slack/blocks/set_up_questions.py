"""The step that names a pulse and chooses its questions."""

from bot.slack.blocks import set_up
from bot.slack.blocks.kit import Block, View, chosen, field, plain, short, typed
from bot.survey.rotation import ask
from bot.usecases.filling import NAME, QUESTION_SET
from bot.usecases.windows import Window
from questions.model import QuestionSet


def draw(shown: Window) -> View:
    """What the pulse is called, what it asks, and the questions of what was chosen."""
    plan = shown.plan
    options = {one.id: _option(one) for one in shown.sets}
    own = plan.question_set.id if plan.question_set else None
    menu: Block = {"type": "static_select", "placeholder": plain("Choose a question set")}
    return set_up.step(
        shown,
        field(
            NAME,
            "What is it called?",
            typed(plan.name, most=75, example="Weekly pulse"),
            hint="Everyone who is asked reads this name.",
            needed=True,
        ),
        field(QUESTION_SET, "What does it ask?", menu | chosen(options, own), needed=True)
        | {"dispatch_action": True},
        *set_up.read(shown.preview.said),
    )


def _option(one: QuestionSet) -> Block:
    asked, all_ = len(ask(one, ())), len(one.in_use)
    said = f"all {all_} questions" if asked == all_ else f"{asked} of {all_} questions a round"
    return {"text": plain(short(one.title)), "description": plain(said), "value": one.id}
