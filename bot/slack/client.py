"""The client of Slack's Web API: one session, a time limit, and no resending of its own."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import ClientSession, ClientTimeout
from slack_sdk.web.async_client import AsyncWebClient

from bot import logs

Client = AsyncWebClient
"""What the rest of the bot calls it."""

_SECONDS = 10


@asynccontextmanager
async def connected(token: str, api_url: str) -> AsyncIterator[Client]:
    """A client for as long as the context lasts.

    Args:
        token: the bot token.
        api_url: such as "https://slack.com/api/".
    """
    logs.pin()
    # A session that is passed in ignores the client's own time limit, and the client's default
    # handler would post a message again after Slack took it and the connection dropped.
    async with ClientSession(timeout=ClientTimeout(total=_SECONDS)) as session:
        yield Client(
            token=token,
            base_url=api_url,
            session=session,
            retry_handlers=[],
            logger=logging.getLogger("slack_sdk"),
        )
