"""What is kept in the main database, as the use cases need it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from questions.model import QuestionSet
from storage.model import (
    Action,
    Announcement,
    Cells,
    Change,
    Draft,
    DraftKind,
    Midway,
    Owed,
    Preference,
    Published,
    Pulse,
    Round,
    Standing,
    State,
)


class PulseStore(Protocol):
    """The recurring surveys as they are configured now."""

    async def put(
        self,
        pulses: Sequence[Pulse],
        *,
        now: datetime,
        seen: Sequence[Pulse] | None = None,
        announcements: Sequence[Announcement] = (),
        owed: Sequence[Owed] = (),
        corrections: Mapping[str, Owed] | None = None,
        question_sets: Sequence[QuestionSet] = (),
        log: Sequence[Change] = (),
    ) -> Sequence[str]:
        """Put these pulses in force and no others, all or none; tell the ids of those that end.

        Args:
            pulses: as they hold now.
            now: rounds that were planned after it are planned anew.
            seen: the pulses as they were last asked for when this was worked out; Overtaken, and
                nothing is done, where they are others by now. None where that does not matter.
            announcements: the changes that are to come, and no others.
            owed: the messages that tell of them.
            corrections: by the key of a message that told of a change which will not come, what
                is owed if it may have been read; it is not sent any more.
            question_sets: what is kept of them from now on.
            log: what is remembered of it.
        """
        ...

    async def standing(self, now: datetime) -> Mapping[str, Standing]:
        """Every pulse there ever was, by id, as it was last in force."""
        ...

    async def pause(
        self, pulse_id: str, until: datetime | None, *, now: datetime, log: Sequence[Change]
    ) -> None:
        """Let a pulse ask nothing before an instant, or ask again from now on where that is None.

        Args:
            pulse_id: of a pulse in force; its rounds that are to open are planned anew.
            until: that instant.
            now: so that nothing is made up for that was due meanwhile.
            log: what is remembered of it.
        """
        ...

    async def announced(self) -> Sequence[Announcement]:
        """The changes to come, in the order of their pulses' ids."""
        ...

    async def untold(self, now: datetime) -> Sequence[Announcement]:
        """The changes that should have been known by now, and were not told in every channel."""
        ...

    async def put_off(
        self, announcement: Announcement, body: str, owed: Sequence[Owed] = ()
    ) -> None:
        """Let a change come at its new dates, and what is still to be sent of it be that body.

        Args:
            announcement: with its new dates.
            body: of its notice, which tells of them.
            owed: the messages that tell admins of it.
        """
        ...

    async def take_effect(self, now: datetime) -> None:
        """Let the changes hold whose day has come, and that were told in every channel."""
        ...

    async def all(self) -> Sequence[Pulse]:
        """Every pulse in force, in the order of their ids."""
        ...

    async def partition(self, pulse_id: str, quarter: str) -> Mapping[str, Cells | None]:
        """For each dimension cut in that quarter, its cells; None where it was left out."""
        ...

    async def cut(self, pulse_id: str, quarter: str, cells: Mapping[str, Cells | None]) -> None:
        """Keep how each dimension is cut in a quarter."""
        ...


class QuestionSetStore(Protocol):
    """The question sets that were put in force or kept; `PulseStore.put` keeps them."""

    async def all(self) -> Sequence[QuestionSet]:
        """Every question set that is kept, in the order of their ids."""
        ...

    async def get(self, set_id: str) -> QuestionSet | None:
        """The question set of that id, if it is kept."""
        ...


class DraftStore(Protocol):
    """What admins are working on."""

    async def all(self, kind: DraftKind) -> Sequence[Draft]:
        """The drafts of a kind, in the order of their ids."""
        ...

    async def get(self, draft_id: str) -> Draft | None:
        """The draft of that id, if there is one."""
        ...

    async def keep(self, draft: Draft) -> bool:
        """Keep a draft that is begun or changed; False, and nothing kept, if it is out of date."""
        ...

    async def drop(self, draft_id: str) -> None:
        """Forget a draft."""
        ...


class ChangeLog(Protocol):
    """Who changed what and when; it is only added to."""

    async def write(self, changes: Sequence[Change]) -> None:
        """Add entries that no other step writes."""
        ...

    async def latest(self, most: int, *, before: int | None = None) -> Sequence[Change]:
        """The last entries, or the last before that place; the newest first."""
        ...

    async def get(self, place: int) -> Change | None:
        """The entry at that place, if there is one."""
        ...

    async def naming(self, person: str) -> int:
        """How many entries name a person."""
        ...


class RoundStore(Protocol):
    """Rounds; a step that was taken already returns False and writes nothing."""

    async def plan(self, rounds: Sequence[Round]) -> None:
        """Add planned rounds; one that is there already stays as it is."""
        ...

    async def asked_since(
        self, instant: datetime, *, although_cancelled: Sequence[str] = ()
    ) -> Sequence[Round]:
        """The rounds of all pulses that closed after an instant or are open, and count.

        Args:
            although_cancelled: the reasons for which a round that was cancelled counts too.
        """
        ...

    async def planned_until(self, pulse_id: str) -> datetime:
        """The instant after which a pulse's rounds are still to be planned."""
        ...

    async def get(self, round_id: str) -> Round | None:
        """The round of that id, if there is one."""
        ...

    async def window(self, round_id: str) -> tuple[State, datetime] | None:
        """A round's state and the instant at which it closes, if there is such a round."""
        ...

    async def in_state(self, *states: State) -> Sequence[Round]:
        """The rounds in any of these states, in the order of their opening."""
        ...

    async def of_pulse(self, pulse_id: str, *, before: datetime, most: int) -> Sequence[Round]:
        """A pulse's rounds that opened before an instant and were not cancelled, oldest first."""
        ...

    async def published_between(self, since: datetime, until: datetime) -> Sequence[Round]:
        """The published rounds of all pulses that opened from one instant to another."""
        ...

    async def open(self, round_: Round, owed: Iterable[Owed]) -> bool:
        """Open a planned round, with the pulse and the questions as they are now."""
        ...

    async def remind(self, round_id: str, owed: Iterable[Owed]) -> bool:
        """Owe an open round's reminders, once."""
        ...

    async def tell_midway(
        self, round_id: str, told: Sequence[Midway], owed: Sequence[Owed]
    ) -> bool:
        """Keep what is told half-way through an open round and owe it to its channels, once."""
        ...

    async def midway(self, round_id: str) -> Sequence[Midway]:
        """What was told half-way through a round."""
        ...

    async def close(self, published: Published) -> bool:
        """Close an open round on what is published of it; what it still owes people goes."""
        ...

    async def publish(
        self, round_id: str, digest: str, owed: Sequence[Owed], *, composed: datetime
    ) -> bool:
        """Keep a closed round's digest, composed at that instant, and owe it to its channels."""
        ...

    async def cancel(
        self, round_: Round, reason: str, owed: Sequence[Owed], *, log: Sequence[Change] = ()
    ) -> bool:
        """Cancel a round from the state it is in; what it still owes people goes."""
        ...

    async def published(
        self, round_id: str, dimensions: Collection[str] | None = None
    ) -> Published:
        """What was published of a round, of all dimensions or of some."""
        ...

    async def last_digest(self, pulse_id: str) -> str | None:
        """The last digest of a pulse, as JSON."""
        ...

    async def digest(self, round_id: str) -> str | None:
        """The digest of a round, as JSON."""
        ...

    async def composed(self, round_id: str) -> datetime | None:
        """When the digest of a round was composed, where that is known."""
        ...

    async def restored(self) -> datetime | None:
        """When a backup was put in the place of what is kept, if one was."""
        ...

    async def scrub(self) -> None:
        """Rewrite the main database without anything that was deleted."""
        ...


class ActionStore(Protocol):
    """What leadership promised; a step that was taken already returns False and writes nothing."""

    async def record(self, action: Action, owed: Sequence[Owed]) -> bool:
        """Keep a new action."""
        ...

    async def ask(self, action: Action, owed: Sequence[Owed]) -> bool:
        """Keep that leadership is asked what became of an action, once for each day of review."""
        ...

    async def review(self, action: Action, owed: Sequence[Owed]) -> bool:
        """Keep what a review made of an action that went on until then.

        Args:
            action: as it is from now on, this review counted.
            owed: the messages that tell of it.
        """
        ...

    async def get(self, action_id: str) -> Action | None:
        """The action of that id, if there is one."""
        ...

    async def of_pulse(self, pulse_id: str) -> Sequence[Action]:
        """Every action that comes from a pulse's digests, in the order they were recorded."""
        ...

    async def owned_by(self, person: str) -> Sequence[Action]:
        """The actions that a person sees to now."""
        ...

    async def unasked(self, until: date) -> Sequence[Action]:
        """The actions to be looked at by that day and of which leadership was not asked yet."""
        ...


class PreferenceStore(Protocol):
    """What people asked of us about being asked."""

    async def get(self, person: str) -> Preference:
        """The person's preference; one that asks for nothing where none is kept."""
        ...

    async def put(self, preference: Preference) -> None:
        """Keep a preference; one that asks for nothing is forgotten."""
        ...

    async def silent(self, now: datetime) -> frozenset[str]:
        """Everyone who is to be asked nothing at that instant."""
        ...

    async def expire(self, now: datetime) -> None:
        """Forget the pauses that have passed."""
        ...


class OldStore(Protocol):
    """What is kept for some years only."""

    @property
    def years(self) -> int | None:
        """For how many published figures and the change log are kept; None for ever."""
        ...

    async def last_published(self) -> datetime | None:
        """When the last digest was due, of all pulses."""
        ...

    async def forget_rounds(self, before: datetime, *, most: int) -> int:
        """Take out rounds that were over before an instant; how many were."""
        ...

    async def forget_changes(self, before: datetime, said: Change) -> int:
        """Take out older entries of the change log, and add that they were; how many were."""
        ...

    def forget_upgrade(self, before: datetime) -> None:
        """Take away the copy that an upgrade before an instant left."""
        ...
