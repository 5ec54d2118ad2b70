from datetime import UTC, datetime

import pytest

from storage.database import Database
from storage.errors import StorageError
from storage.model import Pulse
from storage.pulses import Pulses

NOW = datetime(2026, 11, 23, tzinfo=UTC)


async def test_pulses_come_in_the_order_of_their_ids(database: Database, pulse: Pulse) -> None:
    """All pulses are kept as they were given, one of the same id is replaced."""
    pulses = Pulses(database)
    monthly = pulse.model_copy(update={"id": "monthly", "name": "Monthly"})
    await pulses.put([pulse, monthly], now=NOW)
    renamed = pulse.model_copy(update={"name": "The weekly"})
    await pulses.put([renamed], now=NOW)
    assert await pulses.all() == [monthly, renamed]


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
