"""What people and channels are sent, and what they are not, through the real wire."""

import shutil
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from support.council import ADMIN, BEFORE, CLOSES, OPENS, PUBLISHES, REMINDS, STAFF
from support.two_teams import COUNCIL, DIGESTS
from support.world import NOT_THIS_WEEK, Running, World, in_force, invitation, labels

from bot.sandbox import Person, RateLimit
from bot.stores import DATABASE
from bot.survey.messages import Notice, to_body
from storage.model import Owed, Pulse

SOMEBODY = "UPERSON026"


async def not_this_week(person: Person) -> None:
    await person.press(invitation(person), NOT_THIS_WEEK)
    assert person.modal is not None
    assert "We will not remind you" in person.modal.words


async def pause(person: Person) -> None:
    await person.open_home()
    await person.press_in_home("pause-until", "2026-12-24")


async def never(person: Person) -> None:
    await person.open_home()
    await person.press_in_home("never-ask")


def sent(here: World) -> dict[str, tuple[int, int]]:
    """How many invitations and how many reminders each person got."""
    found = {}
    for one in COUNCIL.people:
        messages = here.person(one).direct_messages()
        invitations = sum("Not this week" in labels(message) for message in messages)
        found[one] = invitations, len(messages) - invitations
    return found


@pytest.mark.parametrize("say", [not_this_week, pause, never])
async def test_a_reminder_that_waits_its_turn_can_still_be_stopped(
    here: World, running: Running, say: Callable[[Person], Awaitable[None]]
) -> None:
    """Whoever declines, pauses or asks never to be asked while reminders queue gets none."""
    await running.tick(OPENS)
    here.clock.move_to(REMINDS)
    await running.bot.steps.advance()
    await say(here.person(SOMEBODY))
    await running.tick()
    others = dict.fromkeys(COUNCIL.people, (1, 1))
    assert sent(here) == others | {SOMEBODY: (1, 0)}


@pytest.mark.parametrize("say", [pause, never])
async def test_an_invitation_that_waits_its_turn_can_still_be_stopped(
    here: World, running: Running, say: Callable[[Person], Awaitable[None]]
) -> None:
    """Whoever pauses or asks never to be asked while invitations queue gets none."""
    here.clock.move_to(OPENS)
    await running.bot.steps.advance()
    await say(here.person(SOMEBODY))
    await running.tick()
    others = dict.fromkeys(COUNCIL.people, (1, 0))
    assert sent(here) == others | {SOMEBODY: (0, 0)}


async def test_a_date_that_has_passed_stops_nothing(here: World, running: Running) -> None:
    """A pause until a day that is over withdraws no message that waits."""
    here.clock.move_to(OPENS)
    await running.bot.steps.advance()
    await here.person(SOMEBODY).open_home()
    await here.person(SOMEBODY).press_in_home("pause-until", "2026-11-01")
    await running.tick()
    assert set(sent(here).values()) == {(1, 0)}


async def test_what_admins_should_know_is_not_withdrawn(here: World, running: Running) -> None:
    """An admin who never wants to be asked still hears that a round is lost."""
    await running.tick(OPENS)
    for box in (here.folders.data_dir / "boxes").iterdir():
        box.unlink()
    here.clock.move_to(REMINDS)
    await running.bot.steps.advance()
    await never(here.person(ADMIN))
    await running.tick()
    assert len(here.person(ADMIN).direct_messages()) == 1


async def test_a_restored_database_posts_no_digest_twice(
    here: World, weekly: tuple[Pulse, ...], tmp_path: Path
) -> None:
    """A database from before the digest went finds it standing in both channels, thread and all."""
    async with in_force(here, weekly) as running:
        await running.tick(OPENS)
        await running.tick(CLOSES)
    kept = shutil.copy(here.folders.data_dir / DATABASE, tmp_path / "backup")
    async with here.running() as running:
        await running.tick(PUBLISHES)
        assert here.kinds() == DIGESTS
    shutil.copy(kept, here.folders.data_dir / DATABASE)
    async with here.running() as running:
        await running.tick(PUBLISHES + timedelta(days=2))
        assert await running.ports.outbox.next_due() is None
    assert here.kinds() == DIGESTS


async def test_pages_of_a_thread_stay_in_order(here: World, running: Running) -> None:
    """When Slack refuses the first page of a thread for a while, the others wait for it."""

    def page(words: str, reply_to: str | None = None) -> Owed:
        now = here.clock.now()
        return Owed(
            key=words,
            round=None,
            recipient=STAFF,
            to_person=False,
            body=to_body(Notice(round=None, text=words)),
            reply_to=reply_to,
            since=now,
            due=now,
        )

    await running.ports.outbox.owe([page("digest")])
    await running.tick()
    await running.ports.outbox.owe([page(f"page {number}", "digest") for number in range(4)])
    here.sandbox.faults.order("chat.postMessage", RateLimit(30))
    for seconds in range(10, 100, 10):
        await running.tick(BEFORE + timedelta(seconds=seconds))
    [thread] = here.threads(STAFF)
    assert [message.text for message in thread] == [f"page {number}" for number in range(4)]
    assert here.sandbox.web_api.calls["chat.postMessage", "http 429"] == 1
