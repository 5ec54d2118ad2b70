"""What happens when a person answers a round, or does not want to."""

import logging
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot import logs
from bot.slack.blocks import invitation, outcome, paper, promise
from bot.slack.blocks.kit import View
from bot.slack.client import Client
from bot.slack.payloads import Press, Submission
from bot.slack.windows import answer_press
from bot.usecases.rounds import Paper, Rounds
from storage.errors import StorageError
from storage.model import CastOutcome

_log = logging.getLogger(__name__)


def register(app: AsyncApp, *, client: Client, rounds: Rounds) -> None:
    """Listen to the buttons of invitation and reminder, and to the window with the questions."""
    listeners = _Answering(client=client, rounds=rounds)
    app.view(paper.ANSWERS)(listeners.send)
    app.action(invitation.ANSWER)(listeners.answer)
    app.action(invitation.NOT_THIS_WEEK)(listeners.decline)
    app.action(promise.HOW_ANONYMOUS)(listeners.explain)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answering:
    client: Client
    rounds: Rounds

    async def send(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        sent = Submission.read(body)
        try:
            found = await self.rounds.to_answer(sent.round)
            if isinstance(found, Paper) and (errors := paper.too_many(found, sent.answers)):
                await ack(response_action="errors", errors=errors)
                return
            view = await self._cast(sent, found)
        except StorageError as error:
            _log.error("A submission was not counted: %s", error, extra=logs.LATE)
            view = outcome.failed(error)
        await ack(response_action="update", view=view)

    async def answer(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await answer_press(self.client, Press.read(body), self._paper)
        await ack()

    async def decline(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await answer_press(self.client, Press.read(body), self._decline)
        await ack()

    async def explain(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await answer_press(self.client, Press.read(body), self._promise)
        await ack()

    async def _cast(self, sent: Submission, found: Paper | CastOutcome) -> View:
        if not isinstance(found, Paper):
            return outcome.refused(found)
        became = await self.rounds.cast(found, sent.person, sent.answers)
        if became in {CastOutcome.COUNTED, CastOutcome.COUNTED_BEFORE}:
            return outcome.thanks(found.support)
        return outcome.refused(became)

    async def _paper(self, press: Press) -> View:
        found = await self.rounds.paper(press.round, press.person)
        return paper.draw(found) if isinstance(found, Paper) else outcome.refused(found)

    async def _decline(self, press: Press) -> View:
        found = await self.rounds.paper(press.round, press.person)
        if not isinstance(found, Paper):
            return outcome.refused(found)
        await self.rounds.decline(press.round, press.person)
        return outcome.declined(found)

    async def _promise(self, press: Press) -> View:
        round_id, threshold = press.promised
        try:
            found = await self.rounds.paper(round_id, press.person)
        except StorageError as error:
            _log.warning("Whom to ask could not be looked up: %s", error, extra=logs.LATE)
            return promise.draw(threshold, None)
        return promise.draw(threshold, found.contact if isinstance(found, Paper) else None)
