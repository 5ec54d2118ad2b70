"""A Bolt app whose one listener does nothing, as Bolt serves it; run as a process of its own."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.websockets import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from benchmarks.order import Order, obey, serve


def app(order: Order) -> AsyncApp:
    """An app without listeners, with the settings of ours; the signature is checked by Bolt."""
    client = AsyncWebClient(base_url=order.api_url)
    known = AuthorizeResult(enterprise_id=None, team_id=None, bot_token=order.token)

    async def authorize() -> AuthorizeResult:
        return known

    return AsyncApp(
        client=client,
        authorize=authorize,
        signing_secret=order.secret,
        logger=logging.getLogger("slack_bolt"),
        process_before_response=True,
        raise_error_for_unhandled_request=True,
        ignoring_self_events_enabled=False,
        ssl_check_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )


@asynccontextmanager
async def served(app: AsyncApp, order: Order) -> AsyncIterator[int]:
    """Let an app listen over Socket Mode and HTTP, with Bolt's own adapters; gives the port."""
    handler = AsyncSocketModeHandler(app, order.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]

    async def receive(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    server = web.Application()
    server.router.add_post(order.path, receive)
    runner = web.AppRunner(server, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
        await handler.close_async()  # type: ignore[no-untyped-call]


async def bot(order: Order) -> None:
    """Acknowledge answers, and do nothing with them."""

    async def nothing(ack: AsyncAck) -> None:
        await ack()

    built = app(order)
    built.view(order.window)(nothing)
    async with served(built, order) as port:
        await serve(port)


if __name__ == "__main__":
    obey(bot)
