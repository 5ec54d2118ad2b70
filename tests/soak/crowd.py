"""Thousands who are invited at once under Slack's limits, and who answer within one minute."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path

from support.council import (
    BEFORE,
    CLOSES,
    ONE_QUESTION,
    OPENS,
    OPTIONS,
    PUBLISHES,
    QUESTION,
    ROUND,
    Council,
    people,
    pulses,
)
from support.world import Running, World, in_force, open_paper, read, world

from bot.sandbox import HandClock, Limits
from soak.books import Page
from soak.found import counted, note_messages

SLACK_WAITS = 3.0
"""So many seconds has the bot for an acknowledgement."""

WINDOWS = 100
"""So many windows Slack opens in a minute; nobody can answer before theirs is open."""

MINUTE = timedelta(seconds=61)
_TICK = 0.02


@dataclass(kw_only=True)
class Crowd:
    """What came of it.

    Attributes:
        page: of the round.
        invited_within: how long it took on the bot's clock until the last invitation had gone.
        answering: how many tried to answer.
        slowest: after how many seconds of the machine the last acknowledgement of a form came.
        too_many: how many calls Slack refused as too many.
        owed: when the next message would be due at the end; None where none is owed.
    """

    page: Page
    answering: int
    invited_within: timedelta = timedelta()
    slowest: float = 0.0
    too_many: int = 0
    owed: datetime | None = None

    def faults(self) -> Iterator[str]:
        """What is not as it should be, each in a sentence."""
        yield from self.page.faults()
        if len(self.page.answers) != self.answering:
            yield f"{len(self.page.answers)} of {self.answering} were thanked"
        if self.slowest > SLACK_WAITS:
            yield f"an acknowledgement took {self.slowest:.1f} seconds"
        if self.owed is not None:
            yield f"a message is still owed, due at {self.owed}"


async def live(folder: Path, *, invited: int, answering: int, within: float) -> Crowd:
    """Invite so many people at once, and let some of them answer.

    Args:
        folder: for everything that is written.
        invited: how many people work there.
        answering: how many of them answer.
        within: in how many seconds of the machine they all send their forms; 0 is at once, and
            Slack's clock stands meanwhile.
    """
    here = people(1001, 1000 + invited)
    half = invited // 2
    council = Council(north=here[:half], south=here[half:])
    page = Page(round=ROUND, council=council, willing=frozenset(here))
    crowd = Crowd(page=page, answering=answering)
    async with (
        world(council, folder, BEFORE, limits=Limits.documented()) as slack,
        in_force(slack, pulses(ONE_QUESTION, folder)) as running,
    ):
        await running.tick(OPENS)
        crowd.invited_within = slack.clock.now() - OPENS
        await answer(slack, crowd, here[:: invited // answering][:answering], within)
        page.box = await counted(slack, folder / "copy", ROUND)
        await close(running)
        note_messages(slack, page, dict.fromkeys(here, 0))
        page.left_behind = left_behind(slack, council)
        crowd.owed = await running.ports.outbox.next_due()
        calls = slack.sandbox.web_api.calls
        crowd.too_many = sum(many for (_, what), many in calls.items() if what == "ratelimited")
    return crowd


async def answer(slack: World, crowd: Crowd, answering: Sequence[str], within: float) -> None:
    """Let people open their forms, as fast as Slack lets them, and then all send them."""
    for first in range(0, len(answering), WINDOWS):
        slack.clock.move_to(slack.clock.now() + MINUTE)
        group = answering[first : first + WINDOWS]
        await asyncio.gather(*(open_paper(slack.person(one)) for one in group))
    loop = asyncio.get_running_loop()

    async def send(person: str, option: str, after: float) -> None:
        await asyncio.sleep(after)
        began = loop.time()
        outcome = await slack.person(person).submit({QUESTION: option})
        crowd.slowest = max(crowd.slowest, loop.time() - began)
        if outcome.modal is not None and outcome.modal.title == "Thank you":
            crowd.page.answers[person] = option

    pause = within / len(answering)
    options = zip(answering, cycle(OPTIONS), strict=False)
    acts = [send(one, option, n * pause) for n, (one, option) in enumerate(options)]
    if within:
        async with flowing(slack.clock):
            await asyncio.gather(*acts)
    else:
        await asyncio.gather(*acts)


@asynccontextmanager
async def flowing(clock: HandClock) -> AsyncIterator[None]:
    """Let a clock that is moved by hand go with the machine's."""
    loop = asyncio.get_running_loop()

    async def flow() -> None:
        shown, began = clock.now(), loop.time()
        while True:
            await asyncio.sleep(_TICK)
            clock.move_to(shown + timedelta(seconds=loop.time() - began))

    task = asyncio.create_task(flow())
    try:
        yield
    finally:
        task.cancel()


async def close(running: Running) -> None:
    """Let the round close and be published, and what is owed go out."""
    for instant in (CLOSES - timedelta(days=1), CLOSES, PUBLISHES, PUBLISHES + timedelta(hours=1)):
        await running.tick(instant)


def left_behind(slack: World, council: Council) -> tuple[str, ...]:
    """The people, keys and boxes that are found in the bot's files."""
    files = read(slack.folders)
    kept = re.findall(rb"UPERSON\d+", b"".join(files.values()))
    found = {one.decode() for one in kept} & set(council.people)
    boxes = {name for name in files if Path(name).suffix in {".box", ".box-journal", ".key"}}
    return (*sorted(found), *sorted(boxes))
