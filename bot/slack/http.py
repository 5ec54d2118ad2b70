"""Signed HTTP: Slack posts payloads to us (https://docs.slack.dev/authentication/verifying-requests-from-slack)."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_sdk.signature import Clock as SignatureClock
from slack_sdk.signature import SignatureVerifier

from bot.clock import Clock
from bot.errors import StaffPulseError
from bot.slack.app import App
from bot.slack.dispatch import dispatch

PATH = "/slack/events"

_MOST_BYTES = 1024 * 1024
_LAST_ANSWERS = 3.0
_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


@asynccontextmanager
async def serving(
    app: App, signing_secret: str, clock: Clock, *, host: str, port: int
) -> AsyncIterator[int]:
    """Serve Slack's posts for as long as the context lasts, and give the port.

    Args:
        app: as `bot.slack.app.build` makes it.
        signing_secret: what Slack signs with.
        clock: a signature holds for five minutes.
        host: the address to listen on.
        port: 0 for one that is free.

    Raises:
        StaffPulseError: the port cannot be listened on.
    """
    door = _Door(app, signing_secret, clock)
    server = web.Application(client_max_size=_MOST_BYTES)
    server.router.add_post(PATH, door.receive)
    runner = web.AppRunner(server, access_log=None, shutdown_timeout=_LAST_ANSWERS)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise StaffPulseError(
                f"STAFF_PULSE_HTTP_PORT: {host}:{port} cannot be listened on ({error.strerror}); "
                f"choose a port that is free."
            ) from None
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


class _Door:
    def __init__(self, app: App, signing_secret: str, clock: Clock) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret, clock=_OurClock(clock))

    async def receive(self, request: web.Request) -> web.Response:
        body = await request.read()
        if not self._is_signed(request, body):
            raise web.HTTPUnauthorized
        answer = await dispatch(
            self._app, mode="http", body=body.decode(), headers=dict(request.headers)
        )
        return await to_aiohttp_response(answer)

    def _is_signed(self, request: web.Request, body: bytes) -> bool:
        timestamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        # The verifier itself fails on anything but digits and hexadecimal.
        if not (_TIMESTAMP.fullmatch(timestamp) and _SIGNATURE.fullmatch(signature)):
            return False
        try:
            return self._verifier.is_valid(body, timestamp, signature)
        except UnicodeDecodeError:
            return False


class _OurClock(SignatureClock):
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock.now().timestamp()
