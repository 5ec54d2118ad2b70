from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from storage.database import Database
from storage.model import Preference
from storage.preferences import Preferences

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
DAY = timedelta(days=1)


async def test_who_asked_for_nothing_is_not_kept(database: Database) -> None:
    """Taking a preference back leaves no trace of the person in the file."""
    preferences = Preferences(database)
    assert await preferences.get("U1CANARY") == Preference(person="U1CANARY")
    await preferences.put(Preference(person="U1CANARY", never=True))
    assert b"U1CANARY" in database.path.read_bytes()
    await preferences.put(Preference(person="U1CANARY"))
    await database.scrub()
    assert b"U1CANARY" not in database.path.read_bytes()


async def test_the_last_preference_counts(database: Database) -> None:
    """A new preference takes the place of the old one."""
    preferences = Preferences(database)
    await preferences.put(Preference(person="U1", never=True))
    await preferences.put(Preference(person="U1", paused_until=NOW + DAY))
    assert await preferences.get("U1") == Preference(person="U1", paused_until=NOW + DAY)


async def test_silence_ends_at_its_instant(database: Database) -> None:
    """Who paused is silent until that instant, who said never always, and nobody else."""
    preferences = Preferences(database)
    await preferences.put(Preference(person="paused", paused_until=NOW))
    await preferences.put(Preference(person="never", never=True))
    assert await preferences.silent(NOW - timedelta(seconds=1)) == {"paused", "never"}
    assert await preferences.silent(NOW) == {"never"}


def test_a_pause_needs_a_zone() -> None:
    """A naive instant is refused before it can be kept."""
    with pytest.raises(ValidationError, match="timezone"):
        Preference(person="U1", paused_until=datetime(2026, 11, 24))  # noqa: DTZ001 - the point
