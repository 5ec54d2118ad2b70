"""A round closes beside the ticks, once and one at a time, and other rounds' steps go on."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from support.council import CLOSES, OPENS, PUBLISHES, ROUND
from support.two_teams import answered, state
from support.world import Running, World, in_force

from bot.app import steps
from bot.usecases.steps import Steps
from questions.loader import load_shipped
from storage.model import Published, Pulse, Source, State
from storage.rounds import Rounds

HOUR = timedelta(hours=1)
OTHER = "other-2026-11-26"


class Held(Rounds):
    """Rounds that come to the end of their closing only when they are let go."""

    def __init__(self, rounds: Rounds) -> None:
        super().__init__(rounds._database)
        self.reached: list[str] = []
        self.somewhere = asyncio.Event()
        self.go = asyncio.Event()
        self.fault: Exception | None = None

    async def close(self, published: Published) -> bool:
        self.reached.append(published.round)
        self.somewhere.set()
        if self.fault:
            raise self.fault
        await self.go.wait()
        return await super().close(published)


@pytest.fixture
async def running(here: World, weekly: tuple[Pulse, ...]) -> AsyncIterator[Running]:
    """The bot with two pulses in force, of which the other opens as the first one closes."""
    [pulse] = weekly
    days = {"opens": "Thursday 16:00", "reminds": "Friday 10:00", "closes": "Friday 16:00"}
    other = pulse.model_copy(
        update={
            "id": "other",
            "audience": (Source(channel="C0NORTH"),),
            "dimensions": (),
            "question_set": load_shipped("wolverhampton-2022"),
            "schedule": pulse.schedule.model_validate(
                pulse.schedule.model_dump(mode="json", by_alias=True) | days
            ),
        }
    )
    async with in_force(here, (pulse, other)) as running:
        yield running


@pytest.fixture
async def held(running: Running) -> Held:
    """Rounds as they are kept, with that of the first pulse open."""
    await running.tick(OPENS)
    return Held(running.ports.rounds)


@pytest.fixture
async def slow(running: Running, held: Held) -> AsyncIterator[Steps]:
    """The bot's steps, with closing held up."""
    slow = steps(replace(running.ports, rounds=held), clock=running.clock)
    yield slow
    await slow.stop()


async def opened(running: Running) -> set[str]:
    return {one.id for one in await running.ports.rounds.in_state(State.OPEN)}


async def test_other_rounds_go_on_while_one_closes(
    here: World, running: Running, held: Held, slow: Steps
) -> None:
    """Another round opens meanwhile, and what is let go is closed, counted and cleared away."""
    await answered(here)
    here.clock.move_to(CLOSES - HOUR)
    await slow.tick()
    assert held.reached == []
    here.clock.move_to(CLOSES)
    await slow.tick()
    await held.somewhere.wait()
    assert await opened(running) == {ROUND, OTHER}
    held.go.set()
    await slow.advance()
    assert await opened(running) == {OTHER}
    assert await running.ports.boxes.left() == [OTHER]
    await running.tick(PUBLISHES)
    assert await state(running) is State.PUBLISHED


async def test_a_round_is_not_closed_twice(here: World, held: Held, slow: Steps) -> None:
    """However many ticks come while it closes, its box is counted once."""
    here.clock.move_to(CLOSES)
    for _ in range(3):
        await slow.tick()
    await held.somewhere.wait()
    await slow.tick()
    held.go.set()
    await slow.advance()
    assert held.reached == [ROUND]


async def test_rounds_close_one_at_a_time(
    here: World, running: Running, held: Held, slow: Steps
) -> None:
    """One that is due meanwhile waits for its turn, and is closed in the same call."""
    here.clock.move_to(CLOSES)
    await slow.tick()
    await held.somewhere.wait()
    here.clock.move_to(CLOSES + 24 * HOUR)
    await slow.tick()
    assert held.reached == [ROUND]
    held.go.set()
    await slow.advance()
    assert held.reached == [ROUND, OTHER]
    assert await opened(running) == set()
    assert await running.ports.boxes.left() == []


async def test_closing_that_is_broken_off_is_done_again(
    here: World, running: Running, held: Held, slow: Steps
) -> None:
    """A bot that stops leaves the round as it was, answers and all, for when it runs again."""
    await answered(here)
    here.clock.move_to(CLOSES)
    await slow.tick()
    await held.somewhere.wait()
    await slow.stop()
    assert await opened(running) == {ROUND, OTHER}
    await running.tick()
    assert await opened(running) == {OTHER}
    assert (await running.ports.rounds.published(ROUND)).responses


async def test_a_fault_while_closing_is_tried_again(
    here: World,
    running: Running,
    held: Held,
    slow: Steps,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is logged without its text, the round stays open, and the next tick closes it."""
    held.fault = RuntimeError("UPERSON001 said often")
    here.clock.move_to(CLOSES)
    await slow.advance()
    assert f"The round {ROUND} waits after a fault: RuntimeError in close (" in caplog.text
    assert "UPERSON001" not in caplog.text
    assert await opened(running) == {ROUND, OTHER}
    held.fault = None
    held.go.set()
    await slow.advance()
    assert await opened(running) == {OTHER}
