"""What a person at the page can do."""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import TROUBLE, Sandbox
from bot.sandbox.page import HandError
from bot.sandbox.records import Json

Browser = Any
ByHand = Any
Connect = Callable[[], Awaitable[Browser]]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(action_id: str, value: str) -> Json:
    return {"type": "button", "action_id": action_id, "value": value, "text": plain(value)}


def actions(block_id: str, *elements: Json) -> Json:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


MENU = {
    "type": "static_select",
    "action_id": "where",
    "options": [{"text": plain(name), "value": name} for name in ("north", "south")],
}
MOMENT = {"type": "datetimepicker", "action_id": "when"}
FORM = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("Pulse"),
    "submit": plain("Send"),
    "blocks": [
        {
            "type": "input",
            "block_id": "words",
            "label": plain("In your words"),
            "element": {"type": "plain_text_input", "action_id": "pick"},
        },
        actions("more", button("deeper", "Deeper"), MENU, MOMENT),
    ],
}
BRINGING = FORM | {
    "blocks": [
        {
            "type": "input",
            "block_id": "set",
            "label": plain("Which file?"),
            "element": {
                "type": "file_input",
                "action_id": "pick",
                "filetypes": ["yaml"],
                "max_files": 1,
            },
        }
    ]
}
THANKS = {
    "type": "modal",
    "title": plain("Thanks"),
    "blocks": [{"type": "section", "text": plain("Sent.")}],
}


@pytest.fixture
def seen(app: AsyncApp) -> list[Json]:
    """What the bot was told; it opens, pushes and thanks as a bot does."""
    told: list[Json] = []

    @app.action("open")
    async def opened(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        told.append(body)
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)
        await ack()

    @app.action("deeper")
    async def pushed(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        told.append(body)
        await client.views_push(trigger_id=body["trigger_id"], view=THANKS)
        await ack()

    @app.action("where")
    async def chosen(ack: AsyncAck, body: Json) -> None:
        told.append(body)
        await ack()

    @app.view("form")
    async def sent(ack: AsyncAck, body: Json) -> None:
        told.append(body)
        if body["view"]["state"]["values"]["words"]["pick"]["value"] == "wrong":
            await ack(response_action="errors", errors={"words": "Please say it differently."})
        else:
            await ack(response_action="update", view=THANKS)

    @app.event("app_home_opened")
    async def home(body: Json, client: AsyncWebClient) -> None:
        told.append(body)
        await client.views_publish(
            user_id=body["event"]["user"],
            view={"type": "home", "blocks": [actions("home", MENU), actions("next", MENU)]},
        )

    @app.command("/pulse")
    async def command(ack: AsyncAck, body: Json) -> None:
        told.append(body)
        await ack(f"You asked for {body['text']}.")

    return told


@pytest.fixture
async def asked(browser: Browser, client: AsyncWebClient) -> Browser:
    """Ben, with two rows of buttons that share an action_id in his direct message."""
    rows = [actions("first", button("open", "one")), actions("second", button("open", "two"))]
    await client.chat_postMessage(channel="U2", text="Press", blocks=rows)
    await browser.sees(lambda state: state["messages"])
    return browser


@pytest.fixture
async def filling(asked: Browser, seen: list[Json]) -> Browser:
    """Ben, with the form open."""
    await press(asked, "second")
    await asked.sees(lambda state: state["modals"])
    return asked


async def press(browser: Browser, block_id: str, **more: object) -> Json:
    ts = browser.state["messages"][-1]["ts"]
    reply: Json = await browser.do("press", ts=ts, block_id=block_id, action_id="open", **more)
    return reply


async def test_a_press_reaches_the_bot_and_opens_a_modal(
    filling: Browser, seen: list[Json]
) -> None:
    """The block named is the one pressed, and the modal comes as the bot sent it."""
    [action] = seen[0]["actions"]
    assert (action["block_id"], action["value"]) == ("second", "two")
    assert seen[0]["user"]["id"] == "U2"
    [modal] = filling.state["modals"]
    assert (modal["title"], modal["submit"], modal["close"]) == ("Pulse", "Send", "Cancel")
    assert [block["block_id"] for block in modal["blocks"]] == ["words", "more"]
    assert modal["values"]["words"]["pick"] == {"type": "plain_text_input", "value": None}


async def test_a_form_is_sent_and_its_errors_come_to_their_fields(
    filling: Browser, seen: list[Json]
) -> None:
    """What Slack itself asks for, and what the bot says, stand at the block; then it is taken."""
    reply = await filling.do("submit", answers={"words": None})
    assert reply["errors"] == {"words": "Please complete this required field."}
    assert len(seen) == 1
    reply = await filling.do("submit", answers={"words": "wrong"})
    assert (reply["accepted"], reply["errors"]) == (
        False,
        {"words": "Please say it differently."},
    )
    reply = await filling.do("submit", answers={"words": "fine"})
    assert (reply["accepted"], reply["errors"], reply["trouble"]) == (True, {}, None)
    state = await filling.sees(lambda state: state["modals"][-1]["title"] == "Thanks")
    [modal] = state["modals"]
    assert (modal["submit"], modal["close"]) == (None, "Close")


async def test_modals_lie_on_each_other_and_are_closed(filling: Browser, seen: list[Json]) -> None:
    """The bottom one comes first; the top one closes, or all."""
    deeper = {"block_id": "more", "action_id": "deeper"}
    await filling.do("press_in_modal", **deeper)
    state = await filling.sees(lambda state: len(state["modals"]) == 2)
    assert [each["title"] for each in state["modals"]] == ["Pulse", "Thanks"]
    await filling.do("close_modal", everything=False)
    await filling.sees(lambda state: len(state["modals"]) == 1)
    await filling.do("press_in_modal", **deeper)
    await filling.sees(lambda state: len(state["modals"]) == 2)
    await filling.do("close_modal", everything=True)
    await filling.sees(lambda state: not state["modals"])


async def test_home_takes_a_press_while_it_is_published_anew(
    browser: Browser, seen: list[Json], client: AsyncWebClient
) -> None:
    """A button that was drawn before Home was published again, under another id, is pressed."""
    home = {"type": "home", "blocks": [{"type": "actions", "elements": [MENU]}]}
    ids = []
    for _ in range(2):
        shown = await client.views_publish(user_id="U2", view=home)
        ids.append(shown["view"]["blocks"][0]["block_id"])
    reply = await browser.do("press_in_home", block_id=ids[0], action_id="where", value="south")
    assert reply["accepted"]
    assert ids[0] != ids[1]
    assert seen[-1]["actions"][0]["block_id"] == ids[1]


async def test_what_is_filled_in_outlives_the_connection(
    filling: Browser, seen: list[Json], connect: Connect
) -> None:
    """An input told to the workspace is there for another browser, and not told to the bot."""
    reply = await filling.do("press_in_modal", block_id="words", action_id="pick", value="half")
    assert reply["accepted"]
    state = await (await connect()).sees(lambda state: state["modals"])
    assert state["modals"][0]["values"]["words"]["pick"]["value"] == "half"
    assert len(seen) == 1


async def test_the_bot_hears_what_stands_in_every_field(filling: Browser, seen: list[Json]) -> None:
    """With a press in a modal goes what was typed there and not sent yet."""
    answers = {"words": "half", "of a field that has gone": "nothing"}
    await filling.do("press_in_modal", block_id="more", action_id="deeper", answers=answers)
    assert seen[-1]["view"]["state"]["values"]["words"]["pick"]["value"] == "half"


async def test_a_file_is_brought_into_a_form(
    asked: Browser, app: AsyncApp, sandbox: Sandbox, session: aiohttp.ClientSession
) -> None:
    """The bot is told a file that was put into a form, and reads it with its token alone."""
    told: list[Json] = []

    @app.action("open")
    async def opened(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=BRINGING)
        await ack()

    @app.view("form")
    async def sent(ack: AsyncAck, body: Json) -> None:
        told.extend(body["view"]["state"]["values"]["set"]["pick"]["files"])
        await ack()

    await press(asked, "second")
    await asked.sees(lambda state: state["modals"])
    ids = [
        (await asked.do("bring", name=name, content=base64.b64encode(b"id: a").decode()))["file"]
        for name in ("one.yaml", "two.yaml")
    ]
    reply = await asked.do("submit", answers={"set": []})
    assert reply["errors"] == {"set": "Please complete this required field."}
    reply = await asked.do("submit", answers={"set": ids})
    assert reply["errors"] == {"set": "Choose at most 1."}
    await asked.do("submit", answers={"set": ids[:1]})
    [file] = told
    assert (file["name"], file["size"], file["user"]) == ("one.yaml", 5, "U2")
    for token, read in ((sandbox.bot_token, b"id: a"), ("xoxb-other", None)):
        headers = {"Authorization": f"Bearer {token}"}
        address = file["url_private_download"]
        async with session.get(address, headers=headers, allow_redirects=False) as answer:
            assert (answer.status == 200, answer.status == 302) == (bool(read), not read)
            assert not read or await answer.read() == read


async def test_home_is_opened_published_and_used(browser: Browser, seen: list[Json]) -> None:
    """Opening it tells the bot; a choice in it goes to the block it was made in."""
    assert (await browser.do("open_home"))["accepted"]
    state = await browser.sees(lambda state: state["home"])
    assert (state["open"], state["messages"]) == ({"kind": "home"}, [])
    assert seen[0]["event"]["user"] == "U2"
    await browser.do("press_in_home", block_id="next", action_id="where", value="south")
    [action] = seen[-1]["actions"]
    assert (action["block_id"], action["selected_option"]["value"]) == ("next", "south")
    state = await browser.sees(
        lambda state: state["home"]["values"]["next"]["where"]["selected_option"]
    )
    assert state["home"]["values"]["home"]["where"]["selected_option"] is None


async def test_a_command_is_typed_where_one_is(browser: Browser, seen: list[Json]) -> None:
    """Its answer stands there, for oneself."""
    await browser.do("open", place="C1")
    assert (await browser.do("command", name="/pulse", text="digest"))["accepted"]
    state = await browser.sees(lambda state: state["messages"])
    assert (seen[0]["channel_id"], seen[0]["text"]) == ("C1", "digest")
    [message] = state["messages"]
    assert (message["text"], message["only_for_me"]) == ("You asked for digest.", True)


async def test_a_button_in_a_thread_can_be_pressed(
    browser: Browser, client: AsyncWebClient, seen: list[Json]
) -> None:
    """A reply in the open thread is as near as a message of the conversation."""
    root = await client.chat_postMessage(channel="C1", text="Root")
    reply = await client.chat_postMessage(
        channel="C1",
        thread_ts=root["ts"],
        text="Reply",
        blocks=[actions("row", button("open", "go"))],
    )
    await browser.do("open", place="C1")
    pressed = {"ts": reply["ts"], "block_id": "row", "action_id": "open"}
    assert (await browser.do("press", **pressed))["trouble"]
    await browser.do("open_thread", ts=root["ts"])
    assert (await browser.do("press", **pressed))["accepted"]


async def test_a_button_that_only_oneself_sees_can_be_pressed(
    browser: Browser, client: AsyncWebClient, seen: list[Json]
) -> None:
    """An ephemeral message's buttons reach the bot like any other's."""
    row = [actions("row", button("open", "go"))]
    await client.chat_postEphemeral(channel="C1", user="U2", text="Psst", blocks=row)
    await browser.do("open", place="C1")
    await browser.sees(lambda state: state["messages"])
    assert (await press(browser, "row"))["accepted"]
    assert seen[0]["container"]["is_ephemeral"] is True


async def test_two_people_do_not_meet(asked: Browser, connect: Connect, seen: list[Json]) -> None:
    """Each connection has its own person, place and modals."""
    asha = await connect()
    assert (await asha.do("be", person="U1"))["accepted"]
    await press(asked, "first")
    await asked.sees(lambda state: state["modals"])
    state = await asha.sees(lambda state: state["me"] == "U1")
    assert (state["modals"], state["messages"]) == ([], [])
    ts = asked.state["messages"][-1]["ts"]
    theirs = await asha.do("press", ts=ts, block_id="first", action_id="open")
    assert theirs["trouble"]
    assert len(seen) == 1


async def test_where_no_bot_is_connected_there_is_trouble(asked: Browser) -> None:
    """The person reads Slack's own words for it."""
    reply = await press(asked, "first")
    assert (reply["accepted"], reply["trouble"]) == (False, TROUBLE)


@pytest.mark.parametrize(
    "frame",
    [
        {"do": "be", "person": "U404"},
        {"do": "be", "person": "U3"},
        {"do": "be", "person": "U4"},
        {"do": "be", "person": "USLACKBOT"},
        {"do": "open", "place": "C404"},
        {"do": "open", "place": "C3"},
        {"do": "open", "place": "DU1"},
        {"do": "open_thread", "ts": "1.000000"},
        {"do": "press", "ts": "1.000000", "block_id": "a", "action_id": "b"},
        {"do": "press_in_modal", "block_id": "a", "action_id": "b"},
        {"do": "press_in_home", "block_id": "a", "action_id": "b", "value": ["c"]},
        {"do": "submit", "answers": {}},
        {"do": "close_modal"},
    ],
)
async def test_what_cannot_be_done_is_said(browser: Browser, frame: Json) -> None:
    """Who, what or where is not there brings words for the person, and changes nothing."""
    before = browser.state
    reply = await browser.do(**frame)
    assert (reply["accepted"], reply["errors"]) == (False, {})
    assert reply["trouble"].endswith((".", "?"))
    assert "U404" not in reply["trouble"]
    assert browser.state == before


@pytest.mark.parametrize(
    "frame",
    [
        {"do": "press_in_modal", "block_id": "more", "action_id": "deeper", "value": "Other"},
        {"do": "press_in_modal", "block_id": "words", "action_id": "deeper"},
        {"do": "press_in_modal", "block_id": "more", "action_id": "where", "value": "west"},
        {"do": "press_in_modal", "block_id": "more", "action_id": "where", "value": ["north"]},
        {"do": "press_in_modal", "block_id": "more", "action_id": "when", "value": "soon"},
        {"do": "submit", "answers": {"gone": "a"}},
        {"do": "submit", "answers": {"words": ["a", "b"]}},
    ],
)
async def test_what_is_not_offered_cannot_be_chosen(
    filling: Browser, seen: list[Json], frame: Json
) -> None:
    """Another value, another block or another kind of answer does not reach the bot."""
    reply = await filling.do(**frame)
    assert reply["trouble"]
    assert len(seen) == 1


@pytest.mark.parametrize("step", ["next_step", "next_week", "real_time"])
async def test_time_is_moved_by_the_hand(browser: Browser, hand: ByHand, step: str) -> None:
    """Each button asks the hand for one thing, and says that it was done."""
    assert (await browser.do(step))["accepted"]
    assert hand.asked == [step]


async def test_a_hand_that_cannot_says_why(browser: Browser, hand: ByHand) -> None:
    """The words of its error are the trouble, and a hand at work is not asked again."""
    hand.fails = HandError("The digest could not be posted.")
    reply = await browser.do("next_step")
    assert reply["trouble"] == "The digest could not be posted."
    hand.busy = "Colleagues are answering"
    reply = await browser.do("next_week")
    assert reply["trouble"] == "One moment, please. Under way now: Colleagues are answering."
    assert hand.asked == ["next_step"]


async def test_without_a_hand_time_is_not_moved(browser: Browser, sandbox: Sandbox) -> None:
    """Where nobody moves the time it is said so."""
    assert sandbox.page is not None
    sandbox.page = type(sandbox.page)()
    reply = await browser.do("next_step")
    assert reply["trouble"] == "Time cannot be moved by hand in this workspace."


async def test_what_takes_long_holds_nothing_up(browser: Browser, hand: ByHand) -> None:
    """While a step is under way one can look about, and its reply comes when it is done."""
    hand.may_end.clear()
    await browser.ws.send_json({"id": 77, "do": "next_week"})
    assert (await browser.do("open", place="C2"))["accepted"]
    await browser.sees(lambda state: state["open"]["id"] == "C2")
    hand.may_end.set()
    while browser.replies[-1]["id"] != 77:
        await browser.read()
    assert browser.replies[-1]["accepted"]


async def test_what_was_begun_is_finished_alone(browser: Browser, hand: ByHand) -> None:
    """A person who leaves while something is under way has done it."""
    hand.may_end.clear()
    await browser.ws.send_json({"id": 1, "do": "next_step"})
    async with asyncio.timeout(10):
        await hand.begun.wait()
        await browser.ws.close()
        hand.may_end.set()
        await hand.ended.wait()
