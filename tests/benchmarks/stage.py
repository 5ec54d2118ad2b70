"""Bots in processes of their own, each in a workspace of its own, and people who answer them."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from support.council import BEFORE, OPENS, TWO_DIMENSIONS, Council, people
from support.world import ANSWER

from benchmarks import process
from benchmarks.order import PULSES, Order
from bot.sandbox import HandClock, Limits, Sandbox, forms, payloads
from bot.sandbox.delivery import Delivery, Parcel
from bot.sandbox.http_delivery import HttpDelivery
from bot.slack.blocks.paper import ANSWERS
from bot.slack.http import PATH

Line = Literal["socket", "http"]
LINES: tuple[Line, ...] = ("socket", "http")

THANKS = "Thank you"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a bot kept up with answers.

    Attributes:
        waits: the seconds from sending each to its acknowledgement, the shortest first.
        wall: the seconds until the last was acknowledged.
        cpu: the seconds of processor that the bot used.
    """

    waits: Sequence[float]
    wall: float
    cpu: float

    def wait(self, share: float) -> float:
        """So long, in milliseconds, a share of the answers waited at most."""
        return 1000 * self.waits[min(len(self.waits) - 1, int(len(self.waits) * share))]

    @property
    def each(self) -> float:
        """The milliseconds of processor that an answer took."""
        return 1000 * self.cpu / len(self.waits)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.waits) / self.wall


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A bot that runs, and the ways to it.

    Attributes:
        thanks: whether it says so once an answer is counted.
    """

    sandbox: Sandbox
    pid: int
    folder: Path
    http: HttpDelivery
    thanks: bool

    async def answered(self, line: Line, sent: Sequence[Parcel], *, at_once: int = 1) -> Pace:
        """Send answers, so many at once, and see how the bot keeps up."""
        door: Delivery = self.sandbox.socket_mode if line == "socket" else self.http
        queue, waits = iter(sent), list[float]()

        async def hand() -> None:
            for parcel in queue:
                began = time.perf_counter()
                ack = await door.deliver(parcel)
                waits.append(time.perf_counter() - began)
                title = ack and ack.reply.get("view", {}).get("title", {}).get("text")
                if ack is None or (self.thanks and title != THANKS):
                    raise RuntimeError("an answer was not counted")

        before = time.perf_counter(), process.cpu(self.pid)
        await asyncio.gather(*(hand() for _ in range(at_once)))
        wall, cpu = time.perf_counter() - before[0], process.cpu(self.pid) - before[1]
        return Pace(waits=sorted(waits), wall=wall, cpu=cpu)


@dataclass(slots=True, kw_only=True)
class Answers:
    """Filled-in windows of different people, each to be sent once to a bot."""

    payload: Mapping[str, Any]
    people: Iterator[str]

    def take(self, number: int) -> Sequence[Parcel]:
        """So many that were not taken before."""
        return [self._parcel(person) for person in islice(self.people, number)]

    def _parcel(self, person: str) -> Parcel:
        own = {"user": {**self.payload["user"], "id": person}}
        return Parcel(kind="interactive", payload={**self.payload, **own}, takes_reply=True)


@asynccontextmanager
async def played(
    program: str,
    folder: Path,
    council: Council,
    *,
    journal: str = "",
    variables: Mapping[str, str] = {},
) -> AsyncIterator[Played]:
    """A bot of the council, in a process of its own.

    Args:
        program: the name of its module here.
        folder: for its files.
        council: who is in the workspace.
        journal: of the usual design.
        variables: of its process.
    """
    _furnish(folder)
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(
            Sandbox(clock=HandClock(BEFORE), limits=Limits.off())
        )
        council.move_in(sandbox.workspace)
        order = Order(
            token=sandbox.bot_token,
            app_token=sandbox.app_token,
            secret=sandbox.signing_secret,
            api_url=sandbox.api_url,
            path=PATH,
            window=ANSWERS,
            folder=str(folder),
            journal=journal,
            before=BEFORE.isoformat(),
            opens=OPENS.isoformat(),
        )
        words = (sys.executable, "-m", f"benchmarks.{program}", order.words)
        bot, said = await stack.enter_async_context(
            process.running(*words, until="port", variables=variables)
        )
        await sandbox.socket_mode.connected()
        url = f"http://127.0.0.1:{said.split()[-1]}{PATH}"
        http = HttpDelivery(url, sandbox.signing_secret, sandbox.clock, sandbox.faults)
        stack.push_async_callback(http.stop)
        yield Played(
            sandbox=sandbox, pid=bot.pid, folder=folder, http=http, thanks=program == "ours"
        )


def _furnish(folder: Path) -> None:
    folder.mkdir()
    (folder / PULSES).write_text(TWO_DIMENSIONS, encoding="utf-8")


async def filled(bot: Played, council: Council) -> Answers:
    """What everybody of a council sends: one of them opens the window and fills it in."""
    somebody = bot.sandbox.person(council.people[0])
    shown = await somebody.command("/pulse")
    await somebody.press(shown.messages[-1], ANSWER)
    view = somebody.modal
    if view is None:
        raise RuntimeError("no window opened")
    chosen = {
        block["block_id"]: block["element"]["options"][0]["value"]
        for block, _ in forms.fields(view.blocks)
    }
    workspace = bot.sandbox.workspace
    view = workspace.views.fill(view, forms.filled(view.blocks, view.values, chosen))
    sent = payloads.view_submission(somebody.account, view, workspace)
    return Answers(payload=sent, people=iter(council.people))


def council(number: int) -> Council:
    """So many people in two teams, half of them social workers."""
    everybody = people(1, number)
    return Council(
        north=everybody[::2], south=everybody[1::2], social_workers=everybody[: number // 2]
    )
