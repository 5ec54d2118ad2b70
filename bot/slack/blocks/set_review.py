"""The windows in which a question set is tried, and published."""

from collections.abc import Iterator

from bot.slack.blocks import outcome, paper
from bot.slack.blocks.kit import (
    Block,
    View,
    actions,
    button,
    escaped,
    form,
    paragraphs,
    section,
    window,
)
from bot.slack.carried import Carried
from bot.survey.messages import local
from bot.usecases.rounds import Paper
from bot.usecases.set_reviews import Effect, Review

PUBLISHING = "publish-form"
TRYING = "trial"
OTHER_ROUND = "other-round"

_TITLE = "Publish"
_MOVED = (
    "*This set was changed on the command line since the draft was begun.* Publishing puts the "
    "draft in its place, and undoes what was changed there: see below. To keep that, discard the "
    "draft and begin again."
)


def publish(review: Review, notice: str = "") -> View:
    """What publishing changes, and from when on; nothing to send where something is lacking.

    Args:
        review: what it would change.
        notice: what is to be said first.
    """
    if review.lacks:
        return window(
            "Not ready yet", *(section(f"*Still to do:* {said}") for said in review.lacks)
        )
    editing = review.editing
    carried = Carried(set=editing.draft.id, stamp=editing.stamp)
    return form(
        _TITLE,
        *([section(f"*{escaped(notice)}*")] if notice else []),
        section(f"*{escaped(editing.draft.title)}*"),
        *([section(_MOVED)] if editing.moved else []),
        *_changes(review),
        section("\n".join(_effects(review.effects))),
        sends=_TITLE,
        callback_id=PUBLISHING,
        carries=carried.model_dump_json(),
    )


def published(review: Review) -> View:
    """Says that a set is published, and from when on it is asked."""
    return window(
        "Published",
        section(f"*{escaped(review.editing.draft.title)}* is published."),
        section("\n".join(_effects(review.effects))),
    )


def trial(tried: Paper, set_id: str, number: int) -> View:
    """The paper of a round as practitioners would see it, marked as a trial.

    Args:
        tried: the paper.
        set_id: the set that it is of.
        number: how many rounds lie before it.
    """
    seen = paper.draw(tried)
    marked = section(
        "*This is a trial.* Below it looks as practitioners see it. What you choose is counted "
        "nowhere and kept nowhere."
    )
    turns = actions(
        *([button("The round before", OTHER_ROUND, value=str(number - 1))] if number else []),
    )
    after = actions(button("The round after", OTHER_ROUND, value=str(number + 1)))
    return seen | {
        "callback_id": TRYING,
        "private_metadata": Carried(set=set_id, round=number).model_dump_json(),
        "blocks": [marked, *([turns] if number else []), after, *seen["blocks"]],
    }


def tried(support: str) -> View:
    """The thanks of a trial, as practitioners would read it."""
    thanks = outcome.thanks(support)
    marked = section("*This was a trial.* Nothing was counted or kept. People then read:")
    return thanks | {"blocks": [marked, *thanks["blocks"]]}


def _changes(review: Review) -> Iterator[Block]:
    if review.editing.before is None:
        yield section("This set is published for the first time, so all of it is new.")
    if not review.changes:
        yield section(
            "No question is new, changed or retired, so every trend goes on as it is."
            if review.editing.revision
            else "Nothing is changed."
        )
    lines = [
        line
        for change in review.changes
        for line in (f"*{escaped(change.said)}*", *(f"• {escaped(one)}" for one in change.wordings))
    ]
    if lines:
        yield from map(section, paragraphs(lines))


def _effects(effects: tuple[Effect, ...]) -> Iterator[str]:
    if not effects:
        yield ("No pulse asks this set yet. Once it is published, it can be chosen for a pulse.")
    for effect in effects:
        name = escaped(effect.pulse_name)
        if effect.opens is None:
            yield f"*{name}* has no further round planned; whenever it has, it asks this set."
        else:
            yield f"*{name}* asks it from the round of {local(effect.opens, effect.zone)} on."
    if effects:
        yield "A round that is open now goes on with the questions that it has."
