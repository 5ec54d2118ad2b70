"""Drains the outbox: one message after another, at the workspace's pace, until none is owed."""

import asyncio
import logging
from collections import Counter
from collections.abc import Coroutine
from datetime import datetime, timedelta

from bot import logs
from bot.clock import Clock
from bot.errors import DeliveryFailed
from bot.ports import Messenger, OutboxStore
from bot.survey.messages import from_body
from storage.errors import StorageError
from storage.model import Owed

log = logging.getLogger(__name__)

# https://docs.slack.dev/apis/web-api/rate-limits: one a second a channel, several hundred a
# minute a workspace.
BETWEEN_MESSAGES = timedelta(minutes=1) / 420
BETWEEN_MESSAGES_TO_ONE_CHANNEL = timedelta(seconds=1.05)

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=15)
_MOST_DOUBLINGS = 8

_LAST_MESSAGE = 5.0
"""So many seconds the message under way has when the bot ends."""


class Delivery:
    """Sends what is owed, once to a channel, at least once to a person.

    Attributes:
        outcomes: how many messages were "sent", "retried" and "given-up".
    """

    def __init__(self, *, outbox: OutboxStore, messenger: Messenger, clock: Clock) -> None:
        self._outbox = outbox
        self._messenger = messenger
        self._clock = clock
        self._pace = _Pace(clock)
        self._more = asyncio.Event()
        self._unkept: dict[str, str] = {}
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
        """Send everything that is due now."""
        while (owed := await self._outbox.due(self._clock.now())) is not None:
            await self._send(owed)

    async def _send(self, owed: Owed) -> None:
        """Send a message, unless it went before and only could not be kept as sent."""
        if owed.key not in self._unkept:
            await self._pace.wait(owed.recipient)
        await _to_its_end(self._send_now(owed))

    async def _send_now(self, owed: Owed) -> None:
        if owed.key not in self._unkept:
            if not await self._outbox.attempting(owed.key):
                return
            try:
                self._unkept[owed.key] = await self._post(owed)
            except DeliveryFailed as failed:
                await self._keep_or_give_up(owed, failed)
                return
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
        if failed.permanent and owed.to_person:
            log.warning("A message to a person cannot be delivered and is dropped.")
            await self._outbox.gone(owed.key)
            self.outcomes["given-up"] += 1
            return
        self.outcomes["retried"] += 1
        if not owed.to_person:
            log.warning("A message to a channel waits: %s", failed)
        if failed.retry_after is not None:
            pause = timedelta(seconds=min(failed.retry_after, LONGEST_PAUSE.total_seconds()))
            self._pace.hold(pause)
            await self._outbox.later(owed.key, self._clock.now() + pause, tries=owed.tries)
            return
        pause = LONGEST_PAUSE if failed.permanent else _pause(owed.tries)
        await self._outbox.later(owed.key, self._clock.now() + pause, tries=owed.tries + 1)


async def _to_its_end(sending: Coroutine[None, None, None]) -> None:
    """Finish although the caller is being cancelled: what Slack took is kept as sent."""
    task = asyncio.create_task(sending)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task}, timeout=_LAST_MESSAGE)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        raise


def _pause(tries: int) -> timedelta:
    """How long a message waits after it could not be sent, twice as long each time."""
    return min(FIRST_PAUSE * (1 << min(tries, _MOST_DOUBLINGS)), LONGEST_PAUSE)


class _Pace:
    """When the next message may go, to the workspace and to each channel."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._next = clock.now()
        self._held_until: datetime | None = None
        self._next_to: dict[str, datetime] = {}

    def hold(self, pause: timedelta) -> None:
        """Send nothing for a while."""
        self._held_until = self._clock.now() + pause

    async def wait(self, recipient: str) -> None:
        """Return when a message to the recipient may go, and count it as gone.

        A clock that was ahead and went back leaves instants that are far off; none is waited for.
        """
        now = self._clock.now()
        far = now + BETWEEN_MESSAGES_TO_ONE_CHANNEL
        self._next_to = {who: free for who, free in self._next_to.items() if now < free <= far}
        held_until = min(self._held_until or now, now + LONGEST_PAUSE)
        following = min(self._next, now + BETWEEN_MESSAGES)
        await self._clock.sleep_until(max(held_until, following, self._next_to.get(recipient, now)))
        now, self._held_until = self._clock.now(), None
        self._next = now + BETWEEN_MESSAGES
        self._next_to[recipient] = now + BETWEEN_MESSAGES_TO_ONE_CHANNEL
