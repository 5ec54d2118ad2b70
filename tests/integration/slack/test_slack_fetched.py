"""Fetching a file that a person brought: the bot shows its token to Slack alone."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.files import fetched
from bot.slack.refusal import Refused


@asynccontextmanager
async def a_server(answer: Callable[[web.Request], Awaitable[web.Response]]) -> AsyncIterator[str]:
    """The address of a server that is not Slack's."""
    site = web.Application()
    site.router.add_get("/{any:.*}", answer)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/file.yaml"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/file.yaml",
        "https://evilslack.com/file.yaml",
        "https://files.slack.com.evil.example/file.yaml",
        "https://files.slack.com@evil.example/file.yaml",
        "http://files.slack.com/file.yaml",
        "file:///etc/passwd",
        "//evil.example/file.yaml",
        "",
    ],
)
async def test_no_other_place_is_asked(client: AsyncWebClient, address: str) -> None:
    """A payload that names a place which is not Slack's own, or not encrypted, is refused."""
    with pytest.raises(Refused, match="not its own"):
        await fetched(client, address, most=10)


async def test_no_other_server_on_this_machine_sees_the_token(client: AsyncWebClient) -> None:
    """Another port is another server, to which nothing is sent."""
    heard: list[str] = []

    async def hear(request: web.Request) -> web.Response:
        heard.append(request.headers.get("Authorization", ""))
        return web.Response(text="id: one")

    async with a_server(hear) as address:
        with pytest.raises(Refused, match="not its own"):
            await fetched(client, address, most=10)
        async with aiohttp.ClientSession() as session, session.get(address):
            assert heard == [""]
