import asyncio
import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from support.pulse import a_pulse
from support.round import a_round

from bot.clock import Clock
from bot.delivery import AT_ONCE, FIRST_PAUSE, LONGEST_HOLD, MANY, PATIENCE, Delivery
from bot.demo.clock import EagerClock
from bot.errors import DeliveryFailed
from bot.pace import BETWEEN_MESSAGES, BETWEEN_MESSAGES_TO_ONE, LONGEST_PAUSE
from bot.ports import Messenger
from bot.sandbox import HandClock
from bot.survey.messages import Message, Notice, to_body
from bot.usecases.admins import Admins
from bot.usecases.owing import Owing
from bot.usecases.shortfalls import Shortfalls
from storage.change_log import ChangeLog
from storage.database import Database
from storage.errors import NotRecorded
from storage.model import Owed, Unsent
from storage.outbox import Outbox
from storage.pulses import Pulses
from storage.rounds import Rounds
from storage.sendings import Sendings

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
YEAR = timedelta(days=365)
PERSON, CHANNEL, ADMIN = "UCANARY", "C0LEADERS", "UADMIN"
WEEKLY = a_round(a_pulse())


@dataclass
class FakeMessenger:
    """Takes messages in memory; meets the next of its faults first, if there is one.

    Attributes:
        there: what stands in channels already, by key.
        looked: what was looked for, and since when.
        asked: how often it was asked to deliver.
        refused: recipients who are refused everything, and how.
        full: while it is set, a message that goes out is followed by a lock on this database.
    """

    faults: list[Exception] = field(default_factory=list)
    there: dict[str, str] = field(default_factory=dict)
    looked: list[tuple[str, datetime]] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    asked: int = 0
    refused: dict[str, Exception] = field(default_factory=dict)
    full: sqlite3.Connection | None = None
    took: asyncio.Event = field(default_factory=asyncio.Event)

    async def deliver(
        self, recipient: str, message: Message, *, key: str, reply_to: str | None = None
    ) -> str:
        self.asked += 1
        if self.faults:
            raise self.faults.pop(0)
        if recipient in self.refused:
            raise self.refused[recipient]
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
async def rounds(database: Database) -> Rounds:
    """With an open round."""
    rounds = Rounds(database)
    await Pulses(database).put([WEEKLY.pulse], now=NOW - timedelta(days=1))
    await rounds.plan([WEEKLY])
    await rounds.open(WEEKLY, [])
    return rounds


@pytest.fixture
def messenger() -> FakeMessenger:
    return FakeMessenger()


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOW)


@pytest.fixture
def delivery(database: Database, messenger: FakeMessenger, clock: HandClock) -> Delivery:
    return sending(database, messenger, EagerClock(clock))


def sending(
    database: Database, messenger: Messenger, clock: Clock, outbox: Outbox | None = None
) -> Delivery:
    """The delivery, with one admin to be told."""
    admins = Admins([ADMIN], directory=None, changes=ChangeLog(database), clock=clock)
    shortfalls = Shortfalls(
        sendings=Sendings(database),
        rounds=Rounds(database),
        owing=Owing(clock=clock, admins=admins),
    )
    return Delivery(
        outbox=outbox or Outbox(database),
        messenger=messenger,
        shortfalls=shortfalls,
        clock=clock,
    )


def lock(other: sqlite3.Connection) -> None:
    """Read in a transaction that stays open, so that nobody can write."""
    other.execute("BEGIN")
    other.execute("SELECT * FROM outbox").fetchall()


def of_round(recipient: str) -> Owed:
    """A message of the open round."""
    owed = to(recipient, f"{WEEKLY.id}/notice/{recipient}")
    return owed.model_copy(update={"round": WEEKLY.id})


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


class Punctual(FakeMessenger):
    """Notes when each message went, and to whom, in seconds."""

    def __init__(self, clock: HandClock) -> None:
        super().__init__()
        self._clock = clock
        self.went: list[tuple[str, float]] = []

    async def deliver(
        self, recipient: str, message: Message, *, key: str, reply_to: str | None = None
    ) -> str:
        self.went.append((recipient, (self._clock.now() - NOW).total_seconds()))
        return await super().deliver(recipient, message, key=key, reply_to=reply_to)


async def test_while_a_channel_rests_others_get_their_messages(
    outbox: Outbox, database: Database, clock: HandClock
) -> None:
    """One message a second to one channel; who comes after it does not wait for that."""
    messenger = Punctual(clock)
    recipients = (CHANNEL, CHANNEL, "C0STAFF", CHANNEL, "U1", "U2", "C0STAFF")
    await outbox.owe([to(one, f"message {n}") for n, one in enumerate(recipients)])
    await sending(database, messenger, EagerClock(clock)).drain()
    assert [who for who, _ in messenger.went] == [
        *(CHANNEL, "C0STAFF", "U1", "U2"),
        *(CHANNEL, "C0STAFF", CHANNEL),
    ]
    assert clock.now() == NOW + 2 * BETWEEN_MESSAGES_TO_ONE


async def test_channels_and_admins_do_not_wait_behind_those_who_are_asked(
    outbox: Outbox, database: Database, rounds: Rounds, clock: HandClock
) -> None:
    """A digest and a notice to an admin overtake invitations that were owed before them."""
    messenger = Punctual(clock)
    asked = [of_round(f"U{n}") for n in range(20)]
    await outbox.owe([*asked, to(CHANNEL, "digest"), to(ADMIN, "notice")])
    await sending(database, messenger, EagerClock(clock)).drain()
    assert {who for who, _ in messenger.went[:2]} == {CHANNEL, ADMIN}
    assert [who for who, _ in messenger.went[2:]] == [one.recipient for one in asked]


async def test_one_that_is_slow_holds_up_no_other(
    outbox: Outbox, database: Database, clock: HandClock
) -> None:
    """While Slack thinks about one message, all others go."""

    class Thoughtful(FakeMessenger):
        async def deliver(
            self, recipient: str, message: Message, *, key: str, reply_to: str | None = None
        ) -> str:
            if recipient == PERSON:
                await thought.wait()
            posted = await super().deliver(recipient, message, key=key, reply_to=reply_to)
            if len(self.sent) == 9:
                thought.set()
            return posted

    thought = asyncio.Event()
    messenger = Thoughtful()
    await outbox.owe([to(PERSON), *(to(f"U{n}", f"message {n}") for n in range(9))])
    async with asyncio.timeout(20):
        await sending(database, messenger, EagerClock(clock)).drain()
    assert messenger.sent == [*(f"message {n}" for n in range(9)), "one"]


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


@pytest.mark.parametrize(
    ("seconds", "pause"), [(30, timedelta(seconds=30)), (10_000, LONGEST_PAUSE)]
)
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


async def test_a_limit_of_one_channel_holds_up_no_other(
    delivery: Delivery, outbox: Outbox, messenger: FakeMessenger, clock: HandClock
) -> None:
    """After a 429 in a channel all that is for it waits, and whatever is for others goes."""
    messenger.faults = [DeliveryFailed("Wait", retry_after=30)]
    others = ["U1", "C0STAFF"]
    await outbox.owe([to(CHANNEL, "one"), to(CHANNEL, "two"), *(to(who, who) for who in others)])
    await delivery.drain()
    assert sorted(messenger.sent) == sorted(others)
    assert await outbox.next_due() == NOW + timedelta(seconds=30)
    clock.advance(30)
    await delivery.drain()
    assert messenger.sent[2:] == ["one", "two"]


async def test_a_limit_met_at_a_person_holds_up_everything(
    outbox: Outbox, database: Database, clock: HandClock
) -> None:
    """People are sent one message, so a 429 there is the workspace's, and nothing goes."""
    messenger = Punctual(clock)
    messenger.faults = [DeliveryFailed("Wait", retry_after=30)]
    await outbox.owe([to(PERSON)])
    delivery = sending(database, messenger, EagerClock(clock))
    await delivery.drain()
    await outbox.owe([to("U1", "another"), to(CHANNEL, "digest")])
    await delivery.drain()
    assert [moment >= 30 for _, moment in messenger.went] == [False, True, True, True]


async def test_while_slack_is_away_it_is_asked_about_once_a_minute(
    outbox: Outbox, database: Database, clock: HandClock
) -> None:
    """After several failures in a row everything waits, and soon after Slack is back all goes."""

    class Away(Punctual):
        async def deliver(
            self, recipient: str, message: Message, *, key: str, reply_to: str | None = None
        ) -> str:
            self.faults = [DeliveryFailed("Slack is away")] if clock.now() < back else []
            return await super().deliver(recipient, message, key=key, reply_to=reply_to)

    back = NOW + timedelta(hours=1)
    messenger = Away(clock)
    await outbox.owe([to(f"U{n}", f"message {n}") for n in range(200)])
    delivery = sending(database, messenger, EagerClock(clock))
    while (due := await outbox.next_due()) is not None:
        clock.move_to(due)
        await delivery.drain()
    assert len(messenger.sent) == 200
    in_vain = messenger.asked - 200
    assert timedelta(hours=1) // LONGEST_HOLD <= in_vain <= 2 * (60 + MANY + AT_ONCE)
    assert clock.now() < back + LONGEST_PAUSE


@pytest.mark.parametrize("why", [Unsent.LEFT, Unsent.CLOSED, Unsent.REFUSED])
async def test_whoever_cannot_be_reached_is_counted_and_not_kept(  # noqa: PLR0917 - the fixtures
    delivery: Delivery,
    outbox: Outbox,
    messenger: FakeMessenger,
    rounds: Rounds,
    database: Database,
    caplog: pytest.LogCaptureFixture,
    why: Unsent,
) -> None:
    """A message given up leaves a number and a reason, in no byte of the file for whom it was."""
    messenger.faults = [DeliveryFailed("No", unsent=why)]
    await outbox.owe([of_round(PERSON)])
    await delivery.drain()
    [lost] = await Sendings(database).untold("notice")
    assert (lost.sent, lost.lost, lost.waiting, lost.owed) == (0, {why: 1}, 0, 1)
    assert PERSON.encode() not in database.path.read_bytes()
    assert caplog.messages == []  # when it was would tell who, since ids have an order and a pace
    assert await outbox.next_due() is None


async def test_a_channel_that_refuses_is_waited_for_a_week(  # noqa: PLR0917 - the fixtures
    delivery: Delivery,
    outbox: Outbox,
    messenger: FakeMessenger,
    rounds: Rounds,
    database: Database,
    clock: HandClock,
) -> None:
    """Admins hear of it once, and once more when message and thread are given up."""
    digest = of_round(CHANNEL)
    reply = to(CHANNEL, "reply").model_copy(update={"reply_to": digest.key, "round": WEEKLY.id})
    await outbox.owe([digest, reply])
    messenger.refused = {CHANNEL: DeliveryFailed("Slack refused it.", unusable=True)}
    waits, given_up = f"{digest.key}/waits/{ADMIN}", f"{digest.key}/given-up/{ADMIN}"
    for later, told in (
        (timedelta(), [waits]),
        (timedelta(hours=1), [waits]),
        (PATIENCE - LONGEST_PAUSE, [waits]),
        (PATIENCE, [waits, given_up]),
    ):
        clock.move_to(NOW + later)
        await delivery.drain()
        assert messenger.sent == told
    assert await outbox.next_due() is None
    [lost] = await Sendings(database).untold("notice")
    assert lost.lost == {Unsent.UNUSABLE: 2}


async def test_what_a_change_waits_for_is_never_given_up(
    delivery: Delivery, outbox: Outbox, messenger: FakeMessenger, clock: HandClock
) -> None:
    """A notice without a round is tried for as long as it is owed, since a change waits for it."""
    await outbox.owe([to(CHANNEL, "change")])
    messenger.refused = {CHANNEL: DeliveryFailed("Slack refused it.", unusable=True)}
    for weeks in range(4):
        clock.move_to(NOW + weeks * PATIENCE)
        await delivery.drain()
    messenger.refused = {}
    clock.move_to(NOW + 4 * PATIENCE)
    await delivery.drain()
    assert messenger.sent == [f"change/waits/{ADMIN}", "change"]


async def test_a_channel_that_is_mended_gets_what_waited(
    delivery: Delivery, outbox: Outbox, messenger: FakeMessenger, clock: HandClock
) -> None:
    """Within a quarter of an hour after the bot was let in, the digest stands."""
    messenger.faults = [DeliveryFailed("Archived", unusable=True)]
    await outbox.owe([to(CHANNEL, "digest")])
    await delivery.drain()
    assert messenger.sent == [f"digest/waits/{ADMIN}"]
    clock.move_to(NOW + LONGEST_PAUSE)
    await delivery.drain()
    assert messenger.sent[1:] == ["digest"]


async def test_a_fault_in_one_message_holds_up_no_other(
    delivery: Delivery,
    outbox: Outbox,
    messenger: FakeMessenger,
    clock: HandClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What nobody foresaw is logged by type and place alone, and tried again after a pause."""
    messenger.faults = [ZeroDivisionError(PERSON)]
    await outbox.owe([to(PERSON), to("U1", "another")])
    await delivery.drain()
    assert messenger.sent == ["another"]
    assert await outbox.next_due() == NOW + FIRST_PAUSE
    clock.advance(60)
    await delivery.drain()
    assert messenger.sent == ["another", "one"]
    assert caplog.text.count("ZeroDivisionError in deliver") == 1
    assert PERSON not in caplog.text


async def test_sending_goes_on_after_a_fault_of_the_outbox(
    database: Database,
    messenger: FakeMessenger,
    clock: HandClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Where not even the next message is found, that is logged, and looked for again."""

    class Blind(Outbox):
        async def due(self, now: datetime, *, besides: Collection[str] = ()) -> Owed | None:
            if now < NOW + 2 * FIRST_PAUSE:
                raise ZeroDivisionError(PERSON)
            return await super().due(now, besides=besides)

    blind = Blind(database)
    delivery = sending(database, messenger, EagerClock(clock), blind)
    await blind.owe([to(PERSON)])
    running = asyncio.create_task(delivery.run())
    async with asyncio.timeout(20):
        await messenger.took.wait()
    running.cancel()
    assert messenger.sent == ["one"]
    assert caplog.text.count("ZeroDivisionError in due") == 2
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
    outbox: Outbox, database: Database, messenger: FakeMessenger
) -> None:
    """A message that goes from the outbox while it waits for the pace reaches nobody."""
    clock = Sleeper(NOW)
    delivery = sending(database, messenger, clock)
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
    assert sorted(messenger.sent) == ["missing", "person"]
    assert await outbox.next_due() is None


async def test_a_clock_that_was_ahead_keeps_nothing_back(
    outbox: Outbox, database: Database, messenger: FakeMessenger
) -> None:
    """After the clock was put back by a year, the next messages keep their pace and no more."""
    clock = AstrayClock(NOW + YEAR)
    delivery = sending(database, messenger, clock)
    await outbox.owe([to(CHANNEL, "ahead")])
    await delivery.drain()
    clock.instant = NOW
    await outbox.owe([to(CHANNEL, "back"), to(PERSON, "to a person")])
    await delivery.drain()
    assert messenger.sent == ["ahead", "back", "to a person"]
    assert clock.now() <= NOW + 2 * BETWEEN_MESSAGES


async def test_a_clock_that_was_ahead_keeps_no_channel_waiting(
    database: Database, outbox: Outbox, messenger: FakeMessenger
) -> None:
    """What was put off by it until next week goes at once when the clock is right again."""
    clock = AstrayClock(NOW + timedelta(days=7))
    delivery = sending(database, messenger, clock)
    messenger.faults = [DeliveryFailed("Wait", retry_after=30)]
    await outbox.owe([to(CHANNEL)])
    await delivery.drain()
    assert messenger.sent == []
    clock.instant = NOW
    await delivery.drain()
    assert messenger.sent == ["one"]
