"""The backup of each night, made when it is due and asked for by nobody."""

import asyncio
import logging
from datetime import date, datetime, timedelta

from bot.clock import Clock
from bot.ports import NightStore
from bot.survey.nights import kept, night
from bot.usecases.troubles import Troubles
from storage.errors import StorageError

log = logging.getLogger(__name__)

BACKUP = "backup"
"""What waits, in the troubles, when no backup can be made."""

AGAIN = timedelta(hours=1)
"""How long after one that failed a backup is tried again."""


class Backups:
    """Makes the backup of the last night where there is none yet, and lets old ones go.

    Nights that were missed are made up for by the one backup of the last night.

    Args:
        nights: where they are kept.
        troubles: admins read there that one failed.
    """

    def __init__(self, *, nights: NightStore, troubles: Troubles, clock: Clock) -> None:
        self._nights = nights
        self._troubles = troubles
        self._clock = clock
        self._done: date | None = None
        self._not_before: datetime | None = None

    async def tick(self) -> None:
        """Make the backup that is due, if one is; the next call waits until this one has ended."""
        now = self._clock.now()
        last = night(now)
        if not self._nights.wanted or self._done == last or self._waits(now):
            return
        try:
            left = await asyncio.to_thread(self._make, last)
        except StorageError as error:
            self._not_before = now + AGAIN
            self._troubles.found(BACKUP, str(error))
            log.warning("There is no backup of the night of %s: %s", last, error)
        else:
            self._done, self._not_before = last, None
            self._troubles.over(BACKUP)
            for name in left:
                log.warning("%s is old, but no sound backup of ours, so it stays.", name)

    def _waits(self, now: datetime) -> bool:
        """Whether the last try failed a short while ago, by a clock that was not set back."""
        again = self._not_before
        return again is not None and again - AGAIN <= now < again

    def _make(self, last: date) -> list[str]:
        """Make the backup of a night unless it is there, and let go of those that are too old."""
        if last not in self._nights.made():
            self._nights.make(last)
            log.info("There is a backup of the night of %s.", last)
        return [*self._nights.keep(kept(self._nights.made(), today=last))]
