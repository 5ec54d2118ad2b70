"""How long things are kept: what is old goes by itself, a little at a time."""

from datetime import UTC, datetime, timedelta

from bot.clock import Clock
from bot.ports import OldStore
from bot.survey.wording import written
from bot.usecases.apart import apart
from storage.model import Change

ROUNDS_AT_ONCE = 5
"""So many rounds go in one transaction, which others wait for."""

UPGRADE_KEPT = timedelta(days=30)
"""How long the copy from before an upgrade is kept."""


class Retention:
    """Lets go of what is old: nothing, unless it was said for how many years things are kept."""

    def __init__(self, *, old: OldStore, clock: Clock) -> None:
        self._old = old
        self._clock = clock

    async def tick(self) -> None:
        """Let go of some of what is old by now."""
        now = self._clock.now()
        with apart():
            self._old.forget_upgrade(now - UPGRADE_KEPT)
        if self._old.years is not None:
            with apart():
                await self._forget(now, self._old.years)

    async def _forget(self, now: datetime, years: int) -> None:
        """Let go of what is older than so many years.

        They are counted back from the last digest: a clock that leaps ahead takes nothing with it.
        """
        last = await self._old.last_published()
        if last is not None:
            before = _months_beginning(min(now, last), years_ago=years)
            await self._old.forget_rounds(before, most=ROUNDS_AT_ONCE)
            await self._old.forget_changes(before, _told(before, now))


def _months_beginning(instant: datetime, *, years_ago: int) -> datetime:
    """When the month began that was so many years ago; by whole months the log tells of it once."""
    utc = instant.astimezone(UTC)
    return datetime(utc.year - years_ago, utc.month, 1, tzinfo=UTC)


def _told(before: datetime, now: datetime) -> Change:
    day = before.date()
    return Change(
        at=now,
        by=None,
        said=f"What is older than {written(day)} {day.year} was taken out of this list, since it "
        f"is kept for so long only.",
    )
