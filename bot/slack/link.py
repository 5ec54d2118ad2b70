"""One WebSocket to Slack (https://docs.slack.dev/apis/events-api/using-socket-mode)."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

from aiohttp import (
    ClientError,
    ClientWebSocketResponse,
    ClientWSTimeout,
    WebSocketError,
    WSCloseCode,
    WSMessage,
    WSMsgType,
)

from bot.errors import StaffPulseError
from bot.slack.client import Client
from bot.slack.dispatch import MOST_BYTES
from bot.slack.refusal import Refused, with_app_token

Frame = Mapping[str, Any]
"""What Slack sends, as JSON."""

_TURNED_OFF = (
    "Socket Mode is turned off for this Slack app: turn it on under Socket Mode in the app's "
    "settings."
)
_LEFT = {
    "link_disabled": _TURNED_OFF,
    "too_many_websockets": (
        "Slack holds as many Socket Mode connections of this app as it takes: end the other "
        "programs that use SLACK_APP_TOKEN."
    ),
}
"""Why Slack lets a link go, where somebody has to do something about it."""

_TOO_LONG = (
    "Slack sent more than a megabyte at once over Socket Mode, which is not read: if it stays so, "
    "please report this as a fault of Staff Pulse."
)
_NO_FRAME = (
    "What came over Socket Mode is nothing that a WebSocket carries: look at what stands between "
    "this machine and Slack, such as a proxy."
)

_LAST = {WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR}
_LAST_WORDS = ClientWSTimeout(ws_close=1.0)


class NoLink(StaffPulseError):
    """A link did not open.

    Attributes:
        retry_after: seconds that Slack asks us to wait, if it said so.
    """

    def __init__(self, said: str, *, retry_after: float | None = None) -> None:
        super().__init__(said)
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a line waits for what, in seconds.

    Attributes:
        opens_within: opening a link, from asking for its address to Slack's first word.
        ping_every: how long nothing is heard before the link is tried.
        pings: so many of them unanswered, and the link is dead.
        quiet_pings: so many answered while Slack itself says nothing, and another link is wanted.
            Slack sends pings of its own, so perhaps only something on the way still answers:
            https://docs.slack.dev/tools/node-slack-sdk/reference/socket-mode/interfaces/SocketModeOptions
        first_pause: between two tries to open a link; twice as long each time.
        longest_pause: the longest of them; a link that stands as long ends the row.
        lets_go: how long a link stays open once another has taken its place.
    """

    opens_within: float = 20.0
    ping_every: float = 5.0
    pings: int = 2
    quiet_pings: int = 60
    first_pause: float = 1.0
    longest_pause: float = 60.0
    lets_go: float = 10.0


class Link:
    """A link that Slack has greeted.

    Attributes:
        leaving: set once another link is wanted in its place, which may be long before it ends.
        trouble: why, where somebody has to do something about it.
    """

    def __init__(self, ws: ClientWebSocketResponse, patience: Patience) -> None:
        self._ws = ws
        self._patience = patience
        self._last_word = 0.0
        self._unanswered = 0
        self._quiet = 0
        self.leaving = asyncio.Event()
        self.trouble: str | None = None

    @classmethod
    async def opened(cls, client: Client, app_token: str, patience: Patience) -> Self:
        """Ask Slack for an address, and open a link there; NoLink in one sentence."""
        try:
            async with asyncio.timeout(patience.opens_within):
                ws = await _connected(client, await _address(client, app_token))
                try:
                    await _greeted(ws)
                except BaseException:
                    await ws.close()
                    raise
        except TimeoutError:
            raise NoLink(
                f"Slack did not open the Socket Mode connection within {patience.opens_within:g} "
                f"seconds: check that WebSockets can leave this network."
            ) from None
        return cls(ws, patience)

    @property
    def is_open(self) -> bool:
        """Whether anything can come through it, as far as is known."""
        return not self._ws.closed

    async def listen(self, take: Callable[[Frame], None]) -> None:
        """Hand on each envelope, until the link ends or is dead."""
        self._last_word = asyncio.get_running_loop().time()
        asking = asyncio.create_task(self._ask())
        try:
            while await self._heard(await self._ws.receive(), take):
                pass
        except (ClientError, TimeoutError):
            pass  # it broke while we spoke, or takes no word any more
        finally:
            asking.cancel()
            self.leaving.set()
            await self.close()

    async def send(self, text: str) -> None:
        """Send something to Slack, as JSON; ClientError where the link has broken."""
        await self._ws.send_str(text)

    async def close(self) -> None:
        """End it."""
        with suppress(TimeoutError):
            await self._said(self._ws.close())

    async def _ask(self) -> None:
        """Ask Slack for a word after each while without anything; end the link that is dead."""
        loop = asyncio.get_running_loop()
        with suppress(ClientError, TimeoutError):  # it has broken, or takes no word any more
            while self._unanswered <= self._patience.pings:
                left = self._last_word + self._patience.ping_every - loop.time()
                if left > 0:
                    await asyncio.sleep(left)
                else:
                    self._last_word = loop.time()
                    self._unanswered += 1
                    self._quiet += 1
                    if self._quiet > self._patience.quiet_pings:
                        self.leaving.set()
                    await self._said(self._ws.ping())
        await self.close()

    async def _heard(self, message: WSMessage, take: Callable[[Frame], None]) -> bool:
        """Take in a message; False where it is the last."""
        self._last_word = asyncio.get_running_loop().time()
        self._unanswered = 0
        if message.type is WSMsgType.PONG:
            return True
        self._quiet = 0
        if message.type is WSMsgType.PING:
            await self._said(self._ws.pong(message.data))
            return True
        if message.type in _LAST:
            self.trouble = self.trouble or _unread(message)
            return False
        frame = _read(message.data) if message.type is WSMsgType.TEXT else {}
        if frame.get("type") == "disconnect":
            self.trouble = _LEFT.get(str(frame.get("reason")))
            self.leaving.set()
        elif {"envelope_id", "payload"} <= frame.keys():
            take(frame)
        return True

    async def _said(self, word: Awaitable[object]) -> None:
        """Return once the link has taken a word; TimeoutError where it does not."""
        async with asyncio.timeout(self._patience.ping_every):
            await word


async def _address(client: Client, app_token: str) -> str:
    try:
        with with_app_token():
            answer = await client.apps_connections_open(app_token=app_token)
    except Refused as refused:
        said = _TURNED_OFF if refused.code == "link_disabled" else str(refused)
        raise NoLink(said, retry_after=refused.retry_after) from None
    return str(answer["url"])


async def _connected(client: Client, address: str) -> ClientWebSocketResponse:
    assert client.session is not None  # noqa: S101  (bot.slack.client makes none without)
    try:
        # Pings are answered by hand: that they come is how we know that it is Slack who speaks.
        return await client.session.ws_connect(
            address,
            proxy=client.proxy,
            autoping=False,
            timeout=_LAST_WORDS,
            max_msg_size=MOST_BYTES,
        )
    except (ClientError, OSError) as error:
        raise NoLink(
            f"Slack did not open the Socket Mode connection ({type(error).__name__}): check that "
            f"WebSockets can leave this network."
        ) from None


async def _greeted(ws: ClientWebSocketResponse) -> None:
    """Return once Slack has said hello; NoLink where it says goodbye."""
    while (message := await ws.receive()).type is WSMsgType.PING:
        await ws.pong(message.data)
    frame = _read(message.data) if message.type is WSMsgType.TEXT else {}
    if frame.get("type") != "hello":
        raise NoLink(
            _LEFT.get(
                str(frame.get("reason")),
                "Slack closed the Socket Mode connection again without a word: check that "
                "WebSockets can leave this network.",
            )
        )


def _unread(last: WSMessage) -> str | None:
    """Why a link broke by what came through it; None where it ended otherwise."""
    if not isinstance(last.data, WebSocketError):
        return None
    return _TOO_LONG if last.data.code == WSCloseCode.MESSAGE_TOO_BIG else _NO_FRAME


def _read(text: str) -> Frame:
    """The JSON object that a text is; an empty one where it is none."""
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return frame if isinstance(frame, dict) else {}
