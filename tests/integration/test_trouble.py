"""What people notice when the line, Slack, time or the files give trouble: little, and once."""

import asyncio
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from support.council import (
    ADMIN,
    CLOSES,
    LEADERS,
    NEXT_OPENS,
    OPENS,
    PUBLISHES,
    REMINDS,
    ROUND,
    STAFF,
)
from support.patience import with_slacks_patience
from support.two_teams import ANSWERING, COUNCIL, DIGESTS, OFTEN, answered, state
from support.world import ANSWER, Running, World, in_force, invitation, labels, open_paper, read

from bot.app import steps
from bot.delivery import AT_ONCE
from bot.sandbox import (
    DeliverTwice,
    DropAfterAccept,
    DropBeforeAccept,
    LoseAck,
    RateLimit,
    ServerError,
)
from bot.sandbox.faults import Fault
from bot.survey import notices
from bot.survey.roster import Person
from storage.model import Pulse, Source, State

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TOO_LATE = OPENS + timedelta(hours=28)
"""More than half of the round's 54 hours have gone."""


def received(here: World) -> Counter[int]:
    """How many people got how many messages."""
    return Counter(len(here.person(one).direct_messages()) for one in COUNCIL.people)


def title(here: World, person: str) -> str:
    modal = here.person(person).modal
    assert modal is not None
    return modal.title


def is_clean(here: World) -> bool:
    """Whether the files hold no box and no key, and nowhere the id of a person."""
    files = read(here.folders)
    kept = b"".join(files.values())
    left = {Path(name).suffix for name in files} & {".box", ".box-journal", ".key"}
    return not left and not any(person.encode() in kept for person in (*COUNCIL.people, ADMIN))


# ---- what Slack delivers


async def test_a_press_that_comes_twice_opens_one_window(here: World, running: Running) -> None:
    """The same press delivered twice at once opens the questions once, and no apology."""
    await running.tick(OPENS)
    here.sandbox.faults.order("interactive", DeliverTwice())
    person = here.person("UPERSON001")
    await person.press(invitation(person), ANSWER)
    await here.sandbox.workspace.until(lambda: person.modal)
    await answered(here, ("UPERSON002",))
    calls = here.sandbox.web_api.calls
    assert [(what, n) for what, n in calls.items() if "views.open" in what] == [
        (("views.open", "ok"), 2)
    ]
    assert not person.whispers()


async def test_a_press_whose_answer_is_lost_opens_one_window(here: World, running: Running) -> None:
    """Slack delivers the press again after three seconds, and nothing happens twice."""
    await running.tick(OPENS)
    here.sandbox.faults.order("interactive", LoseAck())
    person = here.person("UPERSON001")
    await with_slacks_patience(here, person.press(invitation(person), ANSWER))
    assert here.sandbox.web_api.calls["views.open", "ok"] == 1
    assert title(here, "UPERSON001") == "Staff Pulse"
    assert not person.whispers()


async def test_an_opened_home_tab_is_drawn_once(here: World, running: Running) -> None:
    """An event delivered again because its acknowledgement was lost is not served again."""
    here.sandbox.faults.order("events_api", LoseAck())
    await with_slacks_patience(here, here.person("UPERSON001").open_home())
    assert here.sandbox.web_api.calls["views.publish", "ok"] == 1


@pytest.mark.parametrize("fault", [LoseAck(), DeliverTwice()])
async def test_a_submission_that_comes_again_counts_once(
    here: World, running: Running, fault: Fault
) -> None:
    """Whoever sends once, is delivered twice and sends again is thanked, and counted once."""
    await running.tick(OPENS)
    await answered(here, ANSWERING[1:])
    person = here.person(ANSWERING[0])
    await open_paper(person)
    here.sandbox.faults.order("interactive", fault)
    outcome = await with_slacks_patience(here, person.submit(OFTEN))
    assert outcome.modal is not None
    assert outcome.modal.title == "Thank you"
    await person.submit_again()
    [everyone, *_] = (await running.ports.boxes.count(ROUND)).tallies
    assert (everyone.casts, everyone.counts["workload-manageable"]["often"]) == (12, 12)


async def test_a_locked_box_asks_to_try_again(here: World, running: Running) -> None:
    """While the box cannot be written the person hears that nothing was recorded, and can retry."""
    await running.tick(OPENS)
    person = here.person("UPERSON001")
    await open_paper(person)
    other = sqlite3.connect(here.folders.data_dir / "boxes" / f"{ROUND}.box", isolation_level=None)
    try:
        other.execute("BEGIN EXCLUSIVE")
        await person.submit(OFTEN)
        assert title(here, "UPERSON001") == "Not recorded"
        other.execute("ROLLBACK")
    finally:
        other.close()
    await answered(here, ("UPERSON001",))
    [everyone, *_] = (await running.ports.boxes.count(ROUND)).tallies
    assert everyone.casts == 1


# ---- what the bot sends


@pytest.mark.parametrize("fault", [RateLimit(30), ServerError(500), DropBeforeAccept()])
async def test_invitations_outlast_a_refusal(here: World, running: Running, fault: Fault) -> None:
    """Whoever could not be sent their invitation at first gets it later, once like all others."""
    here.sandbox.faults.order("chat.postMessage", fault, times=3)
    await running.tick(OPENS)
    await running.tick(OPENS + HOUR)
    assert received(here) == {1: 26}
    refused = {
        what for (method, what) in here.sandbox.web_api.calls if method == "chat.postMessage"
    }
    assert len(refused) == 2


async def test_the_bot_waits_as_long_as_slack_asks(here: World, running: Running) -> None:
    """After a 429 nothing more is sent for the seconds that Slack names."""
    here.sandbox.faults.order("chat.postMessage", RateLimit(30), times=AT_ONCE)
    await running.tick(OPENS)
    first = min(float(here.person(one).direct_messages()[0].ts) for one in COUNCIL.people)
    assert first >= OPENS.timestamp() + 30
    assert here.sandbox.web_api.calls["chat.postMessage", "http 429"] == AT_ONCE
    assert received(here) == {1: 26}


async def test_an_invitation_comes_twice_at_most(here: World, running: Running) -> None:
    """Where the connection drops after Slack took an invitation, one person gets it twice."""
    here.sandbox.faults.order("chat.postMessage", DropAfterAccept())
    await running.tick(OPENS)
    await running.tick(OPENS + HOUR)
    assert received(here) == {1: 25, 2: 1}


@pytest.mark.parametrize("fault", [DropAfterAccept(), DropBeforeAccept(), ServerError(500)])
async def test_a_digest_stands_once(here: World, running: Running, fault: Fault) -> None:
    """Whatever happens to each of its requests, a digest and its thread stand once a channel."""
    await running.tick(OPENS)
    await answered(here)
    await running.tick(CLOSES)
    here.sandbox.faults.order("chat.postMessage", fault, times=6)
    for minutes in range(0, 60, 5):
        await running.tick(PUBLISHES + minutes * MINUTE)
    assert here.kinds() == DIGESTS
    assert is_clean(here)


async def test_a_digest_is_not_sent_again_unlooked(here: World, running: Running) -> None:
    """While the channel cannot be read the bot waits, and does not post a second time."""
    await running.tick(OPENS)
    await answered(here)
    await running.tick(CLOSES)
    here.sandbox.faults.order("chat.postMessage", DropAfterAccept())
    here.sandbox.faults.order("conversations.history", ServerError(500), times=3)
    for minutes in range(0, 120, 5):
        await running.tick(PUBLISHES + minutes * MINUTE)
    assert here.kinds() == DIGESTS


async def test_a_broken_line_mends_itself(here: World, running: Running) -> None:
    """After Slack tells the connection to leave, the next press is answered on a new one."""
    await running.tick(OPENS)
    await here.sandbox.socket_mode.disconnect()
    async with asyncio.timeout(20):
        while here.sandbox.socket_mode.connections == 0:  # noqa: ASYNC110 - a property has no event
            await asyncio.sleep(0.01)
    await answered(here)


# ---- what comes too late


async def test_a_round_opens_when_slack_is_back(here: World, running: Running) -> None:
    """While Slack is down a round stays planned; when it is back in time, everyone is asked."""
    here.sandbox.faults.order("users.list", ServerError(503), times=1000)
    await running.tick(OPENS)
    assert await state(running) is State.PLANNED
    assert received(here) == {0: 26}
    here.sandbox.faults.clear()
    await running.tick(OPENS + HOUR)
    assert await state(running) is State.OPEN
    assert received(here) == {1: 26}


async def test_a_round_that_slack_kept_back_is_cancelled(here: World, running: Running) -> None:
    """When half of the round has gone it is cancelled, and both channels hear so once."""
    here.sandbox.faults.order("users.list", ServerError(503), times=1000)
    await running.tick(OPENS)
    here.sandbox.faults.clear()
    for instant in (TOO_LATE, TOO_LATE + HOUR, CLOSES, PUBLISHES):
        await running.tick(instant)
    await is_cancelled(here, running, notices.MISSED)
    assert received(here) == {0: 26}


async def test_the_bot_was_away_when_a_round_should_open(
    here: World, weekly: tuple[Pulse, ...]
) -> None:
    """A bot that comes back after half of the round cancels it, and the next one goes its way."""
    async with in_force(here, weekly):
        pass
    here.clock.move_to(TOO_LATE)
    async with here.running() as running:
        await running.tick()
        await running.tick(PUBLISHES)
        await is_cancelled(here, running, notices.MISSED)
        await running.tick(NEXT_OPENS)
        assert received(here) == {1: 26}


async def test_the_bot_was_away_for_two_rounds(here: World, weekly: tuple[Pulse, ...]) -> None:
    """Several rounds missed in a row are told of once in each channel."""
    async with in_force(here, weekly):
        pass
    here.clock.move_to(TOO_LATE + timedelta(days=14))
    async with here.running() as running:
        for _ in range(4):
            await running.tick()
    assert here.kinds() == {LEADERS: ["notice"], STAFF: ["notice"]}


async def test_the_bot_was_away_when_a_round_should_close(
    here: World, weekly: tuple[Pulse, ...]
) -> None:
    """A bot that comes back after the digest was due closes the round and publishes it."""
    async with in_force(here, weekly) as running:
        await running.tick(OPENS)
        await answered(here)
    here.clock.move_to(PUBLISHES + HOUR)
    async with here.running() as running:
        await here.person("UPERSON007").press(invitation(here.person("UPERSON007")), ANSWER)
        assert title(here, "UPERSON007") == "These have closed"
        await running.tick()
        await running.tick()
    assert here.kinds() == DIGESTS
    assert "8 to 14 of 26 answered" in here.posted(LEADERS)[0].words
    assert received(here) == {1: 26}
    assert is_clean(here)


# ---- what is gone or damaged


def lose_key(here: World) -> None:
    (here.folders.key_dir / f"{ROUND}.key").unlink()


def lose_box(here: World) -> None:
    (here.folders.data_dir / "boxes" / f"{ROUND}.box").unlink()


def spoil_box(here: World) -> None:
    box = here.folders.data_dir / "boxes" / f"{ROUND}.box"
    box.write_bytes(os.urandom(box.stat().st_size))


DAMAGE = [lose_key, lose_box, spoil_box]


@pytest.mark.parametrize("damage", DAMAGE)
async def test_a_round_whose_box_is_lost_is_cancelled(
    here: World, running: Running, damage: Callable[[World], None]
) -> None:
    """Both channels and the admins are told once, and who answers later gets a kind word."""
    await running.tick(OPENS)
    await answered(here)
    late = here.person("UPERSON007")
    await open_paper(late)
    damage(here)
    for instant in (REMINDS, REMINDS + MINUTE, CLOSES, PUBLISHES):
        await running.tick(instant)
    await late.submit(OFTEN)
    assert title(here, "UPERSON007") == "These have closed"
    await late.press(invitation(late), ANSWER)
    assert title(here, "UPERSON007") == "These have closed"
    await is_cancelled(here, running, notices.LOST)
    [told] = here.person(ADMIN).direct_messages()
    assert notices.LOST in told.text
    assert received(here) == {1: 26}


@pytest.mark.parametrize("damage", DAMAGE)
async def test_a_box_lost_while_the_bot_was_away_is_found_at_once(
    here: World, weekly: tuple[Pulse, ...], damage: Callable[[World], None]
) -> None:
    """The first tick after the start says that the round is lost, and does not wait for its end."""
    async with in_force(here, weekly) as running:
        await running.tick(OPENS)
        await answered(here)
    damage(here)
    async with here.running() as running:
        person = here.person("UPERSON007")
        await person.press(invitation(person), ANSWER)
        assert title(here, "UPERSON007") == "Sorry"
        await person.open_home()
        assert person.home is not None
        await running.tick(OPENS + HOUR)
        await is_cancelled(here, running, notices.LOST)


async def is_cancelled(here: World, running: Running, reason: str) -> None:
    """Check that a round is cancelled, said once in each channel, and leaves nothing behind."""
    assert await state(running) is State.CANCELLED
    for channel in (LEADERS, STAFF):
        [notice] = here.posted(channel)
        assert notice.text == f"Weekly pulse: {reason}"
        assert not labels(notice)
    assert is_clean(here)


async def test_a_lost_round_ends_although_one_of_its_channels_is_gone(
    here: World, running: Running
) -> None:
    """Its box with the list of people goes, and the channel that is left is told."""
    await running.tick(OPENS)
    (here.folders.key_dir / f"{ROUND}.key").unlink()
    here.sandbox.workspace.channels.pop(LEADERS)
    await running.tick(REMINDS)
    assert await state(running) is State.CANCELLED
    assert await running.ports.boxes.left() == []
    assert [one.text for one in here.posted(STAFF)] == [f"Weekly pulse: {notices.LOST}"]


async def test_a_lost_round_does_not_wait_for_slack_for_ever(here: World, running: Running) -> None:
    """A day after its digest was due it ends, admins hear of it and the channels of nothing."""
    await running.tick(OPENS)
    (here.folders.key_dir / f"{ROUND}.key").unlink()
    here.sandbox.faults.order("conversations.history", ServerError(500), times=1000)
    for instant in (CLOSES, PUBLISHES + 23 * HOUR):
        await running.tick(instant)
        assert await state(running) is State.OPEN
    await running.tick(PUBLISHES + 24 * HOUR)
    assert await state(running) is State.CANCELLED
    assert await running.ports.boxes.left() == []
    assert here.posted(STAFF) == here.posted(LEADERS) == ()
    assert notices.UNSEEN in here.person(ADMIN).direct_messages()[-1].text


async def test_a_pulse_that_ends_while_its_round_opens_leaves_no_box(
    here: World, running: Running
) -> None:
    """The list of people that was drawn up for nothing goes at once."""

    class Slow:
        """A directory so slow that the pulse ends before it has answered."""

        async def people(self) -> Mapping[str, Person]:
            await running.bot.pulses.apply([])
            return await running.ports.directory.people()

        async def members(self, source: Source) -> Sequence[str]:
            return await running.ports.directory.members(source)

    here.clock.move_to(OPENS)
    await steps(replace(running.ports, directory=Slow()), clock=running.clock).advance()
    assert await state(running) is State.CANCELLED
    assert await running.ports.boxes.left() == []
    assert is_clean(here)
