"""Signed requests to the bot's URL (https://docs.slack.dev/authentication/verifying-requests)."""

import asyncio
import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession

from bot.sandbox.clock import Clock, comes_before
from bot.sandbox.delivery import ACK_WITHIN, RETRIES, Ack, Parcel
from bot.sandbox.faults import DeliverTwice, Fault, Faults, LoseAck


class HttpDelivery:
    """Posts what happens to one URL, signed with the signing secret, and reads the answers."""

    def __init__(self, url: str, signing_secret: str, clock: Clock, faults: Faults) -> None:
        self._url = url
        self._secret = signing_secret
        self._clock = clock
        self._faults = faults
        self._session = ClientSession()

    async def deliver(self, parcel: Parcel) -> Ack | None:
        """Post a parcel; post it again when the answer is late, lost or not 200."""
        reason = ""
        for attempt in range(RETRIES + 1):
            fault = self._faults.take(parcel.kind)
            ack, reason = await self._attempt(parcel, attempt, reason, fault)
            if ack is not None:
                return ack
        return None

    async def stop(self) -> None:
        """Close what is open."""
        await self._session.close()

    async def _attempt(
        self, parcel: Parcel, attempt: int, reason: str, fault: Fault | None
    ) -> tuple[Ack | None, str]:
        """Return the acknowledgement, or None and why there is none, in Slack's word."""
        deadline = self._clock.now() + ACK_WITHIN
        copies = 2 if isinstance(fault, DeliverTwice) else 1
        posts = [asyncio.ensure_future(self._post(parcel, attempt, reason)) for _ in range(copies)]
        try:
            await comes_before(self._clock, deadline, posts[0])
            if isinstance(fault, LoseAck):
                await self._clock.sleep_until(deadline)
            if isinstance(fault, LoseAck) or not posts[0].done():
                return None, "http_timeout"
            if copies > 1:
                await comes_before(self._clock, deadline, posts[1])
            status, body = posts[0].result()
        except ClientError:
            return None, "connection_failed"
        finally:
            for post in posts:
                post.cancel()
            await asyncio.gather(*posts, return_exceptions=True)
        return (None, "http_error") if status != 200 else (Ack(reply=_reply(body)), "")  # noqa: PLR2004

    async def _post(self, parcel: Parcel, attempt: int, reason: str) -> tuple[int, str]:
        body, content_type = _body(parcel)
        headers = {"Content-Type": content_type} | _signature(self._secret, body)
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        async with self._session.post(self._url, data=body.encode(), headers=headers) as answer:
            return answer.status, await answer.text()


def _body(parcel: Parcel) -> tuple[str, str]:
    form = "application/x-www-form-urlencoded"
    match parcel.kind:
        case "events_api":
            return json.dumps(parcel.payload), "application/json"
        case "interactive":
            return urlencode({"payload": json.dumps(parcel.payload)}), form
        case _:
            return urlencode(parcel.payload), form


def _signature(secret: str, body: str) -> dict[str, str]:
    # The machine's time, not the workspace's: the bot holds it against its own, to 5 minutes.
    moment = str(int(time.time()))
    digest = hmac.new(secret.encode(), f"v0:{moment}:{body}".encode(), hashlib.sha256)
    return {
        "X-Slack-Request-Timestamp": moment,
        "X-Slack-Signature": f"v0={digest.hexdigest()}",
    }


def _reply(body: str) -> dict[str, object]:
    if not body:
        return {}
    try:
        reply = json.loads(body)
    except json.JSONDecodeError:
        return {"text": body}
    return reply if isinstance(reply, dict) else {"text": body}
