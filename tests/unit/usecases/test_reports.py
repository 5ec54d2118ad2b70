from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from support.main_database import main_database
from support.pulse import a_pulse
from support.round import a_round

from bot.errors import StaffPulseError
from bot.usecases.reports import period
from storage.actions import Actions
from storage.database import Database
from storage.model import Published, Pulse
from storage.pulses import Pulses
from storage.rounds import Rounds

NOW = datetime(2025, 1, 1, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with main_database(tmp_path) as database:
        yield database


async def publish(database: Database, pulses: tuple[Pulse, ...], *days: datetime) -> Rounds:
    """Put the pulses in force, and publish a round of each on these days."""
    await Pulses(database).put(pulses, now=NOW)
    rounds = Rounds(database)
    for one in (a_round(pulse, day) for pulse in pulses for day in days):
        await rounds.plan([one])
        await rounds.open(one, [])
        await rounds.close(Published(round=one.id, responses=(), figures=()))
        await rounds.publish(one.id, "{}", [], composed=one.publishes)
    return rounds


async def test_a_day_is_meant_where_people_are(database: Database) -> None:
    """A round that opens at 23:30 UTC in summer belongs to the next day, as people there see it."""
    pulse = a_pulse()
    rounds = await publish(database, (pulse,), datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    july = await period(rounds, Actions(database), first=date(2026, 7, 1), last=date(2026, 7, 31))
    assert len(july.rounds) == 1
    with pytest.raises(StaffPulseError, match="No round that opened in the days 1 June to 30 June"):
        await period(rounds, Actions(database), first=date(2026, 6, 1), last=date(2026, 6, 30))


async def test_the_year_before_comes_with_it(database: Database) -> None:
    """The rounds of these days, those of the same days a year before, and none of later days."""
    days = [datetime(2025, month, 10, 10, tzinfo=UTC) for month in (9, 10, 12)]
    days += [datetime(2026, month, 10, 10, tzinfo=UTC) for month in (2, 10, 11)]
    days.append(datetime(2027, 1, 10, 10, tzinfo=UTC))
    rounds = await publish(database, (a_pulse(),), *days)
    autumn = await period(
        rounds, Actions(database), first=date(2026, 10, 1), last=date(2026, 12, 31)
    )
    assert [past.round.id for past in autumn.rounds] == ["weekly-2026-10-10", "weekly-2026-11-10"]
    assert [past.round.id for past in autumn.before] == ["weekly-2025-10-10", "weekly-2025-12-10"]


async def test_one_of_several_pulses_is_named(database: Database) -> None:
    """Two pulses in these days are not mixed: the sentence tells which there are."""
    pulses = (a_pulse(), a_pulse(id="other"))
    rounds = await publish(database, pulses, datetime(2026, 10, 10, 10, tzinfo=UTC))
    days = {"first": date(2026, 10, 1), "last": date(2026, 12, 31)}
    with pytest.raises(StaffPulseError, match=r"choose one with --pulse: other, weekly\.$"):
        await period(rounds, Actions(database), **days)
    found = await period(rounds, Actions(database), **days, pulse="other")
    assert [past.round.id for past in found.history] == ["other-2026-10-10"]
