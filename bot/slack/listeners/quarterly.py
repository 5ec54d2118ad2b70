"""What happens when leadership asks for the quarterly report below a digest."""

import logging
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot import logs
from bot.errors import StaffPulseError
from bot.slack.blocks import outcome, quarterly
from bot.slack.blocks.kit import View
from bot.slack.client import Client
from bot.slack.payloads import Press, Unreadable
from bot.slack.windows import show
from bot.usecases.quarterlies import Quarterlies
from storage.errors import StorageError

_log = logging.getLogger(__name__)


def register(app: AsyncApp, *, client: Client, quarterlies: Quarterlies) -> None:
    """Listen to the button."""
    app.action(quarterly.ASK)(_Quarterly(client=client, quarterlies=quarterlies).pressed)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Quarterly:
    client: Client
    quarterlies: Quarterlies

    async def pressed(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        press = Press.read(body)
        await show(self.client, press, await self._answer(press))
        await ack()

    async def _answer(self, press: Press) -> View:
        try:
            return quarterly.opened(await self.quarterlies.ask(press.person, round_id=press.round))
        except (StorageError, StaffPulseError) as error:
            _log.warning("A quarterly report was not begun: %s", error, extra=logs.LATE)
            return quarterly.trouble()
        except Unreadable:
            return outcome.out_of_date()
