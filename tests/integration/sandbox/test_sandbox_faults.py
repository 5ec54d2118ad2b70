import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import (
    DropAfterAccept,
    DropBeforeAccept,
    HandClock,
    Hold,
    LoseAck,
    RateLimit,
    Refuse,
    Sandbox,
    ServerError,
)
from bot.sandbox.faults import Fault


def texts(sandbox: Sandbox) -> list[str]:
    return [message.text for message in sandbox.workspace.messages("C1")]


async def test_a_connection_dropped_after_acceptance_loses_the_answer_only(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    """The message stands although its sender never hears of it."""
    sandbox.faults.order("chat.postMessage", DropAfterAccept())
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client.chat_postMessage(channel="C1", text="a")
    assert texts(sandbox) == ["a"]
    assert sandbox.web_api.calls["chat.postMessage", "dropped"] == 1


async def test_the_sdks_silent_retry_posts_a_dropped_message_twice(sandbox: Sandbox) -> None:
    """The client's default connection retry doubles a message that was already taken."""
    handlers = [AsyncConnectionErrorRetryHandler(max_retry_count=1)]
    client = AsyncWebClient(sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=handlers)
    sandbox.faults.order("chat.postMessage", DropAfterAccept())
    await client.chat_postMessage(channel="C1", text="a")
    assert texts(sandbox) == ["a", "a"]


async def test_a_connection_dropped_before_acceptance_takes_nothing(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    """The message does not stand, and the next call works again."""
    sandbox.faults.order("chat.postMessage", DropBeforeAccept())
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client.chat_postMessage(channel="C1", text="a")
    assert texts(sandbox) == []
    await client.chat_postMessage(channel="C1", text="b")
    assert texts(sandbox) == ["b"]


async def test_faults_are_met_in_their_order_and_then_over(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    """Two limits, an error of the server and a refusal come one after the other."""
    faults = sandbox.faults
    faults.order("chat.postMessage", RateLimit(retry_after=7), times=2)
    faults.order("chat.postMessage", ServerError(503))
    faults.order("chat.postMessage", Refuse("restricted_action"))
    statuses, errors = [], []
    for _ in range(4):
        with pytest.raises(SlackApiError) as caught:
            await client.chat_postMessage(channel="C1", text="a")
        statuses.append(caught.value.response.status_code)
        errors.append(caught.value.response)
    assert statuses == [429, 429, 503, 200]
    assert errors[0].headers["Retry-After"] == "7"
    assert errors[3]["error"] == "restricted_action"
    await client.chat_postMessage(channel="C1", text="a")
    assert sandbox.web_api.calls["chat.postMessage", "http 429"] == 2


@pytest.mark.parametrize(("after_accept", "meanwhile"), [(False, []), (True, ["a"])])
async def test_a_call_can_be_held(
    *, sandbox: Sandbox, client: AsyncWebClient, after_accept: bool, meanwhile: list[str]
) -> None:
    """A held call waits before it is carried out, or between that and its answer."""
    hold = Hold(asyncio.Event(), after_accept=after_accept)
    sandbox.faults.order("chat.postMessage", hold)
    sending = asyncio.ensure_future(client.chat_postMessage(channel="C1", text="a"))
    await hold.arrived.wait()
    assert (texts(sandbox), sending.done()) == (meanwhile, False)
    hold.release.set()
    assert (await sending)["ok"]
    assert texts(sandbox) == ["a"]


async def test_a_sandbox_with_a_call_held_can_be_left(clock: HandClock) -> None:
    """Leaving does not wait for what is held back for ever."""
    hold = Hold(asyncio.Event())
    async with Sandbox(clock=clock) as sandbox:
        sandbox.faults.order("auth.test", hold)
        client = AsyncWebClient(sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])
        calling = asyncio.ensure_future(client.auth_test())
        await hold.arrived.wait()
    with pytest.raises(aiohttp.ClientError):
        await calling


async def test_an_outage_lasts_until_it_is_over(sandbox: Sandbox, client: AsyncWebClient) -> None:
    """Every call meets it, after what was ordered for that call, until everything is cleared."""
    sandbox.faults.last(ServerError(503))
    sandbox.faults.order("chat.postMessage", RateLimit(7))
    for status in (429, 503, 503):
        with pytest.raises(SlackApiError) as refused:
            await client.chat_postMessage(channel="C1", text="a")
        assert refused.value.response.status_code == status
    sandbox.faults.clear()
    await client.chat_postMessage(channel="C1", text="b")
    assert texts(sandbox) == ["b"]


async def test_orders_can_be_taken_back(sandbox: Sandbox, client: AsyncWebClient) -> None:
    """After clear() nothing goes wrong any more."""
    sandbox.faults.order("chat.postMessage", ServerError(), times=9)
    sandbox.faults.clear()
    assert (await client.chat_postMessage(channel="C1", text="a"))["ok"]


@pytest.mark.parametrize(
    ("target", "fault"), [("chat.postMessage", LoseAck()), ("interactive", ServerError())]
)
def test_a_fault_must_fit_its_target(target: str, fault: Fault) -> None:
    """A method has no acknowledgement to lose, and a delivery no status to get wrong."""
    with pytest.raises(ValueError, match="cannot happen"):
        Sandbox().faults.order(target, fault)
