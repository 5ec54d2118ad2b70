"""The chat, printer, discloser, ballot boxes and backups, as the use cases need them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.survey.messages import Message, Notice
from bot.survey.roster import Person, UserGroup
from questions.model import Question
from storage.model import (
    Answers,
    CastOutcome,
    Count,
    Midway,
    Place,
    Published,
    Round,
    Source,
)


class Directory(Protocol):
    """Who is in the organisation, and in which parts of it."""

    async def people(self) -> Mapping[str, Person]:
        """Everyone, by id."""
        ...

    async def members(self, source: Source) -> Sequence[str]:
        """The ids of a source's members; StaffPulseError where there is no such source."""
        ...

    async def person(self, person: str) -> Person | None:
        """The person of that id, if there is one."""
        ...

    async def usergroups(self) -> Sequence[UserGroup]:
        """The groups of people that a pulse can name, by name."""
        ...

    async def channel(self, channel: str) -> str:
        """The name of a channel that the bot is in; Unusable where it is in none of that id."""
        ...


class Messenger(Protocol):
    """Takes messages to people and channels."""

    async def deliver(
        self, recipient: str, message: Message, *, key: str, reply_to: str | None = None
    ) -> str:
        """Post a message and return what names it there; DeliveryFailed if it did not go.

        Args:
            recipient: a person's or a channel's id.
            message: what to say.
            key: names the message once for all, so that it can be looked for.
            reply_to: what names the message in whose thread it belongs.
        """
        ...

    async def standing(
        self, recipient: str, key: str, since: datetime, reply_to: str | None = None
    ) -> str | None:
        """What names our message of that key if it already stands in the channel or thread.

        Args:
            recipient: a channel's id.
            key: what `deliver` was given.
            since: it cannot stand in the channel from before this instant.
            reply_to: what names the message in whose thread to look, instead of the channel.
        """
        ...

    async def bring(self, person: str, notice: Notice, files: Mapping[str, bytes]) -> None:
        """Bring files to a person, under a message that says what they are.

        Args:
            person: their id.
            notice: says so.
            files: what is in each, by its name.

        Raises:
            StaffPulseError: in words for whoever can mend it, why they could not be brought.
        """
        ...


class Printer(Protocol):
    """Makes reports of what was published."""

    async def report(
        self, pulse: str, *, first: date, last: date, made: date
    ) -> Mapping[str, bytes]:
        """The report on a pulse in each of its forms, by how such files' names end.

        Args:
            pulse: its id.
            first: the first day.
            last: the last day, which counts in.
            made: today.

        Raises:
            StaffPulseError: in words for whoever can mend it, why there is none.
        """
        ...


class Discloser(Protocol):
    """Decides what may be shown, for seconds of processor, and for many groups for minutes."""

    async def disclose(
        self, round_: Round, count: Count, midway: Sequence[Midway]
    ) -> tuple[Published, int]:
        """What may be shown of a round, and how many figures are rougher than they need be.

        Args:
            round_: as it was asked.
            count: what its box has counted.
            midway: what was told half-way.

        Raises:
            StaffPulseError: in words for whoever can mend it, why that was not decided.
        """
        ...

    async def halfway(self, round_: Round, count: Count) -> Sequence[Midway]:
        """What may be told half-way of how many have answered so far; StaffPulseError as above."""
        ...


class BallotBoxes(Protocol):
    """The ballot boxes of open rounds, one file and one key each."""

    async def open(
        self,
        round_id: str,
        *,
        questions: Sequence[Question],
        dimensions: Sequence[str],
        roster: Iterable[Place],
    ) -> None:
        """Make key and box anew; whatever a kill left of an earlier try goes first."""
        ...

    async def asks(self, round_id: str, person: str) -> Place | None:
        """The person's place on the roster, if they are on it."""
        ...

    async def cast(self, round_id: str, person: str, answers: Answers) -> CastOutcome:
        """Count the answers once and for all, durably; NotRecorded, BoxLost, BoxBroken."""
        ...

    async def decline(self, round_id: str, person: str) -> None:
        """Keep that the person said "not this week", until the box goes."""
        ...

    async def to_remind(self, round_id: str) -> Sequence[str]:
        """Everyone on the roster but those who declined, whoever has answered."""
        ...

    async def count(self, round_id: str) -> Count:
        """Stop casting for good and open the tally; BoxLost, BoxBroken."""
        ...

    async def turnout(self, round_id: str) -> Count:
        """How many have answered so far, and not what; BoxLost, BoxBroken."""
        ...

    async def check(self, round_id: str) -> None:
        """Raise BoxLost or BoxBroken if the box cannot be counted."""
        ...

    async def destroy(self, round_id: str) -> None:
        """Unlink the key, then the box with its journal; may be done again."""
        ...

    async def left(self) -> Sequence[str]:
        """The rounds of which a key or a box is there."""
        ...


class NightStore(Protocol):
    """The backups of nights. Everything here takes long, and may be called from any thread."""

    @property
    def wanted(self) -> bool:
        """Whether backups are to be made at all."""
        ...

    def made(self) -> Sequence[date]:
        """The nights of which a backup is there, oldest first."""
        ...

    def make(self, night: date) -> None:
        """Make the backup of a night, whole or not at all."""
        ...

    def keep(self, nights: Collection[date]) -> Sequence[str]:
        """Take away the backups of all other nights; the names are told of what stays."""
        ...
