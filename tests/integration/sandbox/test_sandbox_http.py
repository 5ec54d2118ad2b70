import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.sandbox import TROUBLE, DeliverTwice, HandClock, LoseAck, Person, Sandbox
from bot.sandbox.records import Json

Until = Callable[[Callable[[], object]], Awaitable[None]]


BUTTON = {
    "type": "actions",
    "elements": [
        {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
    ],
}


@pytest.fixture
def app(sandbox: Sandbox, client: AsyncWebClient) -> AsyncApp:
    return AsyncApp(
        name="test",
        client=client,
        signing_secret=sandbox.signing_secret,
        process_before_response=True,
    )


class Door:
    """The bot's own HTTP server, and what came through it."""

    def __init__(self, app: AsyncApp) -> None:
        self.app = app
        self.url = ""
        self.headers = []
        self.statuses = []
        self.closed = asyncio.Event()
        self.closed.set()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.headers.append(request.headers)
        await self.closed.wait()
        response = await to_aiohttp_response(
            await self.app.async_dispatch(await to_bolt_request(request))
        )
        self.statuses.append(response.status)
        return response


@pytest.fixture
async def door(app: AsyncApp, sandbox: Sandbox) -> AsyncIterator[Door]:
    door = Door(app)
    server = web.Application()
    server.add_routes([web.post("/slack/events", door.serve)])
    runner = web.AppRunner(server, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    door.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    sandbox.deliver_over_http(door.url)
    yield door
    await runner.cleanup()


@pytest.fixture
def pressed(app: AsyncApp) -> list[Json]:
    seen = []

    @app.action("go")
    async def take(ack: AsyncAck, body: Json) -> None:
        seen.append(body)
        await ack()

    return seen


@pytest.fixture
async def asha(sandbox: Sandbox, client: AsyncWebClient) -> Person:
    await client.chat_postMessage(channel="U1", text="Go on", blocks=[BUTTON])
    return sandbox.person("U1")


async def test_signed_requests_pass_the_bots_check(
    door: Door, pressed: list[Json], asha: Person
) -> None:
    """A press over HTTP is signed so that bolt takes it."""
    assert (await asha.press(asha.direct_messages()[0], "go")).accepted
    assert (len(pressed), door.statuses) == (1, [200])
    assert "X-Slack-Retry-Num" not in door.headers[0]


async def test_another_secret_is_not_taken(
    sandbox: Sandbox, door: Door, pressed: list[Json], asha: Person
) -> None:
    """With a different signing secret bolt refuses all four deliveries."""
    sandbox.signing_secret = "another"
    sandbox.deliver_over_http(door.url)
    outcome = await asha.press(asha.direct_messages()[0], "go")
    assert outcome.trouble == TROUBLE
    assert (pressed, door.statuses) == ([], [401] * 4)
    assert door.headers[3]["X-Slack-Retry-Num"] == "3"
    assert door.headers[3]["X-Slack-Retry-Reason"] == "http_error"


async def test_an_event_comes_as_json(app: AsyncApp, sandbox: Sandbox, door: Door) -> None:
    """Events are posted as JSON and acknowledged by the status."""
    opened = []

    @app.event("app_home_opened")
    async def take(event: Json) -> None:
        opened.append(event["user"])

    assert (await sandbox.person("U1").open_home()).accepted
    assert (opened, door.headers[0]["Content-Type"]) == (["U1"], "application/json")


async def test_a_slow_answer_is_asked_for_again(
    clock: HandClock, door: Door, pressed: list[Json], asha: Person, until: Until
) -> None:
    """After three seconds the request comes again, with its number and reason."""
    door.closed.clear()
    press = asyncio.ensure_future(asha.press(asha.direct_messages()[0], "go"))
    await until(lambda: len(door.headers) == 1)
    clock.advance(3)
    await until(lambda: len(door.headers) == 2)
    door.closed.set()
    assert (await press).accepted
    assert door.headers[1]["X-Slack-Retry-Num"] == "1"
    assert door.headers[1]["X-Slack-Retry-Reason"] == "http_timeout"


async def test_a_bot_that_is_not_there_is_trouble(sandbox: Sandbox, asha: Person) -> None:
    """Where nobody listens, the person is told of trouble."""
    sandbox.deliver_over_http("http://127.0.0.1:1/slack/events")
    outcome = await asha.press(asha.direct_messages()[0], "go")
    assert outcome.trouble == TROUBLE


async def test_answers_can_be_lost_and_requests_doubled(
    *,
    sandbox: Sandbox,
    clock: HandClock,
    door: Door,
    pressed: list[Json],
    asha: Person,
    until: Until,
) -> None:
    """LoseAck brings a request again, DeliverTwice posts it two times at once."""
    (message,) = asha.direct_messages()
    sandbox.faults.order("interactive", LoseAck())
    press = asyncio.ensure_future(asha.press(message, "go"))
    await until(lambda: len(pressed) == 1)
    clock.advance(3)
    assert (await press).accepted
    assert len(pressed) == 2
    sandbox.faults.order("interactive", DeliverTwice())
    assert (await asha.press(message, "go")).accepted
    assert len(pressed) == 4


async def test_a_form_is_answered_in_the_http_body(
    app: AsyncApp, sandbox: Sandbox, door: Door, asha: Person
) -> None:
    """A response_action in the body of the answer is honoured."""
    thanks = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Thank you"},
        "blocks": [{"type": "divider"}],
    }

    @app.action("go")
    async def start(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        form = thanks | {"submit": {"type": "plain_text", "text": "Send"}, "callback_id": "form"}
        await client.views_open(trigger_id=body["trigger_id"], view=form)
        await ack()

    @app.view("form")
    async def submitted(ack: AsyncAck) -> None:
        await ack(response_action="update", view=thanks)

    await asha.press(asha.direct_messages()[0], "go")
    outcome = await asha.submit()
    assert (outcome.modal.title, outcome.modal.submit) == ("Thank you", None)


async def test_a_command_is_answered_at_once_and_later(
    app: AsyncApp, sandbox: Sandbox, door: Door, until: Until
) -> None:
    """A slash command shows the words of the acknowledgement and what respond() sends."""
    heard = []

    @app.command("/pulse")
    async def help_(ack: AsyncAck, respond: AsyncRespond, command: Json) -> None:
        heard.append(command)
        await respond("by response_url")
        await ack("at once")

    asha = sandbox.person("U1")
    outcome = await asha.command("/pulse", "help", channel="C1")
    assert [m.text for m in outcome.messages] == ["by response_url", "at once"]
    assert (heard[0]["text"], heard[0]["user_id"]) == ("help", "U1")
    assert heard[0]["channel_id"] == "C1"
    assert [m.text for m in asha.whispers()] == ["by response_url", "at once"]
    assert sandbox.workspace.messages("C1") == ()


async def test_a_command_can_answer_for_everybody(
    app: AsyncApp, sandbox: Sandbox, door: Door
) -> None:
    """With response_type in_channel the answer stands in the channel."""

    @app.command("/pulse")
    async def tell(ack: AsyncAck) -> None:
        await ack(text="for all", response_type="in_channel")

    outcome = await sandbox.person("U1").command("/pulse", channel="C1")
    assert [m.text for m in outcome.messages] == ["for all"]
    assert [m.text for m in sandbox.workspace.messages("C1")] == ["for all"]


async def test_a_command_with_no_words_back_shows_nothing(
    app: AsyncApp, sandbox: Sandbox, door: Door
) -> None:
    """An empty acknowledgement of a command shows no message."""

    @app.command("/pulse")
    async def quiet(ack: AsyncAck) -> None:
        await ack()

    outcome = await sandbox.person("U1").command("/pulse")
    assert (outcome.accepted, outcome.messages) == (True, ())


async def test_a_response_url_serves_five_times_in_half_an_hour(
    clock: HandClock, door: Door, pressed: list[Json], asha: Person
) -> None:
    """A response_url replaces or deletes its message, five times and for 30 minutes."""
    (message,) = asha.direct_messages()
    await asha.press(message, "go")
    await asha.press(message, "go")
    used, old = (AsyncWebhookClient(body["response_url"]) for body in pressed)
    assert (await used.send(text="Replaced", replace_original=True)).status_code == 200
    assert [m.text for m in asha.direct_messages()] == ["Replaced"]
    wrong = await used.send(text="a", blocks=[{"type": "header"}])
    assert (wrong.status_code, wrong.body) == (400, "invalid_blocks")
    for _ in range(3):
        assert (await used.send(text="Only you")).status_code == 200
    assert (await used.send(delete_original=True)).status_code == 200
    assert asha.direct_messages() == ()
    assert len(asha.whispers()) == 3
    assert (await used.send(text="a")).body == "used_url"
    clock.advance(30 * 60 + 1)
    assert (await old.send(text="a")).body == "expired_url"


async def test_a_response_url_takes_json_only(
    door: Door, pressed: list[Json], asha: Person
) -> None:
    """A body that is not JSON is refused."""
    await asha.press(asha.direct_messages()[0], "go")
    url = pressed[0]["response_url"]
    async with aiohttp.ClientSession() as session, session.post(url, data="hello") as answer:
        assert (answer.status, await answer.text()) == (400, "invalid_payload")
