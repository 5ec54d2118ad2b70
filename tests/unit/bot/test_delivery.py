import asyncio
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery import BETWEEN_MESSAGES, FIRST_PAUSE, LONGEST_PAUSE, Delivery
from bot.demo.clock import EagerClock
from bot.errors import DeliveryFailed
from bot.sandbox import HandClock
from bot.survey.messages import Message, Notice, to_body
from storage.database import Database
from storage.errors import NotRecorded
from storage.model import Owed
from storage.outbox import Outbox

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
YEAR = timedelta(days=365)
PERSON, CHANNEL = "UCANARY", "C0LEADERS"


@dataclass
class FakeMessenger:
    """Takes messages in memory; meets the next of its faults first, if there is one.

    Attributes:
        there: what stands in channels already, by key.
        looked: what was looked for, and since when.
        asked: how often it was asked to deliver.
        full: while it is set, a message that goes out is followed by a lock on this database.
    """

    faults: list[Exception] = field(default_factory=list)
    there: dict[str, str] = field(default_factory=dict)
    looked: list[tuple[str, datetime]] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    asked: int = 0
    full: sqlite3.Connection | None = None
    took: asyncio.Event = field(default_factory=asyncio.Event)

    async def deliver(
        self, recipient: str, message: Message, *, key: str, reply_to: str | None = None
    ) -> str:
        self.asked += 1
        if self.faults:
            raise self.faults.pop(0)
        self.sent.append(key)
        self.took.set()
        if self.full is not None:
            lock(self.full)
        return f"{len(self.sent)}.0"

    async def standing(
        self, recipient: str, key: str, since: datetime, reply_to: str | None = None
    ) -> str | None:
        self.looked.append((key, since))
        return self.there.get(key)


class Sleeper(HandClock):
    """A clock moved by hand that tells when somebody waits for it."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self.asleep = asyncio.Event()

    async def sleep_until(self, instant: datetime) -> None:
        if instant > self.now():
            self.asleep.set()
        await super().sleep_until(instant)


class AstrayClock:
    """A clock that can go back; to sleep is to move it."""

    def __init__(self, start: datetime) -> None:
        self.instant = start

    def now(self) -> datetime:
        return self.instant

    async def sleep_until(self, instant: datetime) -> None:
        self.instant = max(self.instant, instant)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


@pytest.fixture
def other(database: Database) -> Iterator[sqlite3.Connection]:
    """Somebody else at the same file."""
    connection = sqlite3.connect(database.path, isolation_level=None)
    yield connection
    connection.close()


@pytest.fixture
def messenger() -> FakeMessenger:
    return FakeMessenger()


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOW)


@pytest.fixture
def delivery(outbox: Outbox, messenger: FakeMessenger, clock: HandClock) -> Delivery:
    return Delivery(outbox=outbox, messenger=messenger, clock=EagerClock(clock))


def lock(other: sqlite3.Connection) -> None:
    """Read in a transaction that stays open, so that nobody can write."""
    other.execute("BEGIN")
    other.execute("SELECT * FROM outbox").fetchall()


def to(recipient: str, key: str = "one") -> Owed:
    return Owed(
        key=key,
        round=None,
        recipient=recipient,
        to_person=recipient.startswith("U"),
        body=to_body(Notice(round=None, text="This week's round was cancelled.")),
        since=NOW - timedelta(days=4),
        due=NOW,
    )


async def test_messages_keep_the_pace_of_channel_and_workspace(
    outbox: Outbox, clock: HandClock
) -> None:
    """One message a second to one channel, and seven a second to the workspace."""

    class Punctual(FakeMessenger):
        async def deliver(
            self, recipient: str, message: Message, *, key: str, reply_to: str | None = None
        ) -> str:
            went.append((clock.now() - NOW).total_seconds())
            return "1.0"

    went: list[float] = []
    delivery = Delivery(outbox=outbox, messenger=Punctual(), clock=EagerClock(clock))
    recipients = (CHANNEL, CHANNEL, "C0STAFF", CHANNEL, "U1", "U2", "C0STAFF")
    await outbox.owe([to(one, f"message {n}") for n, one in enumerate(recipients)])
    await delivery.drain()
    workspace = 1 / 7
    to_channel = [0, 1.05, 1.05 + workspace, 2.1]
    assert went == pytest.approx(to_channel + [2.1 + n * workspace for n in (1, 2, 3)])


@pytest.mark.parametrize("recipient", [PERSON, CHANNEL])
async def test_the_pause_grows_up_to_its_longest(
    delivery: Delivery,
    outbox: Outbox,
    messenger: FakeMessenger,
    clock: HandClock,
    recipient: str,
) -> None:
    """However often a message fails, it is tried again after at most a quarter of an hour."""
    messenger.faults = [DeliveryFailed("Slack is away")] * 100
    await outbox.owe([to(recipient)])
    pauses = []
    for _ in range(100):
        await delivery.drain()
        due = await outbox.next_due()
        assert due is not None
        pauses.append(due - clock.now())
        clock.move_to(due)
    assert pauses[0] <= FIRST_PAUSE
    assert max(pauses) == pauses[-1] == LONGEST_PAUSE
    await delivery.drain()
    assert messenger.sent == ["one"]


@pytest.mark.parametrize(("seconds", "pause"), [(30, timedelta(seconds=30)), (1e30, LONGEST_PAUSE)])
async def test_a_refusal_for_being_too_fast_does_not_count(  # noqa: PLR0917 - the fixtures
    delivery: Delivery,
    outbox: Outbox,
    messenger: FakeMessenger,
    clock: HandClock,
    seconds: float,
    pause: timedelta,
) -> None:
    """What Slack asks to wait is waited, and the message is as new as before."""
    messenger.faults = [DeliveryFailed("Wait", retry_after=seconds) for _ in range(20)]
    await outbox.owe([to(PERSON)])
    for _ in range(20):
        await delivery.drain()
        found = await outbox.due(clock.now() + YEAR)
        assert found
        assert (found.tries, found.due) == (0, clock.now() + pause)
        clock.move_to(found.due)
    await delivery.drain()
    assert messenger.sent == ["one"]


async def test_sending_goes_on_after_a_fault(
    delivery: Delivery,
    outbox: Outbox,
    messenger: FakeMessenger,
    clock: HandClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What nobody foresaw is logged by type and place alone, and tried again after a pause."""
    messenger.faults = [ZeroDivisionError(PERSON), ZeroDivisionError(PERSON)]
    await outbox.owe([to(PERSON)])
    running = asyncio.create_task(delivery.run())
    async with asyncio.timeout(20):
        await messenger.took.wait()
    running.cancel()
    assert (messenger.sent, messenger.asked) == (["one"], 3)
    assert clock.now() >= NOW + 2 * FIRST_PAUSE
    assert caplog.text.count("ZeroDivisionError in deliver") == 2
    assert PERSON not in caplog.text


@pytest.mark.parametrize("recipient", [PERSON, CHANNEL])
async def test_nothing_goes_out_that_cannot_be_kept(
    delivery: Delivery,
    outbox: Outbox,
    messenger: FakeMessenger,
    other: sqlite3.Connection,
    recipient: str,
) -> None:
    """While nothing can be written nobody is sent anything, and afterwards everybody once."""
    await outbox.owe([to(recipient)])
    lock(other)
    with pytest.raises(NotRecorded):
        await delivery.drain()
    assert (messenger.asked, messenger.looked) == (0, [])
    other.execute("ROLLBACK")
    await delivery.drain()
    assert messenger.sent == ["one"]


@pytest.mark.parametrize("recipient", [PERSON, CHANNEL])
async def test_a_message_goes_once_though_it_could_not_be_kept_as_sent(
    delivery: Delivery,
    outbox: Outbox,
    messenger: FakeMessenger,
    other: sqlite3.Connection,
    recipient: str,
) -> None:
    """When the disk fills up just after a message went, it is not sent a second time."""
    await outbox.owe([to(recipient)])
    messenger.full = other
    with pytest.raises(NotRecorded):
        await delivery.drain()
    messenger.full = None
    with pytest.raises(NotRecorded):
        await delivery.drain()
    other.execute("ROLLBACK")
    await delivery.drain()
    assert messenger.sent == ["one"]
    assert await outbox.next_due() is None


async def test_what_is_withdrawn_while_it_waits_its_turn_is_not_sent(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    """A message that goes from the outbox while it waits for the pace reaches nobody."""
    clock = Sleeper(NOW)
    delivery = Delivery(outbox=outbox, messenger=messenger, clock=clock)
    await outbox.owe([to("U1", "first"), to("U2", "second"), to("U3", "third")])
    draining = asyncio.create_task(delivery.drain())
    async with asyncio.timeout(20):
        await clock.asleep.wait()
        await outbox.gone("second")
        while not draining.done():
            clock.advance(1)
            await asyncio.sleep(0)
    await draining
    assert messenger.sent == ["first", "third"]


async def test_a_channel_is_looked_at_before_it_is_posted_to(
    delivery: Delivery, outbox: Outbox, messenger: FakeMessenger
) -> None:
    """What stands in a channel is not posted again, even if nothing here knows of it."""
    messenger.there = {"there": "7.0"}
    owed = [to(CHANNEL, "there"), to(CHANNEL, "missing"), to(PERSON, "person")]
    await outbox.owe(owed)
    await delivery.drain()
    assert messenger.looked == [(one.key, one.since) for one in owed[:2]]
    assert messenger.sent == ["missing", "person"]
    assert await outbox.next_due() is None


async def test_a_clock_that_was_ahead_keeps_nothing_back(
    outbox: Outbox, messenger: FakeMessenger
) -> None:
    """After the clock was put back by a year, the next messages keep their pace and no more."""
    clock = AstrayClock(NOW + YEAR)
    delivery = Delivery(outbox=outbox, messenger=messenger, clock=clock)
    await outbox.owe([to(CHANNEL, "ahead")])
    await delivery.drain()
    clock.instant = NOW
    await outbox.owe([to(CHANNEL, "back"), to(PERSON, "to a person")])
    await delivery.drain()
    assert messenger.sent == ["ahead", "back", "to a person"]
    assert clock.now() == NOW + 2 * BETWEEN_MESSAGES
