"""Who finds the last digest in their Home tab: those who can read it in a channel."""

from datetime import timedelta

import pytest
from support.council import ADMIN, CLOSES, LEADER, LEADERS, OPENS, PUBLISHES, STAFF
from support.two_teams import answered
from support.world import Running, World

from bot.sandbox import Refuse

COLLEAGUE, STRANGER = "UPERSON001", ADMIN
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def published(here: World, running: Running) -> World:
    """The world once a digest stands in both channels; the bot runs."""
    await running.tick(OPENS)
    await answered(here)
    await running.tick(CLOSES)
    await running.tick(PUBLISHES)
    return here


async def reads(here: World, person: str) -> bool:
    """Whether somebody finds the digest when they open their Home tab."""
    somebody = here.person(person)
    await somebody.open_home()
    assert somebody.home is not None
    found = "of 26 answered" in somebody.home.words
    assert found is not ("There is none for you to read yet." in somebody.home.words)
    return found


def leave(here: World, channel: str, person: str) -> None:
    members = here.sandbox.workspace.channels[channel].members
    left = tuple(one for one in members if one != person)
    here.sandbox.workspace.change_channel(channel, members=left)


async def test_members_of_either_channel_read_it(published: World) -> None:
    """Leaders and staff find it, and somebody in neither channel does not."""
    readers = [await reads(published, one) for one in (LEADER, COLLEAGUE, STRANGER)]
    assert readers == [True, True, False]


@pytest.mark.parametrize(("channel", "person"), [(LEADERS, LEADER), (STAFF, COLLEAGUE)])
async def test_who_leaves_the_channel_reads_it_no_longer(
    published: World, channel: str, person: str
) -> None:
    """Members are asked for once in ten minutes, so after that it is gone from the Home tab."""
    assert await reads(published, person)
    asked = published.sandbox.web_api.calls["conversations.members", "ok"]
    leave(published, channel, person)
    published.clock.move_to(PUBLISHES + 10 * MINUTE)
    assert await reads(published, person)
    assert published.sandbox.web_api.calls["conversations.members", "ok"] == asked
    published.clock.move_to(PUBLISHES + 11 * MINUTE)
    assert not await reads(published, person)


async def test_while_slack_tells_no_members_nobody_reads_it(published: World) -> None:
    """Where it is not known who is in a channel it is not shown, and asked again next time."""
    published.sandbox.faults.order("conversations.members", Refuse("fatal_error"), times=2)
    assert not await reads(published, LEADER)
    assert await reads(published, LEADER)
