from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex

from bot.sandbox.clock import Clock
from bot.sandbox.errors import ApiError

LIFETIME = timedelta(seconds=3)
"""How long a trigger_id serves: https://docs.slack.dev/interactivity/handling-user-interaction"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """What a person did that lets the bot open a view for them; `view_id` is where, if in one."""

    person: str
    expires: datetime
    view_id: str | None


class Triggers:
    """The trigger_ids given out: each good for three seconds and once."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._issued: dict[str, Trigger] = {}
        self._exchanged: set[str] = set()

    def issue(self, person: str, view_id: str | None = None) -> str:
        """Return a fresh trigger_id for what a person just did."""
        now = self._clock.now()
        trigger_id = f"{int(now.timestamp() * 1000)}.{len(self._issued)}.{token_hex(16)}"
        self._issued[trigger_id] = Trigger(person=person, expires=now + LIFETIME, view_id=view_id)
        return trigger_id

    def exchange(self, trigger_id: str) -> Trigger:
        """Use a trigger_id up; raise ApiError when it is unknown, used or too old."""
        trigger = self._issued.get(trigger_id)
        if trigger is None:
            raise ApiError("invalid_trigger_id")
        if trigger_id in self._exchanged:
            raise ApiError("exchanged_trigger_id")
        if self._clock.now() > trigger.expires:
            raise ApiError("expired_trigger_id")
        self._exchanged.add(trigger_id)
        return trigger
