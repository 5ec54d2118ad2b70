"""Takes messages to people and channels."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.clock import Clock
from bot.errors import DeliveryFailed
from bot.slack.blocks import message as drawing
from bot.slack.blocks.kit import Drawn, escaped
from bot.slack.client import Client
from bot.slack.files import Files
from bot.slack.refusal import Refused, in_plain_words
from bot.survey.messages import DigestFile, DigestPost, Message, Notice

log = logging.getLogger(__name__)

Json = dict[str, Any]

EVENT_TYPE = "staff_pulse"
_PAGE = 200

_SKEW = timedelta(hours=1)
"""So far this machine's clock may be ahead of the one that dates messages."""


_LOOKS = tuple(timedelta(seconds=seconds) for seconds in (0, 1, 2, 4, 8))
"""How long Slack is given before each try to look at a picture, until it lets it be shown.

https://github.com/slackapi/java-slack-sdk/issues/1349
"""


class Sender:
    """Posts each message once, and looks for it where it may already stand."""

    def __init__(self, client: Client, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._files = Files(client)
        self._ourselves: frozenset[str] | None = None
        self._asking = asyncio.Lock()

    async def deliver(
        self, recipient: str, message: Message, *, key: str, reply_to: str | None = None
    ) -> str:
        """Post a message and return its timestamp; DeliveryFailed if it did not go.

        In a channel the message carries its key as metadata, which only `standing` reads. A file
        cannot carry it, and is looked for here by its title; its id is returned.
        """
        try:
            if isinstance(message, DigestFile) and reply_to is not None:
                return await self._share(recipient, message, key, reply_to)
            return await self._show(recipient, message, key, reply_to)
        except Refused as refused:
            raise _failed(refused, recipient) from None

    async def _show(self, recipient: str, message: Message, key: str, reply_to: str | None) -> str:
        """Post a message, with its chart where Slack takes it."""
        picture = None
        if isinstance(message, DigestPost) and message.chart:
            picture = await self._files.chart(message.chart, key)
        if picture is not None:
            for pause in _LOOKS:
                await self._clock.sleep_until(self._clock.now() + pause)
                try:
                    return await self._post(
                        recipient, drawing.draw(message, picture), key, reply_to
                    )
                except Refused as refused:
                    if refused.code != "invalid_blocks":
                        raise
            log.warning("A digest goes without its chart, which Slack does not let it show.")
        return await self._post(recipient, drawing.draw(message), key, reply_to)

    async def _post(self, recipient: str, drawn: Drawn, key: str, reply_to: str | None) -> str:
        with in_plain_words(_about(recipient)):
            answer = await self._client.chat_postMessage(
                channel=recipient,
                text=drawn.text,
                blocks=drawn.blocks,
                thread_ts=reply_to,
                metadata=_metadata(key) if _is_channel(recipient) else None,
                unfurl_links=False,
                unfurl_media=False,
            )
        return str(answer["ts"])

    async def _share(self, channel: str, file: DigestFile, key: str, thread: str) -> str:
        """Put a file into a thread, unless it stands there, or say that it cannot be."""
        title = escaped(file.title)
        return (
            await self._found(channel, thread, lambda message: message.get("text") == title)
            or await self._files.share(file, channel, thread, key)
            or await self._show(channel, file, key, thread)
        )

    async def bring(self, person: str, notice: Notice, files: Mapping[str, bytes]) -> None:
        """Post a message to a person, and the files after it; Refused if they did not go.

        Slack takes files for a conversation, not for a person, and tells which that is when it
        takes the message: https://docs.slack.dev/reference/methods/chat.postMessage
        """
        drawn = drawing.draw(notice)
        with in_plain_words(_about(person)):
            answer = await self._client.chat_postMessage(
                channel=person, text=drawn.text, blocks=drawn.blocks
            )
        await self._files.bring(files, str(answer["channel"]))

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
            return await self._found(
                recipient,
                reply_to,
                lambda message: _key(message) == key,
                since=min(since, self._clock.now()),  # which was set back meanwhile, perhaps
            )
        except Refused as refused:
            raise _failed(refused, recipient) from None

    async def _found(
        self,
        channel: str,
        thread: str | None,
        fits: Callable[[Json], bool],
        *,
        since: datetime | None = None,
    ) -> str | None:
        """The timestamp of our message that fits, in a channel or in a thread of it."""
        ourselves = await self._who_we_are()
        with in_plain_words(_about(channel)):
            async for message in self._messages(channel, since, thread):
                if fits(message) and ourselves & _authors(message):
                    return str(message["ts"])
        return None

    async def _who_we_are(self) -> frozenset[str]:
        """The ids that stand on our own messages, asked once."""
        async with self._asking:
            if self._ourselves is None:
                with in_plain_words("the bot token"):
                    answer = await self._client.auth_test()
                self._ourselves = _ids(answer["user_id"], answer.get("bot_id"))
            return self._ourselves

    async def _messages(
        self, channel: str, since: datetime | None, thread: str | None
    ) -> AsyncIterator[Json]:
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
        self, channel: str, since: datetime | None, thread: str | None, cursor: str | None
    ) -> AsyncSlackResponse:
        if thread is None:
            return await self._client.conversations_history(
                channel=channel,
                oldest=None if since is None else str(int((since - _SKEW).timestamp())),
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


def _key(message: Json) -> object:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return None
    return (metadata.get("event_payload") or {}).get("key")


def _authors(message: Json) -> frozenset[str]:
    return _ids(message.get("user"), message.get("bot_id"))


def _ids(*found: str | None) -> frozenset[str]:
    return frozenset(one for one in found if one)


def _failed(refused: Refused, recipient: str) -> DeliveryFailed:
    unusable = refused.unusable and _is_channel(recipient)
    return DeliveryFailed(
        str(refused),
        unsent=None if unusable else refused.unsent,
        retry_after=refused.retry_after,
        unusable=unusable,
    )
