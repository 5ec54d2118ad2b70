"""Opens a window for a person who has just pressed something."""

import logging
from collections.abc import Awaitable, Callable

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
        _log.warning("A press was not served: %s", error)
        view = outcome.failed(error)
    except Unreadable:
        view = outcome.out_of_date()
    await show(client, press, view)


async def show(client: Client, press: Press, view: View) -> None:
    """Open a window, or tell the person, and only them, to press again."""
    try:
        with in_plain_words("a window"):
            await client.views_open(trigger_id=press.trigger_id, view=view)
    except Refused as refused:
        _log.warning("A window did not open: %s", refused)
        await _ask_to_press_again(client, press)


async def _ask_to_press_again(client: Client, press: Press) -> None:
    if press.channel is None:
        return
    try:
        with in_plain_words("a direct message"):
            await client.chat_postEphemeral(channel=press.channel.id, user=press.person, text=_LATE)
    except Refused as refused:
        _log.warning("Nor could the person be told so: %s", refused)
