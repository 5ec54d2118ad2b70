"""The demo that people use, in a process of its own, through its page as a browser does it."""

import asyncio
import json
import os
import re
import shutil
import signal
import socket
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse
from support.prepared import prepared
from support.warm import staff_pulse

SECONDS = 120
LEADERSHIP = "C0LEADERSHIP"
PRACTITIONER, LEADER, _ADMIN = range(3)

Json = Mapping[str, Any]


class Browser:
    """A visitor at the page."""

    def __init__(self, ws: ClientWebSocketResponse) -> None:
        self._ws = ws
        self._number = 0
        self.hello: Json = {}
        self.state: Json = {}

    async def do(self, do: str, **more: object) -> Json:
        """Do something, and see what it came to: the reply, and then the newest state."""
        self._number += 1
        await self._ws.send_json({"id": self._number, "do": do, **more})
        while (frame := await self._frame(SECONDS)).get("id") != self._number:
            pass
        await self._settle()
        return frame

    async def be(self, featured: int) -> None:
        """Be one of the featured people."""
        while not self.hello:
            await self._frame(SECONDS)
        await self.do("be", person=self.hello["featured"][featured]["person"])

    async def press(self, label: str) -> Json:
        """Press the newest button of that label in the open conversation."""
        for message in reversed(self.state["messages"]):
            for block in message["blocks"]:
                for element in block.get("elements", ()):
                    if element["type"] == "button" and element["text"]["text"] == label:
                        where = {"block_id": block["block_id"], "action_id": element["action_id"]}
                        return await self.do("press", ts=message["ts"], **where)
        raise AssertionError(f"there is no button {label}")

    async def step(self, *, until: str) -> None:
        """Press [Next step] until the next step is said to be that one."""
        while until not in self.due["what"]:
            reply = await self.do("next_step")
            assert reply["accepted"], reply["trouble"]

    async def digests(self) -> Sequence[Json]:
        """The digests in the channel of leadership, for somebody who is in it."""
        await self.do("open", place=LEADERSHIP)
        return [one for one in self.state["messages"] if "answered" in one["text"]]

    @property
    def due(self) -> Json:
        """What the time bar says is due."""
        found: Json = self.state["time"]["hand"]["due"]
        return found

    @property
    def moved(self) -> bool:
        """Whether the time bar offers the way back to real time."""
        return bool(self.state["time"]["hand"]["moved"])

    @property
    def now(self) -> datetime:
        """The workspace's clock."""
        return datetime.fromisoformat(self.state["time"]["now"])

    async def _settle(self) -> None:
        """Take what is sent until nothing is for a while."""
        try:
            while True:
                await self._frame(0.5)
        except TimeoutError:
            pass

    async def _frame(self, seconds: float) -> Json:
        async with asyncio.timeout(seconds):
            frame: Json = json.loads((await self._ws.receive()).data)
        if frame["type"] == "state":
            self.state = frame
        elif frame["type"] == "hello":
            self.hello = frame
        return frame


class Demo:
    """A demo at work: its process and what it said before it was ready."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.said = ""
        self.url = ""

    async def ready(self) -> None:
        """Read what it says until it has said everything."""
        assert self.process.stdout is not None
        async with asyncio.timeout(SECONDS):
            while "To end it" not in self.said:
                line = (await self.process.stdout.readline()).decode()
                assert line, await self.complaint()
                self.said += line
        found = re.search(r"^Ready: http://127\.0\.0\.1:(\d+)/$", self.said, re.MULTILINE)
        assert found, self.said
        self.url = f"http://127.0.0.1:{found[1]}"

    async def complaint(self) -> str:
        """What it said to whoever started it when it could not go on."""
        assert self.process.stderr is not None
        return (await self.process.stderr.read()).decode()

    async def ends(self, by: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """End it; its exit code and its last words."""
        self.process.send_signal(by)
        out, err = await asyncio.wait_for(self.process.communicate(), SECONDS)
        return await self.process.wait(), (out + err).decode()

    async def is_killed(self) -> None:
        """End it without letting it do anything more."""
        self.process.kill()
        await self.process.communicate()

    @asynccontextmanager
    async def browser(self) -> AsyncIterator[Browser]:
        """A visitor."""
        async with (
            ClientSession() as session,
            session.ws_connect(
                f"{self.url}/live/", headers={"Origin": self.url}, max_msg_size=0
            ) as ws,
        ):
            yield Browser(ws)


@asynccontextmanager
async def started(
    data: Path, *more: str, env: Mapping[str, str] | None = None
) -> AsyncIterator[Demo]:
    """A demo on a folder, ready; it opens a browser only where it is given an environment."""
    words = [*staff_pulse(), "demo", "--data", str(data), "--port", "0", *more]
    words += [] if env else ["--no-browser"]
    process = await asyncio.create_subprocess_exec(*words, stdout=PIPE, stderr=PIPE, env=env)
    demo = Demo(process)
    try:
        await demo.ready()
        yield demo
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a demo was prepared and ended."""
    return prepared(tmp_path_factory)


@pytest.fixture
def data(folder: Path, tmp_path: Path) -> Path:
    """A copy of that folder."""
    return Path(shutil.copytree(folder, tmp_path / "demo-data"))


def test_it_says_what_it_does_and_where_it_is(folder: Path) -> None:
    """It counts the past rounds, and names its address, the way through ssh, and its folder."""
    said = folder.with_name("said").read_text()
    for number in range(1, 13):
        assert f"Round {number} of 12" in said
    port = re.search(r"127\.0\.0\.1:(\d+)/", said)
    assert port
    assert f"ssh -L {port[1]}:127.0.0.1:{port[1]} " in said
    assert f"@{socket.gethostname()}" in said
    assert str(folder) in said
    assert said.endswith("To end it, press Ctrl-C.\nThe demo has ended.\n")


async def test_a_visit(data: Path) -> None:
    """Asked, answered, thanked; then time moves to the digest, which the director reads."""
    async with started(data) as demo, demo.browser() as browser:
        await browser.be(PRACTITIONER)
        assert not browser.moved
        await browser.step(until="reminder")
        await browser.press("Answer")
        [modal] = browser.state["modals"]
        inputs = [one for one in modal["blocks"] if one["type"] == "input"]
        answers = {one["block_id"]: one["element"]["options"][0]["value"] for one in inputs}
        assert (await browser.do("submit", answers=answers))["accepted"]
        assert "Thank you" in browser.state["modals"][-1]["title"]

        await browser.be(LEADER)
        before = await browser.digests()
        assert len(before) == 12
        assert all(datetime.fromisoformat(one["at"]) < datetime.now(UTC) for one in before)
        await browser.step(until="opens")
        assert browser.moved
        digest = (await browser.digests())[-1]
        found = re.search(r"(\d+) of (\d+) answered \((\d+\.\d)%\)", digest["text"])
        assert found
        assert 30 <= float(found[3]) <= 60
        await browser.do("open_thread", ts=digest["ts"])
        *_, last = browser.state["thread"]["replies"]
        [file] = last["files"]
        assert re.fullmatch(r".+-\d{4}-\d\d-\d\d\.csv", file["name"])


async def test_a_week_on_and_back(data: Path) -> None:
    """[Next week] leads to the same wall time a week later, and whoever presses a button meanwhile
    is not late; back in real time nothing comes twice, and the next step goes on from there."""
    async with started(data) as demo, demo.browser() as browser:
        await browser.be(LEADER)
        zone = ZoneInfo(browser.state["time"]["zone"])
        start = browser.now.astimezone(zone)
        async with demo.browser() as meanwhile:
            moving = asyncio.create_task(browser.do("next_week"))
            await meanwhile.be(PRACTITIONER)
            await meanwhile.press("How this stays anonymous")
            assert meanwhile.state["modals"]
        assert (await moving)["accepted"]
        passed = browser.now.astimezone(zone).replace(tzinfo=None) - start.replace(tzinfo=None)
        assert timedelta(days=7) <= passed < timedelta(days=7, hours=1)
        standing = [one["ts"] for one in await browser.digests()]
        assert len(standing) == 13
        due = browser.due

        assert (await browser.do("real_time"))["accepted"]
        assert not browser.moved
        assert abs(browser.now - datetime.now(UTC)) < timedelta(minutes=5)
        assert browser.due == due
        assert [one["ts"] for one in await browser.digests()] == standing

        assert (await browser.do("next_step"))["accepted"]
        assert browser.now >= datetime.fromisoformat(due["at"])
        await browser.step(until="opens")
        again = [one["ts"] for one in await browser.digests()]
        assert (again[:13], len(again)) == (standing, 14)
        assert again == sorted(again)


async def test_started_again_it_goes_on(data: Path) -> None:
    """Ended in a moved time, it comes back at that time with everything where it was."""
    async with started(data) as demo:
        async with demo.browser() as browser:
            await browser.be(LEADER)
            await browser.step(until="digest")
            standing, then = await browser.digests(), browser.now
        assert (await demo.ends(signal.SIGINT))[0] == 0
    async with started(data) as demo, demo.browser() as browser:
        assert "Going on from" in demo.said
        assert "Round 1 of 12" not in demo.said
        await browser.be(LEADER)
        assert browser.moved
        assert then <= browser.now < then + timedelta(hours=1)
        assert await browser.digests() == standing
        await browser.step(until="opens")
        assert len(await browser.digests()) == len(standing) + 1


async def test_killed_it_starts_again(data: Path) -> None:
    """Killed while a step is under way, and again as soon as one is done, it goes on each time:
    what was done stands, and the round comes to its one digest."""
    async with started(data) as demo, demo.browser() as browser:
        await browser.be(LEADER)
        before = await browser.digests()
        moving = asyncio.create_task(browser.do("next_step"))
        await asyncio.sleep(1)
        await demo.is_killed()
        with pytest.raises((TypeError, TimeoutError)):
            await moving
    async with started(data) as demo, demo.browser() as browser:
        await browser.be(LEADER)
        await browser.step(until="digest")
        await demo.is_killed()
    async with started(data) as demo, demo.browser() as browser:
        await browser.be(LEADER)
        assert "digest" in browser.due["what"]
        await browser.step(until="opens")
        assert len(await browser.digests()) == len(before) + 1


async def test_what_was_missed_is_lived_through(data: Path) -> None:
    """Started again a while later, the demo has lived through the steps that came meanwhile."""
    async with started(data) as demo, demo.browser() as browser:
        await browser.be(LEADER)
        before, due = len(await browser.digests()), browser.due
        assert (await demo.ends())[0] == 0
    saved = json.loads((data / "workspace.json").read_text())
    saved["shift"] = "P7D"
    (data / "workspace.json").write_text(json.dumps(saved))
    async with started(data) as demo, demo.browser() as browser:
        await browser.be(LEADER)
        assert browser.now > datetime.now(UTC) + timedelta(days=6)
        assert datetime.fromisoformat(browser.due["at"]) > browser.now
        digests = await browser.digests()
        assert len(digests) >= before + 1
        assert re.search(r"\d+ of \d+ answered", digests[-1]["text"])
        assert browser.due["at"] > due["at"]


async def test_fresh_begins_anew(folder: Path, data: Path) -> None:
    """With --fresh the rounds are lived through again, whatever the folder held."""
    said = folder.with_name("said").read_text()
    assert "Preparing" in said
    assert "Round 12 of 12" in said
    async with started(data) as demo, demo.browser() as browser:
        await browser.be(LEADER)
        assert len(await browser.digests()) == 12
        assert not browser.moved


async def test_it_opens_the_browser(data: Path, tmp_path: Path) -> None:
    """Where there is a display and a browser, that is given the address."""
    browser, seen = tmp_path / "browser", tmp_path / "seen"
    browser.write_text(f'#!/bin/sh\necho "$1" >{seen}.new && mv {seen}.new {seen}\n')
    browser.chmod(0o700)
    env = os.environ | {"DISPLAY": ":99", "BROWSER": f"{browser} %s"}
    async with started(data, env=env) as demo, asyncio.timeout(SECONDS):
        while not seen.exists():  # noqa: ASYNC110 - another program sets no event
            await asyncio.sleep(0.05)
    assert seen.read_text() == f"{demo.url}/\n"


async def test_a_missing_browser_is_said(data: Path, tmp_path: Path) -> None:
    """Where there is a display and no browser, that is one sentence, and the demo goes on."""
    env = {"DISPLAY": ":99", "PATH": str(tmp_path)}
    async with started(data, env=env) as demo:
        async with demo.browser() as browser:
            await browser.be(PRACTITIONER)
        code, said = await demo.ends()
    assert code == 0
    assert said.count("No browser was found here; open the address in one yourself.\n") == 1
