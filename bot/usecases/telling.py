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
        """A new action, to staff, and to leadership in the thread of its digest."""
        message = ActionRecorded(
            pulse_name=self._pulse.name,
            finding=self._finding,
            what=action.what,
            owner=action.owner,
            review=action.review,
        )
        leaders = message.model_copy(update={"asks": asks(action)})
        return [
            self._owed(action, message, self._pulse.staff),
            *self._to_leaders(action, leaders, under=self._digest),
        ]

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

    def reviewed(self, before: Action, action: Action, figures: Sequence[str]) -> list[Owed]:
        """What a review made of an action, to staff, and to leadership where it was asked."""
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
        asked = _key(before, "action-due", self._pulse.leadership)
        return [
            self._owed(action, message, self._pulse.staff),
            *self._to_leaders(action, leaders, under=asked if before.asked else self._digest),
        ]

    @property
    def _digest(self) -> str:
        return owing.key(self._round, "digest", self._pulse.leadership)

    def _to_leaders(self, action: Action, message: Message, *, under: str) -> list[Owed]:
        """A reply in a thread of leadership's channel; none where the digest stands elsewhere."""
        leadership = self._pulse.leadership
        if leadership != self._round.pulse.leadership:
            return []
        owed = self._owed(action, message, leadership)
        return [owed.model_copy(update={"key": f"{owed.key}/thread", "reply_to": under})]

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
