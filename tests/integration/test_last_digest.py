"""Who finds the last digest in their Home tab: members of its channels, and whoever is asked."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from support.council import (
    ADMIN,
    CLOSES,
    LEADER,
    LEADERS,
    ONE_QUESTION,
    OPENS,
    PUBLISHES,
    STAFF,
    pulses,
)
from support.two_teams import answered
from support.world import Running, World, in_force

from bot.sandbox import Refuse
from bot.stores import DATABASE
from storage.model import Pulse

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


async def typed(here: World, person: str, text: str) -> str:
    """What somebody, and only they, are shown after `/pulse` with that text."""
    outcome = await here.person(person).command("/pulse", text)
    [shown] = outcome.messages
    assert shown.only_for == person
    return shown.words


async def test_it_can_be_asked_for_by_its_readers(published: World) -> None:
    """`/pulse digest` shows the post to those who find it in Home, and nothing of it to others."""
    for reader in (LEADER, COLLEAGUE):
        assert "of 26 answered" in await typed(published, reader, "digest")
    assert (await typed(published, STRANGER, "digest")).startswith("There is no digest for you")


async def test_a_trend_is_told_round_by_round(published: World) -> None:
    """A theme's trend is found by its name however it is typed, and others are offered."""
    told = await typed(published, LEADER, "trend  WORKLOAD")
    assert told.startswith("*Workload*\nHow often was your workload manageable")
    assert "24 November: " in told
    offered = await typed(published, COLLEAGUE, "trend morale")
    assert "`/pulse trend workload`" in offered
    assert "morale" not in offered
    assert (await typed(published, STRANGER, "trend workload")).startswith("There is no digest")


def leave(here: World, channel: str, person: str) -> None:
    members = here.sandbox.workspace.channels[channel].members
    left = tuple(one for one in members if one != person)
    here.sandbox.workspace.change_channel(channel, members=left)


async def test_members_of_either_channel_read_it(published: World) -> None:
    """Leaders and staff find it, and somebody in neither channel who is not asked does not."""
    readers = [await reads(published, one) for one in (LEADER, COLLEAGUE, STRANGER)]
    assert readers == [True, True, False]


@pytest.mark.parametrize(
    ("channels", "person"), [((LEADERS,), LEADER), ((STAFF, "C0NORTH"), COLLEAGUE)]
)
async def test_who_leaves_reads_it_no_longer(
    published: World, channels: tuple[str, ...], person: str
) -> None:
    """Members are asked for once in a minute, so after that it is gone from the Home tab."""
    assert await reads(published, person)
    asked = published.sandbox.web_api.calls["conversations.members", "ok"]
    for channel in channels:
        leave(published, channel, person)
    published.clock.move_to(PUBLISHES + MINUTE)
    assert await reads(published, person)
    assert published.sandbox.web_api.calls["conversations.members", "ok"] == asked
    published.clock.move_to(PUBLISHES + 2 * MINUTE)
    assert not await reads(published, person)


async def test_who_is_asked_through_a_group_reads_it_too(published: World) -> None:
    """Somebody whom the pulse would ask finds it though in neither channel, without a long list."""
    leave(published, STAFF, COLLEAGUE)
    listed = published.sandbox.web_api.calls["users.list", "ok"]
    assert await reads(published, COLLEAGUE)
    assert published.sandbox.web_api.calls["users.list", "ok"] == listed


async def test_trends_of_several_pulses_are_told_with_their_names(
    here: World, weekly: tuple[Pulse, ...], tmp_path: Path
) -> None:
    """A theme that two pulses ask about stands under the name of each."""
    early = (
        ONE_QUESTION.replace("id: weekly", "id: early")
        .replace("name: Weekly", "name: Early")
        .replace("questions: one.yaml", "questions: health-check")
    )
    async with in_force(here, (*pulses(early, tmp_path), *weekly)) as running:
        for instant in (OPENS, CLOSES, PUBLISHES):
            await running.tick(instant)
        told = await typed(here, LEADER, "trend workload")
        assert "*Early pulse: workload*\nThe amount of work I hold" in told
        assert "*Weekly pulse: workload*\nHow often was your workload manageable" in told
        alone = await typed(here, LEADER, "trend workload-manageable")
        assert alone.startswith("*Workload*\n")


async def test_of_several_pulses_the_newest_digest_is_shown(
    here: World, weekly: tuple[Pulse, ...], tmp_path: Path
) -> None:
    """Whoever can read the digests of two pulses finds the one whose questions closed last."""
    early = (
        ONE_QUESTION.replace("id: weekly", "id: early")
        .replace("name: Weekly", "name: Early")
        .replace("questions: one.yaml", "questions: health-check")
        .replace("Thursday 16:00", "Thursday 12:00")
    )
    async with in_force(here, (*pulses(early, tmp_path), *weekly)) as running:
        for instant in (OPENS, CLOSES, PUBLISHES):
            await running.tick(instant)
        leader = here.person(LEADER)
        await leader.open_home()
        assert leader.home is not None
        assert "Weekly pulse, 24" in leader.home.words
        assert "Early pulse, 24" not in leader.home.words


async def test_while_slack_tells_no_members_nobody_reads_it(published: World) -> None:
    """Where it is not known who is in a channel it is not shown, and asked again next time."""
    published.sandbox.faults.order("conversations.members", Refuse("fatal_error"), times=3)
    assert not await reads(published, LEADER)
    assert await reads(published, LEADER)


async def test_a_digest_of_another_version_is_as_none(published: World) -> None:
    """Home opens all the same where the kept digest has a shape that this version does not know."""
    database = published.folders.data_dir / DATABASE
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE digests SET body = json_remove(body, '$.closes')")
    assert not await reads(published, LEADER)
