"""What happens when an admin sets up a pulse, or changes one."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot import logs
from bot.errors import StaffPulseError
from bot.slack.blocks import (
    refused,
    set_up,
    set_up_channels,
    set_up_groups,
    set_up_people,
    set_up_questions,
    set_up_summary,
    set_up_times,
)
from bot.slack.blocks.kit import View
from bot.slack.client import Client
from bot.slack.filled import Filled
from bot.slack.homes import Homes
from bot.slack.payloads import Press, Unreadable
from bot.slack.refusal import Refused, in_plain_words
from bot.slack.set_up_filled import carried, filled
from bot.slack.windows import show
from bot.survey.plan import Step
from bot.usecases.actions import Misfilled
from bot.usecases.admins import Admins
from bot.usecases.filling import QUESTION_SET
from bot.usecases.setting_up import SettingUp
from bot.usecases.windows import At, Gone, Started, Window
from storage.errors import StorageError

_log = logging.getLogger(__name__)

_DRAWN: dict[Step, Callable[[Window], View]] = {
    Step.QUESTIONS: set_up_questions.draw,
    Step.PEOPLE: set_up_people.draw,
    Step.GROUPS: set_up_groups.draw,
    Step.TIMES: set_up_times.draw,
    Step.CHANNELS: set_up_channels.draw,
    Step.SUMMARY: set_up_summary.draw,
}

_Answer = Callable[[], Awaitable[View]]


def register(
    app: AsyncApp, *, client: Client, homes: Homes, setting_up: SettingUp, admins: Admins
) -> None:
    """Listen to the buttons that begin it, and to its windows."""
    listeners = _SetUp(client=client, homes=homes, setting_up=setting_up, admins=admins)
    app.action(set_up.BEGIN)(listeners.begin)
    app.action(set_up.GO_ON)(listeners.go_on)
    app.action(set_up.CHANGE)(listeners.change)
    app.action(set_up.SHOW)(listeners.show)
    app.action(set_up.LOOK)(listeners.look)
    app.action(QUESTION_SET)(listeners.look)
    app.action(set_up.DISCARD)(listeners.discard)
    app.view(set_up.STEP)(listeners.fill)


@dataclass(frozen=True, slots=True, kw_only=True)
class _SetUp:
    client: Client
    homes: Homes
    setting_up: SettingUp
    admins: Admins

    async def begin(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        press = Press.read(body)
        await self._open(press, self.setting_up.begin)
        await ack()

    async def go_on(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        press = Press.read(body)
        await self._open(press, lambda: self.setting_up.go_on(press.value))
        await ack()

    async def change(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        press = Press.read(body)
        await self._open(press, lambda: self.setting_up.change(press.value))
        await ack()

    async def show(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        press = Press.read(body)

        async def view(at: At, _: Filled) -> View:
            return _drawn(await self.setting_up.show(at, _step(press.value)))

        await self._redraw(press, Filled.read(body), view)
        await ack()

    async def look(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        async def view(at: At, sent: Filled) -> View:
            return _drawn(await self.setting_up.look(at, filled(at.step, sent)))

        await self._redraw(Press.read(body), Filled.read(body), view)
        await ack()

    async def discard(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        async def view(at: At, _: Filled) -> View:
            await self.setting_up.discard(at)
            await self.homes.publish(press.person)
            return set_up.discarded()

        press = Press.read(body)
        await self._redraw(press, Filled.read(body), view)
        await ack()

    async def fill(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Acknowledge a step with the next; what was typed stays where it cannot be taken.

        Home shows what was begun, and what was started.
        """
        sent = Filled.read(body)

        async def view() -> View:
            at = carried(sent.carried)
            if at.step is Step.SUMMARY:
                shown = await self.setting_up.start(at, sent.person)
            else:
                shown = await self.setting_up.fill(at, filled(at.step, sent))
            if isinstance(shown, Started) or at.revision == 0:
                await self.homes.publish(sent.person)
            return _drawn(shown)

        try:
            await ack(response_action="update", view=await self._view(sent.person, view))
        except Misfilled as wrong:
            await ack(response_action="errors", errors=dict(wrong.fields))

    async def _open(self, press: Press, shown: Callable[[], Awaitable[Window]]) -> None:
        async def view() -> View:
            return _drawn(await shown())

        await show(self.client, press, await self._view(press.person, view))

    async def _redraw(
        self, press: Press, sent: Filled, view_of: Callable[[At, Filled], Awaitable[View]]
    ) -> None:
        """Draw the window anew in which something was pressed."""

        async def view() -> View:
            return await view_of(carried(sent.carried), sent)

        drawn = await self._view(press.person, view)
        try:
            with in_plain_words("a window"):
                await self.client.views_update(view_id=sent.window, view=drawn)
        except Refused as error:
            _log.warning("A window was not drawn anew: %s", error, extra=logs.LATE)

    async def _view(self, person: str, answer: _Answer) -> View:
        """What an admin is shown, or why there is nothing to show; others are refused."""
        try:
            if not await self.admins.admit(person):
                return refused.opened()
            return await answer()
        except Gone as gone:
            return set_up.over(str(gone))
        except (StorageError, StaffPulseError) as error:
            if isinstance(error, Misfilled):
                raise
            _log.warning("Setting up a pulse came to a halt: %s", error, extra=logs.LATE)
            return set_up.trouble()
        except Unreadable:
            return set_up.over("This window is out of date. Please close it and begin again.")


def _drawn(shown: Window | Started) -> View:
    if isinstance(shown, Started):
        return set_up_summary.started(shown)
    return _DRAWN[shown.at.step](shown)


def _step(value: str) -> Step:
    """The step that a button leads to; Unreadable where it leads nowhere."""
    found = next((step for step in Step if step == value), None)
    if found is None:
        raise Unreadable
    return found
