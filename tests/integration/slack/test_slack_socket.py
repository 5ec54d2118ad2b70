import asyncio
import json
import logging
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import StaffPulseError
from bot.sandbox import Hold, Refuse, Sandbox, ServerError
from bot.slack.client import connected
from bot.slack.dispatch import MOST_BYTES, Failure
from bot.slack.link import Link, Patience
from bot.slack.socket import listening

if TYPE_CHECKING:
    from tests.integration.slack.conftest import FakeRounds, Invite

QUICK = Patience(
    opens_within=10,
    ping_every=0.05,
    quiet_pings=10_000,
    first_pause=0.01,
    longest_pause=0.05,
    lets_go=0.05,
)
SECONDS = 30


async def until(come: Callable[[], object]) -> None:
    """Return once something has come to pass."""
    async with asyncio.timeout(SECONDS):
        while not come():  # noqa: ASYNC110 - it sets no event
            await asyncio.sleep(0.005)


def https(port: int) -> str:
    return f"https://127.0.0.1:{port}/api/"


@asynccontextmanager
async def vouched_by_itself(folder: Path) -> AsyncIterator[int]:
    """A server whose certificate nobody else has signed, and its port."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(made)
        .not_valid_after(made + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = folder / "server.pem"
    file.write_bytes(pem + certificate.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    runner = web.AppRunner(web.Application())
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def test_a_wrong_app_token_is_said_so(sandbox: Sandbox, app: AsyncApp) -> None:
    """A token that Slack does not take is one sentence that names the variable."""
    with pytest.raises(StaffPulseError, match=r"app token .*SLACK_APP_TOKEN .*connections:write"):
        async with listening(app, "xapp-wrong"):
            pass


async def test_a_bot_token_in_its_place_is_said_so(sandbox: Sandbox, app: AsyncApp) -> None:
    """So is the bot token where the app token belongs."""
    with pytest.raises(StaffPulseError, match="SLACK_APP_TOKEN"):
        async with listening(app, sandbox.bot_token):
            pass


async def test_a_line_that_does_not_open_is_given_up(sandbox: Sandbox, app: AsyncApp) -> None:
    """When Slack does not answer in the time given, the start fails with a sentence."""
    never = asyncio.Event()
    sandbox.faults.order("apps.connections.open", Hold(never))
    with pytest.raises(StaffPulseError, match=r"did not open .* within 0\.2 seconds"):
        async with listening(app, sandbox.app_token, patience=replace(QUICK, opens_within=0.2)):
            pass
    never.set()


async def test_a_server_that_nobody_vouches_for_is_said_so(app: AsyncApp, tmp_path: Path) -> None:
    """A certificate that is not trusted ends the start with what to look at."""
    async with vouched_by_itself(tmp_path) as port, connected("xoxb-1", https(port)) as client:
        with pytest.raises(StaffPulseError, match=r"certificate .* not trusted .*SSL_CERT_FILE"):
            await Link.opened(client, "xapp-1", QUICK)


async def test_a_server_that_is_not_there_is_said_so() -> None:
    """Where nothing answers at Slack's address, the start says what to check."""
    async with connected("xoxb-1", "http://127.0.0.1:1/api/") as client:
        with pytest.raises(StaffPulseError, match=r"could not be reached .*HTTPS_PROXY"):
            await Link.opened(client, "xapp-1", QUICK)


async def test_a_refused_line_is_said_so(sandbox: Sandbox, app: AsyncApp) -> None:
    """Any other refusal keeps Slack's own word."""
    sandbox.faults.order("apps.connections.open", Refuse("internal_error"))
    with pytest.raises(StaffPulseError, match="internal_error"):
        async with listening(app, sandbox.app_token):
            pass


async def test_the_line_says_whether_it_is_open(sandbox: Sandbox, app: AsyncApp) -> None:
    """It is connected while it listens, and not afterwards."""
    async with listening(app, sandbox.app_token) as line:
        assert line.trouble is None
    assert line.trouble == "The line to Slack has broken and is being opened anew."


async def test_a_broken_line_is_opened_anew(
    sandbox: Sandbox, app: AsyncApp, invite: "Invite"
) -> None:
    """After the network has cut the line, it comes back by itself and people are answered."""
    async with listening(app, sandbox.app_token, patience=QUICK) as line:
        sandbox.socket_mode.cut()
        await sandbox.socket_mode.connected()
        asha = sandbox.person("U0ASHA")
        await asha.press(await invite("U0ASHA"), "answer")
        assert (await asha.submit({"manageable": "often"})).modal.title == "Thank you"
        assert line.trouble is None


async def test_a_refused_new_line_is_tried_again(sandbox: Sandbox, app: AsyncApp) -> None:
    """When Slack refuses the new line at first, the next try opens it."""
    async with listening(app, sandbox.app_token, patience=QUICK):
        sandbox.faults.order("apps.connections.open", Refuse("internal_error"), times=3)
        sandbox.socket_mode.cut()
        await sandbox.socket_mode.connected()
        assert (await sandbox.person("U0ASHA").open_home()).accepted


async def test_what_arrived_is_answered_before_the_line_closes(
    sandbox: Sandbox, client: AsyncWebClient, app: AsyncApp, rounds: "FakeRounds", invite: "Invite"
) -> None:
    """A submission under way when the program stops is still counted and thanked."""
    rounds.gate = asyncio.Event()
    async with listening(app, sandbox.app_token):
        asha = sandbox.person("U0ASHA")
        await asha.press(await invite("U0ASHA"), "answer")
        sending = asyncio.create_task(asha.submit({"manageable": "often"}))
        await rounds.casting.wait()
        asyncio.get_running_loop().call_later(0.1, rounds.gate.set)
    outcome = await sending
    assert outcome.modal.title == "Thank you"
    assert rounds.ballots == {"U0ASHA": {"manageable": "often"}}


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_new_link_is_open_before_the_old_one_is_let_go(
    sandbox: Sandbox, app: AsyncApp, reason: str
) -> None:
    """When Slack asks for another link, there is always one; the old one goes when that stands."""
    handshake = Hold(asyncio.Event())
    async with listening(app, sandbox.app_token, patience=QUICK) as line:
        sandbox.faults.order("link", handshake)
        await sandbox.socket_mode.disconnect(reason)
        await handshake.arrived.wait()
        assert (line.opened, line.trouble) == (1, None)
        handshake.release.set()
        await until(lambda: line.opened == 2)
        assert line.trouble is None
        assert (await sandbox.person("U0ASHA").open_home()).accepted
        await until(lambda: sandbox.socket_mode.held == 1)


async def test_what_came_by_the_old_link_is_acknowledged_by_the_new_one(
    sandbox: Sandbox, app: AsyncApp, rounds: "FakeRounds", invite: "Invite"
) -> None:
    """An answer that is being counted while its link is let go is thanked through the next."""
    rounds.gate = asyncio.Event()
    async with listening(app, sandbox.app_token, patience=QUICK):
        asha = sandbox.person("U0ASHA")
        await asha.press(await invite("U0ASHA"), "answer")
        sending = asyncio.create_task(asha.submit({"manageable": "often"}))
        await rounds.casting.wait()
        await sandbox.socket_mode.disconnect()
        await until(lambda: sandbox.socket_mode.connections == sandbox.socket_mode.held == 1)
        rounds.gate.set()
        assert (await sending).modal.title == "Thank you"
    assert rounds.casts == 1


async def test_a_half_open_link_is_found_and_opened_anew(sandbox: Sandbox, app: AsyncApp) -> None:
    """Where nothing answers any more, though the connection stands, another is opened."""
    async with listening(app, sandbox.app_token, patience=QUICK) as line:
        sandbox.socket_mode.hang()
        await until(lambda: line.opened == 2 and sandbox.socket_mode.held == 1)
        assert (await sandbox.person("U0ASHA").open_home()).accepted
        assert line.trouble is None


async def test_a_link_by_which_slack_says_nothing_is_replaced(
    sandbox: Sandbox, app: AsyncApp
) -> None:
    """Pings that something answers are no sign of Slack: after a while another link is opened."""
    async with listening(app, sandbox.app_token, patience=replace(QUICK, quiet_pings=3)) as line:
        await until(lambda: line.opened == 3)
        assert line.trouble is None


async def test_a_link_that_is_alive_is_kept(sandbox: Sandbox, app: AsyncApp) -> None:
    """Pings that are answered keep a link on which nothing else happens."""
    async with listening(app, sandbox.app_token, patience=QUICK) as line:
        await asyncio.sleep(QUICK.ping_every * (QUICK.pings + 4))
        assert (line.opened, sandbox.socket_mode.held) == (1, 1)


async def test_a_handshake_that_is_refused_is_tried_at_a_new_address(
    sandbox: Sandbox, app: AsyncApp, caplog: pytest.LogCaptureFixture
) -> None:
    """Each try asks Slack for an address; why nothing is heard is told once, and when it ends."""
    caplog.set_level(logging.INFO, "bot")
    async with listening(app, sandbox.app_token, patience=QUICK) as line:
        sandbox.faults.order("link", ServerError(503), times=4)
        sandbox.socket_mode.cut()
        await until(lambda: line.opened == 2)
    assert sandbox.web_api.calls["apps.connections.open", "ok"] == 6
    said = [one.getMessage() for one in caplog.records]
    refused = "did not open the Socket Mode connection (WSServerHandshakeError)"
    assert [refused in one for one in said] == [True, False]
    assert said[1] == "Slack is heard again."


@pytest.mark.parametrize("fault", [ServerError(403), ServerError(502)])
async def test_a_refused_handshake_ends_the_start(
    sandbox: Sandbox, app: AsyncApp, fault: ServerError
) -> None:
    """Where WebSockets cannot leave the network, the start says so."""
    sandbox.faults.order("link", fault)
    with pytest.raises(StaffPulseError, match="check that WebSockets can leave this network"):
        async with listening(app, sandbox.app_token):
            pass


async def test_socket_mode_turned_off_is_told_in_words(sandbox: Sandbox, app: AsyncApp) -> None:
    """It is said in the line's state how to turn it on; once it is on again, the line is open."""
    async with listening(app, sandbox.app_token, patience=QUICK) as line:
        await sandbox.socket_mode.disconnect("link_disabled")
        await until(lambda: line.trouble is not None and "turned off" in line.trouble)
        assert "turn it on under Socket Mode" in line.trouble
        sandbox.socket_mode.link_disabled = False
        await until(lambda: line.trouble is None)
        assert (await sandbox.person("U0ASHA").open_home()).accepted


async def test_socket_mode_turned_off_ends_the_start(sandbox: Sandbox, app: AsyncApp) -> None:
    """A start on an app whose Socket Mode is off says how to turn it on."""
    await sandbox.socket_mode.disconnect("link_disabled")
    with pytest.raises(StaffPulseError, match="turn it on under Socket Mode"):
        async with listening(app, sandbox.app_token):
            pass


async def test_too_many_connections_are_told_and_tried_again(
    sandbox: Sandbox, app: AsyncApp, client: AsyncWebClient
) -> None:
    """While other programs hold all connections the line says so, and opens once one is free."""
    async with (
        listening(app, sandbox.app_token, patience=QUICK) as line,
        aiohttp.ClientSession() as s,
    ):
        handshake = Hold(asyncio.Event())
        sandbox.faults.order("link", handshake)
        sandbox.socket_mode.cut()
        await handshake.arrived.wait()
        urls = [await client.apps_connections_open(app_token=sandbox.app_token) for _ in range(10)]
        others = [await s.ws_connect(one["url"]) for one in urls]
        handshake.release.set()
        await until(lambda: line.trouble is not None and "as many" in line.trouble)
        await others[0].close()
        await until(lambda: line.trouble is None)
        for other in others:
            await other.close()


async def test_a_token_that_is_taken_back_is_told_in_words(sandbox: Sandbox, app: AsyncApp) -> None:
    """A token that Slack refuses later is said in the line's state, and tried for ever."""
    async with listening(app, sandbox.app_token, patience=QUICK) as line:
        sandbox.faults.order("apps.connections.open", Refuse("token_revoked"), times=20)
        sandbox.socket_mode.cut()
        await until(lambda: line.trouble is not None and "SLACK_APP_TOKEN" in line.trouble)
        await until(lambda: line.trouble is None)
    assert sandbox.web_api.calls["apps.connections.open", "http 200"] == 20


NO_ENVELOPES: dict[str, str | bytes] = {
    "nothing": "",
    "no JSON": "{",
    "another shape": "7",
    "a list": "[]",
    "an empty object": "{}",
    "an unknown type": '{"type": "new"}',
    "a list without end": "[" * 100_000,
    "no id": '{"type": "interactive", "payload": {"type": "view_submission"}}',
    "no payload": '{"type": "interactive", "envelope_id": "E1"}',
    "bytes": b"\x00\xff",
    "an envelope in bytes": b'{"envelope_id": "E1", "payload": {}}',
    "as long as may be": "x" * (MOST_BYTES - 1),
}


@pytest.mark.parametrize("frame", NO_ENVELOPES.values(), ids=NO_ENVELOPES)
async def test_frames_that_are_no_envelopes_are_passed_over(
    sandbox: Sandbox, app: AsyncApp, frame: str | bytes
) -> None:
    """What is no JSON, or no envelope, neither ends the line nor is answered."""
    async with listening(app, sandbox.app_token, patience=QUICK) as line:
        await sandbox.socket_mode.say(frame)
        assert (await sandbox.person("U0ASHA").open_home()).accepted
        assert (line.opened, line.failed) == (1, {})


async def test_an_envelope_of_another_shape_is_not_for_us(sandbox: Sandbox, app: AsyncApp) -> None:
    """One whose payload is none is acknowledged, counted as not for us, and the line goes on."""
    async with listening(app, sandbox.app_token, patience=QUICK) as line:
        await sandbox.socket_mode.say(json.dumps({"envelope_id": "E1", "payload": [1]}))
        assert (await sandbox.person("U0ASHA").open_home()).accepted
        assert (line.opened, line.failed) == (1, {Failure.NOT_FOR_US: 1})


async def test_a_frame_that_is_too_long_breaks_the_line_which_comes_back_and_says_why(
    sandbox: Sandbox, app: AsyncApp, invite: "Invite", caplog: pytest.LogCaptureFixture
) -> None:
    """What has more than a megabyte is not read, nor is any of it in the log."""
    caplog.set_level(logging.INFO, "bot")
    async with listening(app, sandbox.app_token, patience=QUICK) as line:
        await sandbox.socket_mode.say("canary" * MOST_BYTES)
        await until(lambda: line.opened == 2 and line.trouble is None)
        asha = sandbox.person("U0ASHA")
        await asha.press(await invite("U0ASHA"), "answer")
        assert (await asha.submit({"manageable": "often"})).modal.title == "Thank you"
    said = [one.getMessage() for one in caplog.records]
    assert "more than a megabyte at once over Socket Mode" in said[0]
    assert said[1:] == ["Slack is heard again."]
    assert "canary" not in caplog.text


NO_FRAMES = {
    "a kind that is not": b"\x83\x01x",
    "text in no known letters": b"\x81\x02\xff\xff",
    "more than there can be": b"\x81\x7f" + b"\xff" * 8,
    "HTTP": b"HTTP/1.1 502 Bad Gateway\r\n\r\n",
}


@pytest.mark.parametrize("scrawled", NO_FRAMES.values(), ids=NO_FRAMES)
async def test_bytes_that_are_no_frame_break_the_line_which_comes_back_and_says_why(
    sandbox: Sandbox, app: AsyncApp, caplog: pytest.LogCaptureFixture, scrawled: bytes
) -> None:
    """What no WebSocket carries ends the link; another is opened, and the log says so."""
    caplog.set_level(logging.INFO, "bot")
    async with listening(app, sandbox.app_token, patience=QUICK) as line:
        sandbox.socket_mode.scrawl(scrawled)
        await until(lambda: line.opened == 2 and line.trouble is None)
        assert (await sandbox.person("U0ASHA").open_home()).accepted
    said = [one.getMessage() for one in caplog.records]
    assert "over Socket Mode" in said[0]
    assert said[1:] == ["Slack is heard again."]
