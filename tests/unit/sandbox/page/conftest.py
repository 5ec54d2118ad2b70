import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.websockets import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Guest, HandClock, Limits, Sandbox
from bot.sandbox.page import Due, Featured, Page
from bot.sandbox.records import Json

PATIENCE = 10


class Browser:
    """What the page in a browser does with its connection."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        self.ws = ws
        self.hellos: list[Json] = []
        self.states: list[Json] = []
        self.replies: list[Json] = []
        self._number = 0

    @property
    def state(self) -> Json:
        return self.states[-1]

    async def read(self) -> None:
        """Take one frame."""
        frame = await self.ws.receive_json(timeout=PATIENCE)
        kept = {"hello": self.hellos, "state": self.states, "reply": self.replies}
        kept[frame["type"]].append(frame)

    async def do(self, do: str, **more: object) -> Json:
        """Send a frame and return its reply."""
        self._number += 1
        return await self.say(json.dumps({"id": self._number, "do": do, **more}))

    async def say(self, text: str) -> Json:
        """Send any text and return the next reply."""
        before = len(self.replies)
        await self.ws.send_str(text)
        while len(self.replies) == before:
            await self.read()
        return self.replies[-1]

    async def sees(self, holds: Callable[[Json], object]) -> Json:
        """Return the state once a condition on it holds."""
        while not self.states or not holds(self.state):
            await self.read()
        return self.state


class ByHand:
    """A hand that notes what it is asked."""

    def __init__(self) -> None:
        self.moved = False
        self.busy: str | None = None
        self.next: Due | None = None
        self.asked: list[str] = []
        self.begun = asyncio.Event()
        self.ended = asyncio.Event()
        self.fails: Exception | None = None
        self.may_end = asyncio.Event()
        self.may_end.set()

    def due(self) -> Due | None:
        return self.next

    async def next_step(self) -> None:
        await self._note("next_step")

    async def next_week(self) -> None:
        await self._note("next_week")

    async def real_time(self) -> None:
        await self._note("real_time")

    async def _note(self, what: str) -> None:
        self.asked.append(what)
        self.begun.set()
        await self.may_end.wait()
        if self.fails is not None:
            raise self.fails
        self.ended.set()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def hand() -> ByHand:
    return ByHand()


@pytest.fixture
async def sandbox(clock: HandClock, hand: ByHand) -> AsyncIterator[Sandbox]:
    page = Page(
        featured=(Featured(person="U2", role="Leader", about="Reads the digest"),), hand=hand
    )
    async with Sandbox(clock=clock, limits=Limits.off(), page=page) as entered:
        workspace = entered.workspace
        workspace.add_person("U1", name="asha", real_name="Asha Patel", title="Social worker")
        workspace.add_person("U2", name="ben", real_name="Ben Okafor", guest=Guest.MULTI)
        workspace.add_person("U3", name="gone", deleted=True)
        workspace.add_person("U4", name="other-bot", bot=True)
        workspace.add_person("U5", name="elsewhere", stranger=True)
        workspace.add_channel("C2", name="wide", members=["U1", "U2"])
        workspace.add_channel("C1", name="leadership", members=["U2"], private=True)
        workspace.add_channel("C3", name="archive", members=["U2"], archived=True)
        yield entered


@pytest.fixture
def client(sandbox: Sandbox) -> AsyncWebClient:
    return AsyncWebClient(sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])


@pytest.fixture
async def app(sandbox: Sandbox, client: AsyncWebClient) -> AsyncIterator[AsyncApp]:
    """A bot, connected by Socket Mode."""
    app = AsyncApp(name="test", client=client, process_before_response=True)
    handler = AsyncSocketModeHandler(app, sandbox.app_token, ping_interval=0.1)
    await handler.connect_async()
    await sandbox.socket_mode.connected()
    yield app
    await handler.close_async()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def connect(
    sandbox: Sandbox, session: aiohttp.ClientSession
) -> AsyncIterator[Callable[[], Awaitable[Browser]]]:
    """Opens a connection, which is closed in the end."""
    async with AsyncExitStack() as stack:

        async def opened() -> Browser:
            headers = {"Origin": sandbox.url.rstrip("/")}
            connecting = session.ws_connect(f"{sandbox.url}live/", headers=headers)
            return Browser(await stack.enter_async_context(connecting))

        yield opened


@pytest.fixture
async def browser(connect: Callable[[], Awaitable[Browser]]) -> Browser:
    """A connection that has seen its first state, as Ben."""
    found = await connect()
    await found.sees(lambda state: state["me"] == "U2")
    return found
