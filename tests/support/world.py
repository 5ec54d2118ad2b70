"""The real bot against the sandbox, over HTTP and WebSocket, on a clock moved by hand."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from bot.app import Bot, Ports, assemble, connect
from bot.clock import SystemClock
from bot.demo.clock import EagerClock
from bot.demo.discloser import Discloser
from bot.health import metrics
from bot.health.state import Health
from bot.sandbox import HandClock, Limits, Message, Outcome, Person, Sandbox, View
from bot.settings import Folders
from bot.slack.client import connected
from bot.slack.http import PATH, serving
from bot.slack.socket import listening
from storage.model import Pulse
from support.council import ADMIN, LEADERS, STAFF, Council

ANSWER, NOT_THIS_WEEK, HOW_ANONYMOUS = "answer", "not-this-week", "how-anonymous"


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """The bot while it runs."""

    bot: Bot
    ports: Ports
    clock: HandClock
    health: Health

    async def metrics(self) -> str:
        """What is counted, after a look at how things stand."""
        await self.health.look(self.ports.kept)
        return metrics.text(self.health).decode()

    async def tick(self, instant: datetime | None = None) -> None:
        """Let it be that instant, and let the bot do everything that is due."""
        if instant is not None:
            self.clock.move_to(instant)
        await self.bot.steps.advance()
        await self.bot.delivery.drain()


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A workspace with a council in it, the bot's folders, and the time.

    Attributes:
        limited: whether Slack counts how often it is called, and so the bot too.
        apart: whether a process of its own decides what may be shown, as it does in earnest.
    """

    sandbox: Sandbox
    clock: HandClock
    folders: Folders
    limited: bool = False
    apart: bool = False

    @asynccontextmanager
    async def running(
        self, line: Literal["socket", "http"] = "socket", *, admins: tuple[str, ...] = (ADMIN,)
    ) -> AsyncIterator[Running]:
        """Run the bot; it may be run again after it has ended."""
        time = EagerClock(self.clock)
        async with AsyncExitStack() as stack:
            client = await stack.enter_async_context(
                connected(
                    self.sandbox.bot_token, self.sandbox.api_url, time if self.limited else None
                )
            )
            ports = await stack.enter_async_context(
                connect(self.folders, client=client, clock=time)
            )
            if not self.apart:
                ports = replace(ports, discloser=Discloser())
            bot = assemble(ports, client=client, clock=time, admins=admins)
            health = Health(clock=time, sent=bot.delivery.outcomes)
            if line == "socket":
                health.line = await stack.enter_async_context(
                    listening(bot.app, self.sandbox.app_token)
                )
            else:
                # The sandbox signs with the machine's time, as Slack does with the real one.
                secret = self.sandbox.signing_secret
                served = await stack.enter_async_context(
                    serving(bot.app, secret, SystemClock(), host="127.0.0.1", port=0)
                )
                health.line = served
                self.sandbox.deliver_over_http(f"http://127.0.0.1:{served.port}{PATH}")
            yield Running(bot=bot, ports=ports, clock=self.clock, health=health)

    def person(self, person: str) -> Person:
        """Somebody, to see and do as they would."""
        return self.sandbox.person(person)

    def posted(self, channel: str) -> tuple[Message, ...]:
        """What stands in a channel, threads left out."""
        return self.sandbox.workspace.messages(channel)

    def threads(self, channel: str) -> list[tuple[Message, ...]]:
        """The replies under each message of a channel."""
        workspace = self.sandbox.workspace
        return [workspace.replies(channel, top.ts) for top in workspace.messages(channel)]

    def kinds(self) -> dict[str, list[str]]:
        """What the bot calls its messages in both channels, threads included."""
        found = {}
        for channel in (LEADERS, STAFF):
            under = [reply for thread in self.threads(channel) for reply in thread]
            found[channel] = [kind(message) for message in (*self.posted(channel), *under)]
        return found


@asynccontextmanager
async def world(
    council: Council, folder: Path, start: datetime, *, limits: Limits | None = None
) -> AsyncIterator[World]:
    """A fresh world; its data and keys lie in the folder, and without limits Slack has none."""
    clock = HandClock(start)
    folders = Folders(data_dir=folder / "data", key_dir=folder / "keys")
    async with Sandbox(clock=clock, limits=limits or Limits.off()) as sandbox:
        council.move_in(sandbox.workspace)
        yield World(sandbox=sandbox, clock=clock, folders=folders, limited=limits is not None)


@asynccontextmanager
async def in_force(
    world: World, pulses: tuple[Pulse, ...], line: Literal["socket", "http"] = "socket"
) -> AsyncIterator[Running]:
    """Run the bot with pulses put in force at the present instant."""
    async with world.running(line) as running:
        await running.bot.pulses.apply(pulses)
        await running.tick()
        yield running


def kind(message: Message) -> str:
    """What the bot calls one of its messages to a channel, such as "digest"."""
    if message.files:
        return "digest-file"
    assert message.metadata is not None
    return str(message.metadata["event_payload"]["key"]).split("/")[1]


def labels(message: Message) -> list[str]:
    """The words on a message's buttons."""
    return [
        element["text"]["text"]
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
    ]


def forged(message: Message, round_id: str) -> Message:
    """The message with another round on its buttons."""
    text = json.dumps(message.blocks)
    [value] = {
        e["value"]
        for b in message.blocks
        if b["type"] == "actions"
        for e in b["elements"]
        if e["action_id"] == ANSWER
    }
    return replace(message, blocks=tuple(json.loads(text.replace(value, round_id))))


def invitation(person: Person) -> Message:
    """The newest message to a person that can be answered."""
    found = [one for one in person.direct_messages() if "Answer" in labels(one)]
    assert found, f"{person.id} was sent nothing to answer"
    return found[-1]


async def open_paper(person: Person) -> View:
    """Press [Answer] in the newest message that has it, and see what opens."""
    await person.press(invitation(person), ANSWER)
    assert person.modal is not None
    return person.modal


async def answer(person: Person, answers: Mapping[str, str]) -> Outcome:
    """Answer as a person would, from the direct message to what they read at the end."""
    await open_paper(person)
    return await person.submit(answers)


def read(folders: Folders) -> dict[str, bytes]:
    """Every file of the bot, data and keys, by name."""
    roots = (folders.data_dir, folders.key_dir)
    return {
        str(path.relative_to(root.parent)): path.read_bytes()
        for root in roots
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }
