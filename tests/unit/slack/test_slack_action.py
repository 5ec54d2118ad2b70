import json
from datetime import UTC, date, datetime

import pytest

from bot.sandbox import block_kit
from bot.slack.blocks import action_form, message
from bot.slack.blocks.kit import View
from bot.survey.actions import NOT_AGAIN, Finding
from bot.survey.messages import ActionDue, ActionRecorded, ActionReviewed, from_body, to_body
from bot.usecases.actions import Form, Refusal, Review
from questions.model import MOST_OPTIONS
from storage.model import Action, ActionState

LABELS = [f'"{number}{"&" * 74}"' for number in range(MOST_OPTIONS - 1)]
LONGEST = "&" * 200
NAME = "&" * 75
TODAY = date(2027, 9, 22)


def a_finding(number: int = 0) -> Finding:
    """A question with the longest wording, options and figure that there can be."""
    return Finding(
        question=f"{'q' * 57}-{number:02}",
        version="v1",
        day=TODAY,
        theme_name=NAME,
        wording="<" * 150,
        favourable=f"{', '.join(LABELS[:-1])} or {LABELS[-1]}",
        text="12,345 of 23,456 people, which is 52.6%",
        shown=True,
    )


def an_action(**changes: object) -> Action:
    usual = {
        "id": "0123456789abcdef",
        "round": f"{'w' * 60}-2026-11-24-1000",
        "finding": a_finding().question,
        "what": LONGEST,
        "owner": f"U{'0' * 20}",
        "recorded": datetime(2026, 11, 30, 10, tzinfo=UTC),
        "review": TODAY,
    }
    return Action.model_validate(usual | changes)


def an_outcome(state: ActionState) -> ActionReviewed:
    finding = a_finding()
    return ActionReviewed(
        pulse_name=NAME,
        finding=finding,
        figures=(finding.told, finding.told, NOT_AGAIN),
        planned=LONGEST,
        state=state,
        what="<" * 200,
        owner="U1" if state is ActionState.CHANGED else None,
        review=TODAY,
        reason=LONGEST,
        asks="0123456789abcdef 9999",
    )


MESSAGES = [
    ActionRecorded(
        pulse_name=NAME, finding=a_finding(), what=LONGEST, owner="U1", review=TODAY, asks="a 0"
    ),
    ActionDue(
        pulse_name=NAME, finding=a_finding(), what=LONGEST, owner="U1", review=TODAY, asks="a 0"
    ),
    *(an_outcome(state) for state in (ActionState.CHANGED, ActionState.DONE, ActionState.DROPPED)),
]


@pytest.mark.parametrize("owed", MESSAGES, ids=lambda one: f"{one.kind}-{one.__class__.__name__}")
def test_the_longest_messages_are_what_slack_takes(
    owed: ActionRecorded | ActionDue | ActionReviewed,
) -> None:
    """At 200 characters that all grow as they travel, and the longest question, each fits."""
    drawn = message.draw(owed)
    block_kit.message(text=drawn.text, blocks=drawn.blocks, metadata=None)
    assert from_body(to_body(owed)) == owed


def a_form() -> View:
    findings = tuple(a_finding(number) for number in range(20))
    filling = Form(round=an_action().round, action="0" * 16, findings=findings, review=TODAY)
    return action_form.record(filling)


def a_review(*, owner_left: bool = False) -> View:
    finding = a_finding()
    return action_form.review(
        Review(
            action=an_action(),
            finding=finding,
            figures=(finding.told, finding.told, NOT_AGAIN),
            owner_left=owner_left,
            review=TODAY,
        )
    )


@pytest.mark.parametrize(
    "view",
    [
        a_form(),
        a_review(),
        a_review(owner_left=True),
        action_form.recorded(),
        action_form.answered(),
        action_form.trouble(),
        *map(action_form.refused, Refusal),
    ],
    ids=lambda view: view["title"]["text"],
)
def test_the_longest_windows_are_what_slack_takes(view: View) -> None:
    """Twenty findings, the longest words: each window fits."""
    block_kit.view(view, "modal")


def test_what_is_shown_of_words_is_no_link_and_no_mention() -> None:
    """Whatever stands in the words of leadership, addresses and names stay as they were typed."""
    what = "<!here> see https://x.example #general"
    owed = MESSAGES[0].model_copy(update={"what": what})
    [block] = [one for one in message.draw(owed).blocks if "https" in json.dumps(one)]
    assert block["text"]["verbatim"]
    assert "&lt;!here&gt; see https://x.example #general" in block["text"]["text"]


def test_only_the_owner_is_mentioned() -> None:
    """An action that has ended names nobody."""
    assert message.draw(MESSAGES[0]).text.count("<@") == 1
    assert "<@" not in message.draw(an_outcome(ActionState.DONE)).text


def test_no_words_stand_in_an_id() -> None:
    """Block and action ids say what is filled in, never what was."""
    for block in (*a_form()["blocks"], *a_review()["blocks"]):
        if block["type"] == "input":
            assert block["element"]["action_id"] == block["block_id"]
            assert block["block_id"] in {"finding", "what", "owner", "review", "outcome", "reason"}


def test_a_question_that_is_too_long_for_a_menu_is_cut() -> None:
    """What fits is whole; of the rest the beginning stands, with a sign that there is more."""
    [finding, *_] = a_form()["blocks"][1]["element"]["options"]
    assert finding["text"]["text"] == "<" * 74 + "…"
    assert finding["value"] == a_finding().question
