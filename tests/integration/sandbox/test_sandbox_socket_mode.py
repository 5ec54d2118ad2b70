import asyncio
from collections.abc import Awaitable, Callable

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.websockets import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import TROUBLE, DeliverTwice, HandClock, LoseAck, Person, Refuse, Sandbox
from bot.sandbox.records import Json

Until = Callable[[Callable[[], object]], Awaitable[None]]


BUTTON = {
    "type": "actions",
    "elements": [
        {
            "type": "button",
            "action_id": "answer",
            "value": "round-1",
            "text": {"type": "plain_text", "text": "Answer"},
        }
    ],
}


@pytest.fixture
async def invited(sandbox: Sandbox, client: AsyncWebClient) -> Person:
    """Asha, with an invitation to press in her direct messages."""
    await client.chat_postMessage(channel="U1", text="A pulse", blocks=[BUTTON])
    return sandbox.person("U1")


@pytest.fixture
def pressed(app: AsyncApp) -> list[Json]:
    """The payloads of every press that the bot has taken."""
    seen = []

    @app.action("answer")
    async def take(ack: AsyncAck, body: Json) -> None:
        seen.append(body)
        await ack()

    return seen


async def test_a_press_arrives_in_slacks_shape(
    sandbox: Sandbox, invited: Person, link: AsyncSocketModeHandler, pressed: list[Json]
) -> None:
    """A block_actions payload tells who pressed what in which message."""
    (message,) = invited.direct_messages()
    outcome = await invited.press(message, "answer")
    assert outcome.accepted
    (body,) = pressed
    assert body["type"] == "block_actions"
    assert body["user"]["id"] == "U1"
    assert body["channel"]["id"] == message.channel
    assert body["container"]["message_ts"] == body["message"]["ts"] == message.ts
    (action,) = body["actions"]
    assert (action["value"], action["block_id"]) == ("round-1", message.blocks[0]["block_id"])
    assert body["response_url"].startswith(f"http://127.0.0.1:{sandbox.port}/")


async def test_what_is_not_there_cannot_be_pressed(
    invited: Person, link: AsyncSocketModeHandler
) -> None:
    """A press on an unknown action_id is a mistake of the caller and says what there is."""
    (message,) = invited.direct_messages()
    with pytest.raises(LookupError, match="answer"):
        await invited.press(message, "other")


async def test_a_press_with_no_bot_connected_meets_trouble_at_once(invited: Person) -> None:
    """Where no connection is open, Slack tells the person that it had trouble."""
    outcome = await invited.press(invited.direct_messages()[0], "answer")
    assert (outcome.accepted, outcome.trouble) == (False, TROUBLE)


async def test_a_lost_acknowledgement_brings_the_payload_again(
    *,
    sandbox: Sandbox,
    clock: HandClock,
    invited: Person,
    link: AsyncSocketModeHandler,
    pressed: list[Json],
    until: Until,
) -> None:
    """After three seconds without an ack the same payload comes again, and is acknowledged."""
    sandbox.faults.order("interactive", LoseAck())
    press = asyncio.ensure_future(invited.press(invited.direct_messages()[0], "answer"))
    await until(lambda: len(pressed) == 1)
    clock.advance(2.9)
    await asyncio.sleep(0.05)
    assert len(pressed) == 1
    clock.advance(0.1)
    assert (await press).accepted
    assert len(pressed) == 2
    assert pressed[0]["trigger_id"] == pressed[1]["trigger_id"]


async def test_after_four_lost_acknowledgements_the_person_meets_trouble(
    *,
    sandbox: Sandbox,
    clock: HandClock,
    invited: Person,
    link: AsyncSocketModeHandler,
    pressed: list[Json],
    until: Until,
) -> None:
    """A payload is delivered four times at most, then the person is told of trouble."""
    sandbox.faults.order("interactive", LoseAck(), times=4)
    press = asyncio.ensure_future(invited.press(invited.direct_messages()[0], "answer"))
    for delivered in range(1, 5):
        await until(lambda count=delivered: len(pressed) == count)
        clock.advance(3)
    outcome = await press
    assert (outcome.trouble, outcome.reason) == (TROUBLE, "not acknowledged")
    assert len(pressed) == 4


async def test_a_payload_can_be_delivered_twice(
    sandbox: Sandbox,
    invited: Person,
    link: AsyncSocketModeHandler,
    pressed: list[Json],
    until: Until,
) -> None:
    """DeliverTwice sends one envelope two times at once."""
    sandbox.faults.order("interactive", DeliverTwice())
    await invited.press(invited.direct_messages()[0], "answer")
    await until(lambda: len(pressed) == 2)
    assert pressed[0] == pressed[1]


async def test_a_redelivered_event_says_so(
    sandbox: Sandbox, clock: HandClock, client: AsyncWebClient
) -> None:
    """An envelope tells in retry_attempt and retry_reason that it comes again."""
    url = (await client.apps_connections_open(app_token=sandbox.app_token))["url"]
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as ws:
        hello = await ws.receive_json()
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        assert hello["connection_info"]["app_id"] == sandbox.workspace.app_id
        opening = asyncio.ensure_future(sandbox.person("U1").open_home())
        first = await ws.receive_json()
        clock.advance(3)
        again = await ws.receive_json()
        assert first["envelope_id"] == again["envelope_id"]
        assert first["payload"] == again["payload"]
        assert (first["retry_attempt"], again["retry_attempt"]) == (0, 1)
        assert again["retry_reason"] == "timeout"
        await ws.send_str("not JSON")
        await ws.send_json({"envelope_id": "somebody else's"})
        await ws.send_json({"envelope_id": first["envelope_id"]})
        assert (await opening).accepted


async def test_a_connection_url_serves_once(sandbox: Sandbox, client: AsyncWebClient) -> None:
    """The ticket in a connection URL opens one connection, and a made-up one none."""
    url = (await client.apps_connections_open(app_token=sandbox.app_token))["url"]
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as ws:
            await ws.receive_json()
        for spent in (url, url.replace("ticket=", "ticket=x")):
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(spent)


async def test_an_eleventh_connection_is_turned_away(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    """Slack holds ten connections of one app, and tells the next why it goes."""
    async with aiohttp.ClientSession() as session:
        held = []
        for _ in range(10):
            url = (await client.apps_connections_open(app_token=sandbox.app_token))["url"]
            held.append(await session.ws_connect(url))
            await held[-1].receive_json()
        url = (await client.apps_connections_open(app_token=sandbox.app_token))["url"]
        async with session.ws_connect(url) as ws:
            goodbye = await ws.receive_json()
        for other in held:
            await other.close()
    assert (goodbye["type"], goodbye["reason"]) == ("disconnect", "too_many_websockets")


async def test_several_connections_share_the_work(
    sandbox: Sandbox,
    app: AsyncApp,
    invited: Person,
    link: AsyncSocketModeHandler,
    pressed: list[Json],
) -> None:
    """With two connections open each gets every other payload, and all are acknowledged."""
    other = AsyncSocketModeHandler(app, sandbox.app_token)
    await other.connect_async()
    assert sandbox.socket_mode.connections == 2
    (message,) = invited.direct_messages()
    for _ in range(4):
        assert (await invited.press(message, "answer")).accepted
    await other.close_async()
    assert len(pressed) == 4


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_the_bot_comes_back_after_a_disconnect_frame(
    *,
    sandbox: Sandbox,
    invited: Person,
    link: AsyncSocketModeHandler,
    pressed: list[Json],
    until: Until,
    reason: str,
) -> None:
    """A disconnect frame makes the bot open a new connection, over which presses go on."""
    await sandbox.socket_mode.disconnect(reason)
    opened = sandbox.web_api.calls
    await until(lambda: opened["apps.connections.open", "ok"] == 2)
    await until(lambda: sandbox.socket_mode.connections == 1)
    assert (await invited.press(invited.direct_messages()[0], "answer")).accepted


async def test_a_connection_told_to_leave_is_closed_ten_seconds_later(
    sandbox: Sandbox, clock: HandClock, client: AsyncWebClient
) -> None:
    """A bot that stays after a warning is closed by the server."""
    url = (await client.apps_connections_open(app_token=sandbox.app_token))["url"]
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as ws:
        await ws.receive_json()
        await sandbox.socket_mode.disconnect("warning")
        assert (await ws.receive_json())["reason"] == "warning"
        clock.advance(10)
        assert (await ws.receive()).type is aiohttp.WSMsgType.CLOSE


async def test_a_disabled_link_stays_shut(sandbox: Sandbox, client: AsyncWebClient) -> None:
    """After link_disabled the connection is closed and no new one is given out."""
    url = (await client.apps_connections_open(app_token=sandbox.app_token))["url"]
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as ws:
        await ws.receive_json()
        await sandbox.socket_mode.disconnect("link_disabled")
        assert (await ws.receive_json())["reason"] == "link_disabled"
        assert (await ws.receive()).type is aiohttp.WSMsgType.CLOSE
    with pytest.raises(SlackApiError, match="link_disabled"):
        await client.apps_connections_open(app_token=sandbox.app_token)


async def test_the_bot_comes_back_after_a_cut(
    sandbox: Sandbox,
    invited: Person,
    link: AsyncSocketModeHandler,
    pressed: list[Json],
    until: Until,
) -> None:
    """A connection broken off without a word is opened again, even when Slack refuses at first."""
    sandbox.faults.order("apps.connections.open", Refuse("internal_error"))
    sandbox.socket_mode.cut()
    assert sandbox.socket_mode.connections == 0
    await until(lambda: sandbox.socket_mode.connections == 1)
    assert (await invited.press(invited.direct_messages()[0], "answer")).accepted


async def test_an_event_waits_for_a_connection(
    sandbox: Sandbox, app: AsyncApp, until: Until
) -> None:
    """What happens while no bot is connected is delivered once one is."""
    opened = []

    @app.event("app_home_opened")
    async def take(event: Json) -> None:
        opened.append(event)

    waiting = asyncio.ensure_future(sandbox.person("U1").open_home())
    await asyncio.sleep(0.02)
    handler = AsyncSocketModeHandler(app, sandbox.app_token)
    await handler.connect_async()
    assert (await waiting).accepted
    await handler.close_async()
    assert (opened[0]["user"], opened[0]["tab"]) == ("U1", "home")


async def test_leaving_the_sandbox_gives_up_what_is_on_its_way(
    sandbox: Sandbox,
    invited: Person,
    link: AsyncSocketModeHandler,
    pressed: list[Json],
    until: Until,
) -> None:
    """Stopping while a payload waits for its acknowledgement ends the wait."""
    sandbox.faults.order("interactive", LoseAck(), times=4)
    press = asyncio.ensure_future(invited.press(invited.direct_messages()[0], "answer"))
    await until(lambda: len(pressed) == 1)
    await sandbox.socket_mode.stop()
    assert (await press).trouble == TROUBLE


async def test_leaving_the_sandbox_gives_up_what_waits_for_a_connection(sandbox: Sandbox) -> None:
    """Stopping while an event waits for a bot ends the wait."""
    waiting = asyncio.ensure_future(sandbox.person("U1").open_home())
    await asyncio.sleep(0)
    await sandbox.socket_mode.stop()
    assert not (await waiting).accepted
