"""How often the bot may call (https://docs.slack.dev/apis/web-api/rate-limits)."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.sandbox.clock import Clock
from bot.sandbox.errors import RateLimitedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """So many calls a minute, of which `burst` may come at once."""

    per_minute: float
    burst: float


def _tier(per_minute: int) -> Rate:
    return Rate(per_minute=per_minute, burst=per_minute)


TIER_2, TIER_3, TIER_4 = _tier(20), _tier(50), _tier(100)

METHOD_RATES: Mapping[str, Rate] = {
    # auth.test and chat.postMessage have rates of their own: hundreds of calls a minute.
    "auth.test": _tier(600),
    "chat.postMessage": Rate(per_minute=600, burst=60),
    "usergroups.list": TIER_2,
    "usergroups.users.list": TIER_2,
    "users.list": TIER_2,
    "conversations.list": TIER_2,
    "apps.connections.open": TIER_3,
    "chat.update": TIER_3,
    "conversations.history": TIER_3,
    "conversations.info": TIER_3,
    "conversations.open": TIER_3,
    "conversations.replies": TIER_3,
    "chat.postEphemeral": TIER_4,
    "conversations.members": TIER_4,
    "files.completeUploadExternal": TIER_4,
    "files.getUploadURLExternal": TIER_4,
    "users.info": TIER_4,
    "views.open": TIER_4,
    "views.publish": TIER_4,
    "views.push": TIER_4,
    "views.update": TIER_4,
}

CHANNEL_RATE = Rate(per_minute=60, burst=3)
"""Messages to one channel: one a second, short bursts allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The rates that are held: by method, and for messages by channel; None is no limit."""

    methods: Mapping[str, Rate] = field(default_factory=dict)
    channel: Rate | None = None

    @classmethod
    def documented(cls, *, scale: float = 1.0) -> "Limits":
        """Return Slack's documented rates, or `scale` times them."""
        return cls(
            methods={method: _scaled(rate, scale) for method, rate in METHOD_RATES.items()},
            channel=_scaled(CHANNEL_RATE, scale),
        )

    @classmethod
    def off(cls) -> "Limits":
        """Return no limits at all."""
        return cls()


def _scaled(rate: Rate, scale: float) -> Rate:
    return Rate(per_minute=rate.per_minute * scale, burst=max(1.0, rate.burst * scale))


@dataclass(slots=True)
class _Bucket:
    rate: Rate
    tokens: float
    filled: datetime

    def fill(self, now: datetime) -> None:
        minutes = max(0.0, (now - self.filled).total_seconds()) / 60
        self.tokens = min(self.rate.burst, self.tokens + minutes * self.rate.per_minute)
        self.filled = now

    def wait(self) -> int:
        """Return 0 when a call may come now, else after how many whole seconds."""
        if self.tokens >= 1 - 1e-9:
            return 0
        return max(1, math.ceil((1 - self.tokens) * 60 / self.rate.per_minute - 1e-6))


class Meter:
    """Counts calls against the limits, on the sandbox's clock."""

    def __init__(self, limits: Limits, clock: Clock) -> None:
        self._limits = limits
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}

    def count(self, method: str, channel: str | None = None) -> None:
        """Count one call; raise RateLimitedError, counting nothing, when it is too many."""
        rates = {method: self._limits.methods.get(method)}
        if channel is not None:
            rates[f"{method} {channel}"] = self._limits.channel
        buckets = [self._bucket(name, rate) for name, rate in rates.items() if rate is not None]
        wait = max((bucket.wait() for bucket in buckets), default=0)
        if wait:
            raise RateLimitedError(wait)
        for bucket in buckets:
            bucket.tokens -= 1

    def _bucket(self, name: str, rate: Rate) -> _Bucket:
        now = self._clock.now()
        bucket = self._buckets.setdefault(name, _Bucket(rate, rate.burst, now))
        bucket.fill(now)
        return bucket
