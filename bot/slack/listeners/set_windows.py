"""How windows about question sets are opened, drawn anew and answered, for admins alone."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck

from bot import logs
from bot.errors import StaffPulseError
from bot.slack.blocks import outcome, question_sets, refused
from bot.slack.blocks.kit import View, section, window
from bot.slack.carried import Carried
from bot.slack.client import Client
from bot.slack.filled import Filled, Inside
from bot.slack.homes import Homes
from bot.slack.payloads import Unreadable
from bot.slack.refusal import Refused, in_plain_words
from bot.usecases.actions import Misfilled
from bot.usecases.admins import Admins
from bot.usecases.editing import Changed, Editing, Gone
from bot.usecases.question_sets import QuestionSets
from storage.errors import StorageError

_log = logging.getLogger(__name__)

_CLOSED = "not_found"
"""What Slack calls a window that is not open: https://docs.slack.dev/reference/methods/views.update"""

TROUBLE = "Sorry, this could not be done just now. Please try again in a minute."


@dataclass(frozen=True, slots=True, kw_only=True)
class SetWindows:
    """The windows that lie on each other: the sets or one set below, a form on it."""

    client: Client
    homes: Homes
    admins: Admins
    sets: QuestionSets

    async def inside(
        self, ack: AsyncAck, body: dict[str, Any], do: Callable[[Inside], Awaitable[None]]
    ) -> None:
        """Do what was pressed in a window; where it is out of date, show how things stand."""
        pressed = Inside.read(body)
        try:
            if await self.admins.admit(pressed.person):
                await do(pressed)
            else:
                await self.redraw(pressed.window, refused.opened())
        except Changed as changed:
            page = Carried.text(pressed.carried).page
            await self.redraw(pressed.root, question_sets.editor(changed.now, page))
            await self.say(pressed, "Changed meanwhile", f"{changed} This is how it stands now.")
        except Gone as gone:
            await self.redraw(pressed.root, await self.listing(str(gone)))
        except Unreadable:
            await self.redraw(pressed.root, outcome.out_of_date())
        except (StorageError, StaffPulseError) as error:
            _log.warning("A press about a question set was not served: %s", error, extra=logs.LATE)
            await self.say(pressed, "Not just now", TROUBLE)
        await ack()

    async def take(
        self,
        ack: AsyncAck,
        body: dict[str, Any],
        keep: Callable[[Filled], Awaitable[View | None]],
        again: Callable[[Filled, Editing], Awaitable[View]],
        *,
        fault_at: str | None,
    ) -> None:
        """Take a window that was sent; what was typed stays where it was not kept.

        Args:
            ack: acknowledges it.
            body: the window, sent.
            keep: keeps what was filled in; gives what is read then, or None to close the window.
            again: the window drawn anew, on how the set stands, with what was typed.
            fault_at: the field at which a fault is told; None where it takes the window's place.
        """
        filled = Filled.read(body)
        try:
            if not await self.admins.admit(filled.person):
                await ack(response_action="update", view=refused.opened())
            elif view := await keep(filled):
                await ack(response_action="update", view=view)
            else:
                await ack()
        except Misfilled as wrong:
            await ack(response_action="errors", errors=dict(wrong.fields))
        except Changed as changed:
            await self.redraw(filled.root, question_sets.editor(changed.now))
            await ack(response_action="update", view=await again(filled, changed.now))
        except Gone as gone:
            await self.redraw(filled.root, await self.listing(str(gone)))
            await ack(response_action="update", view=window("Gone", section(str(gone))))
        except Unreadable:
            await ack(response_action="update", view=outcome.out_of_date())
        except (StorageError, StaffPulseError) as error:
            _log.error("A window about a question set was not taken: %s", error, extra=logs.LATE)
            said = str(error) if isinstance(error, StaffPulseError) else TROUBLE
            if fault_at is None:
                view = window("Not published", section(said))
                await ack(response_action="update", view=view)
            else:
                await ack(response_action="errors", errors={fault_at: said})

    async def listing(self, notice: str = "") -> View:
        """The list of all sets, as it is now."""
        return question_sets.listing(await self.sets.listed(), notice)

    async def redraw(self, view_id: str, view: View) -> None:
        """Put a view in the place of one that is open; one that was closed stays closed."""
        try:
            with in_plain_words("a window"):
                await self.client.views_update(view_id=view_id, view=view)
        except Refused as refused:
            if refused.code != _CLOSED:
                raise

    async def say(self, pressed: Inside, title: str, text: str) -> None:
        """Say something in a window of its own, which is seen however far one has scrolled."""
        try:
            await self.lay(pressed, window(title, section(text)))
        except Refused as refused:
            _log.warning("Nor could the person be told so: %s", refused, extra=logs.LATE)

    async def lay(self, pressed: Inside, view: View) -> None:
        """Lay a window on the one in which something was pressed."""
        with in_plain_words("a window"):
            await self.client.views_push(trigger_id=pressed.trigger_id, view=view)
