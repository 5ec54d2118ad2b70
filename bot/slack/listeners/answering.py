"""What happens when a person answers a round, or does not want to."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

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
    app.middleware(_Answers(rounds))
    app.action(invitation.ANSWER)(listeners.answer)
    app.action(invitation.NOT_THIS_WEEK)(listeners.decline)
    app.action(promise.HOW_ANONYMOUS)(listeners.explain)


class _Answers(AsyncMiddleware):
    """Counts the windows with the questions that are sent.

    Everybody's come at about the same time, so Bolt looks for no listener, and makes none of the
    tools that it gives to one.
    """

    def __init__(self, rounds: Rounds) -> None:
        self._rounds = rounds

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002
    ) -> BoltResponse:
        """Acknowledge one, and pass on what else comes; the names of the arguments are Bolt's."""
        if not _is_sent(req.body):
            return await next()
        sent = Submission.read(req.body)
        return BoltResponse(status=200, body=await self._send(sent))

    async def _send(self, sent: Submission) -> dict[str, Any]:
        """What becomes of the window."""
        try:
            found = await self._rounds.to_answer(sent.round)
            if isinstance(found, Paper) and (errors := paper.too_many(found, sent.answers)):
                return {"response_action": "errors", "errors": errors}
            view = await self._cast(sent, found)
        except StorageError as error:
            _log.error("A submission was not counted: %s", error, extra=logs.LATE)
            view = outcome.failed(error)
        return {"response_action": "update", "view": view}

    async def _cast(self, sent: Submission, found: Paper | CastOutcome) -> View:
        if not isinstance(found, Paper):
            return outcome.refused(found)
        became = await self._rounds.cast(found, sent.person, sent.answers)
        if became in {CastOutcome.COUNTED, CastOutcome.COUNTED_BEFORE}:
            return outcome.thanks(found.support)
        return outcome.refused(became)


def _is_sent(body: dict[str, Any]) -> bool:
    view = body.get("view")
    named = isinstance(view, dict) and view.get("callback_id") == paper.ANSWERS
    return named and body.get("type") == "view_submission"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answering:
    client: Client
    rounds: Rounds

    async def answer(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await answer_press(self.client, Press.read(body), self._paper)
        await ack()

    async def decline(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await answer_press(self.client, Press.read(body), self._decline)
        await ack()

    async def explain(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await answer_press(self.client, Press.read(body), self._promise)
        await ack()

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
