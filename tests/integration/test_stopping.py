"""How the bot ends when it is asked to: what is under way is finished, what is owed stays owed."""

import asyncio
import signal

import pytest
from support.council import OPENS, ROUND
from support.own_process import SECONDS, ended, says, started
from support.two_teams import ANSWERING, COUNCIL, OFTEN
from support.world import World, in_force, open_paper

from bot.delivery import AT_ONCE
from bot.sandbox import Hold, Outcome
from bot.sandbox.delivery import ACK_WITHIN
from storage.model import Pulse

ENDS = b"Staff Pulse ends."


@pytest.fixture
async def planned(here: World, weekly: tuple[Pulse, ...]) -> World:
    """A round that is due, and nobody has been asked yet."""
    async with in_force(here, weekly):
        pass
    here.clock.move_to(OPENS)
    return here


def invitations(here: World) -> list[int]:
    return [len(here.person(one).direct_messages()) for one in COUNCIL.people]


async def test_an_answer_on_its_way_is_counted_and_thanked(
    here: World, weekly: tuple[Pulse, ...]
) -> None:
    """Whoever is thanked while the bot ends is counted, and whoever is not can send again."""
    async with in_force(here, weekly) as running:
        await running.tick(OPENS)
    async with started(here) as process:
        await says(process, b"is running")
        for one in ANSWERING:
            await open_paper(here.person(one))
        first, *rest = [asyncio.create_task(here.person(p).submit(OFTEN)) for p in ANSWERING]
        await first
        process.send_signal(signal.SIGTERM)
        assert await ended(process) == 0
    outcomes = [await first, *await given_up(here, rest)]
    async with here.running() as running:
        for person, outcome in zip(ANSWERING, outcomes, strict=True):
            if outcome.trouble is not None:
                assert thanked(await here.person(person).submit(OFTEN))
            else:
                assert thanked(outcome)
        [everyone, *_] = (await running.ports.boxes.count(ROUND)).tallies
        assert everyone.casts == len(ANSWERING)


def thanked(outcome: Outcome) -> bool:
    return outcome.modal is not None and outcome.modal.title == "Thank you"


async def given_up(here: World, sending: list[asyncio.Task[Outcome]]) -> list[Outcome]:
    """What people see, for whom Slack repeats its request until it has none to ask any more."""
    async with asyncio.timeout(SECONDS):
        while not all(task.done() for task in sending):
            here.clock.move_to(here.clock.now() + ACK_WITHIN)
            await asyncio.sleep(0.01)
    return await asyncio.gather(*sending)


async def test_the_message_under_way_is_kept_as_sent(planned: World) -> None:
    """The bot waits for Slack's word on it, begins no other, and none goes twice afterwards."""
    under_way = Hold(asyncio.Event(), after_accept=True)
    planned.sandbox.faults.order("chat.postMessage", under_way)
    async with started(planned) as process:
        await under_way.arrived.wait()
        process.send_signal(signal.SIGTERM)
        await says(process, ENDS)
        under_way.release.set()
        assert await ended(process) == 0
    assert 1 <= sum(invitations(planned)) <= AT_ONCE
    async with planned.running() as running:
        await running.tick()
    assert {*invitations(planned)} == {1}


async def test_a_second_signal_ends_it_at_once(planned: World) -> None:
    """Whoever asks twice does not wait for Slack."""
    for_ever = Hold(asyncio.Event())
    planned.sandbox.faults.order("chat.postMessage", for_ever)
    async with started(planned) as process:
        await for_ever.arrived.wait()
        process.send_signal(signal.SIGINT)
        await says(process, ENDS)
        process.send_signal(signal.SIGTERM)
        assert await ended(process) == 1
    for_ever.release.set()


async def test_a_message_that_slack_does_not_answer_holds_up_no_end(planned: World) -> None:
    """After some seconds the bot ends without Slack's word, and the message stays owed."""
    for_ever = Hold(asyncio.Event())
    planned.sandbox.faults.order("chat.postMessage", for_ever)
    async with started(planned) as process:
        await for_ever.arrived.wait()
        process.send_signal(signal.SIGTERM)
        assert await ended(process) == 0
    for_ever.release.set()
    async with planned.running() as running:
        await running.tick()
    assert min(invitations(planned)) == 1


@pytest.mark.parametrize("method", ["auth.test", "apps.connections.open"])
async def test_a_bot_that_is_still_starting_ends_too(planned: World, method: str) -> None:
    """While it waits for Slack at the start, it ends by itself with code 0."""
    for_ever = Hold(asyncio.Event())
    planned.sandbox.faults.order(method, for_ever)
    async with started(planned) as process:
        await for_ever.arrived.wait()
        process.send_signal(signal.SIGTERM)
        assert await ended(process) == 0
    for_ever.release.set()
