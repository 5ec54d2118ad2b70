from collections.abc import AsyncIterator, Awaitable

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import HandClock, Limits, Sandbox


@pytest.fixture
async def limited(clock: HandClock) -> AsyncIterator[Sandbox]:
    async with Sandbox(clock=clock, limits=Limits.documented()) as sandbox:
        for number in range(70):
            sandbox.workspace.add_person(f"U{number}")
        sandbox.workspace.add_channel("C1", name="leadership")
        yield sandbox


@pytest.fixture
def caller(limited: Sandbox) -> AsyncWebClient:
    return AsyncWebClient(limited.bot_token, base_url=limited.api_url, retry_handlers=[])


async def wait_of(call: Awaitable[object]) -> int:
    """Return the Retry-After of a call that is refused with 429."""
    with pytest.raises(SlackApiError) as caught:
        await call
    response = caught.value.response
    assert (response.status_code, response["error"]) == (429, "ratelimited")
    return int(response.headers["Retry-After"])


async def test_a_channel_takes_a_message_a_second_after_a_short_burst(
    clock: HandClock, limited: Sandbox, caller: AsyncWebClient
) -> None:
    """Three messages at once, then one a second; the refused one does not stand."""
    for _ in range(3):
        await caller.chat_postMessage(channel="C1", text="a")
    assert await wait_of(caller.chat_postMessage(channel="C1", text="b")) == 1
    clock.advance(1)
    await caller.chat_postMessage(channel="C1", text="a")
    assert await wait_of(caller.chat_postMessage(channel="C1", text="b")) == 1
    assert [m.text for m in limited.workspace.messages("C1")] == ["a"] * 4


async def test_a_person_and_their_direct_message_are_one_channel(caller: AsyncWebClient) -> None:
    """Writing to the person's id or to the direct message counts together."""
    channel = (await caller.chat_postMessage(channel="U0", text="a"))["channel"]
    await caller.chat_postMessage(channel=channel, text="a")
    await caller.chat_postMessage(channel="U0", text="a")
    assert await wait_of(caller.chat_postMessage(channel=channel, text="b")) == 1


async def test_the_workspace_takes_ten_messages_a_second(
    clock: HandClock, caller: AsyncWebClient
) -> None:
    """Sixty messages to sixty people pass at once, then 600 a minute."""
    for number in range(60):
        await caller.chat_postMessage(channel=f"U{number}", text="a")
    assert await wait_of(caller.chat_postMessage(channel="U60", text="a")) == 1
    clock.advance(0.2)
    for number in (60, 61):
        await caller.chat_postMessage(channel=f"U{number}", text="a")
    assert await wait_of(caller.chat_postMessage(channel="U62", text="a")) == 1


async def test_a_tier_refills_over_a_minute(clock: HandClock, caller: AsyncWebClient) -> None:
    """Tier 2 takes 20 calls, then one each three seconds; other methods are not touched."""
    for _ in range(20):
        await caller.users_list(limit=1)
    assert await wait_of(caller.users_list(limit=1)) == 3
    await caller.usergroups_list()
    clock.advance(2)
    assert await wait_of(caller.users_list(limit=1)) == 1
    clock.advance(1)
    await caller.users_list(limit=1)


async def test_limits_can_be_scaled(clock: HandClock) -> None:
    """With half of the documented limits a channel and a tier take half."""
    async with Sandbox(clock=clock, limits=Limits.documented(scale=0.5)) as sandbox:
        client = AsyncWebClient(sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])
        for _ in range(10):
            await client.users_list(limit=1)
        assert await wait_of(client.users_list(limit=1)) == 6


async def test_limits_can_be_switched_off(sandbox: Sandbox, client: AsyncWebClient) -> None:
    """Without limits a hundred messages to one channel pass at once."""
    for _ in range(100):
        await client.chat_postMessage(channel="C1", text="a")
    assert sandbox.web_api.calls["chat.postMessage", "ok"] == 100
