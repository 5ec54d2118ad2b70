"""A browser may send anything, and other web sites may try to be one."""

import asyncio
import contextlib
import json
import logging
import random
import socket
from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import HandClock, PortTaken, Sandbox
from bot.sandbox.page.live import LONGEST, MOST_UNDER_WAY, NOT_UNDERSTOOD
from bot.sandbox.records import Json

Browser = Any
ByHand = Any
Connect = Callable[[], Awaitable[Browser]]

STATIC = files("bot.sandbox.page") / "static"
TYPES = {
    "html": "text/html",
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", None),
        ("{", None),
        ("null", None),
        ("7", None),
        ("[]", None),
        ('"be"', None),
        ("{}", None),
        ('{"id": 5}', 5),
        ('{"id": 5, "do": "dance"}', 5),
        ('{"id": 5, "do": ["be"]}', 5),
        ('{"id": 5, "do": "be"}', 5),
        ('{"id": 5, "do": "be", "person": 7}', 5),
        ('{"id": 5, "do": "be", "person": ""}', 5),
        ('{"id": 5, "do": "be", "person": "U1", "more": 1}', 5),
        ('{"id": 5, "do": "open", "place": {"id": "C1"}}', 5),
        ('{"id": 5, "do": "submit", "answers": ["words"]}', 5),
        ('{"id": 5, "do": "submit", "answers": {"words": 1}}', 5),
        ('{"id": 5, "do": "submit", "answers": {"words": {"value": "x"}}}', 5),
        ('{"id": 5, "do": "close_modal", "everything": "yes"}', 5),
        ('{"id": 5, "do": "command", "name": "pulse"}', 5),
        ('{"id": 5, "do": "command", "name": "/Pulse now"}', 5),
        ('{"id": "5", "do": "close_thread"}', None),
        ('{"id": -1, "do": "close_thread"}', None),
        ('{"id": 1e3, "do": "close_thread"}', None),
        ('{"id": true, "do": "close_thread"}', None),
        ('{"id": 99999999999999999999999, "do": "close_thread"}', None),
        ('{"do": "close_thread"}', None),
        ('{"id": 5, "do": "be", "person": "\\ud800"}', None),
        ('{"id": 5, "do": "be", "person": "U1"' + "x" * 300 + '"}', None),
        ('{"id": 5, "do": "be", "person": "' + "U" * 300 + '"}', 5),
        ("[" * 100_000, None),
        ('{"id":' * 50_000, None),
    ],
)
async def test_what_makes_no_sense_is_answered(
    browser: Browser, caplog: pytest.LogCaptureFixture, text: str, number: int | None
) -> None:
    """Its number comes back where it has one, nothing is logged, and the connection stands."""
    with caplog.at_level(logging.INFO):
        reply = await browser.say(text)
    assert reply == {
        "type": "reply",
        "id": number,
        "accepted": False,
        "errors": {},
        "trouble": NOT_UNDERSTOOD,
    }
    assert not caplog.records
    assert (await browser.do("open", place="C2"))["accepted"]


async def test_bytes_and_very_long_frames_are_answered(browser: Browser) -> None:
    """A binary frame, and one longer than any form, bring the same words."""
    before = len(browser.replies)
    await browser.ws.send_bytes(b"\x00\xff")
    while len(browser.replies) == before:
        await browser.read()
    assert browser.replies[-1]["trouble"] == NOT_UNDERSTOOD
    assert (await browser.say("x" * (LONGEST + 1)))["trouble"] == NOT_UNDERSTOOD
    assert (await browser.do("open", place="C2"))["accepted"]


async def test_a_frame_of_many_megabytes_ends_its_own_connection_only(
    browser: Browser, connect: Connect
) -> None:
    """It is not even read, and others go on."""
    other = await connect()
    with contextlib.suppress(ConnectionError):  # it may be cut off while it is still sending
        await other.ws.send_str("x" * (5 * 1024 * 1024))
    async with asyncio.timeout(10):
        async for _ in other.ws:
            pass
    assert other.ws.closed
    assert (await browser.do("open", place="C2"))["accepted"]


async def test_whatever_is_sent_is_answered(browser: Browser, client: AsyncWebClient) -> None:
    """Frames put together at random never break the connection."""
    await client.chat_postMessage(channel="U2", text="Hello")
    state = await browser.sees(lambda state: state["messages"])
    chance = random.Random(7)
    odd = [None, "", "U1", "C2", "a" * 256, 0, -1, 1.5, True, [], ["a"], {}, {"a": "b"}]
    values = [*odd, state["messages"][0]["ts"], "\u0000", "2026-13-45"]
    names = ["person", "place", "ts", "block_id", "action_id", "value", "answers", "everything"]
    acts = ["be", "open", "open_thread", "close_thread", "press", "press_in_modal"]
    acts += ["press_in_home", "submit", "close_modal", "command", "next_step", "real_time"]
    for number in range(400):
        more = {name: chance.choice(values) for name in chance.sample(names, chance.randint(0, 4))}
        reply = await browser.say(json.dumps({"id": number, "do": chance.choice(acts), **more}))
        assert reply["id"] == number
        assert reply["accepted"] or reply["trouble"]


async def test_too_much_at_once_is_refused(browser: Browser, hand: ByHand) -> None:
    """One browser may have a few things under way; what comes above that is not begun."""
    hand.may_end.clear()
    for number in range(MOST_UNDER_WAY):
        await browser.ws.send_json({"id": number, "do": "next_step"})
    reply = await browser.do("next_step")
    assert reply["trouble"] == "One thing at a time, please."
    assert hand.asked == ["next_step"] * MOST_UNDER_WAY
    hand.may_end.set()
    while len(browser.replies) <= MOST_UNDER_WAY:
        await browser.read()
    assert (await browser.do("open", place="C2"))["accepted"]


def first_text(state: Json) -> str | None:
    return next((message["text"] for message in state["messages"]), None)


async def test_a_slow_browser_holds_nobody_up(
    browser: Browser, sandbox: Sandbox, client: AsyncWebClient
) -> None:
    """What it does not read is not heaped up, others see everything, and leaving ends it."""
    host, port = "127.0.0.1", sandbox.port
    _, writer = await asyncio.open_connection(host, port, limit=1024)
    writer.write(
        f"GET /live/ HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: http://{host}:{port}\r\n"
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: c3RhZmYtcHVsc2UtdGVzdA==\r\n\r\n".encode()
    )
    words = "x" * 39_000
    posted = await client.chat_postMessage(channel="U2", text=words)
    for _ in range(99):
        await client.chat_postMessage(channel="U2", text=words)
    for number in range(8):
        await client.chat_update(channel=posted["channel"], ts=posted["ts"], text=f"{number}")
        await browser.sees(lambda state, text=f"{number}": first_text(state) == text)
    unread = [ws._req.transport.get_write_buffer_size() for ws in sandbox._site._open]
    assert len(unread) == 2
    one_state = 100 * len(words)
    assert 0 < max(unread) < 2 * one_state
    await sandbox._site.stop()
    writer.close()


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("127.0.0.1:{port}", "http://127.0.0.1:{port}", 101),
        ("localhost:{port}", "http://localhost:{port}", 101),
        ("LOCALHOST:9999", "http://localhost:9999", 101),
        ("[::1]:9999", "http://[::1]:9999", 101),
        ("localhost", "http://localhost", 101),
        ("127.0.0.1:{port}", None, 403),
        ("127.0.0.1:{port}", "null", 403),
        ("127.0.0.1:{port}", "http://localhost:{port}", 403),
        ("127.0.0.1:{port}", "http://127.0.0.1:1", 403),
        ("127.0.0.1:{port}", "https://127.0.0.1:{port}", 403),
        ("127.0.0.1:{port}", "https://evil.example", 403),
        ("evil.example", "http://evil.example", 403),
        ("evil.example:{port}", "http://evil.example:{port}", 403),
        ("127.0.0.1.evil.example", "http://127.0.0.1.evil.example", 403),
        ("127.0.0.1:80; script-src *", "http://127.0.0.1:80; script-src *", 403),
        ("0.0.0.0:{port}", "http://0.0.0.0:{port}", 403),
    ],
)
async def test_only_the_page_itself_connects(
    sandbox: Sandbox,
    session: aiohttp.ClientSession,
    host: str,
    origin: str | None,
    status: int,
) -> None:
    """Another name for this machine, or a page from elsewhere, is refused."""
    headers = {"Host": host.format(port=sandbox.port)}
    if origin is not None:
        headers["Origin"] = origin.format(port=sandbox.port)
    try:
        async with session.ws_connect(f"{sandbox.url}live/", headers=headers):
            found = 101
    except aiohttp.WSServerHandshakeError as refused:
        found = refused.status
    assert found == status


async def test_other_sites_reach_nothing_else_either(
    sandbox: Sandbox, session: aiohttp.ClientSession
) -> None:
    """The page, its files and the Web API refuse other hosts and other origins."""
    for path in ("", "page/page.js", "api/auth.test"):
        for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
            async with session.post(sandbox.url + path, headers=headers) as posted:
                assert posted.status == 403
            async with session.get(sandbox.url + path, headers=headers) as got:
                assert got.status == 403


async def test_every_file_of_the_page_is_served(
    sandbox: Sandbox, session: aiohttp.ClientSession
) -> None:
    """Each comes with its type, and with the headers that keep scripts and frames out."""
    names = [item.name for item in STATIC.iterdir()]
    assert "index.html" in names
    for path, name in [("", "index.html"), *((f"page/{name}", name) for name in names)]:
        async with session.get(sandbox.url + path) as answer:
            assert answer.status == 200
            assert answer.content_type == TYPES[name.rpartition(".")[2]]
            assert await answer.read() == (STATIC / name).read_bytes()
            policy = answer.headers["Content-Security-Policy"]
            assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
            assert f"connect-src 'self' ws://127.0.0.1:{sandbox.port};" in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["page/", "page/nothing.js", "page/..%2Fsite.py", "page/%2Fetc%2Fpasswd", "page/."]
)
async def test_no_other_file_is_served(
    sandbox: Sandbox, session: aiohttp.ClientSession, path: str
) -> None:
    """Names that are not among the page's files are not found."""
    url = aiohttp.client.URL(sandbox.url + path, encoded=True)
    async with session.get(url) as answer:
        assert answer.status == 404


async def test_without_a_page_there_is_none(
    clock: HandClock, session: aiohttp.ClientSession
) -> None:
    """A sandbox for tests serves its Web API and nothing to look at."""
    async with Sandbox(clock=clock) as sandbox:
        for path in ("", "page/page.js", "live/"):
            async with session.get(sandbox.url + path) as answer:
                assert answer.status == 404


async def test_leaving_tells_every_browser(
    clock: HandClock, session: aiohttp.ClientSession, connect: Connect, sandbox: Sandbox
) -> None:
    """When the workspace goes, connections are closed with the code for going away."""
    browser = await connect()
    await browser.sees(lambda _: True)
    await sandbox._site.stop()
    assert (await browser.ws.receive(timeout=10)).data == aiohttp.WSCloseCode.GOING_AWAY


async def test_a_port_in_use_is_named() -> None:
    """A sandbox that cannot have its port says which it is."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken, match=f"Port {port} .* in use") as caught:
            async with Sandbox(port=port):
                pass
        assert caught.value.port == port
