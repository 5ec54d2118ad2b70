import asyncio
from datetime import UTC, datetime, timedelta

from bot.clock import SystemClock

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


class SetBack(SystemClock):
    """A machine's clock that is a week behind as soon as it has been read."""

    def __init__(self) -> None:
        self.ahead = timedelta(days=7)

    def now(self) -> datetime:
        told, self.ahead = NOW + self.ahead, timedelta()
        return told


async def test_a_clock_set_back_while_somebody_waits_does_not_keep_them_waiting() -> None:
    """Whoever waits for a moment waits for a moment, and not for the week that comes again."""
    waiting = asyncio.create_task(SetBack().sleep_until(NOW + timedelta(days=7, microseconds=1)))
    done, _ = await asyncio.wait({waiting}, timeout=5)
    waiting.cancel()
    assert done == {waiting}


async def test_what_has_passed_is_not_waited_for() -> None:
    """An instant of long ago has come."""
    await SystemClock().sleep_until(NOW - timedelta(days=7))
