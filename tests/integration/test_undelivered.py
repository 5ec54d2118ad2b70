"""What cannot be delivered, through the real wire: who hears of it, and what stands in the end."""

import random
from datetime import timedelta

import pytest
from support.council import ADMIN, CLOSES, LEADER, LEADERS, OPENS, PUBLISHES, ROUND, STAFF
from support.looking_after import at_home, home
from support.two_teams import COUNCIL, DIGESTS, answered
from support.world import Running, World, in_force, kind

from bot.delivery import PATIENCE
from bot.sandbox import (
    DropAfterAccept,
    DropBeforeAccept,
    Message,
    RateLimit,
    Refuse,
    ServerError,
)
from bot.survey.messages import Notice, to_body
from storage.model import Owed, Pulse, Unsent

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NOBODYS = ("UPERSON003", "UPERSON004")


def told(here: World) -> list[str]:
    """What the admin was told."""
    return [message.text for message in here.person(ADMIN).direct_messages()]


async def opened(here: World, running: Running) -> None:
    """Let the round open, with its invitations still to be sent."""
    here.clock.move_to(OPENS)
    await running.bot.steps.advance()


async def settled(running: Running, until: timedelta) -> None:
    """Let everything be tried again that is put off, for some time."""
    end = running.clock.now() + until
    await running.bot.delivery.drain()
    while (due := await running.ports.outbox.next_due()) is not None and due <= end:
        await running.tick(max(due, running.clock.now() + timedelta(seconds=1)))
    await running.tick(end)


def archive(here: World, *channels: str, archived: bool = True) -> None:
    for channel in channels:
        here.sandbox.workspace.change_channel(channel, archived=archived)


async def published(here: World, running: Running) -> None:
    """Let people answer, and let it be time for the digest, which is still to be sent."""
    await running.tick(OPENS)
    await answered(here)
    await running.tick(CLOSES)
    here.clock.move_to(PUBLISHES)
    await running.bot.steps.advance()


async def test_admins_are_told_once_how_many_were_not_reached(
    here: World, weekly: tuple[Pulse, ...]
) -> None:
    """In numbers and reasons when the last invitation went, and never who."""
    async with in_force(here, weekly) as running:
        await opened(here, running)
        for person in NOBODYS:
            here.sandbox.workspace.change_person(person, deleted=True)
        here.sandbox.faults.order("chat.postMessage", Refuse("restricted_action"))
        await running.bot.delivery.drain()
        assert told(here) == []
        await running.tick(OPENS + MINUTE)
    sentence = (
        "3 of 26 invitations of Weekly pulse could not be delivered: 2 people have left the "
        "workspace and 1 person does not take messages from apps. They are still counted among "
        "those asked."
    )
    assert told(here) == [sentence]
    async with here.running() as again:
        await again.tick(OPENS + DAY)
        await answered(here, COUNCIL.people[5:7])
        await again.tick(CLOSES)
    assert told(here) == [sentence]


async def test_who_was_not_reached_stands_in_no_file(here: World, running: Running) -> None:
    """With the round over nothing of them is left, and the number is."""
    await opened(here, running)
    here.sandbox.workspace.change_person(NOBODYS[0], deleted=True)
    await running.bot.delivery.drain()
    await running.tick(OPENS + MINUTE)
    await running.tick(CLOSES)
    files = [one for one in here.folders.data_dir.rglob("*") if one.is_file()]
    assert not [one for one in files if NOBODYS[0].encode() in one.read_bytes()]
    assert "1 person has left the workspace. This person is still counted" in told(here)[0]


async def test_a_storm_of_trouble_loses_no_invitation(here: World, running: Running) -> None:
    """Whatever Slack answers, in any order, everybody is invited once, and the books balance."""
    await opened(here, running)
    chance = random.Random(1)
    troubles = [
        *(RateLimit(2), ServerError(500), ServerError(503)),
        *(DropBeforeAccept(), Refuse("internal_error"), Refuse("rate_limited")),
    ]
    for _ in range(60):
        here.sandbox.faults.order("chat.postMessage", chance.choice(troubles))
    await settled(running, timedelta(hours=2))
    assert {one: len(here.person(one).direct_messages()) for one in COUNCIL.people} == (
        dict.fromkeys(COUNCIL.people, 1)
    )
    assert await running.ports.sendings.under_way() == []
    assert told(here) == []


async def test_what_never_went_before_the_round_closed_is_told(
    here: World, running: Running
) -> None:
    """Where Slack is away until the end, admins read how many were not asked."""
    await opened(here, running)
    here.sandbox.faults.order("chat.postMessage", ServerError(500), times=10_000)
    await running.tick(CLOSES)
    here.sandbox.faults.clear()
    await settled(running, timedelta(hours=1))
    assert (
        "26 of 26 invitations of Weekly pulse could not be delivered: the round was over before "
        "26 could go. They are still counted among those asked."
    ) in told(here)


async def test_a_digest_waits_for_its_channels_to_be_mended(here: World, running: Running) -> None:
    """Admins read once for each channel what to do; then it stands there once, with its thread."""
    await published(here, running)
    archive(here, LEADERS, STAFF)
    await running.bot.delivery.drain()
    await settled(running, timedelta(hours=2))
    assert here.kinds() == {LEADERS: [], STAFF: []}
    assert sorted(told(here)) == sorted(
        f"Weekly pulse: a message waits to be posted. Slack refused channel <#{channel}>, which "
        "is archived; bring it back in Slack. It is tried again every quarter of an hour, for a "
        "week. If another channel is named, this message does not go there."
        for channel in (LEADERS, STAFF)
    )
    archive(here, LEADERS, STAFF, archived=False)
    await settled(running, timedelta(hours=1))
    assert here.kinds() == DIGESTS
    assert len(told(here)) == 2


async def test_a_digest_that_no_channel_takes_is_given_up_after_a_week(
    here: World, running: Running
) -> None:
    """Admins read so, it is counted with its thread, and nothing comes when the channel is back."""
    await published(here, running)
    archive(here, STAFF)
    for later in (timedelta(), DAY, PATIENCE - HOUR, PATIENCE + HOUR, PATIENCE + 2 * HOUR):
        here.clock.move_to(PUBLISHES + later)
        await running.bot.delivery.drain()
    assert (
        "Weekly pulse: a message could not be posted for a week, and is given up."
        in (told(here)[-1])
    )
    archive(here, STAFF, archived=False)
    here.clock.move_to(PUBLISHES + 2 * PATIENCE)
    await running.bot.delivery.drain()
    assert here.kinds() == DIGESTS | {STAFF: []}
    [lost] = await running.ports.sendings.untold("digest")
    assert lost.lost == {Unsent.UNUSABLE: 1}


@pytest.mark.parametrize("crowd", [0, 450])
async def test_a_digest_whose_answer_was_lost_is_found(
    here: World, running: Running, crowd: int
) -> None:
    """It went, and the line dropped; although much was said since, it is not posted again."""
    await published(here, running)
    here.sandbox.faults.order("chat.postMessage", DropAfterAccept(), times=2)
    await running.bot.delivery.drain()
    workspace = here.sandbox.workspace
    chat = [
        workspace.post(Message(channel=channel, ts=workspace.new_ts(), user=LEADER, text="Hello"))
        for channel in (LEADERS, STAFF)
        for _ in range(crowd)
    ]
    await settled(running, HOUR)
    for message in chat:
        workspace.remove_message(message)
    assert here.kinds() == DIGESTS


async def test_a_thread_whose_digest_was_deleted_is_left_alone(
    here: World, running: Running
) -> None:
    """Somebody took the digest away: neither it nor what was to stand under it comes again."""
    await published(here, running)
    here.sandbox.faults.order("conversations.replies", ServerError(500), times=2)
    await running.bot.delivery.drain()
    for channel in (LEADERS, STAFF):
        [digest] = here.posted(channel)
        assert kind(digest) == "digest"
        here.sandbox.workspace.remove_message(digest)
    await settled(running, DAY)
    assert here.kinds() == {LEADERS: [], STAFF: []}
    assert await running.ports.outbox.next_due() is None
    assert told(here) == []


async def test_a_large_send_is_seen_to_go_on(here: World, weekly: tuple[Pulse, ...]) -> None:
    """Admins see how many have gone and when the last should, also after a restart."""
    line = (
        "Sending invitations of Weekly pulse: 10 of 26 have gone; the last should go by about "
        "10:00."
    )
    async with in_force(here, weekly) as running:
        await opened(here, running)
        words = home(await at_home(here))
        assert "Sending invitations of Weekly pulse: 0 of 26 have gone; the last" in words
        for _ in range(10):
            message = await running.ports.outbox.due(running.clock.now())
            assert message
            await running.ports.outbox.gone(message.key)
        assert line in home(await at_home(here))
    async with here.running() as again:
        [shown] = (await here.person(ADMIN).command("/pulse", "status")).messages
        assert line in shown.text
        await again.bot.delivery.drain()
        assert "Nothing waits to be sent." in home(await at_home(here))


async def test_a_notice_overtakes_the_invitations(here: World, running: Running) -> None:
    """What is for a channel stands there before the last of those who are asked has theirs."""
    await opened(here, running)
    now = here.clock.now()
    await running.ports.outbox.owe(
        [
            Owed(
                key=f"{ROUND}/notice/{STAFF}",
                round=ROUND,
                recipient=STAFF,
                to_person=False,
                body=to_body(Notice(round=ROUND, text="Something that staff should know.")),
                since=now,
                due=now,
            )
        ]
    )
    await running.bot.delivery.drain()
    [notice] = here.posted(STAFF)
    invited = [here.person(one).direct_messages()[0].ts for one in COUNCIL.people]
    assert sum(float(one) < float(notice.ts) for one in invited) <= 4
