"""Rounds that end without a digest of their own, and what is cleared away when one is over."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import DeliveryFailed
from bot.ports import BallotBoxes, Messenger, RoundStore
from bot.survey import notices
from bot.survey.messages import Notice
from bot.survey.schedule import late_enough_to_cancel
from bot.usecases.apart import apart
from bot.usecases.owing import Owing, channels, key
from storage.errors import StorageError
from storage.model import Change, Owed, Round, State

log = logging.getLogger(__name__)

UNSEEN_FOR = timedelta(days=1)
"""So long after its digest was due a lost round waits for Slack to say whether it stands.

After a restore it waits so long from then on.
"""

_OVER = frozenset({State.CLOSED, State.PUBLISHED, State.CANCELLED})


class Endings:
    """Ends rounds that were missed or lost, or whose digest stands already."""

    def __init__(
        self,
        *,
        rounds: RoundStore,
        boxes: BallotBoxes,
        messenger: Messenger,
        clock: Clock,
        owing: Owing,
    ) -> None:
        self._rounds = rounds
        self._boxes = boxes
        self._messenger = messenger
        self._clock = clock
        self._owing = owing
        # A kill may have come before the scrub, so the first sweep always does it.
        self._to_scrub = True

    async def end_if_missed(self, round_: Round, among: Sequence[Round]) -> bool:
        """Cancel a planned round that was missed, and tell whether it was.

        After a long outage one notice is enough, for the last of the rounds that were.

        Args:
            round_: a round that is due to open.
            among: every round with a step to come.
        """
        restored = await self._restored()
        if not self._is_missed(round_, restored):
            return False
        pulse = round_.pulse.id
        missed = [r for r in among if r.pulse.id == pulse and self._is_missed(r, restored)]
        tell = round_ == missed[-1]
        if _is_older(round_, restored):
            await self.lose(round_, notices.RESTORED, tell=tell)
        else:
            await self._cancel(round_, notices.MISSED, tell=tell)
        return True

    async def end_if_published(self, round_: Round) -> bool:
        """End a round that closes late and has its digest, and tell whether it had.

        It has one if the machine was put back. Where that cannot be seen the round closes: its
        answers must not lie about, and whoever posts the digest looks for it again.
        """
        if self._clock.now() < round_.publishes:
            return False
        try:
            stands = await self._stands(round_)
        except DeliveryFailed:
            return False
        if stands:
            await self._end(round_, notices.STANDS)
        return stands

    async def lose(self, round_: Round, reason: str, *, tell: bool = True) -> None:
        """Cancel a round that cannot be counted, unless it was and only the database is older.

        Args:
            round_: the round.
            reason: what its people are told, a sentence that follows its name.
            tell: whether anybody hears of it.

        Raises:
            DeliveryFailed: Slack does not let us see yet whether its digest stands.
        """
        try:
            stands = await self._stands(round_)
        except DeliveryFailed:
            waits_from = max(round_.publishes, await self._restored() or round_.publishes)
            if self._clock.now() < waits_from + UNSEEN_FOR:
                raise
            await self._end(round_, notices.UNSEEN)
            return
        if stands:
            await self._end(round_, notices.STANDS)
        else:
            await self._cancel(round_, reason, tell=tell)

    async def call_off(self, round_: Round, reason: str, entry: Change) -> bool:
        """Cancel a round as an admin asked, tell its channels, and destroy its box unread.

        False where it went on meanwhile, and then nothing is done.

        Args:
            round_: as the admin saw it, planned or open.
            reason: what its people are told, a sentence that follows its name.
            entry: what is remembered of it.
        """
        said = notices.worded(reason, round_.pulse)
        notice = Notice(round=round_.id, text=f"{round_.pulse.name}: {said}")
        owed = self._owing.to_channels(round_, notice)
        if not await self._rounds.cancel(round_, reason, owed, log=[entry]):
            return False
        log.warning("The round %s is called off.", round_.id)
        try:
            await self.clear(round_.id)
        except StorageError as error:
            log.warning("The round %s is cleared away at the next sweep: %s", round_.id, error)
        return True

    async def clear(self, round_id: str) -> None:
        """Destroy a round's key and box; what the database had of it goes at the next sweep."""
        self._to_scrub = True
        await self._boxes.destroy(round_id)

    async def sweep(self) -> None:
        """Clear away what a kill left of rounds that are over; anything else stays."""
        for round_id in await self._boxes.left():
            with apart(round_id):
                window = await self._rounds.window(round_id)
                if window and window[0] in _OVER:
                    await self.clear(round_id)
        if self._to_scrub:
            self._to_scrub = False  # before, since a round may be cleared away meanwhile
            try:
                await self._rounds.scrub()
            except BaseException:
                self._to_scrub = True
                raise

    async def _restored(self) -> datetime | None:
        """When a backup was restored; None too where that was by a clock that was ahead."""
        restored = await self._rounds.restored()
        return restored if restored is not None and restored <= self._clock.now() else None

    def _is_missed(self, round_: Round, restored: datetime | None) -> bool:
        """Whether a round was not opened in time, or perhaps was before a backup was restored."""
        return round_.state is State.PLANNED and (
            _is_older(round_, restored)
            or late_enough_to_cancel(
                opens=round_.opens, closes=round_.closes, now=self._clock.now()
            )
        )

    async def _stands(self, round_: Round) -> bool:
        """Whether the round's digest stands in one of its channels; DeliveryFailed if unseen.

        It stands in none that the bot cannot use.
        """
        for channel in channels(round_):
            digest = key(round_, "digest", channel)
            try:
                if await self._messenger.standing(channel, digest, round_.opens) is not None:
                    return True
            except DeliveryFailed as failed:
                if not failed.unusable:
                    raise
        return False

    async def _cancel(self, round_: Round, reason: str, *, tell: bool) -> None:
        """Cancel a round and say so, in channels where that was not said before it was restored."""
        said = notices.worded(reason, round_.pulse)
        notice = Notice(round=round_.id, text=f"{round_.pulse.name}: {said}")
        owed = self._owing.to_channels(round_, notice, since=round_.opens)
        owed += await self._owing.to_admins(round_, notice, about="cancelled")
        await self._finish(round_, reason, owed if tell else [])

    async def _end(self, round_: Round, reason: str) -> None:
        """Cancel a round whose digest stands, or may; of that only admins hear."""
        notice = Notice(round=round_.id, text=f"{round_.pulse.name}, {round_.id}: {reason}")
        owed = await self._owing.to_admins(round_, notice, about="cancelled")
        await self._finish(round_, reason, owed)

    async def _finish(self, round_: Round, reason: str, owed: Sequence[Owed]) -> None:
        if await self._rounds.cancel(round_, reason, owed):
            log.warning("The round %s is cancelled.", round_.id)
        await self.clear(round_.id)


def _is_older(round_: Round, restored: datetime | None) -> bool:
    """Whether a round was due before a backup was restored, which may not know of its opening."""
    return restored is not None and round_.opens <= restored
