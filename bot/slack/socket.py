"""Socket Mode: payloads come through a WebSocket that we open, so no port of ours is reachable."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.adapter.socket_mode.websockets import AsyncSocketModeHandler
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.websockets import SocketModeClient
from websockets.exceptions import WebSocketException

from bot.errors import StaffPulseError
from bot.slack.app import App
from bot.slack.dispatch import dispatch
from bot.slack.refusal import with_app_token

_log = logging.getLogger(__name__)

_LAST_ANSWERS = 3.0


class Line:
    """An open line to Slack."""

    def __init__(self, client: SocketModeClient) -> None:
        self._client = client

    async def is_connected(self) -> bool:
        """Whether payloads can come in now; a broken line mends itself."""
        return await self._client.is_connected()


@asynccontextmanager
async def listening(
    app: App, app_token: str, *, start_within: float = 20.0, check_every: float = 5.0
) -> AsyncIterator[Line]:
    """Listen for as long as the context lasts; what has arrived by then is still answered.

    Args:
        app: as `bot.slack.app.build` makes it.
        app_token: the app-level token, "xapp-…".
        start_within: seconds that opening the line may take.
        check_every: seconds after which a broken line is found and opened anew.

    Raises:
        StaffPulseError: the line did not open.
    """
    handler = _Handler(app, app_token, check_every)
    try:
        await _open(handler, start_within)
        yield Line(handler.client)
    finally:
        await _close(handler)


class _Handler(AsyncSocketModeHandler):
    def __init__(self, app: App, app_token: str, check_every: float) -> None:
        super().__init__(app, app_token, logger=app.logger, ping_interval=check_every)
        self.under_way: set[asyncio.Task[object]] = set()

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        """Answer one payload."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  (a coroutine always runs in one)
        self.under_way.add(task)
        task.add_done_callback(self.under_way.discard)
        answer = await dispatch(
            self.app, mode="socket_mode", body=req.payload, headers=build_headers(req)
        )
        try:
            await send_async_response(client, req, answer, 0.0)
        except (WebSocketException, OSError) as error:
            _log.warning("An acknowledgement did not reach Slack: %s", type(error))


async def _open(handler: _Handler, start_within: float) -> None:
    try:
        with with_app_token():
            async with asyncio.timeout(start_within):
                await handler.connect_async()  # type: ignore[no-untyped-call]
    except WebSocketException as error:
        raise StaffPulseError(
            f"Slack did not open the Socket Mode connection ({type(error).__name__}): check that "
            f"WebSockets can leave this network."
        ) from None


async def _close(handler: _Handler) -> None:
    if handler.under_way:
        await asyncio.wait(handler.under_way, timeout=_LAST_ANSWERS)
    client = handler.client
    await handler.close_async()  # type: ignore[no-untyped-call]
    left = (client.message_processor, client.current_session_monitor, client.message_receiver)
    await asyncio.gather(*(one for one in left if one is not None), return_exceptions=True)
