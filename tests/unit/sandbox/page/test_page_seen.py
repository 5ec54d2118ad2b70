"""What a person at the page sees."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import HandClock, Sandbox
from bot.sandbox.page import Due, Featured, Page
from bot.sandbox.records import Json

Browser = Any
ByHand = Any
Connect = Callable[[], Awaitable[Browser]]

NOTE = [{"type": "section", "text": {"type": "mrkdwn", "text": "*Hello*"}}]


def place(state: Json, name: str) -> Json:
    return next(each for each in state["places"] if each["name"] == name)


async def test_hello_names_those_whom_one_can_be(browser: Browser) -> None:
    """Bots, Slackbot, the deleted and strangers cannot be chosen; the featured come apart."""
    [hello] = browser.hellos
    assert hello["people"] == [
        {"id": "U1", "name": "Asha Patel", "title": "Social worker"},
        {"id": "U2", "name": "Ben Okafor", "title": ""},
    ]
    assert hello["featured"] == [{"person": "U2", "role": "Leader", "about": "Reads the digest"}]
    assert hello["bot"] == {"id": "U0PULSEBOT", "name": "Staff Pulse"}
    assert hello["workspace"] == {"name": "Sandbox"}


async def test_hello_comes_again_when_people_change(browser: Browser, sandbox: Sandbox) -> None:
    """Somebody who joins or leaves is told to a browser that is connected."""
    sandbox.workspace.add_person("U9", name="Nia")
    while len(browser.hellos) < 2:
        await browser.read()
    sandbox.workspace.change_person("U1", deleted=True)
    while len(browser.hellos) < 3:
        await browser.read()
    assert [[each["id"] for each in hello["people"]] for hello in browser.hellos[1:]] == [
        ["U1", "U2", "U9"],
        ["U2", "U9"],
    ]


async def test_one_starts_as_the_first_of_those_featured(browser: Browser) -> None:
    """The direct message with the bot is open and first, then come one's channels by name."""
    assert browser.state["me"] == "U2"
    assert browser.state["open"] == {"kind": "conversation", "id": "DU2"}
    assert [
        (each["id"], each["name"], each["kind"], each["private"])
        for each in browser.state["places"]
    ] == [
        ("DU2", "Staff Pulse", "direct", True),
        ("C1", "leadership", "channel", True),
        ("C2", "wide", "channel", False),
    ]
    assert (browser.state["home"], browser.state["modals"], browser.state["thread"]) == (
        None,
        [],
        None,
    )


async def test_with_nobody_featured_one_starts_as_the_first_of_all(
    sandbox: Sandbox, connect: Connect
) -> None:
    """Without featured people, or with some who are not there, the list's first is taken."""
    sandbox.page = Page(featured=(Featured(person="U404", role="Nobody", about=""),))
    state = await (await connect()).sees(lambda _: True)
    assert state["me"] == "U1"


async def test_in_an_empty_workspace_there_is_nobody_to_be(
    clock: HandClock, session: aiohttp.ClientSession
) -> None:
    """A browser that comes before the people gets a hello, and a state once it is somebody."""
    async with Sandbox(clock=clock, page=Page()) as empty:
        headers = {"Origin": empty.url.rstrip("/")}
        async with session.ws_connect(f"{empty.url}live/", headers=headers) as ws:
            assert (await ws.receive_json(timeout=10))["people"] == []
            await ws.send_json({"id": 1, "do": "open_home"})
            assert "choose who you are" in (await ws.receive_json(timeout=10))["trouble"]
            empty.workspace.add_person("U1")
            assert len((await ws.receive_json(timeout=10))["people"]) == 1
            await ws.send_json({"id": 2, "do": "be", "person": "U1"})
            frames = [await ws.receive_json(timeout=10) for _ in range(2)]
            assert {frame["type"] for frame in frames} == {"reply", "state"}


async def test_a_message_is_shown_as_it_stands(
    browser: Browser, client: AsyncWebClient, clock: HandClock
) -> None:
    """Blocks come as they were sent with every block_id, and edits and replies are told."""
    posted = await client.chat_postMessage(channel="U2", text="Hello", blocks=NOTE)
    state = await browser.sees(lambda state: state["messages"])
    [message] = state["messages"]
    assert message["blocks"][0].pop("block_id")
    assert message == {
        "ts": posted["ts"],
        "user": "U0PULSEBOT",
        "name": "Staff Pulse",
        "bot": True,
        "text": "Hello",
        "blocks": NOTE,
        "files": [],
        "at": "2026-11-23T09:00:00Z",
        "edited": False,
        "replies": 0,
        "last_reply_at": None,
        "only_for_me": False,
    }
    clock.advance(60)
    where, ts = posted["channel"], posted["ts"]
    await client.chat_postMessage(channel=where, thread_ts=ts, text="More")
    await client.chat_update(channel=where, ts=ts, text="Hello again")
    state = await browser.sees(lambda state: state["messages"][0]["edited"])
    [message] = state["messages"]
    assert (message["text"], message["replies"]) == ("Hello again", 1)
    assert message["last_reply_at"] == "2026-11-23T09:01:00Z"


async def test_a_thread_is_open_beside_its_conversation(
    browser: Browser, client: AsyncWebClient
) -> None:
    """The open thread has its first message and the replies, and closes with its conversation."""
    posted = await client.chat_postMessage(channel="C1", text="The digest")
    await client.chat_postMessage(channel="C1", thread_ts=posted["ts"], text="By team")
    await browser.do("open", place="C1")
    assert (await browser.do("open_thread", ts=posted["ts"]))["accepted"]
    state = await browser.sees(lambda state: state["thread"])
    assert state["thread"]["root"]["text"] == "The digest"
    assert [each["text"] for each in state["thread"]["replies"]] == ["By team"]
    assert [each["text"] for each in state["messages"]] == ["The digest"]
    await browser.do("close_thread")
    await browser.sees(lambda state: state["thread"] is None)
    await browser.do("open_thread", ts=posted["ts"])
    await browser.do("open", place="C2")
    state = await browser.sees(lambda state: state["open"]["id"] == "C2")
    assert state["thread"] is None


async def test_an_ephemeral_message_stands_in_its_place_for_one_person(
    browser: Browser, connect: Connect, client: AsyncWebClient
) -> None:
    """It is among the others by its time, for whom it is meant and nobody else."""
    await client.chat_postMessage(channel="C2", text="Before")
    await client.chat_postEphemeral(channel="C2", user="U2", text="For Ben")
    await client.chat_postMessage(channel="C2", text="After")
    await browser.do("open", place="C2")
    state = await browser.sees(lambda state: len(state["messages"]) == 3)
    assert [(each["text"], each["only_for_me"]) for each in state["messages"]] == [
        ("Before", False),
        ("For Ben", True),
        ("After", False),
    ]
    asha = await connect()
    await asha.do("be", person="U1")
    await asha.do("open", place="C2")
    state = await asha.sees(lambda state: state["open"]["id"] == "C2")
    assert [each["text"] for each in state["messages"]] == ["Before", "After"]


async def test_an_ephemeral_message_in_a_thread_stands_there(
    browser: Browser, client: AsyncWebClient
) -> None:
    """It is under the message that it answers, and not in the conversation."""
    posted = await client.chat_postMessage(channel="C2", text="Root")
    await client.chat_postEphemeral(channel="C2", user="U2", text="Hidden", thread_ts=posted["ts"])
    await browser.do("open", place="C2")
    await browser.do("open_thread", ts=posted["ts"])
    state = await browser.sees(lambda state: state["thread"])
    assert [each["text"] for each in state["thread"]["replies"]] == ["Hidden"]
    assert [each["text"] for each in state["messages"]] == ["Root"]


async def test_what_came_since_is_counted_until_it_is_looked_at(
    browser: Browser, connect: Connect, client: AsyncWebClient
) -> None:
    """Unread messages count for each person, threads left out, and are read by opening."""
    posted = await client.chat_postMessage(channel="C2", text="One")
    await client.chat_postMessage(channel="C2", text="Two")
    await client.chat_postMessage(channel="C2", thread_ts=posted["ts"], text="Reply")
    await client.chat_postEphemeral(channel="C2", user="U2", text="Three")
    await browser.sees(lambda state: place(state, "wide")["unread"] == 3)
    await browser.do("open", place="C2")
    await browser.sees(lambda state: place(state, "wide")["unread"] == 0)
    await browser.do("open", place="C1")
    await client.chat_postMessage(channel="C2", text="Four")
    await browser.sees(lambda state: place(state, "wide")["unread"] == 1)
    asha = await connect()
    await asha.do("be", person="U1")
    await asha.sees(lambda state: state["me"] == "U1" and place(state, "wide")["unread"] == 3)


async def test_the_last_hundred_messages_are_shown(
    browser: Browser, client: AsyncWebClient
) -> None:
    """Older ones are left out."""
    for number in range(103):
        await client.chat_postMessage(channel="U2", text=f"{number}")
    state = await browser.sees(
        lambda state: state["messages"] and state["messages"][-1]["text"] == "102"
    )
    assert [each["text"] for each in state["messages"]] == [f"{n}" for n in range(3, 103)]


async def test_who_is_taken_out_of_a_channel_sees_it_no_more(
    browser: Browser, sandbox: Sandbox, client: AsyncWebClient
) -> None:
    """The open conversation closes, and what stands in it is not shown."""
    await client.chat_postMessage(channel="C1", text="Secret")
    await browser.do("open", place="C1")
    await browser.sees(lambda state: state["messages"])
    sandbox.workspace.change_channel("C1", members=("U0PULSEBOT",))
    state = await browser.sees(lambda state: state["open"]["id"] == "DU2")
    assert state["messages"] == []
    assert [each["id"] for each in state["places"]] == ["DU2", "C2"]


async def test_the_time_is_told_with_what_is_due(
    browser: Browser, sandbox: Sandbox, hand: ByHand
) -> None:
    """The clock, the zone, what comes next, and what is under way."""
    assert browser.state["time"] == {
        "now": "2026-11-23T09:00:00Z",
        "zone": "Europe/London",
        "flows": True,
        "hand": {"due": None, "moved": False, "busy": None},
    }
    hand.next = Due(at=datetime(2026, 11, 24, 10, tzinfo=UTC), what="It closes")
    hand.moved, hand.busy = True, "Colleagues are answering"
    sandbox.workspace.changed()
    state = await browser.sees(lambda state: state["time"]["hand"]["due"])
    assert state["time"]["flows"] is False
    assert state["time"]["hand"] == {
        "due": {"at": "2026-11-24T10:00:00Z", "what": "It closes"},
        "moved": True,
        "busy": "Colleagues are answering",
    }


async def test_the_page_can_be_replaced_while_it_is_looked_at(
    browser: Browser, sandbox: Sandbox
) -> None:
    """A page without a hand, or with another zone, is told to whoever is connected."""
    assert sandbox.page is not None
    sandbox.page = replace(sandbox.page, hand=None, zone="Europe/Paris")
    state = await browser.sees(lambda state: state["time"]["hand"] is None)
    assert state["time"]["zone"] == "Europe/Paris"


async def test_a_state_comes_only_when_something_is_different(
    browser: Browser, sandbox: Sandbox, client: AsyncWebClient
) -> None:
    """What others do in places where one is not brings no state, and much at once brings few."""
    sandbox.workspace.add_channel("C9", name="elsewhere", members=["U1"], private=True)
    await client.chat_postMessage(channel="C9", text="Not for Ben")
    await asyncio.sleep(0.3)
    before = len(browser.states)
    for number in range(50):
        await client.chat_postMessage(channel="U2", text=f"{number}")
    await browser.sees(lambda state: len(state["messages"]) == 50)
    assert browser.states[before]["messages"]
    assert len(browser.states) - before < 50


async def test_a_clock_that_was_moved_is_told(
    browser: Browser, sandbox: Sandbox, clock: HandClock
) -> None:
    """A jump of the time alone is a change."""
    clock.advance(timedelta(days=7).total_seconds())
    sandbox.workspace.changed()
    await browser.sees(lambda state: state["time"]["now"] == "2026-11-30T09:00:00Z")


async def test_menus_offer_public_channels_and_ones_own(browser: Browser, sandbox: Sandbox) -> None:
    """A public channel is offered to those who are not in it too; archived ones to nobody."""
    sandbox.workspace.add_channel("C5", name="elsewhere", members=["U1"])
    sandbox.workspace.add_channel("C6", name="closed", members=["U1"], private=True)
    state = await browser.sees(lambda state: len(state["channels"]) > 2)
    assert state["channels"] == [
        {"id": "C5", "name": "elsewhere", "private": False},
        {"id": "C1", "name": "leadership", "private": True},
        {"id": "C2", "name": "wide", "private": False},
    ]


async def test_a_mention_is_read_by_who_may_know_the_channel(
    browser: Browser, sandbox: Sandbox
) -> None:
    """Public and archived channels have their names, and a private one for its members."""
    sandbox.workspace.add_channel("C6", name="closed", members=["U1"], private=True)
    state = await browser.sees(lambda state: state["names"] != {})
    assert state["names"] == {"C1": "leadership", "C2": "wide", "C3": "archive"}
