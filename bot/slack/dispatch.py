"""The outermost boundary of what arrives: whatever goes wrong further in ends here."""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Literal

from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot import logs
from bot.slack.app import App
from bot.slack.blocks import outcome
from bot.slack.payloads import Unreadable

MOST_BYTES = 1024 * 1024
"""What is longer is not read, however it comes; Slack's own payloads are shorter."""

_log = logging.getLogger(__name__)


class Failure(StrEnum):
    """Why a payload could not be served."""

    NOT_FOR_US = "not-for-us"
    FAULT = "fault"


async def dispatch(
    app: App,
    *,
    mode: Literal["http", "socket_mode"],
    body: str | dict[str, Any],
    headers: Mapping[str, str | Sequence[str]] | None,
    failed: Counter[str] | None = None,
) -> BoltResponse:
    """Hand a payload to the app and return what to acknowledge it with.

    A payload that cannot be served is acknowledged too, or Slack would deliver it again; a
    submission then shows that nothing was recorded.

    Args:
        app: as `bot.slack.app.build` makes it.
        mode: how it came.
        body: as text over HTTP, as JSON through Socket Mode.
        headers: those it came with, which tell Bolt how to read the text.
        failed: where one that cannot be served is counted; what can be is counted nowhere, since
            that would tell when somebody answers.
    """
    failed = Counter() if failed is None else failed
    try:
        request = AsyncBoltRequest(mode=mode, body=body, headers=dict(headers or {}))
        body = request.body
        return await app.async_dispatch(request)
    except (BoltUnhandledRequestError, Unreadable):
        failed[Failure.NOT_FOR_US] += 1
        _log.info("A payload was not for us, or not readable", extra=logs.LATE)
    except Exception as error:  # noqa: BLE001  (the boundary)
        failed[Failure.FAULT] += 1
        _log.error("A payload could not be served: %s", logs.where(error), extra=logs.LATE)
    if isinstance(body, dict) and body.get("type") == "view_submission":
        view = outcome.not_recorded()
        return BoltResponse(status=200, body={"response_action": "update", "view": view})
    return BoltResponse(status=200)
