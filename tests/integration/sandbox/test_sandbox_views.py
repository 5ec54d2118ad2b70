import asyncio
from collections.abc import Awaitable, Callable

import pytest
from slack_bolt.adapter.socket_mode.websockets import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import TROUBLE, HandClock, Person, Sandbox, View
from bot.sandbox.records import Json


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def options(*values: str) -> list[Json]:
    return [{"text": plain(value.title()), "value": value} for value in values]


def ask(block_id: str, kind: str, **more: object) -> Json:
    element = {"type": kind, "action_id": "pick", **more.pop("element", {})}
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(block_id),
        "element": element,
        "optional": True,
        **more,
    }


OFTEN = {"options": options("never", "often", "always")}
NOTE = {
    "type": "section",
    "block_id": "note",
    "text": {"type": "mrkdwn", "text": "Nobody sees it."},
}
MORE = {
    "type": "actions",
    "block_id": "more",
    "elements": [{"type": "button", "action_id": "more", "text": plain("More")}],
}
FORM = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("Pulse"),
    "submit": plain("Send"),
    "private_metadata": "round-1",
    "blocks": [
        NOTE,
        ask("workload", "radio_buttons", element=OFTEN),
        ask("stress", "radio_buttons", element=OFTEN),
        ask("days", "checkboxes", element={"options": options("mon", "tue")}),
        ask("team", "static_select", element=OFTEN),
        ask("teams", "multi_static_select", element=OFTEN),
        ask("words", "plain_text_input"),
        ask("until", "datepicker"),
        ask("whom", "users_select"),
        MORE,
    ],
}
THANKS = {"type": "modal", "title": plain("Thank you"), "blocks": [NOTE]}
START = {
    "type": "actions",
    "elements": [{"type": "button", "action_id": "start", "text": plain("Answer")}],
}


class Desk:
    """What the bot replies to a form, and what it was sent."""

    def __init__(self) -> None:
        self.form = FORM
        self.reply = {}
        self.submitted = []
        self.closed = []


@pytest.fixture
def desk(app: AsyncApp, link: AsyncSocketModeHandler) -> Desk:
    desk = Desk()

    @app.action("start")
    async def start(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=desk.form)
        await ack()

    @app.action("more")
    async def more(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await client.views_push(trigger_id=body["trigger_id"], view=desk.form)
        await ack()

    @app.view("form")
    async def submitted(ack: AsyncAck, body: Json) -> None:
        desk.submitted.append(body)
        await ack(**desk.reply)

    @app.view_closed("form")
    async def closed(ack: AsyncAck, body: Json) -> None:
        desk.closed.append(body)
        await ack()

    return desk


@pytest.fixture
async def asha(sandbox: Sandbox, client: AsyncWebClient) -> Person:
    await client.chat_postMessage(channel="U1", text="A pulse", blocks=[START])
    return sandbox.person("U1")


async def opened(person: Person) -> View:
    outcome = await person.press(person.direct_messages()[-1], "start")
    assert outcome.modal is not None
    return outcome.modal


async def test_a_form_is_sent_with_the_state_of_every_input(desk: Desk, asha: Person) -> None:
    """state.values holds each input, the untouched ones null or empty as in Slack."""
    modal = await opened(asha)
    assert (modal.title, modal.submit, modal.private_metadata) == ("Pulse", "Send", "round-1")
    outcome = await asha.submit({"stress": "often", "days": ["mon", "tue"], "until": "2026-12-01"})
    assert outcome.accepted
    (body,) = desk.submitted
    often = {"text": plain("Often"), "value": "often"}
    assert body["view"]["state"]["values"] == {
        "workload": {"pick": {"type": "radio_buttons", "selected_option": None}},
        "stress": {"pick": {"type": "radio_buttons", "selected_option": often}},
        "days": {"pick": {"type": "checkboxes", "selected_options": options("mon", "tue")}},
        "team": {"pick": {"type": "static_select", "selected_option": None}},
        "teams": {"pick": {"type": "multi_static_select", "selected_options": []}},
        "words": {"pick": {"type": "plain_text_input", "value": None}},
        "until": {"pick": {"type": "datepicker", "selected_date": "2026-12-01"}},
        "whom": {"pick": {"type": "users_select", "selected_user": None}},
    }
    assert body["type"] == "view_submission"
    assert body["view"]["id"] == body["view"]["root_view_id"] == modal.id
    assert body["view"]["previous_view_id"] is None
    assert body["view"]["app_installed_team_id"] == body["team"]["id"]


async def test_what_cannot_be_filled_in_is_a_mistake_of_the_caller(
    desk: Desk, asha: Person
) -> None:
    """Answers name an input block that is there and an option that it has."""
    await opened(asha)
    with pytest.raises(LookupError, match="workload"):
        await asha.submit({"nothing": "often"})
    with pytest.raises(LookupError, match="never, often, always"):
        await asha.submit({"stress": "sometimes"})
    with pytest.raises(LookupError, match="one value"):
        await asha.submit({"stress": ["often", "never"]})
    assert desk.submitted == []


async def test_slack_itself_asks_for_what_is_required(desk: Desk, asha: Person) -> None:
    """A required input left empty is shown to the person and not sent to the bot."""
    desk.form = FORM | {"blocks": [ask("stress", "radio_buttons", element=OFTEN, optional=False)]}
    await opened(asha)
    outcome = await asha.submit()
    assert not outcome.accepted
    assert list(outcome.errors) == ["stress"]
    assert desk.submitted == []
    assert (await asha.submit({"stress": "never"})).accepted


async def test_text_keeps_to_its_lengths(desk: Desk, asha: Person) -> None:
    """Slack holds a text to min_length and max_length before it sends it."""
    bounds = {"min_length": 2, "max_length": 4}
    desk.form = FORM | {"blocks": [ask("words", "plain_text_input", element=bounds)]}
    await opened(asha)
    assert list((await asha.submit({"words": "a"})).errors) == ["words"]
    assert list((await asha.submit({"words": "abcde"})).errors) == ["words"]
    assert (await asha.submit({"words": "abcd"})).accepted


async def test_an_initial_option_is_sent_unless_changed(desk: Desk, asha: Person) -> None:
    """An input that starts with an option is sent with it."""
    start = OFTEN | {"initial_option": OFTEN["options"][2]}
    desk.form = FORM | {"blocks": [ask("stress", "radio_buttons", element=start)]}
    await opened(asha)
    await asha.submit()
    state = desk.submitted[0]["view"]["state"]["values"]["stress"]["pick"]
    assert state["selected_option"]["value"] == "always"


async def test_an_empty_reply_closes_the_form(desk: Desk, asha: Person) -> None:
    """Acknowledging without a response_action closes the view."""
    await opened(asha)
    outcome = await asha.submit()
    assert (outcome.modal, asha.modals) == (None, ())


async def test_update_shows_another_view_in_the_same_place(desk: Desk, asha: Person) -> None:
    """response_action update keeps the view's id and gives it a new hash."""
    modal = await opened(asha)
    desk.reply = {"response_action": "update", "view": THANKS}
    outcome = await asha.submit()
    assert (outcome.modal.title, outcome.modal.id) == ("Thank you", modal.id)
    assert outcome.modal.hash != modal.hash
    assert "Nobody sees it." in outcome.modal.words
    with pytest.raises(LookupError, match="no submit"):
        await asha.submit()


async def test_the_same_form_can_be_sent_twice(desk: Desk, asha: Person) -> None:
    """A double click sends the same payload again, and its reply is honoured too."""
    await opened(asha)
    desk.reply = {"response_action": "update", "view": THANKS}
    first, second = await asha.submit(), await asha.submit_again()
    assert desk.submitted[0] == desk.submitted[1]
    assert first.modal.id == second.modal.id
    assert second.accepted


async def test_the_reply_to_a_form_that_is_gone_opens_nothing(desk: Desk, asha: Person) -> None:
    """A late reply about a closed view leaves the person with no modal."""
    await opened(asha)
    await asha.submit()
    desk.reply = {"response_action": "update", "view": THANKS}
    outcome = await asha.submit_again()
    assert (outcome.accepted, outcome.modal) == (True, None)


async def test_errors_are_shown_at_their_blocks(desk: Desk, asha: Person) -> None:
    """response_action errors keeps the form open with words at its blocks."""
    modal = await opened(asha)
    desk.reply = {"response_action": "errors", "errors": {"stress": "Please choose again."}}
    outcome = await asha.submit({"stress": "often"})
    assert not outcome.accepted
    assert outcome.errors == {"stress": "Please choose again."}
    assert asha.modal.id == modal.id
    chosen = asha.modal.values["stress"]["pick"]["selected_option"]["value"]
    assert chosen == "often"


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ({"response_action": "errors", "errors": {"other": "a"}}, "no input block other"),
        ({"response_action": "update", "view": {"type": "modal"}}, "missing required field"),
    ],
)
async def test_a_reply_that_cannot_be_shown_is_trouble(
    desk: Desk, asha: Person, reply: Json, reason: str
) -> None:
    """A wrong reply shows the person trouble, and says why to whoever mends the bot."""
    modal = await opened(asha)
    desk.reply = reply
    outcome = await asha.submit()
    assert outcome.trouble == TROUBLE
    assert reason in outcome.reason
    assert asha.modal.id == modal.id


async def test_push_lays_views_on_each_other_three_deep(desk: Desk, asha: Person) -> None:
    """A fourth view is refused; each knows the one before it and the first."""
    first = await opened(asha)
    desk.reply = {"response_action": "push", "view": FORM}
    second = (await asha.submit()).modal
    third = (await asha.submit()).modal
    assert (second.previous_id, second.root_id) == (first.id, first.id)
    assert (third.previous_id, third.root_id) == (second.id, first.id)
    outcome = await asha.submit()
    assert (outcome.trouble, outcome.reason) == (TROUBLE, "push_limit_reached")
    desk.reply = {}
    assert (await asha.submit()).modal.id == second.id
    desk.reply = {"response_action": "clear"}
    assert (await asha.submit()).modal is None


async def test_a_button_in_a_modal_can_push_a_view(desk: Desk, asha: Person) -> None:
    """views.push takes the trigger of something pressed in a modal."""
    first = await opened(asha)
    outcome = await asha.press_in_modal("more")
    assert outcome.modal.previous_id == first.id
    assert len(asha.modals) == 2


async def test_a_choice_in_a_modal_is_kept_and_told_when_asked(
    app: AsyncApp, desk: Desk, asha: Person
) -> None:
    """A menu outside an input tells the bot at once, an input only with dispatch_action."""
    seen = []

    @app.action("scope")
    async def take(ack: AsyncAck, body: Json) -> None:
        seen.append(body)
        await ack()

    menu = {"type": "static_select", "action_id": "scope", **OFTEN}
    quiet = ask("quiet", "radio_buttons", element=OFTEN)
    loud = ask("loud", "radio_buttons", dispatch_action=True, element=OFTEN)
    quiet["element"]["action_id"], loud["element"]["action_id"] = "other", "scope2"
    section = {**NOTE, "block_id": "menu", "accessory": menu}
    desk.form = FORM | {"blocks": [section, quiet, loud]}
    await opened(asha)
    await asha.press_in_modal("scope", "often")
    await asha.press_in_modal("other", "never")
    (body,) = seen
    assert body["container"] == {"type": "view", "view_id": asha.modal.id}
    assert body["actions"][0]["selected_option"]["value"] == "often"
    assert body["view"]["state"]["values"]["menu"]["scope"]["selected_option"]["value"] == "often"
    await asha.submit()
    values = desk.submitted[0]["view"]["state"]["values"]
    assert values["quiet"]["other"]["selected_option"]["value"] == "never"


async def test_closing_is_told_when_asked_for(desk: Desk, asha: Person) -> None:
    """view_closed comes for views with notify_on_close, and says whether all were cleared."""
    desk.form = FORM | {"notify_on_close": True}
    await opened(asha)
    await asha.press_in_modal("more")
    assert (await asha.close_modal()).modal is not None
    assert [body["is_cleared"] for body in desk.closed] == [False]
    await asha.press_in_modal("more")
    assert (await asha.close_modal(everything=True)).modal is None
    assert [body["is_cleared"] for body in desk.closed] == [False, True, True]


async def test_closing_is_not_told_otherwise(desk: Desk, asha: Person) -> None:
    """Without notify_on_close the bot does not hear that a view was closed."""
    await opened(asha)
    assert (await asha.close_modal()).accepted
    assert (desk.closed, asha.modal) == ([], None)


async def refusal(call: Awaitable[object]) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response["error"]


@pytest.fixture
async def trigger(
    app: AsyncApp, link: AsyncSocketModeHandler, asha: Person
) -> Callable[[], Awaitable[str]]:
    """A function that presses a button and returns the trigger_id that came with it."""
    got = []

    @app.action("start")
    async def start(ack: AsyncAck, body: Json) -> None:
        got.append(body["trigger_id"])
        await ack()

    async def press() -> str:
        await asha.press(asha.direct_messages()[-1], "start")
        return got[-1]

    return press


async def test_a_trigger_serves_three_seconds(
    clock: HandClock, client: AsyncWebClient, trigger: Callable[[], Awaitable[str]]
) -> None:
    """A trigger_id still opens a view after 3 seconds, and no longer after more."""
    in_time, too_late = await trigger(), await trigger()
    clock.advance(3)
    await client.views_open(trigger_id=in_time, view=FORM)
    clock.advance(0.001)
    late = client.views_open(trigger_id=too_late, view=FORM)
    assert await refusal(late) == "expired_trigger_id"


async def test_a_trigger_serves_once(
    client: AsyncWebClient, trigger: Callable[[], Awaitable[str]]
) -> None:
    """A trigger_id that has opened a view opens no second one, and a made-up one none."""
    trigger_id = await trigger()
    await client.views_open(trigger_id=trigger_id, view=FORM)
    again = client.views_open(trigger_id=trigger_id, view=FORM)
    assert await refusal(again) == "exchanged_trigger_id"
    made_up = client.views_open(trigger_id="1.2.3", view=FORM)
    assert await refusal(made_up) == "invalid_trigger_id"


async def test_a_refused_view_leaves_its_trigger_unused(
    client: AsyncWebClient, trigger: Callable[[], Awaitable[str]]
) -> None:
    """A view with a fault in it can be mended and opened with the same trigger_id."""
    trigger_id = await trigger()
    without_submit = {k: v for k, v in FORM.items() if k != "submit"}
    wrong = client.views_open(trigger_id=trigger_id, view=without_submit)
    assert await refusal(wrong) == "invalid_arguments"
    await client.views_open(trigger_id=trigger_id, view=FORM)


async def test_a_push_needs_a_trigger_from_a_modal(
    client: AsyncWebClient, trigger: Callable[[], Awaitable[str]]
) -> None:
    """The trigger of a message's button cannot push."""
    push = client.views_push(trigger_id=await trigger(), view=FORM)
    assert await refusal(push) == "invalid_trigger_id"


async def test_an_update_keeps_what_was_filled_in(
    client: AsyncWebClient, desk: Desk, asha: Person
) -> None:
    """views.update keeps the values of inputs whose ids stay, unless the hash is old."""
    modal = await opened(asha)
    desk.reply = {"response_action": "errors", "errors": {"stress": "Again."}}
    await asha.submit({"stress": "often", "workload": "never"})
    changed = FORM | {"blocks": [b for b in FORM["blocks"] if b["block_id"] != "workload"]}
    await client.views_update(view_id=modal.id, view=changed)
    assert asha.modal.values["stress"]["pick"]["selected_option"]["value"] == "often"
    assert "workload" not in asha.modal.values
    late = client.views_update(view_id=modal.id, view=FORM, hash=modal.hash)
    assert await refusal(late) == "hash_conflict"
    await asha.close_modal()
    gone = client.views_update(view_id=modal.id, view=FORM)
    assert await refusal(gone) == "not_found"


async def test_a_home_tab_is_opened_filled_and_pressed(
    sandbox: Sandbox, app: AsyncApp, link: AsyncSocketModeHandler, client: AsyncWebClient
) -> None:
    """Opening Home tells the bot, which publishes; buttons and dates there come as payloads."""
    seen = []
    blocks = [
        {
            "type": "actions",
            "block_id": "pause",
            "elements": [{"type": "datepicker", "action_id": "until"}],
        },
        {
            "type": "actions",
            "block_id": "never",
            "elements": [
                {
                    "type": "button",
                    "action_id": "ask",
                    "value": "no",
                    "text": plain("Never ask me"),
                },
                {"type": "button", "action_id": "other", "text": plain("Other")},
            ],
        },
    ]

    @app.event("app_home_opened")
    async def publish(event: Json, client: AsyncWebClient) -> None:
        seen.append(event)
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    @app.action({"block_id": "pause"})
    @app.action({"block_id": "never"})
    async def take(ack: AsyncAck, body: Json) -> None:
        seen.append(body)
        await ack()

    asha = sandbox.person("U1")
    with pytest.raises(LookupError, match="no Home tab"):
        await asha.press_in_home("until", "2026-12-24")
    await asha.open_home()
    async with asyncio.timeout(5):
        await sandbox.workspace.until(lambda: asha.home)
    await asha.press_in_home("until", "2026-12-24")
    await asha.press_in_home("ask", "no")
    event, dated, button = seen
    assert "view" not in event
    assert dated["container"]["type"] == "view"
    assert dated["actions"][0]["selected_date"] == "2026-12-24"
    assert dated["view"]["state"]["values"]["pause"]["until"]["selected_date"] == "2026-12-24"
    assert button["actions"][0]["value"] == "no"
    seen.clear()
    await asha.open_home()
    assert seen[0]["view"]["id"] == asha.home.id
