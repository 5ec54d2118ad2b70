"""Slack refusing, silent or away at each stage of a round, for as long as hours."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from support.council import BEFORE, CLOSES, LEADERS, OPENS, PUBLISHES, REMINDS, STAFF
from support.hurried_loop import HurriedLoop
from support.two_teams import ANSWERING, COUNCIL, OFTEN, answered
from support.whole_round import is_whole, live
from support.world import World, in_force, invitation, open_paper, world

from bot.sandbox import (
    DeliverTwice,
    DropAfterAccept,
    DropBeforeAccept,
    Hold,
    RateLimit,
    Refuse,
    Sandbox,
    ServerError,
)
from bot.sandbox.web_api import METHODS
from storage.model import Pulse

HOUR = timedelta(hours=1)
SENDING = ("chat.postMessage", "conversations.history", "conversations.replies", "users.list")
TIMES = 6

Order = Callable[[Sandbox], None]


def _each(*faults: object) -> Order:
    def order(sandbox: Sandbox) -> None:
        for fault in faults:
            for method in SENDING:
                sandbox.faults.order(method, fault, times=TIMES)  # type: ignore[arg-type]

    return order


TROUBLES: dict[str, Order] = {
    "a storm of 429": _each(RateLimit(1), RateLimit(60)),
    "500s and refusals": _each(ServerError(500), ServerError(503), Refuse("internal_error")),
    "away for hours": lambda sandbox: sandbox.faults.last(ServerError(503)),
    "unreachable for hours": lambda sandbox: sandbox.faults.last(DropBeforeAccept()),
    "answers dropped after accepting": _each(DropAfterAccept()),
}


@pytest.mark.parametrize("stage", ["opening", "publishing"])
@pytest.mark.parametrize("order", TROUBLES.values(), ids=TROUBLES)
async def test_slacks_trouble_delays_a_round_and_loses_nothing(
    here: World, weekly: tuple[Pulse, ...], stage: str, order: Order
) -> None:
    """Hours later everyone is asked and the digest stands once; only invitations come twice."""

    @contextmanager
    def trouble() -> Iterator[None]:
        order(here.sandbox)
        yield
        here.sandbox.faults.clear()

    async with in_force(here, weekly) as running:
        await live(here, running, stage, trouble, after=2 * HOUR)
        await is_whole(here, running, twice=TIMES)


@pytest.mark.parametrize("taken", [False, True], ids=["taken late", "taken at once"])
@pytest.mark.parametrize(
    ("stage", "silent"),
    [
        ("opening", METHODS),
        ("opening", ["chat.postMessage"]),
        ("publishing", ["chat.postMessage"]),
        ("publishing", ["conversations.history"]),
    ],
    ids=["opening", "inviting", "posting", "looking for a digest"],
)
def test_slack_that_does_not_answer_delays_a_round_and_loses_nothing(
    tmp_path: Path, weekly: tuple[Pulse, ...], stage: str, silent: Iterable[str], *, taken: bool
) -> None:
    """Each call is given up after ten seconds; Slack takes it all the same, then or hours later."""

    async def run() -> None:
        loop, hold = asyncio.get_running_loop(), Hold(asyncio.Event(), after_accept=taken)
        assert isinstance(loop, HurriedLoop)

        @contextmanager
        def trouble() -> Iterator[None]:
            for method in silent:
                here.sandbox.faults.order(method, hold, times=TIMES)
            with loop.hurrying(10):
                yield
            assert hold.arrived.is_set()
            here.sandbox.faults.clear()
            hold.release.set()

        async with world(COUNCIL, tmp_path, BEFORE) as here, in_force(here, weekly) as running:
            await live(here, running, stage, trouble, after=2 * HOUR)
            await is_whole(here, running, twice=TIMES)

    with asyncio.Runner(loop_factory=partial(HurriedLoop, 1)) as runner:
        runner.run(run())


async def test_slack_away_from_before_closing_until_after_publishing(
    here: World, weekly: tuple[Pulse, ...]
) -> None:
    """The round closes without Slack, and its digest goes when Slack is back."""
    async with in_force(here, weekly) as running:
        await running.tick(OPENS)
        await answered(here)
        await running.tick(REMINDS)
        here.sandbox.faults.last(ServerError(503))
        for instant in (CLOSES, PUBLISHES, PUBLISHES + 6 * HOUR):
            await running.tick(instant)
        assert here.kinds() == {LEADERS: [], STAFF: []}
        here.sandbox.faults.clear()
        await running.tick(PUBLISHES + 12 * HOUR)
        await is_whole(here, running)


async def test_payloads_out_of_order_count_what_was_acknowledged(
    here: World, weekly: tuple[Pulse, ...]
) -> None:
    """A press after the submission, a submission that comes twice, and one after closing."""
    async with in_force(here, weekly) as running:
        await running.tick(OPENS)
        first = here.person(ANSWERING[0])
        await open_paper(first)
        here.sandbox.faults.order("interactive", DeliverTwice(), times=2)
        await first.submit(OFTEN)
        await first.press(invitation(first), "answer")
        await answered(here, ANSWERING[1:])
        late = here.person(COUNCIL.people[-1])
        await open_paper(late)
        await running.tick(CLOSES)
        assert (await late.submit(OFTEN)).modal is not None
        assert late.modal is not None
        assert late.modal.title != "Thank you"
        await first.submit_again()
        await running.tick(PUBLISHES)
        await running.tick(PUBLISHES + HOUR)
        assert "8 to 14 of 26 answered" in here.posted(LEADERS)[0].words
