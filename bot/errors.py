"""What can go wrong in the bot, each with a sentence for the person who can mend it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # every command knows errors, and most know nothing that is kept
    from storage.model import Unsent


class StaffPulseError(Exception):
    """Something that a person can mend; its text is the sentence they read."""


class DeliveryFailed(StaffPulseError):
    """A message did not go out.

    Attributes:
        unsent: why trying again is pointless, where it is.
        retry_after: seconds that the chat service asks us to wait, if it said so.
        unusable: whether the channel is gone, archived or closed to the bot.
    """

    def __init__(
        self,
        reason: str,
        *,
        unsent: "Unsent | None" = None,
        retry_after: float | None = None,
        unusable: bool = False,
    ) -> None:
        super().__init__(reason)
        self.unsent = unsent
        self.retry_after = retry_after
        self.unusable = unusable
