"""Who looks after the pulses, by a clock that may be wrong."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from support.turned import TurnedClock

from bot.usecases.admins import Admins
from storage.change_log import ChangeLog
from storage.database import Database
from storage.model import Source

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


class Office:
    """A directory whose one user group changes."""

    def __init__(self) -> None:
        self.people = ["U0ASHA"]

    async def members(self, source: Source) -> Sequence[str]:
        return self.people


async def test_who_is_an_admin_no_more_is_none_after_the_clock_was_set_back(
    database: Database,
) -> None:
    """Members of a group are asked for again, and not in the week that comes again."""
    clock, office = TurnedClock(NOW), Office()
    admins = Admins(["S0ADMINS"], directory=office, changes=ChangeLog(database), clock=clock)
    assert await admins.include("U0ASHA")
    office.people = ["U0BEN"]
    clock.turn_to(NOW - timedelta(days=7))
    assert (await admins.include("U0ASHA"), await admins.include("U0BEN")) == (False, True)
