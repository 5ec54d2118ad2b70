import asyncio
from collections import Counter

from slack_bolt.adapter.socket_mode.websockets import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Limits, Outcome, Sandbox
from bot.sandbox.records import Json

SCALE = [
    {"text": {"type": "plain_text", "text": value}, "value": value} for value in ("a", "b", "c")
]
FORM = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "Pulse"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "stress",
            "label": {"type": "plain_text", "text": "Stress"},
            "element": {"type": "radio_buttons", "action_id": "pick", "options": SCALE},
        }
    ],
}
START = {
    "type": "actions",
    "elements": [
        {"type": "button", "action_id": "start", "text": {"type": "plain_text", "text": "Start"}}
    ],
}


async def test_two_hundred_people_answer_at_once_on_the_systems_clock() -> None:
    """Everybody's own answer arrives once, with everybody under way together."""
    answers = {f"U{n}": "abc"[n % 3] for n in range(200)}
    counted: Counter[tuple[str, str]] = Counter()
    async with Sandbox(limits=Limits.off()) as sandbox:
        client = AsyncWebClient(sandbox.bot_token, base_url=sandbox.api_url)
        app = AsyncApp(name="test", client=client, process_before_response=True)

        @app.action("start")
        async def start(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
            await client.views_open(trigger_id=body["trigger_id"], view=FORM)
            await ack()

        @app.view("form")
        async def take(ack: AsyncAck, body: Json, view: Json) -> None:
            chosen = view["state"]["values"]["stress"]["pick"]["selected_option"]["value"]
            counted[body["user"]["id"], chosen] += 1
            await ack()

        async def answer(person: str) -> Outcome:
            await client.chat_postMessage(channel=person, text="A pulse", blocks=[START])
            each = sandbox.person(person)
            await each.press(each.direct_messages()[0], "start")
            return await each.submit({"stress": answers[person]})

        for person in answers:
            sandbox.workspace.add_person(person)
        handler = AsyncSocketModeHandler(app, sandbox.app_token)
        await handler.connect_async()
        outcomes = await asyncio.gather(*(answer(person) for person in answers))
        await handler.close_async()
    assert all(outcome.accepted and outcome.modal is None for outcome in outcomes)
    assert counted == Counter(answers.items())
