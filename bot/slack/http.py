"""Signed HTTP: Slack posts payloads to us (https://docs.slack.dev/authentication/verifying-requests-from-slack).

A request that is signed and comes twice within the five minutes is served twice. Slack's own
repetitions look no different from those of a proxy or a thief, and to refuse one would tell
somebody whose first acknowledgement was lost that their answer is not counted. It changes nothing:
a mark stops a second answer, and `bot.slack.once` a second press or event.
"""

import asyncio
import re
from binascii import a2b_qp
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_sdk.signature import Clock as SignatureClock
from slack_sdk.signature import SignatureVerifier

from bot import door
from bot.clock import Clock
from bot.slack.app import App
from bot.slack.dispatch import MOST_BYTES, dispatch

PATH = "/slack/events"

_BODY_WITHIN = 10.0
_HEAD_WITHIN = 75.0
_KINDS = {"application/json", "application/x-www-form-urlencoded"}
_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


class Served:
    """The line to Slack by signed HTTP, which is open for as long as it is served.

    Attributes:
        port: where it is served.
        opened: how many links it has opened: none, since Slack calls.
        failed: how many payloads could not be served.
    """

    def __init__(self, app: App, signing_secret: str, clock: Clock, *, body_within: float) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret, clock=_OurClock(clock))
        self._body_within = body_within
        self.port = 0
        self.opened = 0
        self.failed: Counter[str] = Counter()

    @property
    def trouble(self) -> str | None:
        """Why payloads cannot come in now: they can."""
        return None

    async def receive(self, request: web.Request) -> web.Response:
        """Answer one request."""
        if request.content_type not in _KINDS:
            raise web.HTTPUnsupportedMediaType
        body = await self._body(request)
        if not self._is_signed(request, body):
            raise web.HTTPUnauthorized
        answer = await dispatch(
            self._app,
            mode="http",
            body=taken_out(body),
            headers=dict(request.headers),
            failed=self.failed,
        )
        return await to_aiohttp_response(answer)

    async def _body(self, request: web.Request) -> bytes:
        try:
            async with asyncio.timeout(self._body_within):
                return await request.read()
        except TimeoutError:
            raise web.HTTPRequestTimeout(headers={"Connection": "close"}) from None

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


@asynccontextmanager
async def serving(
    app: App,
    signing_secret: str,
    clock: Clock,
    *,
    host: str,
    port: int,
    head_within: float = _HEAD_WITHIN,
    body_within: float = _BODY_WITHIN,
) -> AsyncIterator[Served]:
    """Serve Slack's posts for as long as the context lasts; what has arrived is still answered.

    Args:
        app: as `bot.slack.app.build` makes it.
        signing_secret: what Slack signs with.
        clock: a signature holds for five minutes.
        host: the address to listen on.
        port: 0 for one that is free.
        head_within: seconds after which a connection is closed by which no whole request has
            come. Proxies keep theirs open for a minute or so.
        body_within: seconds that a request's body may take.

    Raises:
        StaffPulseError: the port cannot be listened on.
    """
    served = Served(app, signing_secret, clock, body_within=body_within)
    server = web.Application(client_max_size=MOST_BYTES)
    server.router.add_post(PATH, served.receive)
    setting = "STAFF_PULSE_HTTP_PORT"
    async with door.opened(
        server, host=host, port=port, setting=setting, idle=head_within
    ) as found:
        served.port = found
        yield served


def taken_out(body: bytes) -> str:
    """The JSON out of a form with one field, `payload`; any other body as it is.

    Bolt would leave the form to urllib, which takes each escaped character by itself, a quarter of
    all that an answer costs. Quoted-printable escapes in the same way but with another sign, and is
    read by C: https://datatracker.ietf.org/doc/html/rfc2045#section-6.7
    """
    name, _, value = body.partition(b"=")
    if name == b"payload" and b"&" not in value:
        quoted = value.replace(b"=", b"=3D").replace(b"%", b"=").replace(b"+", b" ")
        payload = a2b_qp(quoted).decode(errors="replace")
        if payload.startswith("{"):
            return payload
    return body.decode()


class _OurClock(SignatureClock):
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock.now().timestamp()
