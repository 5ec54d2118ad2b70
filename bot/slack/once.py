"""Answers what Slack delivers again without doing it again."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse


class Once(AsyncMiddleware):
    """Acknowledges a press or an event that was seen before, and lets nothing happen.

    A submission and a command pass every time: doing them again is harmless, and what becomes of
    them is told in the acknowledgement. Names are kept in memory, the oldest dropped.
    """

    def __init__(self, remembered: int = 10_000) -> None:
        self._remembered = remembered
        self._seen: OrderedDict[str, None] = OrderedDict()

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002
    ) -> BoltResponse:
        """Pass on what is new; the names of the arguments are Bolt's."""
        name = _name(req.body)
        if name is None:
            return await next()
        if name in self._seen:
            return BoltResponse(status=200)
        self._seen[name] = None
        if len(self._seen) > self._remembered:
            self._seen.popitem(last=False)
        return await next()


def _name(body: dict[str, Any]) -> str | None:
    if body.get("type") == "view_submission" or "command" in body:
        return None
    name = body.get("event_id") or body.get("trigger_id")
    return name if isinstance(name, str) else None
