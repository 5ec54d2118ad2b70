"""The log reader: with everything asked for, nothing that the bot writes names or quotes anybody.

The bot runs in a process of its own, in Python's development mode and with every logger at DEBUG,
while people do all that people do and the workspace all that can go wrong. Then its output and
every file it wrote are searched.
"""

import asyncio
import json
import signal
import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from support.canaries import (
    ADMIN,
    APP_TOKEN,
    BOT_TOKEN,
    CANARIES,
    LEADER,
    MEMBER,
    NAME,
    OPTION,
    OPTIONS,
    PEOPLE,
    QUESTION,
    SECONDS,
    SECRET,
    TYPED,
    Running,
    Talkative,
    found,
    in_files,
    talkative,
)
from support.council import CLOSES, LEADERS, OPENS, PUBLISHES, REMINDS, ROUND
from support.world import ANSWER, HOW_ANONYMOUS, NOT_THIS_WEEK, answer, forged, invitation

from bot.sandbox import DropBeforeAccept, RateLimit, Refuse, Sandbox, ServerError
from bot.sandbox.delivery import Parcel

HIM, HER, *OTHERS = PEOPLE
WORDS = f"{TYPED} {OPTIONS[0]} {HIM} {NAME}-001 {BOT_TOKEN}-1"

USER = {"id": HER, "username": f"{NAME}-001", "name": f"{NAME}-001"}
CHOSEN = {"type": "radio_buttons", "selected_option": {"value": OPTIONS[0]}}
ACTION = {"type": "button", "block_id": OPTIONS[1], "action_id": OPTIONS[2], "value": WORDS}
VIEW = {
    "type": "modal",
    "callback_id": "answers",
    "private_metadata": ROUND,
    "state": {"values": {QUESTION: {"choice": CHOSEN}}},
}
PROMISED = {
    "type": "modal",
    "callback_id": "action",
    "private_metadata": f"{ROUND} {'0' * 16}",
    "state": {"values": {"what": {"what": {"value": WORDS}}, "owner": {"owner": {"value": HER}}}},
}
PRESSED = {"type": "block_actions", "user": USER, "trigger_id": WORDS, "actions": [ACTION]}
SUBMITTED = {"type": "view_submission", "user": USER, "view": VIEW}
TOLD = {"type": "event_callback", "event": {"type": "message", "user": HER, "text": WORDS}}

STRANGE: list[tuple[str, dict[str, Any]]] = [
    ("interactive", PRESSED),
    ("interactive", PRESSED | {"actions": WORDS}),
    ("interactive", PRESSED | {"actions": [ACTION | {"action_id": {WORDS: WORDS}}]}),
    ("interactive", PRESSED | {"actions": [ACTION | {"action_id": ANSWER}]}),
    ("interactive", PRESSED | {"user": WORDS}),
    ("interactive", PRESSED | {"authorizations": [WORDS]}),
    ("interactive", SUBMITTED | {"view": VIEW | {"callback_id": WORDS}}),
    ("interactive", SUBMITTED | {"view": VIEW | {"private_metadata": WORDS}}),
    ("interactive", SUBMITTED | {"view": VIEW | {"state": WORDS}}),
    ("interactive", SUBMITTED | {"view": VIEW | {"state": {"values": {WORDS: {"a": CHOSEN}}}}}),
    ("interactive", SUBMITTED | {"user": {"id": "UCANARY999"}}),
    ("interactive", PRESSED | {"actions": [ACTION | {"action_id": "record-action"}]}),
    ("interactive", PRESSED | {"actions": [ACTION | {"action_id": "review-action"}]}),
    ("interactive", SUBMITTED | {"view": PROMISED}),
    ("interactive", SUBMITTED | {"view": PROMISED | {"private_metadata": WORDS}}),
    ("interactive", SUBMITTED | {"view": PROMISED | {"callback_id": "action-review"}}),
    ("interactive", PRESSED | {"actions": [ACTION | {"action_id": "console-act"}]}),
    ("interactive", PRESSED | {"actions": [ACTION | {"action_id": "change-details"}]}),
    ("interactive", SUBMITTED | {"view": PROMISED | {"callback_id": "console-asked"}}),
    ("interactive", SUBMITTED | {"view": PROMISED | {"callback_id": "preview"}}),
    ("interactive", {"type": "view_closed", "user": USER, "view": VIEW}),
    ("interactive", {"type": "shortcut", "callback_id": WORDS, "user": USER}),
    ("interactive", {"type": "message_action", "callback_id": WORDS, "message": {"text": WORDS}}),
    ("interactive", {"type": "block_suggestion", "action_id": WORDS, "value": WORDS}),
    ("interactive", {"type": WORDS, "user": USER}),
    ("interactive", {}),
    ("events_api", TOLD),
    ("events_api", TOLD | {"event": {"type": WORDS, "user": HER}}),
    ("events_api", TOLD | {"event": WORDS}),
    ("events_api", TOLD | {"event": {"type": "app_home_opened", "user": WORDS}}),
    ("slash_commands", {"command": f"/{TYPED}", "text": WORDS, "user_id": HER}),
    ("slash_commands", {"command": "/pulse", "text": f"pause {WORDS}", "user_id": HER}),
    ("slash_commands", {"command": "/pulse", "text": f"skip {WORDS}", "user_id": HER}),
    ("slash_commands", {"command": "/crash", "text": WORDS, "user_id": HER}),
]
"""What is well formed, and is nothing that the bot knows."""

TROUBLES = (
    RateLimit(),
    ServerError(),
    Refuse("invalid_auth"),
    Refuse("user_not_found"),
    Refuse(WORDS),
    DropBeforeAccept(),
)


async def everyone_answers(sandbox: Sandbox) -> None:
    """People answer, twice, decline, read and pause."""
    for number, person in enumerate(OTHERS[:12]):
        await answer(sandbox.person(person), {QUESTION: OPTIONS[number % 4]})
        await sandbox.person(person).submit_again()
    him, her = sandbox.person(HIM), sandbox.person(HER)
    for act in (HOW_ANONYMOUS, NOT_THIS_WEEK, ANSWER):
        await him.press(invitation(him), act)
    await her.open_home()
    await her.press_in_home("pause-until", "2026-12-24")
    await her.press_in_home("ask-again")
    await her.press_in_home("never-ask")
    await her.press_in_home("ask-again")


async def much_goes_wrong(sandbox: Sandbox, bot: Running) -> None:
    """Strange payloads come, Slack refuses, the disk is full, and code has faults."""
    her = sandbox.person(HER)
    await her.press(forged(invitation(her), WORDS), ANSWER)
    await sandbox.person(LEADER).press(invitation(her), ANSWER)
    for kind, payload in STRANGE:
        await sandbox._deliver(Parcel(kind=kind, payload=payload, takes_reply=True))
    for trouble in TROUBLES:
        for method in ("views.open", "views.publish", "chat.postEphemeral"):
            sandbox.faults.order(method, trouble)
        await her.press(invitation(her), ANSWER)
        await her.open_home()
        sandbox.faults.clear()
    await her.press(invitation(her), ANSWER)
    await bot.told("full", "yes")
    outcome = await her.submit({QUESTION: OPTIONS[3]})
    assert outcome.modal is not None
    assert outcome.modal.title == "Not recorded"
    await bot.told("full", "no")
    await bot.told("misbehave", WORDS)


async def the_line_is_spoilt(sandbox: Sandbox) -> None:
    """Frames come that are none, and the connection breaks."""
    [connection] = sandbox.socket_mode._connections
    for frame in (WORDS, f'{{"type": "{WORDS}"', json.dumps([WORDS]), json.dumps({"type": WORDS})):
        await connection.ws.send_str(frame)
    await connection.ws.send_bytes(WORDS.encode())
    await connection.ws.ping(WORDS.encode())
    await connection.ws.close(code=1002, message=WORDS.encode()[:100])
    await sandbox.socket_mode.connected()
    sandbox.socket_mode.cut()
    await sandbox.socket_mode.connected()


async def the_door_is_knocked_at(port: int) -> None:
    """Requests come whose signature is wrong, or that are none."""
    url = f"http://127.0.0.1:{port}/slack/events"
    wrong = {"X-Slack-Signature": f"v0={SECRET}", "X-Slack-Request-Timestamp": WORDS}
    forged = {"X-Slack-Signature": f"v0={'0' * 64}", "X-Slack-Request-Timestamp": "1764000000"}
    async with aiohttp.ClientSession() as session:
        for headers in (wrong, forged):
            async with session.post(url, data={"payload": WORDS}, headers=headers) as refused:
                assert refused.status == 401
        async with session.get(f"{url}/{TYPED}?user={HIM}"):
            pass
    for request in (
        f"POST {WORDS} HTTP/9.9\r\n\r\n",
        f"{WORDS}\r\n\r\n",
        f"GET / HTTP/1.1\r\n{WORDS}\r\n\r\n",
    ):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request.encode())
        await reader.read()
        writer.close()


async def a_whole_round(here: Talkative) -> None:
    """The bot lives through a round, in two lives of which one ends by a crash."""
    sandbox = here.sandbox
    async with here.running() as bot:
        await bot.told("apply", str(here.folder.parent / "pulses.yaml"))
        await bot.at(sandbox.clock, OPENS)
        if here.port:
            sandbox.deliver_over_http(f"http://127.0.0.1:{here.port}/slack/events")
        await bot.told("say", "people answer")
        await everyone_answers(sandbox)
        await bot.told("say", "people have answered")
        if here.port:
            await the_door_is_knocked_at(here.port)
        else:
            await the_line_is_spoilt(sandbox)
        await much_goes_wrong(sandbox, bot)
        await bot.at(sandbox.clock, OPENS + timedelta(hours=1))  # what went wrong is told by now
        bot.process.send_signal(signal.SIGABRT)  # Python's development mode shows where it was
        async with asyncio.timeout(SECONDS):
            await bot.process.wait()  # else it might end by itself, without having shown it
    async with here.running() as bot:
        await bot.at(sandbox.clock, REMINDS)
        sandbox.faults.order("chat.postMessage", Refuse("channel_not_found"))
        await bot.at(sandbox.clock, CLOSES)
        late = sandbox.person(HER)
        await late.press(invitation(late), ANSWER)
        await sandbox._deliver(Parcel(kind="interactive", payload=SUBMITTED, takes_reply=True))
        await bot.at(sandbox.clock, PUBLISHES)
        await bot.at(sandbox.clock, PUBLISHES + timedelta(hours=1))  # what was refused goes now
        assert bot.process.returncode is None
    assert sandbox.workspace.messages(LEADERS)


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        return int(taken.getsockname()[1])


@pytest.mark.parametrize("line", ["socket", "http"])
async def test_nothing_that_is_written_names_or_quotes_anybody(tmp_path: Path, line: str) -> None:
    """Whatever people do and whatever goes wrong, output and files hold no canary."""
    async with talkative(tmp_path, port=free_port() if line == "http" else None) as here:
        await a_whole_round(here)
    said = here.said.decode()
    for words in ("is open", "was not counted", "could not be served", "Fatal Python error"):
        assert words in said
    assert "people answer\npeople have answered\n" in said  # no line tells that somebody did
    assert "Traceback" not in said
    assert found(here.said) == []
    assert in_files(here.folder) == {}


async def test_lines_as_most_programs_write_them_hold_everything(tmp_path: Path) -> None:
    """The search that finds nothing finds every canary where lines are written without care."""
    async with talkative(tmp_path, variables={"TALKATIVE_NAIVE": "yes"}) as here:
        await a_whole_round(here)
    assert {MEMBER, OPTION, QUESTION, NAME, TYPED, BOT_TOKEN} <= {*found(here.said)}


def refused_files(folder: Path) -> Iterator[Path]:
    """Files that no pulse can be read from, where persons and tokens stand that do not belong."""
    good = (folder / "pulses.yaml").read_text()
    for number, bad in enumerate(
        (
            f"{HIM} {BOT_TOKEN}-1",
            f"pulses: [{{{HIM}: {BOT_TOKEN}-1",
            good.replace("threshold: 5", "threshold: 3").replace("name: Weekly", f"name: {TYPED}"),
            good.replace(LEADERS, f"{BOT_TOKEN}-1"),
            good.replace("C0NORTH", HIM),
        )
    ):
        file = folder / f"bad-{number}.yaml"
        file.write_text(bad, encoding="utf-8")
        yield file


WRONG = (
    ("SLACK_BOT_TOKEN", f"{BOT_TOKEN}-wrong"),
    ("SLACK_APP_TOKEN", f"{APP_TOKEN}-wrong"),
    ("SLACK_BOT_TOKEN", f"{APP_TOKEN}-1"),
    ("SLACK_API_URL", f"{BOT_TOKEN}-1"),
    ("STAFF_PULSE_MODE", f"{APP_TOKEN}-1"),
    ("STAFF_PULSE_ADMINS", f"{ADMIN}, {BOT_TOKEN}-1"),
)
"""Settings that the bot cannot run with."""


async def test_no_command_that_fails_quotes_a_person_or_a_token(tmp_path: Path) -> None:
    """Bad files and wrong settings end each command with a sentence that holds no canary."""
    async with talkative(tmp_path) as here:
        for file in refused_files(tmp_path):
            assert await here.command("pulses", "apply", str(file)) == 1
        assert await here.command("questions", "check", str(tmp_path / "bad-0.yaml")) == 1
        for name, value in WRONG:
            here.variables = {name: value}
            assert await here.command("run") == 1
    said = here.said.decode()
    assert "(a token)" in said
    assert "(a member id)" in said
    assert "Traceback" not in said
    assert found(here.said) == []
    assert in_files(here.folder) == {}


def test_the_search_finds_each_canary() -> None:
    """A naive line with any of them is found."""
    for canary in CANARIES:
        assert found(f"INFO bot: {canary}-7 answered".encode()) == [canary]
