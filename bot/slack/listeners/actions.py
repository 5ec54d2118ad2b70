"""What happens when leadership records an action, or says what became of one."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot import logs
from bot.errors import StaffPulseError
from bot.slack.blocks import action, action_form, digest, outcome
from bot.slack.blocks.kit import View
from bot.slack.client import Client
from bot.slack.filled import Filled, Recording, Reviewing
from bot.slack.payloads import Press, Unreadable
from bot.slack.windows import show
from bot.usecases.actions import (
    FINDING,
    OUTCOME,
    OWNER,
    REASON,
    REVIEW,
    WHAT,
    Actions,
    Answer,
    Draft,
    Misfilled,
    Refusal,
)
from storage.errors import StorageError
from storage.model import ActionState

_log = logging.getLogger(__name__)


def register(app: AsyncApp, *, client: Client, actions: Actions) -> None:
    """Listen to the buttons that open the two windows, and to the windows."""
    listeners = _Actions(client=client, actions=actions)
    app.action(digest.RECORD)(listeners.begin)
    app.action(action.REVIEW)(listeners.look_again)
    app.view(action_form.RECORDING)(listeners.record)
    app.view(action_form.REVIEWING)(listeners.answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Actions:
    client: Client
    actions: Actions

    async def begin(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._open(Press.read(body), self._form)
        await ack()

    async def look_again(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._open(Press.read(body), self._review)
        await ack()

    async def record(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._take(ack, body, self._record, fault_at=WHAT)

    async def answer(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._take(ack, body, self._answer, fault_at=OUTCOME)

    async def _form(self, press: Press) -> View:
        form = await self.actions.form(press.round, press.person)
        if isinstance(form, Refusal):
            return action_form.refused(form)
        return action_form.record(form)

    async def _review(self, press: Press) -> View:
        asked = Reviewing.carried(press.value)
        review = await self.actions.review(asked.action, asked.reviews, press.person)
        if isinstance(review, Refusal):
            return action_form.refused(review)
        return action_form.review(review)

    async def _record(self, filled: Filled) -> View:
        about = Recording.carried(filled.carried)
        draft = Draft(
            round=about.round,
            action=about.action,
            finding=filled.option(FINDING),
            what=filled.text(WHAT),
            owner=filled.colleague(OWNER),
            review=filled.day(REVIEW),
        )
        refusal = await self.actions.record(draft, filled.person)
        return action_form.refused(refusal) if refusal else action_form.recorded()

    async def _answer(self, filled: Filled) -> View:
        asked = Reviewing.carried(filled.carried)
        answer = Answer(
            action=asked.action,
            reviews=asked.reviews,
            outcome=_state(filled.option(OUTCOME)),
            reason=filled.text(REASON),
            what=filled.text(WHAT),
            owner=filled.colleague(OWNER),
            review=filled.day(REVIEW),
        )
        refusal = await self.actions.answer(answer, filled.person)
        return action_form.refused(refusal) if refusal else action_form.answered()

    async def _open(self, press: Press, view_of: Callable[[Press], Awaitable[View]]) -> None:
        """Open the window that belongs to a press, or one that says why there is none."""
        try:
            view = await view_of(press)
        except (StorageError, StaffPulseError) as error:
            _log.warning("A press about an action was not served: %s", error, extra=logs.LATE)
            view = action_form.trouble()
        except Unreadable:
            view = outcome.out_of_date()
        await show(self.client, press, view)

    async def _take(
        self,
        ack: AsyncAck,
        body: dict[str, Any],
        keep: Callable[[Filled], Awaitable[View]],
        *,
        fault_at: str,
    ) -> None:
        """Acknowledge a window with what comes of it; what was typed stays where it was not kept.

        Args:
            ack: acknowledges it.
            body: the window, sent.
            keep: keeps what was filled in, and gives what is read then.
            fault_at: where a fault of ours is told.
        """
        try:
            await ack(response_action="update", view=await keep(Filled.read(body)))
        except Misfilled as wrong:
            await ack(response_action="errors", errors=dict(wrong.fields))
        except (StorageError, StaffPulseError) as error:
            _log.error("An action was not kept: %s", error, extra=logs.LATE)
            await ack(response_action="errors", errors={fault_at: action_form.TROUBLE})
        except Unreadable:
            await ack(response_action="update", view=action_form.refused(Refusal.NOTHING_THERE))


def _state(option: str | None) -> ActionState | None:
    return next((state for state in ActionState if state == option), None)
