"""Takes messages to people and channels."""

from typing import Any

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.errors import DeliveryFailed
from bot.slack.blocks import message as drawing
from bot.slack.client import Client
from bot.slack.refusal import Refused, in_plain_words
from bot.survey.messages import Message

EVENT_TYPE = "staff_pulse"
_PAGE = 200


class Sender:
    """Posts each message once, and looks for it where it may already stand."""

    def __init__(self, client: Client) -> None:
        self._client = client

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

    async def standing(self, recipient: str, key: str, reply_to: str | None = None) -> str | None:
        """The timestamp of the channel's message with that key, if it stands there.

        Args:
            recipient: a channel's id; a person's messages are not looked for.
            key: what `deliver` was given.
            reply_to: the message in whose thread to look, instead of the channel itself.
        """
        if not _is_channel(recipient):
            return None
        cursor = ""
        try:
            while True:
                with in_plain_words(_about(recipient)):
                    page = await self._page(recipient, reply_to, cursor)
                for message in page["messages"]:
                    if _key(message) == key:
                        return str(message["ts"])
                cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
                if not cursor:
                    return None
        except Refused as refused:
            raise _failed(refused) from None

    async def _page(self, channel: str, thread: str | None, cursor: str) -> AsyncSlackResponse:
        if thread is None:
            return await self._client.conversations_history(
                channel=channel, include_all_metadata=True, limit=_PAGE, cursor=cursor or None
            )
        return await self._client.conversations_replies(
            channel=channel,
            ts=thread,
            include_all_metadata=True,
            limit=_PAGE,
            cursor=cursor or None,
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


def _failed(refused: Refused) -> DeliveryFailed:
    return DeliveryFailed(
        str(refused), permanent=refused.permanent, retry_after=refused.retry_after
    )
