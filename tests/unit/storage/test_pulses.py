from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from storage.database import Database
from storage.errors import StorageError
from storage.model import Announcement, Cadence, Owed, Pulse, Round, Standing, State
from storage.outbox import Outbox
from storage.pulses import Pulses
from storage.rounds import Rounds

NOW = datetime(2026, 11, 23, tzinfo=UTC)
OPENS = datetime(2026, 11, 24, 10, tzinfo=UTC)
LATER = datetime(2027, 1, 4, tzinfo=UTC)


async def test_pulses_come_in_the_order_of_their_ids(database: Database, pulse: Pulse) -> None:
    """All pulses are kept as they were given, one of the same id is replaced."""
    pulses = Pulses(database)
    monthly = pulse.model_copy(update={"id": "monthly", "name": "Monthly"})
    assert await pulses.put([pulse, monthly], now=NOW) == []
    renamed = pulse.model_copy(update={"name": "The weekly"})
    assert await pulses.put([renamed, monthly], now=NOW) == []
    assert await pulses.all() == [monthly, renamed]


async def test_a_pulse_that_is_no_longer_named_ends(
    database: Database, pulse: Pulse, planned: Callable[[int], Round]
) -> None:
    """A pulse left out is out of force with its planned rounds; named again, it counts anew."""
    pulses, rounds = Pulses(database), Rounds(database)
    await pulses.put([pulse], now=NOW)
    await rounds.plan([planned(0), planned(1)])
    other = pulse.model_copy(update={"id": "renamed"})
    assert await pulses.put([other], now=OPENS) == ["weekly"]
    assert await pulses.all() == [other]
    assert await rounds.in_state(State.PLANNED) == []
    later = OPENS + timedelta(weeks=1)
    assert await pulses.put([pulse], now=later) == ["renamed"]
    assert await rounds.planned_until("weekly") == later


async def test_a_schedule_applied_again_loses_nothing(
    database: Database, pulse: Pulse, planned: Callable[[int], Round]
) -> None:
    """An unchanged schedule counts on from when it was first applied, a changed one from now."""
    pulses, rounds = Pulses(database), Rounds(database)
    await pulses.put([pulse], now=NOW)
    await rounds.plan([planned(0), planned(1)])
    renamed = pulse.model_copy(update={"name": "The weekly"})
    await pulses.put([renamed], now=OPENS)
    assert [one.id for one in await rounds.in_state(State.PLANNED)] == [planned(0).id]
    await pulses.put([renamed, pulse.model_copy(update={"id": "other"})], now=LATER)
    assert await rounds.planned_until("weekly") == planned(0).publishes
    fortnightly = pulse.schedule.model_copy(update={"every": Cadence.FORTNIGHTLY})
    await pulses.put([pulse.model_copy(update={"schedule": fortnightly})], now=LATER)
    assert await rounds.planned_until("weekly") == LATER


async def test_a_cut_is_kept_for_its_quarter(database: Database, pulse: Pulse) -> None:
    """Each quarter has its own cells, a dimension left out is told from one not yet cut."""
    pulses = Pulses(database)
    await pulses.put([pulse], now=NOW)
    cells = {"team": (("north",), ("south", "rest")), "staff": None}
    await pulses.cut("weekly", "2026-Q4", cells)
    assert await pulses.partition("weekly", "2026-Q4") == cells
    assert await pulses.partition("weekly", "2027-Q1") == {}
    await pulses.cut("weekly", "2026-Q4", {"team": None})
    assert await pulses.partition("weekly", "2026-Q4") == {"team": None, "staff": None}


async def test_a_cut_of_no_pulse_is_refused(database: Database) -> None:
    """Cells of a pulse that is not kept are not kept either."""
    with pytest.raises(StorageError, match="refused"):
        await Pulses(database).cut("gone", "2026-Q4", {"team": None})
    assert await Pulses(database).partition("gone", "2026-Q4") == {}


def an_announcement(pulse: Pulse, **changes: object) -> Announcement:
    return Announcement(
        pulse=pulse.model_copy(update={"threshold": 12}),
        holds_from=LATER,
        known_by=OPENS,
        notice="weekly/change/1",
        channels=("C0ALL", "C0NEW"),
    ).model_copy(update=changes)


def told(announcement: Announcement, owed: Callable[..., Owed]) -> list[Owed]:
    return [
        owed(key, recipient=channel, to_person=False)
        for key, channel in zip(announcement.keys, announcement.channels, strict=True)
    ]


async def test_a_change_to_come_holds_from_its_day(database: Database, pulse: Pulse) -> None:
    """What was announced is kept as it was given, and in force once its day has come."""
    pulses, change = Pulses(database), an_announcement(pulse)
    await pulses.put([pulse], now=NOW, announcements=[change])
    assert await pulses.announced() == [change]
    await pulses.take_effect(LATER - timedelta(seconds=1))
    assert await pulses.all() == [pulse]
    await pulses.take_effect(LATER)
    assert await pulses.all() == [change.pulse]
    assert await pulses.announced() == []


async def test_a_change_is_announced_whole_or_not_at_all(
    database: Database, pulse: Pulse, owed: Callable[..., Owed]
) -> None:
    """When a notice cannot be owed, neither pulse nor change is kept."""
    pulses = Pulses(database)
    await pulses.put([pulse], now=NOW)
    renamed = pulse.model_copy(update={"name": "New"})
    nowhere = owed("weekly/change/1/C0ALL", round="no such round")
    with pytest.raises(StorageError, match="refused"):
        await pulses.put([renamed], now=NOW, announcements=[an_announcement(pulse)], owed=[nowhere])
    assert await pulses.all() == [pulse]
    assert await pulses.announced() == []


async def test_a_change_is_untold_until_it_stands_in_every_channel(
    database: Database, pulse: Pulse, owed: Callable[..., Owed]
) -> None:
    """From the instant by which it must be known, one channel without it is enough."""
    pulses, outbox, change = Pulses(database), Outbox(database), an_announcement(pulse)
    await pulses.put([pulse], now=NOW, announcements=[change], owed=told(change, owed))
    assert await pulses.untold(OPENS - timedelta(seconds=1)) == []
    await outbox.posted(change.keys[0], "1.1")
    assert await pulses.untold(OPENS) == [change]
    later = an_announcement(pulse, known_by=LATER)
    await pulses.put_off(later, '{"new": "words"}')
    assert await pulses.untold(OPENS) == []
    message = await outbox.due(OPENS)
    assert message is not None
    assert (message.key, message.body) == (change.keys[1], '{"new": "words"}')
    await outbox.posted(change.keys[1], "1.2")
    assert await pulses.untold(LATER) == []


async def test_a_change_does_not_hold_before_it_was_told(
    database: Database, pulse: Pulse, owed: Callable[..., Owed]
) -> None:
    """Its day may come: as long as one channel is without the notice, the old terms hold."""
    pulses, outbox, change = Pulses(database), Outbox(database), an_announcement(pulse)
    await pulses.put([pulse], now=NOW, announcements=[change], owed=told(change, owed))
    await outbox.posted(change.keys[0], "1.1")
    await pulses.take_effect(LATER)
    assert (await pulses.all(), await pulses.announced()) == ([pulse], [change])
    await outbox.posted(change.keys[1], "1.2")
    await pulses.take_effect(LATER)
    assert (await pulses.all(), await pulses.announced()) == ([change.pulse], [])


async def test_only_what_may_have_been_read_is_corrected(
    database: Database, pulse: Pulse, owed: Callable[..., Owed]
) -> None:
    """A notice still to be sent goes; one that was tried or stands is corrected in its channel."""
    channels = ("C0ALL", "C0NEW", "C0TRIED")
    pulses, outbox = Pulses(database), Outbox(database)
    change = an_announcement(pulse, channels=channels)
    await pulses.put([pulse], now=NOW, announcements=[change], owed=told(change, owed))
    await outbox.posted(change.keys[0], "1.1")
    await outbox.attempting(change.keys[2])
    corrections = {
        key: owed(f"{key}/withdrawn", recipient=channel, to_person=False)
        for key, channel in zip(change.keys, channels, strict=True)
    }
    await pulses.put([pulse], now=NOW, corrections=corrections)
    left = []
    while (message := await outbox.due(OPENS)) is not None:
        left.append(message.key)
        await outbox.posted(message.key, "1.2")
    assert sorted(left) == [f"{change.notice}/{one}/withdrawn" for one in ("C0ALL", "C0TRIED")]


async def test_what_stands_of_a_pulse_is_told(
    database: Database, pulse: Pulse, planned: Callable[[int], Round]
) -> None:
    """Whether it has asked, and until when its rounds go that stay, though it has ended."""
    pulses, rounds = Pulses(database), Rounds(database)
    await pulses.put([pulse], now=NOW)
    await rounds.plan([planned(0), planned(1)])
    before = (await pulses.standing(NOW))["weekly"]
    assert before == Standing(pulse=pulse, in_force=True, has_asked=False, busy_until=None)
    assert (await pulses.standing(OPENS))["weekly"].busy_until == planned(0).publishes
    await rounds.open(planned(0), [])
    await pulses.put([pulse.model_copy(update={"id": "other"})], now=OPENS)
    after = (await pulses.standing(OPENS))["weekly"]
    assert after == Standing(
        pulse=pulse, in_force=False, has_asked=True, busy_until=planned(0).publishes
    )
