import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from slack_bolt.adapter.socket_mode.websockets import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import HandClock, Limits, Sandbox


async def _until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - a bot's own list tells nobody that it has grown
            await asyncio.sleep(0.001)


@pytest.fixture
def until() -> Callable[[Callable[[], object]], Awaitable[None]]:
    return _until


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def sandbox(clock: HandClock) -> AsyncIterator[Sandbox]:
    async with Sandbox(clock=clock, limits=Limits.off()) as entered:
        workspace = entered.workspace
        workspace.add_person("U1", name="Asha Patel")
        workspace.add_person("U2", name="Ben Okafor", tz="Europe/Paris")
        workspace.add_channel("C1", name="leadership", members=["U1", "U2"])
        yield entered


@pytest.fixture
def client(sandbox: Sandbox) -> AsyncWebClient:
    return AsyncWebClient(sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])


@pytest.fixture
def app(client: AsyncWebClient) -> AsyncApp:
    return AsyncApp(name="test", client=client, process_before_response=True)


@pytest.fixture
async def link(app: AsyncApp, sandbox: Sandbox) -> AsyncIterator[AsyncSocketModeHandler]:
    """The app, connected by Socket Mode."""
    handler = AsyncSocketModeHandler(app, sandbox.app_token, ping_interval=0.1)
    await handler.connect_async()
    await sandbox.socket_mode.connected()
    yield handler
    await handler.close_async()
