"""Opens a window for a person who has just pressed something."""

import logging
from collections.abc import Awaitable, Callable

from bot import logs
from bot.slack.blocks import outcome
from bot.slack.blocks.kit import View
from bot.slack.client import Client
from bot.slack.payloads import Press, Unreadable
from bot.slack.refusal import Refused, in_plain_words
from storage.errors import StorageError

_log = logging.getLogger(__name__)

_LATE = "Sorry, that took us too long. Please press the button again."


async def answer_press(
    client: Client, press: Press, view_of: Callable[[Press], Awaitable[View]]
) -> None:
    """Open the window that belongs to a press, or one that says why there is none."""
    try:
        view = await view_of(press)
    except StorageError as error:
        _log.warning("A press was not served: %s", error, extra=logs.LATE)
        view = outcome.failed(error)
    except Unreadable:
        view = outcome.out_of_date()
    await show(client, press, view)


async def show(client: Client, press: Press, view: View) -> None:
    """Open a window, or tell the person, and only them, to press again."""
    if not await opened(client, press.trigger_id, view):
        await _ask_to_press_again(client, press)


async def opened(client: Client, trigger_id: str, view: View) -> bool:
    """Open a window for who has just done something, and tell whether it opened."""
    try:
        with in_plain_words("a window"):
            await client.views_open(trigger_id=trigger_id, view=view)
    except Refused as refused:
        _log.warning("A window did not open: %s", refused, extra=logs.LATE)
        return False
    return True


async def push(client: Client, press: Press, view: View) -> None:
    """Lay a window on the one in which something was pressed."""
    try:
        with in_plain_words("a window"):
            await client.views_push(trigger_id=press.trigger_id, view=view)
    except Refused as refused:
        _log.warning("A window did not open: %s", refused, extra=logs.LATE)


async def turn(client: Client, press: Press, view: View) -> None:
    """Show something else in the window in which something was pressed, if it is still as it was.

    Where it is not, the person sees what came of what they did since.
    """
    if press.view is None:
        raise Unreadable
    try:
        with in_plain_words("a window"):
            await client.views_update(view_id=press.view.id, hash=press.view.hash, view=view)
    except Refused as refused:
        _log.warning("A window was not changed: %s", refused, extra=logs.LATE)


async def _ask_to_press_again(client: Client, press: Press) -> None:
    if press.channel is None:
        return
    try:
        with in_plain_words("a direct message"):
            await client.chat_postEphemeral(channel=press.channel.id, user=press.person, text=_LATE)
    except Refused as refused:
        _log.warning("Nor could the person be told so: %s", refused, extra=logs.LATE)
