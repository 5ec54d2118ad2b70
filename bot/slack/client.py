"""The client of Slack's Web API: one session, a time limit, a budget, no resending of its own."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot import logs
from bot.clock import Clock
from bot.slack.refusal import Refused, retry_after
from bot.slack.tiers import WAIT, Budget

Client = AsyncWebClient
"""What the rest of the bot calls it."""

_SECONDS = 10


@asynccontextmanager
async def connected(token: str, api_url: str, clock: Clock | None = None) -> AsyncIterator[Client]:
    """A client for as long as the context lasts.

    Args:
        token: the bot token.
        api_url: such as "https://slack.com/api/".
        clock: by which it keeps to what Slack allows; None where nobody counts.
    """
    logs.pin()
    # A session that is passed in ignores the client's own time limit, and the client's default
    # handler would post a message again after Slack took it and the connection dropped.
    async with ClientSession(timeout=ClientTimeout(total=_SECONDS)) as session:
        given: dict[str, Any] = {
            "token": token,
            "base_url": api_url,
            "session": session,
            "retry_handlers": [],
            "logger": logging.getLogger("slack_sdk"),
        }
        yield _Wary(**given) if clock is None else _Thrifty(clock, **given)


class _Wary(AsyncWebClient):
    """Takes an answer that is no JSON object for an error, whoever sent it and with what status.

    The SDK hands on text and lists as if they were one, and then fails over them:
    https://github.com/slackapi/python-slack-sdk/blob/main/slack_sdk/web/async_slack_response.py
    """

    async def _request(self, **request: Any) -> dict[str, Any]:  # noqa: ANN401 - the SDK's own
        try:
            answer = await super()._request(**request)
        except ClientError:  # some kinds are a ValueError too
            raise
        except (ValueError, RecursionError):  # JSON that nothing can be made of
            raise SlackClientError("No answer can be read") from None
        return answer if isinstance(answer["data"], dict) else answer | {"data": {}}


class _Thrifty(_Wary):
    """Calls no method more often than Slack allows, nor before it may be called again.

    Until then it waits with what is read. Anything else it refuses as Slack would: whoever sends
    has others to see to meanwhile.
    """

    def __init__(self, clock: Clock, **given: Any) -> None:  # noqa: ANN401 - the SDK's own
        super().__init__(**given)
        self._clock = clock
        self._budget = Budget(clock)

    async def api_call(self, api_method: str, **given: Any) -> AsyncSlackResponse:  # noqa: ANN401 - the SDK's own
        while left := self._budget.spend(api_method):
            if api_method not in WAIT:
                raise Refused.for_now(left.total_seconds())
            await self._clock.sleep_until(self._clock.now() + left)
        try:
            return await super().api_call(api_method, **given)
        except SlackApiError as error:
            seconds = retry_after(error.response)
            if seconds is not None:
                self._budget.hold(api_method, seconds)
            raise
