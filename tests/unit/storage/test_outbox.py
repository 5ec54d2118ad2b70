from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from storage.database import Database
from storage.model import Owed, Round
from storage.outbox import Outbox
from storage.rounds import Rounds

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
Owes = Callable[..., Owed]


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


async def due(outbox: Outbox, now: datetime = NOW) -> str | None:
    message = await outbox.due(now)
    return message.key if message else None


async def test_the_oldest_due_goes_first(outbox: Outbox, owed: Owes) -> None:
    """Messages go in the order of their instants, then in the order they were owed."""
    await outbox.owe([owed("c", due=NOW), owed("a", due=NOW), owed("early", due=NOW - MINUTE)])
    await outbox.owe([owed("later", due=NOW + MINUTE), owed("b", due=NOW)])
    sent = []
    while (key := await due(outbox)) is not None:
        await outbox.gone(key)
        sent.append(key)
    assert sent == ["early", "c", "a", "b"]
    assert await outbox.next_due() == NOW + MINUTE


async def test_what_is_owed_already_stays_as_it_is(outbox: Outbox, owed: Owes) -> None:
    """Owing a message again, attempted or posted, neither doubles nor resets it."""
    message = owed("digest", recipient="C1", to_person=False)
    await outbox.owe([message])
    assert await outbox.attempting("digest")
    await outbox.owe([message])
    found = await outbox.due(NOW)
    assert found
    assert found.tries == 1
    await outbox.posted("digest", "1.1")
    await outbox.owe([message])
    assert await outbox.due(NOW) is None


async def test_the_first_message_of_several_keys_is_found(outbox: Outbox, owed: Owes) -> None:
    """Owed or posted, in the order of the keys; None where there is no message of any."""
    await outbox.owe([owed(key, recipient="C1", to_person=False) for key in ("digest", "due")])
    await outbox.posted("digest", "1.1")
    assert await outbox.first_of(["due", "digest"]) == "due"
    assert await outbox.first_of(["elsewhere", "digest"]) == "digest"
    assert await outbox.first_of(["elsewhere"]) is None


async def test_what_is_owed_to_a_person_is_found(outbox: Outbox, owed: Owes) -> None:
    """Only messages to that very person are found, due or not, in the order they were owed."""
    await outbox.owe(
        [
            owed("later", due=NOW + MINUTE),
            owed("now", due=NOW),
            owed("other", recipient="U2"),
            owed("channel", recipient="C1", to_person=False),
        ]
    )
    recipient = owed("any").recipient
    assert [one.key for one in await outbox.owed_to(recipient)] == ["later", "now"]
    assert await outbox.owed_to("C1") == []


async def test_a_reply_waits_until_what_it_answers_stands(outbox: Outbox, owed: Owes) -> None:
    """A reply goes after its message was posted, into its thread, however long that takes."""
    await outbox.owe(
        [
            owed("reply", recipient="C1", to_person=False, reply_to="digest", due=NOW - MINUTE),
            owed("digest", recipient="C1", to_person=False, due=NOW + MINUTE),
        ]
    )
    assert await due(outbox, NOW) is None
    assert await outbox.next_due() == NOW + MINUTE
    assert await due(outbox, NOW + MINUTE) == "digest"
    await outbox.posted("digest", "1732.5")
    reply = await outbox.due(NOW)
    assert reply
    assert (reply.key, reply.thread) == ("reply", "1732.5")


async def test_a_posted_message_is_not_due_and_its_text_is_forgotten(
    outbox: Outbox, owed: Owes, database: Database
) -> None:
    """What stands in a channel goes never again, and its words are in no byte of the file."""
    await outbox.owe([owed("digest", recipient="C1", to_person=False, body="canary words")])
    assert b"canary words" in database.path.read_bytes()
    await outbox.posted("digest", "1.1")
    assert b"canary words" not in database.path.read_bytes()
    assert await outbox.due(NOW + 100 * MINUTE) is None
    assert await outbox.next_due() is None


async def test_a_message_put_off_comes_later_with_the_tries_counted(
    outbox: Outbox, owed: Owes
) -> None:
    """A message that failed lets the others go first, and knows how often it was tried."""
    await outbox.owe([owed("one"), owed("two")])
    await outbox.attempting("one")
    await outbox.later("one", NOW + MINUTE, tries=0)
    assert await due(outbox, NOW) == "two"
    await outbox.gone("two")
    assert await due(outbox, NOW) is None
    assert await outbox.next_due() == NOW + MINUTE
    assert await outbox.attempting("one")
    found = await outbox.due(NOW + MINUTE)
    assert found
    assert (found.key, found.tries, found.due) == ("one", 1, NOW + MINUTE)


async def test_what_is_not_owed_any_more_is_not_attempted(outbox: Outbox, owed: Owes) -> None:
    """A message that is gone, posted or was never owed is not to be sent."""
    await outbox.owe([owed("person"), owed("digest", recipient="C1", to_person=False)])
    await outbox.gone("person")
    await outbox.posted("digest", "1.1")
    assert [await outbox.attempting(key) for key in ("person", "digest", "other")] == [False] * 3


async def test_replies_go_in_their_order(outbox: Outbox, owed: Owes) -> None:
    """A reply that is put off keeps back those after it in its thread, and no others."""
    channel = {"recipient": "C1", "to_person": False}
    await outbox.owe([owed("digest", **channel), owed("other", **channel)])
    await outbox.owe([owed(f"page {n}", reply_to="digest", **channel) for n in range(3)])
    await outbox.owe([owed("elsewhere", reply_to="other", **channel)])
    await outbox.posted("digest", "1.1")
    await outbox.posted("other", "1.2")
    await outbox.later("page 0", NOW + MINUTE, tries=1)
    assert await due(outbox, NOW) == "elsewhere"
    await outbox.posted("elsewhere", "1.3")
    assert await due(outbox, NOW) is None
    assert await outbox.next_due() == NOW + MINUTE
    went = []
    while (key := await due(outbox, NOW + MINUTE)) is not None:
        await outbox.posted(key, f"2.{len(went)}")
        went.append(key)
    assert went == ["page 0", "page 1", "page 2"]


async def test_the_next_message_is_found_by_an_index(
    outbox: Outbox, owed: Owes, database: Database
) -> None:
    """Among ten thousand messages no table is read through, neither for a message nor a reply."""
    await outbox.owe([owed(f"message {n}", recipient=f"U{n}") for n in range(10_000)])
    asked: list[str] = []
    async with database.reading() as connection:
        await connection.set_trace_callback(asked.append)
    assert await due(outbox) == "message 0"
    async with database.reading() as connection:
        queries = [text for text in asked if "outbox" in text]
        plans = [await connection.execute_fetchall(f"EXPLAIN QUERY PLAN {q}") for q in queries]
    for plan in plans:
        steps = [str(step) for *_, step in plan if "json_each" not in str(step)]
        assert [step for step in steps if "INDEX outbox_owed" in step]
        assert [step for step in steps if "INDEX outbox_replies" in step]
        assert not [step for step in steps if "SCAN" in step or "B-TREE" in step]


async def test_what_a_round_owes_a_person_can_be_withdrawn(
    outbox: Outbox, owed: Owes, rounds: Rounds, planned: Callable[[int], Round]
) -> None:
    """One round's messages to one person go, or all rounds'; what no round owes stays."""
    one, two = planned(0), planned(1)
    await rounds.plan([one, two])
    await outbox.owe(
        [
            owed("one", round=one.id),
            owed("two", round=two.id),
            owed("somebody else", round=one.id, recipient="U2"),
            owed("channel", round=one.id, recipient="U1", to_person=False),
            owed("notice"),
        ]
    )
    await outbox.withdraw("U1", one.id)
    assert not await outbox.attempting("one")
    assert await outbox.attempting("two")
    await outbox.withdraw("U1")
    assert not await outbox.attempting("two")
    for kept in ("somebody else", "channel", "notice"):
        assert await outbox.attempting(kept)


async def test_an_empty_outbox_owes_nothing(outbox: Outbox) -> None:
    """With nothing owed nothing is due, now or later."""
    assert await outbox.due(NOW) is None
    assert await outbox.next_due() is None


async def test_it_is_known_since_when_messages_wait(outbox: Outbox, owed: Owes) -> None:
    """What stands in its channel waits no longer, and of the others the oldest counts."""
    assert (await outbox.waiting_since(), await outbox.waiting()) == (None, 0)
    await outbox.owe([owed("later", since=NOW), owed("stands", since=NOW - MINUTE)])
    assert (await outbox.waiting_since(), await outbox.waiting()) == (NOW - MINUTE, 2)
    await outbox.posted("stands", "1.1")
    assert (await outbox.waiting_since(), await outbox.waiting()) == (NOW, 1)
    await outbox.gone("later")
    assert await outbox.waiting_since() is None


async def test_what_a_round_asks_of_many_comes_after_all_else(
    outbox: Outbox, owed: Owes, rounds: Rounds, planned: Callable[[int], Round]
) -> None:
    """Channels and admins are not behind those who are asked, and a recipient can be left out."""
    await rounds.plan([planned(0)])
    await outbox.owe(
        [
            *(owed(f"asked {n}", round=planned(0).id, recipient=f"U{n}") for n in range(3)),
            owed("digest", round=planned(0).id, recipient="C1", to_person=False),
            owed("notice", recipient="UADMIN"),
        ]
    )
    went = []
    while (message := await outbox.due(NOW, besides={"U1"})) is not None:
        await outbox.gone(message.key)
        went.append(message.key)
    assert went == ["digest", "notice", "asked 0", "asked 2"]
    assert await due(outbox) == "asked 1"


async def test_nothing_is_due_to_a_recipient_who_is_held(outbox: Outbox, owed: Owes) -> None:
    """All that waits for a channel waits longer, what waits longer still stays as it is."""
    await outbox.owe([owed("one", recipient="C1"), owed("two", recipient="C1", due=NOW + MINUTE)])
    await outbox.owe([owed("later", recipient="C1", due=NOW + 9 * MINUTE), owed("other")])
    await outbox.hold("C1", NOW + 5 * MINUTE)
    assert await due(outbox, NOW + 4 * MINUTE) == "other"
    await outbox.gone("other")
    assert await outbox.next_due() == NOW + 5 * MINUTE
    for key in ("one", "two"):
        assert await due(outbox, NOW + 5 * MINUTE) == key
        await outbox.gone(key)
    assert await outbox.next_due() == NOW + 9 * MINUTE


async def test_admins_hear_once_of_a_channel_that_refuses(outbox: Outbox, owed: Owes) -> None:
    """As long as a channel refuses one message, another that it refuses is no news."""
    channel = {"recipient": "C1", "to_person": False}
    await outbox.owe([owed("one", **channel), owed("two", **channel)])
    await outbox.refused("one", NOW, NOW + MINUTE, [owed("first notice", recipient="UADMIN")])
    await outbox.refused("two", NOW, NOW + MINUTE, [owed("second notice", recipient="UADMIN")])
    await outbox.refused("one", NOW + MINUTE, NOW + 2 * MINUTE)
    assert [one.key for one in await outbox.owed_to("UADMIN")] == ["first notice"]
    message = await outbox.due(NOW + 2 * MINUTE, besides={"UADMIN"})
    assert message
    assert (message.key, message.refused) == ("two", NOW)
    for key in ("one", "two"):
        await outbox.posted(key, "1.1")
    await outbox.owe([owed("three", **channel)])
    await outbox.refused("three", NOW, NOW + MINUTE, [owed("third notice", recipient="UADMIN")])
    assert "third notice" in [one.key for one in await outbox.owed_to("UADMIN")]
