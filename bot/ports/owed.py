"""Messages owed and how far they have come, as the use cases need them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from storage.model import INVITATION, Owed, Sending, Unsent


class OutboxStore(Protocol):
    """Messages owed."""

    async def owe(self, messages: Sequence[Owed]) -> None:
        """Owe messages that no step of a round owes."""
        ...

    async def due(self, now: datetime, *, besides: Collection[str] = ()) -> Owed | None:
        """The next message to send, if any is due; none to certain recipients."""
        ...

    async def owed_to(self, person: str) -> Sequence[Owed]:
        """What is still to be sent to a person, oldest first."""
        ...

    async def first_of(self, keys: Sequence[str]) -> str | None:
        """The first of these keys under which a message is owed, or stands in its channel."""
        ...

    async def next_due(self) -> datetime | None:
        """The earliest instant at which something is due, now or later."""
        ...

    async def waiting(self) -> int:
        """How many messages wait to be sent."""
        ...

    async def waiting_since(self) -> datetime | None:
        """Since when the message waits that has waited longest, if any waits."""
        ...

    async def attempting(self, key: str) -> bool:
        """Count a try before a message is sent; False if it is not owed any more."""
        ...

    async def posted(self, key: str, posted_as: str) -> None:
        """Keep what names a message in its channel, and forget its text."""
        ...

    async def gone(self, key: str) -> None:
        """Forget a message to a person that was sent."""
        ...

    async def give_up(self, key: str, why: Unsent, owed: Sequence[Owed] = ()) -> None:
        """Forget a message that cannot be delivered, and the replies to it, but for the number.

        Args:
            key: the message's.
            why: for what reason.
            owed: the messages that tell admins of it.
        """
        ...

    async def later(self, key: str, due: datetime, *, tries: int) -> None:
        """Try again at that instant, with so many tries counted."""
        ...

    async def hold(self, recipient: str, until: datetime) -> None:
        """Let nothing be due to a recipient before an instant."""
        ...

    async def refused(
        self, key: str, since: datetime, due: datetime, owed: Sequence[Owed] = ()
    ) -> None:
        """Keep since when a channel refuses a message, which is tried again at an instant.

        Args:
            key: the message's.
            since: now, which counts where it was not refused before.
            due: that instant.
            owed: the messages that tell admins of it; not owed while the channel refuses another.
        """
        ...

    async def withdraw(self, person: str, round_id: str | None = None) -> None:
        """Forget what a round, or any round, still owes a person; other messages stay."""
        ...


class SendingStore(Protocol):
    """How far the messages of rounds to their people have come: numbers alone."""

    async def under_way(self) -> Sequence[Sending]:
        """What rounds still send to their people, in the order in which it goes."""
        ...

    async def untold(self, kind: str = INVITATION) -> Sequence[Sending]:
        """Messages of a kind of which none waits and some were lost, which admins do not know."""
        ...

    async def tell(self, sending: Sending, owed: Sequence[Owed]) -> None:
        """Keep that admins know, and owe the messages that tell them."""
        ...
