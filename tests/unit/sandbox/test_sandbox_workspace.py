import asyncio

import pytest

from bot.sandbox import Guest, HandClock, Workspace, forms, replies
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Json, Message, View

FORM: Json = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Pulse"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "words",
            "label": {"type": "plain_text", "text": "In your words"},
            "element": {"type": "plain_text_input", "action_id": "pick", "max_length": 9},
        },
        {
            "type": "context",
            "block_id": "note",
            "elements": [
                {"type": "image", "image_url": "https://example.org/", "alt_text": "A lock"},
                {"type": "mrkdwn", "text": "Sealed"},
            ],
        },
    ],
}


@pytest.fixture
def workspace() -> Workspace:
    workspace = Workspace(HandClock())
    workspace.add_person("U1", guest=Guest.MULTI)
    workspace.add_channel("C1", name="leadership", members=["U1"])
    return workspace


@pytest.fixture
def shown(workspace: Workspace) -> View:
    return workspace.views.open("U1", FORM)


def test_timestamps_rise_although_the_clock_stands(workspace: Workspace) -> None:
    """Two messages of one instant have different timestamps, in order."""
    first, second = workspace.new_ts(), workspace.new_ts()
    assert first == "1795424400.000000"
    assert second == "1795424400.000001"


def test_a_view_can_be_read(shown: View) -> None:
    """The words of a view are its title, labels, texts and alt texts, in order."""
    assert shown.words.splitlines() == ["Pulse", "In your words", "A lock", "Sealed"]


def test_values_are_frozen_and_changed_in_their_place(workspace: Workspace) -> None:
    """People, channels and user groups are replaced by changed copies."""
    before = workspace.people["U1"]
    workspace.add_usergroup("S1", handle="north")
    workspace.change_person("U1", deleted=True)
    workspace.change_channel("C1", archived=True)
    workspace.change_usergroup("S1", members=("U1",))
    assert (before.deleted, workspace.people["U1"].deleted) == (False, True)
    assert workspace.channels["C1"].archived
    assert workspace.usergroups["S1"].members == ("U1",)


async def test_until_returns_when_its_condition_holds(workspace: Workspace) -> None:
    """until() waits over changes that do not matter and ends with the one that does."""
    waiting = asyncio.ensure_future(workspace.until(lambda: len(workspace.messages("C1")) == 2))
    for number in range(2):
        await asyncio.sleep(0)
        assert not waiting.done()
        workspace.post(Message(channel="C1", ts=workspace.new_ts(), user="U1", text=f"{number}"))
    await waiting
    await workspace.until(lambda: True)


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ({"response_action": "errors", "errors": {}}, "errors must name a block"),
        ({"response_action": "errors", "errors": {"note": "a"}}, "no input block note"),
        ({"response_action": "update"}, "missing required field: view"),
        ({"response_action": "replace"}, "unknown response_action: replace"),
        ({"text": "thanks"}, "unknown response_action: None"),
    ],
)
def test_a_reply_to_a_form_must_make_sense(
    workspace: Workspace, shown: View, reply: Json, reason: str
) -> None:
    """A reply that Slack could not show is refused and leaves the form as it was."""
    with pytest.raises(ApiError) as caught:
        replies.apply(workspace, "U1", shown.id, reply)
    assert reason in " ".join(caught.value.messages)
    assert workspace.views.top("U1") == shown


def test_a_reply_may_clear_everything(workspace: Workspace, shown: View) -> None:
    """response_action clear closes the whole stack."""
    workspace.views.push("U1", FORM)
    outcome = replies.apply(workspace, "U1", shown.id, {"response_action": "clear"})
    assert (outcome.accepted, workspace.views.stack("U1")) == (True, ())


def test_nothing_is_pushed_on_nothing(workspace: Workspace) -> None:
    """A push without an open modal finds none."""
    with pytest.raises(ApiError, match="not_found"):
        workspace.views.push("U1", FORM)


@pytest.mark.parametrize(
    ("kind", "answer", "held"),
    [
        ("plain_text_input", "fine", {"value": "fine"}),
        ("plain_text_input", None, {"value": None}),
        ("datetimepicker", "1795424400", {"selected_date_time": 1795424400}),
        ("timepicker", "09:00", {"selected_time": "09:00"}),
        ("multi_users_select", "U1", {"selected_users": ["U1"]}),
        ("multi_users_select", None, {"selected_users": []}),
        ("conversations_select", "C1", {"selected_conversation": "C1"}),
    ],
)
def test_each_input_keeps_its_own_state(kind: str, answer: forms.Answer, held: Json) -> None:
    """An answer is kept under the field that Slack uses for the type of input."""
    assert forms.state_of({"type": kind}, answer) == {"type": kind, **held}


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("datepicker", "2026-02-30"),
        ("datepicker", "tomorrow"),
        ("timepicker", "25:00"),
        ("datetimepicker", "soon"),
        ("datetimepicker", "9" * 5000),
    ],
)
def test_a_day_that_is_not_in_the_calendar_cannot_be_picked(kind: str, answer: str) -> None:
    """Dates and times are ones that a person could have clicked."""
    with pytest.raises(LookupError, match=f"in a {kind}"):
        forms.state_of({"type": kind}, answer)


def test_an_option_is_found_in_groups() -> None:
    """A menu with groups of options takes a value out of any of them."""
    north = {"text": {"type": "plain_text", "text": "North"}, "value": "north"}
    group = {"label": {"type": "plain_text", "text": "Area"}, "options": [north]}
    menu = {"type": "static_select", "option_groups": [group]}
    assert forms.state_of(menu, "north")["selected_option"] == north


@pytest.mark.parametrize(
    ("kind", "answer", "says"),
    [
        ("number_input", "4", ""),
        ("number_input", "four", "This entry must be a number."),
        ("number_input", "4.5", "This entry must be a whole number."),
        ("number_input", "0", "This entry must be at least 1."),
        ("number_input", "10", "This entry must be at most 9."),
        ("email_text_input", "asha@example.org", ""),
        ("email_text_input", "asha", "This entry must be an email address."),
        ("url_text_input", "https://example.org/", ""),
        ("url_text_input", "example", "This entry must be a web address."),
    ],
)
def test_typed_inputs_take_what_they_are_for(kind: str, answer: str, says: str) -> None:
    """A number, an address and a web address are looked at before they are sent."""
    element = {"type": kind, "action_id": "pick"}
    if kind == "number_input":
        element |= {"is_decimal_allowed": False, "min_value": "1", "max_value": "9"}
    block = {"type": "input", "block_id": "typed", "element": element}
    values = forms.filled([block], forms.initial_values([block]), {"typed": answer})
    assert forms.complaints([block], values) == ({"typed": says} if says else {})


def test_a_selection_keeps_to_its_most() -> None:
    """More choices than max_selected_items are sent back to the person."""
    element = {"type": "multi_users_select", "action_id": "pick", "max_selected_items": 1}
    block = {"type": "input", "block_id": "whom", "element": element}
    values = forms.filled([block], forms.initial_values([block]), {"whom": ["U1", "U2"]})
    assert forms.complaints([block], values) == {"whom": "Choose at most 1."}
