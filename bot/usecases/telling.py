"""Messages about actions as they are owed: to staff, and to leadership where it reads and asks."""

from collections.abc import Sequence
from datetime import datetime

from bot.survey.actions import Finding
from bot.survey.messages import ActionDue, ActionRecorded, ActionReviewed, Message, to_body
from bot.usecases import owing
from storage.model import Action, Owed, Pulse, Round


def asks(action: Action) -> str:
    """What names the next review of an action, once for all."""
    return f"{action.id} {action.reviews}"


class Telling:
    """Makes what a step of an action owes.

    Args:
        round_: the action's.
        pulse: as it is now; its channels hear of the action.
        finding: what the action comes from.
        now: the present instant.
    """

    def __init__(self, round_: Round, pulse: Pulse, finding: Finding, now: datetime) -> None:
        self._round = round_
        self._pulse = pulse
        self._finding = finding
        self._now = now

    def recorded(self, action: Action) -> list[Owed]:
        """A new action, to staff, and to leadership if its digest is there, in the thread of it."""
        message = ActionRecorded(
            pulse_name=self._pulse.name,
            finding=self._finding,
            what=action.what,
            owner=action.owner,
            review=action.review,
        )
        leaders = message.model_copy(update={"asks": asks(action)})
        owed = [self._owed(action, message, self._pulse.staff)]
        if self._pulse.leadership == self._round.pulse.leadership:
            owed.append(self._to_leaders(action, leaders, under=self._digest))
        return owed

    def due(self, action: Action, since: datetime) -> list[Owed]:
        """The question what became of an action, to leadership.

        Args:
            since: when the action became due; the question cannot stand from before.
        """
        message = ActionDue(
            pulse_name=self._pulse.name,
            finding=self._finding,
            what=action.what,
            owner=action.owner,
            review=action.review,
            asks=asks(action),
        )
        owed = self._owed(action, message, self._pulse.leadership)
        return [owed.model_copy(update={"since": since})]

    def known_from(self, action: Action) -> Sequence[str]:
        """By key, the messages from which leadership may know an action where it reads now.

        They are the question what became of it and the digest, of which neither may have been owed
        there.
        """
        return (_key(action, "action-due", self._pulse.leadership), self._digest)

    def reviewed(
        self, before: Action, action: Action, figures: Sequence[str], *, under: str | None
    ) -> list[Owed]:
        """What a review made of an action, to staff and to leadership.

        Args:
            under: the key of the message from which leadership knows the action, if there is one.
        """
        message = ActionReviewed(
            pulse_name=self._pulse.name,
            finding=self._finding,
            figures=tuple(figures),
            planned=before.what,
            state=action.state,
            what=action.what,
            owner=action.owner,
            review=action.review,
            reason=action.reason,
        )
        leaders = message.model_copy(update={"asks": asks(action) if action.goes_on else None})
        return [
            self._owed(action, message, self._pulse.staff),
            self._to_leaders(action, leaders, under=under),
        ]

    @property
    def _digest(self) -> str:
        return owing.key(self._round, "digest", self._pulse.leadership)

    def _to_leaders(self, action: Action, message: Message, *, under: str | None) -> Owed:
        """A message in leadership's channel, in a thread if there is one."""
        owed = self._owed(action, message, self._pulse.leadership)
        return owed.model_copy(update={"key": f"{owed.key}/thread", "reply_to": under})

    def _owed(self, action: Action, message: Message, channel: str) -> Owed:
        return Owed(
            key=_key(action, message.kind, channel),
            round=self._round.id,
            recipient=channel,
            to_person=False,
            body=to_body(message),
            since=self._now,
            due=self._now,
        )


def _key(action: Action, kind: str, channel: str) -> str:
    return f"{action.round}/{kind}/{action.id}/{action.reviews}/{channel}"
