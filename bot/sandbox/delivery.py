from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot.sandbox.records import Json

ACK_WITHIN = timedelta(seconds=3)
"""How long Slack waits for an acknowledgement: https://docs.slack.dev/apis/events-api"""

RETRIES = 3
"""How often Slack delivers again what was not acknowledged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Something for the bot: `kind` is "events_api", "interactive" or "slash_commands"."""

    kind: str
    payload: Json
    takes_reply: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack:
    """The bot's acknowledgement, with what it replied in it."""

    reply: Json


class Delivery(Protocol):
    """A way to the bot."""

    async def deliver(self, parcel: Parcel) -> Ack | None:
        """Bring a parcel, again if need be; return None when it was never acknowledged."""
        ...
