"""Messages as they are owed: to whom, in whose name, and from when on they can stand."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from bot.clock import Clock
from bot.survey.messages import DigestPost, Message, Notice, to_body
from bot.usecases.admins import Admins
from storage.model import Owed, Round


class Owing:
    """Makes what a step of a round owes.

    Args:
        admins: they hear of trouble.
    """

    def __init__(self, *, clock: Clock, admins: Admins) -> None:
        self._clock = clock
        self._admins = admins

    def to_people(self, round_: Round, message: Message, people: Iterable[str]) -> Iterator[Owed]:
        """A message to each of these people, made as it is taken; it goes with its round."""
        now, body, kind = self._clock.now(), to_body(message), message.kind
        return (_owed(round_, kind, body, one, now=now, to_person=True) for one in people)

    async def to_admins(self, round_: Round, notice: Notice, *, about: str) -> list[Owed]:
        """A notice to each admin, which stays when its round goes.

        Args:
            about: a word for what it tells; of a round each admin hears the same once.
        """
        return [
            one.model_copy(update={"round": None, "key": key(round_, about, one.recipient)})
            for one in self.to_people(round_, notice, await self._admins.all())
        ]

    async def alert(self, about: str, text: str, channels: Sequence[str] = ()) -> list[Owed]:
        """A notice to each admin that no round takes with it.

        Args:
            about: begins the keys of these notices; each admin is owed it once at a time.
            text: a few plain sentences.
            channels: the ids of channels that may stand in it.
        """
        now = self._clock.now()
        notice = Notice(round=None, text=text, channels=tuple(channels))
        return [
            Owed(
                key=f"{about}/{admin}",
                round=None,
                recipient=admin,
                to_person=True,
                body=to_body(notice),
                since=now,
                due=now,
            )
            for admin in await self._admins.all()
        ]

    def to_channels(
        self, round_: Round, message: Message, *, since: datetime | None = None
    ) -> list[Owed]:
        """A message to each of a round's channels.

        Args:
            since: it cannot stand there from before this instant; now, if not told otherwise.
        """
        now = self._clock.now()
        return [
            _owed(
                round_,
                message.kind,
                to_body(_as_read_in(channel, message, round_)),
                channel,
                now=now,
                to_person=False,
                since=since,
            )
            for channel in channels(round_)
        ]

    def with_thread(
        self, round_: Round, post: Message, replies: Sequence[Message], *, since: datetime
    ) -> list[Owed]:
        """A message to each of a round's channels, and others in its thread, in their order.

        Args:
            since: none can stand there from before this instant.
        """
        return self.to_channels(round_, post, since=since) + [
            owed.model_copy(
                update={
                    "key": f"{owed.key}/{number}",
                    "reply_to": key(round_, post.kind, owed.recipient),
                }
            )
            for number, reply in enumerate(replies)
            for owed in self.to_channels(round_, reply, since=since)
        ]


def _owed(
    round_: Round,
    kind: str,
    body: str,
    recipient: str,
    *,
    now: datetime,
    to_person: bool,
    since: datetime | None = None,
) -> Owed:
    return Owed(
        key=key(round_, kind, recipient),
        round=round_.id,
        recipient=recipient,
        to_person=to_person,
        body=body,
        since=since or now,
        due=now,
    )


def _as_read_in(channel: str, message: Message, round_: Round) -> Message:
    """The message for a channel: from a digest in its own channel leadership records actions."""
    if isinstance(message, DigestPost) and channel == round_.pulse.leadership:
        return message.model_copy(update={"actions_for": round_.id})
    return message


def channels(round_: Round) -> Iterable[str]:
    """Where a round's digest goes: both channels, or the one that is both."""
    return dict.fromkeys((round_.pulse.leadership, round_.pulse.staff))


def key(round_: Round, kind: str, recipient: str) -> str:
    """What names a message of a round once for all."""
    return f"{round_.id}/{kind}/{recipient}"
