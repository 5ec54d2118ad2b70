import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

import aiohttp
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt.async_app import AsyncApp

from bot.clock import SystemClock
from bot.errors import StaffPulseError
from bot.sandbox import LoseAck, Sandbox
from bot.slack.http import PATH, serving, taken_out

if TYPE_CHECKING:
    from tests.integration.slack.conftest import FakeRounds, Invite

FORM = "application/x-www-form-urlencoded"
SIGNED = ("Content-Type", "X-Slack-Request-Timestamp", "X-Slack-Signature")


@pytest.fixture
async def url(sandbox: Sandbox, app: AsyncApp) -> AsyncIterator[str]:
    door = serving(app, sandbox.signing_secret, SystemClock(), host="127.0.0.1", port=0)
    async with door as served:
        yield f"http://127.0.0.1:{served.port}{PATH}"


def signed(sandbox: Sandbox, body: bytes, timestamp: str | None = None) -> dict[str, str]:
    timestamp = timestamp or str(int(time.time()))
    basis = f"v0:{timestamp}:".encode() + body
    digest = hmac.new(sandbox.signing_secret.encode(), basis, hashlib.sha256).hexdigest()
    return {
        "Content-Type": FORM,
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": f"v0={digest}",
    }


async def post(url: str, body: bytes | BytesIO, headers: dict[str, str]) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=body, headers=headers) as answer,
    ):
        return answer.status, await answer.text()


async def test_a_whole_answer_goes_over_http(
    sandbox: Sandbox, url: str, rounds: "FakeRounds", invite: "Invite"
) -> None:
    """Everything that works through Socket Mode works over signed HTTP."""
    sandbox.deliver_over_http(url)
    asha = sandbox.person("U0ASHA")
    await asha.press(await invite("U0ASHA"), "answer")
    outcome = await asha.submit({"manageable": "often"})
    assert outcome.modal.title == "Thank you"
    assert rounds.ballots == {"U0ASHA": {"manageable": "often"}}
    await asha.open_home()
    assert "What we hold about you now" in asha.home.words


@given(st.dictionaries(st.text(), st.text() | st.floats(allow_nan=False) | st.booleans()))
def test_what_a_form_carries_is_read_as_python_reads_it(said: dict[str, object]) -> None:
    """Whatever characters stand in a payload, escaped or not, they are those that were sent."""
    for ascii_only in (True, False):
        payload = json.dumps(said, ensure_ascii=ascii_only)
        for safe in ("", '{}":=, ', "é"):
            body = urlencode({"payload": payload}, safe=safe).encode()
            assert taken_out(body) == dict(parse_qsl(body.decode()))["payload"]


@pytest.mark.parametrize(
    "body",
    ["token=x&payload=%7B%7D", "payload=%7B%7D&token=x", "payload=%5B%5D", "command=%2Fpulse"],
)
def test_what_is_more_than_a_payload_is_left_to_bolt(body: str) -> None:
    """A form with other fields, or with something else in its one field, is handed on as it is."""
    assert taken_out(body.encode()) == body


async def test_a_command_goes_over_http(sandbox: Sandbox, url: str) -> None:
    """The promise comes back over signed HTTP too, even when the first answer was lost."""
    sandbox.deliver_over_http(url)
    sandbox.faults.order("slash_commands", LoseAck())
    outcome = await sandbox.person("U0ASHA").command("/pulse", "privacy")
    assert "Our promise" in outcome.messages[0].words


async def test_slack_can_check_the_address(sandbox: Sandbox, url: str) -> None:
    """The challenge that Slack sends when the address is entered is answered."""
    body = json.dumps({"type": "url_verification", "challenge": "abc"}).encode()
    headers = signed(sandbox, body) | {"Content-Type": "application/json"}
    status, text = await post(url, body, headers)
    assert (status, json.loads(text)) == (200, {"challenge": "abc"})


@pytest.mark.parametrize(
    "spoilt",
    [
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v0=é"},
        {"X-Slack-Request-Timestamp": "yesterday"},
        {"X-Slack-Request-Timestamp": "-1"},
        {"X-Slack-Request-Timestamp": "9" * 5000},
        {"X-Slack-Request-Timestamp": "١٢٣"},
        {"X-Slack-Request-Timestamp": ""},
    ],
    ids=lambda spoilt: "-".join(f"{k[8:]}={v[:12]}" for k, v in spoilt.items()),
)
async def test_what_is_not_signed_is_refused(
    sandbox: Sandbox, url: str, rounds: "FakeRounds", spoilt: dict[str, str]
) -> None:
    """A wrong, missing or malformed signature or timestamp is refused, never an error of ours."""
    body = urlencode({"payload": json.dumps({"type": "view_submission"})}).encode()
    status, _ = await post(url, body, signed(sandbox, body) | spoilt)
    assert status == 401
    assert rounds.casts == 0


async def test_an_old_signature_is_refused(sandbox: Sandbox, url: str) -> None:
    """What was signed more than five minutes ago, or ahead, is refused."""
    body = b"payload=%7B%7D"
    for seconds in (-301, 301):
        other = str(int(time.time()) + seconds)
        assert (await post(url, body, signed(sandbox, body, other)))[0] == 401


async def test_bytes_that_are_no_text_are_refused(sandbox: Sandbox, url: str) -> None:
    """A signed body that is no UTF-8 is refused."""
    body = b"payload=\xff\xfe"
    assert (await post(url, body, signed(sandbox, body)))[0] == 401


@pytest.mark.parametrize(
    "body", [b"payload=%7B", b"payload=%5B1%5D", b"payload=7", b"", b"{", b"a=b"]
)
async def test_a_signed_body_that_says_nothing_is_put_away(
    sandbox: Sandbox, url: str, body: bytes
) -> None:
    """A signed body that is not what Slack sends is acknowledged and changes nothing."""
    assert await post(url, body, signed(sandbox, body)) == (200, "")


async def test_too_large_a_body_is_refused(sandbox: Sandbox, url: str) -> None:
    """More than a megabyte is not read."""
    body = b"payload=" + b"a" * (1024 * 1024)
    assert (await post(url, BytesIO(body), signed(sandbox, body)))[0] == 413


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data", "application/xml", ""])
async def test_what_slack_does_not_send_is_refused(sandbox: Sandbox, url: str, kind: str) -> None:
    """Signed or not, a body of another kind than Slack's two is not looked at."""
    body = b"payload=%7B%7D"
    assert (await post(url, body, signed(sandbox, body) | {"Content-Type": kind}))[0] == 415


async def test_an_answer_that_comes_again_is_thanked_and_counted_once(
    sandbox: Sandbox, url: str, rounds: "FakeRounds", invite: "Invite"
) -> None:
    """The very same request, signature and all, hears the same, and changes nothing."""
    async with recorder(url) as (between, seen):
        sandbox.deliver_over_http(between)
        asha = sandbox.person("U0ASHA")
        await asha.press(await invite("U0ASHA"), "answer")
        await asha.submit({"manageable": "often"})
    press, (body, headers) = seen
    assert b"view_submission" in body
    status, text = await post(url, body, headers)
    assert (status, "Thank you" in text) == (200, True)
    assert rounds.ballots == {"U0ASHA": {"manageable": "often"}}
    opened = sandbox.web_api.calls["views.open", "ok"]
    assert await post(url, *press) == (200, "")
    assert sandbox.web_api.calls["views.open", "ok"] == opened
    spoilt = body.replace(b"often", b"never")
    assert spoilt != body
    assert (await post(url, spoilt, headers))[0] == 401


@asynccontextmanager
async def recorder(url: str) -> AsyncIterator[tuple[str, list[tuple[bytes, dict[str, str]]]]]:
    """A proxy before the bot, and every request that went through it."""
    seen: list[tuple[bytes, dict[str, str]]] = []

    async def pass_on(request: web.Request) -> web.Response:
        seen.append((await request.read(), {k: request.headers[k] for k in SIGNED}))
        status, text = await post(url, *seen[-1])
        return web.Response(status=status, text=text, content_type="application/json")

    app = web.Application()
    app.router.add_post("/", pass_on)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/", seen
    finally:
        await runner.cleanup()


@pytest.fixture
async def hasty(sandbox: Sandbox, app: AsyncApp) -> AsyncIterator[int]:
    """The port of a bot that waits for nobody."""
    door = serving(
        *(app, sandbox.signing_secret, SystemClock()),
        host="127.0.0.1",
        port=0,
        head_within=0.2,
        body_within=0.2,
    )
    async with door as served:
        yield served.port


HEAD = f"POST {PATH} HTTP/1.1\r\nHost: bot\r\n"


@pytest.mark.parametrize("sent", ["", "POST ", HEAD, f"{HEAD}X-Slack-Signature: v0="])
async def test_a_client_that_is_slow_with_the_head_is_left(hasty: int, sent: str) -> None:
    """A connection by which no whole request comes is closed without a word."""
    assert await told(hasty, sent) == b""


async def test_a_client_that_is_slow_with_the_body_is_left(hasty: int) -> None:
    """A body that does not come in time is refused, and the connection closed."""
    head = f"{HEAD}Content-Type: {FORM}\r\nContent-Length: 100\r\n\r\npayl"
    answer = await told(hasty, head)
    assert answer.startswith(b"HTTP/1.1 408 ")


async def test_slow_clients_keep_nobody_waiting(
    sandbox: Sandbox, hasty: int, invite: "Invite"
) -> None:
    """While two hundred connections hang, somebody else is answered."""
    sandbox.deliver_over_http(f"http://127.0.0.1:{hasty}{PATH}")
    slow = [await asyncio.open_connection("127.0.0.1", hasty) for _ in range(200)]
    asha = sandbox.person("U0ASHA")
    await asha.press(await invite("U0ASHA"), "answer")
    assert (await asha.submit({"manageable": "often"})).modal.title == "Thank you"
    for reader, writer in slow:
        assert await reader.read() == b""
        writer.close()


async def told(port: int, sent: str) -> bytes:
    """All that comes back until the connection is closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent.encode())
    async with asyncio.timeout(30):
        answer = await reader.read()
    writer.close()
    return answer


async def test_what_arrived_is_answered_before_the_door_closes(
    sandbox: Sandbox, app: AsyncApp, rounds: "FakeRounds", invite: "Invite"
) -> None:
    """A submission under way when the program stops is counted and thanked; no other comes in."""
    rounds.gate = asyncio.Event()
    door = serving(app, sandbox.signing_secret, SystemClock(), host="127.0.0.1", port=0)
    async with door as served:
        sandbox.deliver_over_http(f"http://127.0.0.1:{served.port}{PATH}")
        asha = sandbox.person("U0ASHA")
        await asha.press(await invite("U0ASHA"), "answer")
        sending = asyncio.create_task(asha.submit({"manageable": "often"}))
        await rounds.casting.wait()
        asyncio.get_running_loop().call_later(0.1, rounds.gate.set)
    assert (await sending).modal.title == "Thank you"
    assert rounds.ballots == {"U0ASHA": {"manageable": "often"}}
    with pytest.raises(ConnectionError):
        await asyncio.open_connection("127.0.0.1", served.port)


async def test_only_posts_to_one_path_are_served(url: str) -> None:
    """Nothing else is there to be found."""
    async with aiohttp.ClientSession() as session:
        async with session.get(url) as answer:
            assert answer.status == 405
        async with session.post(url.replace(PATH, "/")) as answer:
            assert answer.status == 404


async def test_a_port_in_use_is_named(app: AsyncApp) -> None:
    """Where another program listens, the sentence names setting and port."""
    clock = SystemClock()
    async with serving(app, "secret", clock, host="127.0.0.1", port=0) as served:
        taken = served.port
        with pytest.raises(StaffPulseError, match=f"STAFF_PULSE_HTTP_PORT: 127.0.0.1:{taken}"):
            async with serving(app, "secret", clock, host="127.0.0.1", port=taken):
                pass
