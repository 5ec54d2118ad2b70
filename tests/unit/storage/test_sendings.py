from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from storage.database import Database
from storage.model import Owed, Published, Round, Sending, Unsent
from storage.outbox import Outbox
from storage.rounds import Rounds
from storage.sendings import Sendings

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
Owes = Callable[[str, str], Owed]


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


@pytest.fixture
def sendings(database: Database) -> Sendings:
    return Sendings(database)


@pytest.fixture
async def round_(rounds: Rounds, planned: Callable[[int], Round]) -> Round:
    """An open round."""
    await rounds.plan([planned(0)])
    await rounds.open(planned(0), [])
    return planned(0)


@pytest.fixture
def invites(owed: Callable[..., Owed], round_: Round) -> Owes:
    """Makes a message of a kind that the round owes a person."""

    def make(person: str, kind: str = "invitation") -> Owed:
        return owed(
            f"{round_.id}/{kind}/{person}",
            round=round_.id,
            recipient=person,
            body=f'{{"kind": "{kind}"}}',
        )

    return make


async def test_what_goes_and_what_does_not_is_counted(
    outbox: Outbox, sendings: Sendings, invites: Owes, round_: Round
) -> None:
    """Of each kind it is known how many there are, have gone, wait, and were lost for what."""
    people = [f"U{number}" for number in range(10)]
    await outbox.owe([invites(one) for one in people])
    await outbox.owe([invites("U3", "reminder")])
    for one in people[:4]:
        await outbox.gone(invites(one).key)
    for one, why in zip(people[4:7], (Unsent.LEFT, Unsent.LEFT, Unsent.CLOSED), strict=True):
        await outbox.give_up(invites(one).key, why)
    await outbox.later(invites("U9").key, NOW + timedelta(hours=1), tries=1)
    [reminders, invitations] = sorted(await sendings.under_way(), key=lambda one: one.owed)
    assert (reminders.kind, reminders.waiting, reminders.sent) == ("reminder", 1, 0)
    assert invitations == Sending(
        round=round_.id,
        kind="invitation",
        sent=4,
        waiting=3,
        lost={Unsent.LEFT: 2, Unsent.CLOSED: 1},
        until=NOW + timedelta(hours=1),
    )
    assert invitations.owed == len(people)


async def test_nothing_tells_whom_a_message_was_for(
    outbox: Outbox, invites: Owes, database: Database
) -> None:
    """After messages went, or were given up, the file holds the id of nobody."""
    await outbox.owe([invites("UCANARY1"), invites("UCANARY2")])
    await outbox.gone(invites("UCANARY1").key)
    await outbox.give_up(invites("UCANARY2").key, Unsent.UNKNOWN)
    assert b"UCANARY" not in database.path.read_bytes()


async def test_of_reminders_no_number_is_kept(
    outbox: Outbox, invites: Owes, rounds: Rounds, round_: Round, database: Database
) -> None:
    """How many were reminded, or could not be, would tell how many said "not this week"."""
    people = [f"U{number}" for number in range(4)]
    await outbox.owe([invites(one, "reminder") for one in people])
    await outbox.gone(invites("U0", "reminder").key)
    await outbox.give_up(invites("U1", "reminder").key, Unsent.LEFT)
    await rounds.close(Published(round=round_.id, responses=(), figures=()))
    async with database.reading() as connection:
        assert [*await connection.execute_fetchall("SELECT * FROM sendings")] == []


async def test_what_is_withdrawn_is_owed_no_more(
    outbox: Outbox, sendings: Sendings, invites: Owes
) -> None:
    """Whoever wants no message is neither reached nor lost."""
    await outbox.owe([invites("U1"), invites("U2"), invites("U3")])
    await outbox.gone(invites("U1").key)
    await outbox.withdraw("U2")
    [found] = await sendings.under_way()
    assert (found.owed, found.sent, found.waiting) == (2, 1, 1)


async def test_admins_are_told_once_and_when_nothing_waits(
    outbox: Outbox, sendings: Sendings, invites: Owes, owed: Callable[..., Owed]
) -> None:
    """As long as anything waits it is not the time; after it was told it is told no more."""
    await outbox.owe([invites("U1"), invites("U2")])
    await outbox.give_up(invites("U1").key, Unsent.LEFT)
    assert await sendings.untold("invitation") == []
    await outbox.gone(invites("U2").key)
    [found] = await sendings.untold("invitation")
    assert (found.sent, found.lost) == (1, {Unsent.LEFT: 1})
    await sendings.tell(found, [owed("notice", recipient="UADMIN")])
    assert await sendings.untold("invitation") == []
    assert [one.key for one in await outbox.owed_to("UADMIN")] == ["notice"]


async def test_where_all_went_there_is_nothing_to_tell(
    outbox: Outbox, sendings: Sendings, invites: Owes
) -> None:
    """A round of which every message went is never untold."""
    await outbox.owe([invites("U1")])
    await outbox.gone(invites("U1").key)
    assert await sendings.untold("invitation") == []


async def test_what_a_round_still_owes_when_it_closes_is_lost_with_it(
    outbox: Outbox, sendings: Sendings, invites: Owes, rounds: Rounds, round_: Round
) -> None:
    """The books balance at the end too: what went and what did not is what was owed."""
    people = [f"U{number}" for number in range(5)]
    await outbox.owe([invites(one) for one in people])
    await outbox.gone(invites("U0").key)
    await rounds.close(Published(round=round_.id, responses=(), figures=()))
    [found] = await sendings.untold("invitation")
    assert (found.sent, found.lost, found.owed) == (1, {Unsent.OVER: 4}, 5)
    assert await sendings.under_way() == []


async def test_replies_are_given_up_with_what_they_answer(
    outbox: Outbox, owed: Callable[..., Owed]
) -> None:
    """A thread without its message would never go; what stands already is kept."""
    channel = {"recipient": "C1", "to_person": False}
    await outbox.owe([owed("digest", **channel), owed("other", **channel)])
    await outbox.owe([owed(f"page {n}", reply_to="digest", **channel) for n in range(3)])
    await outbox.give_up("digest", Unsent.UNUSABLE)
    message = await outbox.due(NOW)
    assert message
    assert message.key == "other"
    await outbox.posted("other", "1.1")
    await outbox.give_up("other", Unsent.UNUSABLE)
    assert await outbox.first_of(["other"]) == "other"
    assert await outbox.next_due() is None
