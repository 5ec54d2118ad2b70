from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from storage.database import Database
from storage.model import Owed
from storage.outbox import Outbox

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
    await outbox.attempting("digest")
    await outbox.owe([message])
    found = await outbox.due(NOW)
    assert found
    assert found.attempted
    await outbox.posted("digest", "1.1")
    await outbox.owe([message])
    assert await outbox.due(NOW) is None


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
    outbox: Outbox, owed: Owes
) -> None:
    """What stands in a channel goes never again, and its words are not kept twice."""
    await outbox.owe([owed("digest", recipient="C1", to_person=False, body="words")])
    await outbox.posted("digest", "1.1")
    assert await outbox.due(NOW + 100 * MINUTE) is None
    assert await outbox.next_due() is None


async def test_a_message_put_off_comes_later_and_counts_its_tries(
    outbox: Outbox, owed: Owes
) -> None:
    """A message that failed lets the others go first, and knows how often it was tried."""
    await outbox.owe([owed("one"), owed("two")])
    await outbox.later("one", NOW + MINUTE)
    assert await due(outbox, NOW) == "two"
    await outbox.gone("two")
    assert await due(outbox, NOW) is None
    assert await outbox.next_due() == NOW + MINUTE
    found = await outbox.due(NOW + MINUTE)
    assert found
    assert (found.key, found.tries, found.due) == ("one", 1, NOW + MINUTE)


async def test_an_empty_outbox_owes_nothing(outbox: Outbox) -> None:
    """With nothing owed nothing is due, now or later."""
    assert await outbox.due(NOW) is None
    assert await outbox.next_due() is None
