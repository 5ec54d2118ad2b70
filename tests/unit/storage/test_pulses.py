from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from storage.database import Database
from storage.errors import StorageError
from storage.model import Cadence, Pulse, Round, State
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
