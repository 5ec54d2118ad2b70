"""Takes messages to people and channels."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.errors import DeliveryFailed
from bot.slack.blocks import message as drawing
from bot.slack.client import Client
from bot.slack.refusal import Refused, in_plain_words
from bot.survey.messages import Message

EVENT_TYPE = "staff_pulse"
_PAGE = 200

_SKEW = timedelta(hours=1)
"""So far this machine's clock may be ahead of the one that dates messages."""


class Sender:
    """Posts each message once, and looks for it where it may already stand."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._ourselves: frozenset[str] | None = None

    async def deliver(
        self, recipient: str, message: Message, *, key: str, reply_to: str | None = None
    ) -> str:
        """Post a message and return its timestamp; DeliveryFailed if it did not go.

        In a channel the message carries its key as metadata, which only `standing` reads.
        """
        drawn = drawing.draw(message)
        channel = _is_channel(recipient)
        try:
            with in_plain_words(_about(recipient)):
                answer = await self._client.chat_postMessage(
                    channel=recipient,
                    text=drawn.text,
                    blocks=drawn.blocks,
                    thread_ts=reply_to,
                    metadata=_metadata(key) if channel else None,
                    unfurl_links=False,
                    unfurl_media=False,
                )
        except Refused as refused:
            raise _failed(refused) from None
        return str(answer["ts"])

    async def standing(
        self, recipient: str, key: str, since: datetime, reply_to: str | None = None
    ) -> str | None:
        """The timestamp of our message with that key, if it stands in the channel.

        Args:
            recipient: a channel's id; a person's messages are not looked for.
            key: what `deliver` was given.
            since: it cannot stand in the channel from before this instant.
            reply_to: the message in whose thread to look, instead of the channel itself.
        """
        if not _is_channel(recipient):
            return None
        try:
            ourselves = await self._who_we_are()
            with in_plain_words(_about(recipient)):
                async for message in self._messages(recipient, since, reply_to):
                    if _key(message) == key and ourselves & _authors(message):
                        return str(message["ts"])
        except Refused as refused:
            raise _failed(refused) from None
        return None

    async def _who_we_are(self) -> frozenset[str]:
        """The ids that stand on our own messages, asked once."""
        if self._ourselves is None:
            with in_plain_words("the bot token"):
                answer = await self._client.auth_test()
            self._ourselves = _ids(answer["user_id"], answer.get("bot_id"))
        return self._ourselves

    async def _messages(
        self, channel: str, since: datetime, thread: str | None
    ) -> AsyncIterator[dict[str, Any]]:
        """What stands in the channel since then, newest first, or in a thread, oldest first."""
        cursor: str | None = None
        while True:
            page = await self._page(channel, since, thread, cursor)
            for message in page["messages"]:
                yield message
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return

    async def _page(
        self, channel: str, since: datetime, thread: str | None, cursor: str | None
    ) -> AsyncSlackResponse:
        if thread is None:
            return await self._client.conversations_history(
                channel=channel,
                oldest=str(int((since - _SKEW).timestamp())),
                include_all_metadata=True,
                limit=_PAGE,
                cursor=cursor,
            )
        return await self._client.conversations_replies(
            channel=channel, ts=thread, include_all_metadata=True, limit=_PAGE, cursor=cursor
        )


def _is_channel(recipient: str) -> bool:
    # C is a channel, G an older private channel: https://docs.slack.dev/reference/objects/conversation-object
    return recipient[:1] in {"C", "G"}


def _about(recipient: str) -> str:
    return f"channel {recipient}" if _is_channel(recipient) else "a direct message"


def _metadata(key: str) -> dict[str, Any]:
    return {"event_type": EVENT_TYPE, "event_payload": {"key": key}}


def _key(message: dict[str, Any]) -> object:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return None
    return (metadata.get("event_payload") or {}).get("key")


def _authors(message: dict[str, Any]) -> frozenset[str]:
    return _ids(message.get("user"), message.get("bot_id"))


def _ids(*found: str | None) -> frozenset[str]:
    return frozenset(one for one in found if one)


def _failed(refused: Refused) -> DeliveryFailed:
    return DeliveryFailed(
        str(refused),
        permanent=refused.permanent,
        retry_after=refused.retry_after,
        unusable=refused.unusable,
    )
