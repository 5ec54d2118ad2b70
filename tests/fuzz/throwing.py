"""Throws mutated payloads at the real bot beside the real ones that they are made of."""

import asyncio
import io
import json
import logging
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

from support.council import (
    ADMIN,
    BEFORE,
    CLOSES,
    LEADER,
    NEXT_OPENS,
    ONE_QUESTION,
    OPENS,
    PUBLISHES,
    pulses,
)
from support.two_teams import ANSWERING, COUNCIL, answered
from support.world import Running, World

from bot import logs
from bot.sandbox import HandClock, Limits, Sandbox, block_kit
from bot.sandbox.delivery import Ack, Parcel
from bot.settings import Folders
from fuzz.monkey import Monkey
from fuzz.mutations import CANARY, mutated

Line = Literal["socket", "http"]
SECONDS = 30
MOST_BYTES = 900_000
"""Slack's largest payloads have a view of 250 kB; from 1 MiB on they are refused unread."""

ROUND = "weekly-2026-12-01"
STAFF_MEMBERS = ("UPERSON010", "UPERSON022")


class Thrower(Sandbox):
    """A workspace from which each payload comes several times, all but the last time mutated.

    Attributes:
        each: how many mutated ones come before a real one.
        parcels: the real ones so far.
        thrown: how many mutated ones there were, by kind and type.
        strange: what came back that is no well-formed acknowledgement or refusal.
        thanked: whose submission was answered with thanks.
    """

    def __init__(self, dice: random.Random, clock: HandClock) -> None:
        super().__init__(clock=clock, limits=Limits.off())
        self._dice = dice
        self.each = 0
        self.parcels: list[Parcel] = []
        self.thrown: Counter[str] = Counter()
        self.strange: list[str] = []
        self.thanked: set[str] = set()

    async def _deliver(self, parcel: Parcel) -> Ack | None:
        self.parcels.append(parcel)
        for _ in range(self.each):
            await self.throw(made(parcel, self._dice))
        ack = await super()._deliver(parcel)
        self._note(parcel, ack)
        return ack

    async def throw(self, parcel: Parcel) -> None:
        """Deliver a mutated payload, and look at what comes back."""
        self.thrown[f"{parcel.kind} {str(parcel.payload.get('type', ''))[:20]}"] += 1
        try:
            async with asyncio.timeout(SECONDS):
                ack = await super()._deliver(parcel)
        except TimeoutError:
            ack = None
        if ack is None:
            self.strange.append(f"nothing came back: {parcel.kind}")
        elif fault := malformed(parcel, ack.reply):
            self.strange.append(fault)
        self._note(parcel, ack)

    def _note(self, parcel: Parcel, ack: Ack | None) -> None:
        view = ack.reply.get("view") if ack else None
        if isinstance(view, dict) and view.get("title", {}).get("text") == "Thank you":
            self.thanked.add(parcel.payload["user"]["id"])


def malformed(parcel: Parcel, reply: object) -> str | None:
    """What Slack could not take in an answer; None where it could."""
    if not isinstance(reply, dict):
        return f"no object came back: {type(reply)}"
    try:
        if "view" in reply:
            block_kit.view(reply["view"], "modal")
        elif reply.get("text") or reply.get("blocks"):
            block_kit.message(
                text=str(reply.get("text", "")), blocks=reply.get("blocks"), metadata=None
            )
        elif reply.get("response_action") not in (None, "clear", "errors"):
            return f"an unknown response_action came back: {parcel.kind}"
    except block_kit.ApiError as error:
        return f"{error.code}: {error.messages}"
    errors = reply.get("errors", {"x": "y"})
    texts = isinstance(errors, dict) and all(isinstance(one, str) for one in errors.values())
    return None if texts and errors else "errors of a wrong shape came back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fuzzing:
    """A bot with a round open and a digest behind it, at which payloads are thrown."""

    world: World
    running: Running
    sandbox: Thrower
    monkey: Monkey
    log: io.StringIO = field(default_factory=io.StringIO)

    async def work(self, acts: int, *, each: int) -> None:
        """Let staff, a leader and an admin do so much, with so many mutated before each."""
        self.sandbox.each = each
        who = (*STAFF_MEMBERS, LEADER, ADMIN, ADMIN)
        for number in range(acts):
            self.world.clock.move_to(self.world.clock.now() + timedelta(seconds=4))
            await self.monkey.act(self.world.person(who[number % len(who)]))
        self.sandbox.each = 0

    async def intrude(self, times: int, dice: random.Random) -> None:
        """Send what an admin or a leader sent as somebody who is neither, mutated."""
        theirs = [
            one
            for one in self.sandbox.parcels
            if (one.payload.get("user") or {}).get("id") in (ADMIN, LEADER)
        ]
        for _ in range(times):
            parcel = made(dice.choice(theirs), dice)
            parcel.payload["user"] = {"id": STAFF_MEMBERS[0], "team_id": "T0SANDBOX"}
            await self.sandbox.throw(parcel)


@asynccontextmanager
async def fuzzing(folder: Path, line: Line, seed: int) -> AsyncIterator[Fuzzing]:
    """That bot, everything that it logs kept."""
    dice = random.Random(seed)
    clock = HandClock(BEFORE)
    folders = Folders(data_dir=folder / "data", key_dir=folder / "keys")
    async with Thrower(dice, clock) as sandbox:
        COUNCIL.move_in(sandbox.workspace)
        here = World(sandbox=sandbox, clock=clock, folders=folders)
        with logged() as log:
            async with here.running(line) as running:
                await running.bot.pulses.apply(pulses(ONE_QUESTION, folder))
                await running.tick(OPENS)
                await answered(here, ANSWERING)
                for instant in (CLOSES, PUBLISHES, NEXT_OPENS):
                    await running.tick(instant)
                for person in COUNCIL.people:
                    sandbox.workspace.views.clear(person)
                sandbox.thanked.clear()
                yield Fuzzing(
                    world=here,
                    running=running,
                    sandbox=sandbox,
                    monkey=Monkey(sandbox, dice),
                    log=log,
                )


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """Everything that the bot logs meanwhile, as it would write it."""
    log = io.StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.set_up("DEBUG")
    for handler in root.handlers:
        assert isinstance(handler, logging.StreamHandler)
        handler.setStream(log)
    try:
        yield log
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)


def leaked(log: str) -> list[str]:
    """Lines that hold somebody's id, or something that stood in a payload."""
    return [one for one in log.splitlines() if CANARY in one or "UPERSON" in one]


def served_badly(log: str) -> Counter[str]:
    """Where the bot met a fault of its own, and how often."""
    lines = [one for one in log.splitlines() if " ERROR " in one]
    return Counter(one.partition(": ")[2] for one in lines)


def made(parcel: Parcel, dice: random.Random) -> Parcel:
    """A mutated parcel that can be sent, and is not too large to be read at all."""
    while True:
        found = replace(parcel, payload=mutated(parcel.payload, dice))
        with suppress(UnicodeEncodeError):
            # The fields of a form are UTF-8, in which a lone surrogate cannot be written.
            if parcel.kind == "slash_commands":
                urlencode(found.payload)
            if len(json.dumps(found.payload)) <= MOST_BYTES:
                return found
