"""How often each method of the Web API may be called; nothing else knows.

https://docs.slack.dev/apis/web-api/rate-limits: a number a minute, for each method and workspace.
"""

from collections import defaultdict, deque
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.pace import LONGEST_PAUSE

_TIER_2, _TIER_3, _TIER_4 = 20, 50, 100

TIERS: Mapping[str, int] = {
    "usergroups.list": _TIER_2,
    "usergroups.users.list": _TIER_2,
    "users.list": _TIER_2,
    "conversations.history": _TIER_3,
    "conversations.info": _TIER_3,
    "conversations.replies": _TIER_3,
    "conversations.members": _TIER_4,
    "files.completeUploadExternal": _TIER_4,
    "files.getUploadURLExternal": _TIER_4,
    "users.info": _TIER_4,
    "views.publish": _TIER_4,
}
"""The methods that are called for many things at a time, or again and again.

Not here is what somebody waits for who has just pressed something, since it cannot come later: a
window, and what is said in its place. Messages have a pace of their own (`bot.pace`).
"""

WAIT = frozenset(
    {
        "conversations.info",
        "conversations.members",
        "usergroups.list",
        "usergroups.users.list",
        "users.info",
        "users.list",
    }
)
"""Those that read, for which it is waited; the others are refused for now."""

MINUTE = timedelta(seconds=61)
"""A minute, and a second more, since requests travel for different times."""


class Budget:
    """What is left of each method's calls."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._calls: defaultdict[str, deque[datetime]] = defaultdict(deque)
        self._held: dict[str, tuple[datetime, datetime]] = {}

    def spend(self, method: str) -> timedelta:
        """Count a call that is made now, or tell for how long it must not be made."""
        now = self._clock.now()
        left = max(self._held_for(method, now), self._full_for(method, now))
        if not left and method in TIERS:
            self._calls[method].append(now)
        return left

    def hold(self, method: str, seconds: float) -> None:
        """Let a method not be called for so many seconds, as Slack asks."""
        if method in TIERS:
            now = self._clock.now()
            self._held[method] = now, now + min(timedelta(seconds=seconds), LONGEST_PAUSE)

    def _held_for(self, method: str, now: datetime) -> timedelta:
        since, until = self._held.get(method, (now, now))
        return until - now if since <= now < until else timedelta()

    def _full_for(self, method: str, now: datetime) -> timedelta:
        """Until the first of the last minute's calls is over; none counts of a clock set back."""
        calls = self._calls[method]
        while calls and not now - MINUTE < calls[0] <= now:
            calls.popleft()
        if len(calls) < TIERS.get(method, len(calls) + 1):
            return timedelta()
        return calls[0] + MINUTE - now
