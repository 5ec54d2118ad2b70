"""Changes of a pulse that people are told of a round ahead."""

from datetime import UTC, datetime

from pydantic import AwareDatetime

from questions.model import Value
from storage.model.groups import ChannelId
from storage.model.pulse import Pulse

FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Until when a pulse pauses that pauses until somebody says otherwise."""


class Announcement(Value):
    """A change of threshold, audience or groups, and from when on it holds.

    Attributes:
        pulse: as it will be.
        holds_from: the beginning of the day on which the first round opens that goes by it.
        known_by: the instant before which the notice has to stand, or the change is put off.
        notice: names the notice; its messages' keys are this, a slash and the channel.
        channels: those that the notice goes to.
    """

    pulse: Pulse
    holds_from: AwareDatetime
    known_by: AwareDatetime
    notice: str
    channels: tuple[ChannelId, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the notice's messages."""
        return tuple(f"{self.notice}/{channel}" for channel in self.channels)


class Standing(Value):
    """A pulse as it was last in force, which may have ended.

    Attributes:
        in_force: whether it has not ended.
        paused_until: until when it asks nothing, while it pauses.
        has_asked: whether any round of it has opened, or may have before a backup was restored.
        busy_until: when the last of its rounds is published that a new schedule leaves as it is.
    """

    pulse: Pulse
    in_force: bool
    paused_until: AwareDatetime | None = None
    has_asked: bool
    busy_until: AwareDatetime | None

    def free(self, now: datetime) -> datetime:
        """The instant after which its next round can open, as far as is known now."""
        paused = self.paused_until if self.paused_until != FOR_EVER else None
        return max(now, self.busy_until or now, paused or now)
