"""The step that names a pulse and chooses its questions."""

from bot.slack.blocks import set_up
from bot.slack.blocks.kit import Block, View, at_once, field, menu, option, typing
from bot.survey.rotation import ask
from bot.usecases.filling import NAME, QUESTION_SET
from bot.usecases.windows import Window
from questions.model import QuestionSet


def draw(shown: Window) -> View:
    """What the pulse is called, what it asks, and the questions of what was chosen."""
    plan = shown.plan
    own = plan.question_set.id if plan.question_set else None
    sets = menu(*map(_option, shown.sets), chosen=own, asks="Choose a question set")
    return set_up.step(
        shown,
        field(
            NAME,
            "What is it called?",
            typing(words=plan.name, longest=75, example="Weekly pulse"),
            hint="Everyone who is asked reads this name.",
            needed=True,
        ),
        at_once(field(QUESTION_SET, "What does it ask?", sets, needed=True)),
        *set_up.read(shown.preview.said),
    )


def _option(one: QuestionSet) -> Block:
    asked, all_ = len(ask(one, ())), len(one.in_use)
    said = f"all {all_} questions" if asked == all_ else f"{asked} of {all_} questions a round"
    return option(one.title, one.id, said=said)
