"""Drains the outbox: at the workspace's pace, a few messages at a time, until none is owed."""

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from bot import logs
from bot.clock import Clock
from bot.errors import DeliveryFailed
from bot.pace import LONGEST_PAUSE, Pace
from bot.ports import Messenger, OutboxStore
from bot.survey.messages import from_body
from bot.usecases.shortfalls import Shortfalls
from storage.errors import StorageError
from storage.model import Owed, Unsent

log = logging.getLogger(__name__)

AT_ONCE = 4
"""So many messages are under way at most: at this pace Slack may take half a second for each."""

FIRST_PAUSE = timedelta(seconds=5)
_MOST_DOUBLINGS = 8

MANY = 8
"""After so many failures in a row it is Slack that is away, and not one message that is unlucky."""

LONGEST_HOLD = timedelta(minutes=1)
"""How often it is tried at least whether Slack is there again."""

PATIENCE = timedelta(days=7)
"""How long a message waits for a channel that refuses it."""

_LAST_MESSAGES = 5.0
"""So many seconds the messages under way have when the bot ends."""


class Delivery:
    """Sends what is owed, once to a channel, at least once to a person.

    Attributes:
        outcomes: how many messages were "sent", "retried" and "given-up".
    """

    def __init__(
        self, *, outbox: OutboxStore, messenger: Messenger, shortfalls: Shortfalls, clock: Clock
    ) -> None:
        self._outbox = outbox
        self._messenger = messenger
        self._shortfalls = shortfalls
        self._clock = clock
        self._pace = Pace(clock)
        self._more = asyncio.Event()
        self._under_way: dict[asyncio.Task[None], str] = {}
        self._unkept: dict[str, str] = {}
        self._failures = 0
        self.outcomes: Counter[str] = Counter()

    def wake(self) -> None:
        """Look now whether something is owed."""
        self._more.set()

    async def run(self) -> None:
        """Send whatever becomes due until cancelled; what is under way then comes to its end."""
        while True:
            self._more.clear()
            try:
                await self.drain()
            except StorageError as error:
                log.warning("Messages wait: %s", error)
            except Exception as error:  # noqa: BLE001 - the outermost boundary: sending goes on
                log.error("Messages wait after a fault: %s", logs.where(error))  # noqa: TRY400 - no text
                await self._clock.sleep_until(self._clock.now() + FIRST_PAUSE)
                continue
            await self._more.wait()

    async def drain(self) -> None:
        """Send everything that is due now; what is under way comes to its end before it raises."""
        try:
            while await self._go_on():
                pass
        except asyncio.CancelledError:
            await self._last_ones_end()
            raise
        finally:
            await asyncio.gather(*self._under_way, return_exceptions=True)
            self._under_way.clear()

    async def _go_on(self) -> bool:
        """Send the next message, or wait until one may go; False where none is due any more."""
        rests = self._pace.rests()
        owed = await self._outbox.due(
            self._clock.now(), besides={*self._under_way.values(), *rests}
        )
        if owed is None:
            return await self._wait_for_others()
        if await self._pace.wait():
            return True  # another may come first by now
        self._pace.goes(owed.recipient)
        self._under_way[asyncio.create_task(self._send(owed))] = owed.recipient
        if len(self._under_way) == AT_ONCE:
            await self._one_ends()
        return True

    async def _wait_for_others(self) -> bool:
        """Wait where all that is due is for somebody who was sent something just now."""
        if self._under_way:
            await self._one_ends()
            return True
        now = self._clock.now()
        if await self._outbox.due(now) is None:
            return False
        await self._clock.sleep_until(min(self._pace.rests().values(), default=now))
        return True

    async def _last_ones_end(self) -> None:
        """What Slack took is kept as sent, and what it does not take in time stays owed."""
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=_LAST_MESSAGES)
            for task in late:
                task.cancel()

    async def _one_ends(self) -> None:
        ended, _ = await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
        for task in ended:
            del self._under_way[task]
        for task in ended:
            task.result()

    async def _send(self, owed: Owed) -> None:
        """Send a message, unless it went before and only could not be kept as sent."""
        if owed.key not in self._unkept:
            if not await self._outbox.attempting(owed.key):
                return
            self.outcomes["retried"] += owed.tries > 0
            try:
                self._unkept[owed.key] = await self._post(owed)
            except DeliveryFailed as failed:
                await self._keep_or_give_up(owed, failed)
                return
            except Exception as error:  # noqa: BLE001 - the outermost boundary of what one message does
                log.error("A message waits after a fault: %s", logs.where(error))  # noqa: TRY400 - no text
                await self._put_off(owed)
                return
        self._failures = 0
        if owed.to_person:
            await self._outbox.gone(owed.key)
        else:
            await self._outbox.posted(owed.key, self._unkept[owed.key])
        del self._unkept[owed.key]
        self.outcomes["sent"] += 1

    async def _post(self, owed: Owed) -> str:
        """Post a message; one to a channel may already stand there and is looked for first."""
        if not owed.to_person:
            standing = await self._messenger.standing(
                owed.recipient, owed.key, owed.since, owed.thread
            )
            if standing is not None:
                return standing
        return await self._messenger.deliver(
            owed.recipient, from_body(owed.body), key=owed.key, reply_to=owed.thread
        )

    async def _keep_or_give_up(self, owed: Owed, failed: DeliveryFailed) -> None:
        if failed.retry_after is not None:
            await self._wait_as_asked(owed, failed.retry_after)
        elif failed.unusable or (failed.unsent is Unsent.REFUSED and not owed.to_person):
            await self._wait_for_mending(owed, failed)
        elif failed.unsent is not None:
            await self._give_up_at_once(owed, failed.unsent)
        else:
            await self._wait_until_it_passes(owed, failed)

    async def _wait_as_asked(self, owed: Owed, seconds: float) -> None:
        """Wait for as long as Slack asks, with everything or with one channel.

        Slack does not say which of its limits was met. A person is sent a message now and then, so
        to them it is the workspace's. A channel is posted to once a second, so it may be the
        channel's own; if it is not, the next message to a person tells.
        """
        pause = min(timedelta(seconds=seconds), LONGEST_PAUSE)
        until = self._clock.now() + pause
        if owed.to_person:
            self._pace.hold(pause)
        else:
            log.warning("Slack asks the bot to wait with a channel.")
            await self._outbox.hold(owed.recipient, until)
        await self._outbox.later(owed.key, until, tries=owed.tries)

    async def _wait_for_mending(self, owed: Owed, failed: DeliveryFailed) -> None:
        """Wait for a week at most until somebody mends a channel, of which admins are told.

        A notice without a round tells of a change, which does not come before it stands.
        """
        self._failures = 0
        now = self._clock.now()
        if owed.refused is not None and owed.round is not None and now - owed.refused >= PATIENCE:
            log.warning("A message to a channel is given up: %s", failed)
            told = await self._shortfalls.given_up(owed, failed)
            await self._give_up(owed, failed.unsent or Unsent.UNUSABLE, told)
            return
        log.warning("A message to a channel waits: %s", failed)
        told = [] if owed.refused else await self._shortfalls.waits(owed, failed)
        await self._outbox.refused(owed.key, now, now + LONGEST_PAUSE, told)

    async def _give_up_at_once(self, owed: Owed, why: Unsent) -> None:
        """Give up what can never go.

        The log does not tell when that was a round's message to a person: those go at an even pace
        in the order of people's ids, so that the moment would tell who it was.
        """
        self._failures = 0
        if owed.round is None or not owed.to_person:
            log.warning("A message cannot be delivered and is given up: %s.", why)
        await self._give_up(owed, why)

    async def _give_up(self, owed: Owed, why: Unsent, told: Sequence[Owed] = ()) -> None:
        await self._outbox.give_up(owed.key, why, told)
        self.outcomes["given-up"] += 1

    async def _wait_until_it_passes(self, owed: Owed, failed: DeliveryFailed) -> None:
        """Try again later; where message after message fails, wait with all of them."""
        self._failures += 1
        if not owed.to_person or self._failures == MANY:
            log.warning("A message waits: %s", failed)
        if self._failures >= MANY:
            self._pace.hold(min(_pause(self._failures - MANY), LONGEST_HOLD))
        await self._put_off(owed)

    async def _put_off(self, owed: Owed) -> None:
        """Try again later, twice as much later each time."""
        due = self._clock.now() + _pause(owed.tries)
        await self._outbox.later(owed.key, due, tries=owed.tries + 1)


def _pause(tries: int) -> timedelta:
    """How long a message waits after it could not be sent, twice as long each time."""
    return min(FIRST_PAUSE * (1 << min(tries, _MOST_DOUBLINGS)), LONGEST_PAUSE)
