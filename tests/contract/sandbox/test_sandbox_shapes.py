"""What the sandbox sends has the fields and types of Slack's published samples.

`shapes.json` has the fields, with empty values, of the samples at
https://github.com/slackapi/java-slack-sdk/tree/main/json-logs/samples
"""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest

from bot.sandbox import HandClock, Limits, Person, Sandbox
from bot.sandbox.delivery import Ack, Parcel
from bot.sandbox.records import Json, Message
from bot.sandbox.response_urls import ResponseUrls

SHAPES: dict[str, Json] = json.loads((Path(__file__).parent / "shapes.json").read_text())

BESIDE = {
    # https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
    "view_submission.response_urls",
    "view_submission.view.blocks",
    "view_closed.view.blocks",
    "block_actions.view.blocks",
    "app_home_opened.event.view.blocks",
    # https://docs.slack.dev/interactivity/implementing-slash-commands
    "slash_command.is_enterprise_install",
    # https://docs.slack.dev/apis/events-api/#authorizations
    "app_home_opened.authorizations",
    # https://docs.slack.dev/reference/objects/conversation-object
    "conversations.info.channel.user",
    "conversations.info.channel.is_open",
}
"""Fields that Slack documents and its samples leave out."""

BUTTON: Json = {
    "type": "button",
    "action_id": "go",
    "value": "v",
    "style": "primary",
    "text": {"type": "plain_text", "text": "Go"},
}
ROW: Json = {"type": "actions", "block_id": "row", "elements": [BUTTON]}
DATE: Json = {
    "type": "actions",
    "block_id": "date",
    "elements": [
        {
            "type": "datepicker",
            "action_id": "day",
            "placeholder": {"type": "plain_text", "text": "A day"},
        }
    ],
}
MODAL: Json = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "A"},
    "submit": {"type": "plain_text", "text": "Send"},
    "notify_on_close": True,
    "blocks": [ROW, DATE],
}


def strange(shape: object, value: object, at: str) -> Iterator[str]:
    """Yield where a value has a field that its shape lacks, or one of another type."""
    if value is None or at in BESIDE:
        return
    if isinstance(shape, dict) and isinstance(value, dict):
        for name, inner in value.items():
            if not shape or f"{at}.{name}" in BESIDE:
                continue
            if name not in shape:
                yield f"{at}.{name} is not in the sample"
            else:
                yield from strange(shape[name], inner, f"{at}.{name}")
    elif isinstance(shape, list) and isinstance(value, list):
        for inner in value:
            yield from strange(shape[0], inner, at)
    elif type(shape) is not type(value):
        yield f"{at} is a {type(value).__name__}, and a {type(shape).__name__} in the sample"


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(clock=HandClock(), limits=Limits.off()) as entered:
        workspace = entered.workspace
        workspace.add_person("U1", name="asha", real_name="Asha Patel", title="Social worker")
        workspace.add_channel("C1", name="one", members=["U1"])
        workspace.add_usergroup("S1", handle="one", members=["U1"])
        workspace.direct_channel("U1")
        yield entered


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("auth.test", {}),
        ("apps.connections.open", {}),
        ("chat.postEphemeral", {"channel": "C1", "user": "U1", "text": "a"}),
        ("conversations.members", {"channel": "C1"}),
        ("conversations.info", {"channel": "C1"}),
        ("conversations.info", {"channel": "DU1"}),
        ("usergroups.list", {"include_users": True, "include_count": True}),
        ("usergroups.users.list", {"usergroup": "S1"}),
        ("users.info", {"user": "U1", "include_locale": True}),
        ("users.info", {"user": "U0PULSEBOT"}),
    ],
)
async def test_answers_have_the_shape_of_the_samples(
    sandbox: Sandbox, method: str, arguments: Json
) -> None:
    """Each answer has fields that the sample of its method has, with their types."""
    token = sandbox.app_token if method.startswith("apps.") else sandbox.bot_token
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(sandbox.api_url + method, json=arguments) as answer,
    ):
        body = await answer.json()
    assert body["ok"]
    assert list(strange(SHAPES[method], body, method)) == []


@pytest.fixture
def told() -> list[Json]:
    """What the bot was told."""
    return []


@pytest.fixture
def asha(sandbox: Sandbox, told: list[Json]) -> Person:
    """Somebody whose payloads go into a list."""

    async def deliver(parcel: Parcel) -> Ack:
        told.append(parcel.payload)
        return Ack(reply={})

    return Person("U1", sandbox.workspace, deliver, ResponseUrls(sandbox.workspace))


async def test_payloads_have_the_shape_of_the_samples(
    sandbox: Sandbox, asha: Person, told: list[Json]
) -> None:
    """Whatever a person does is told in the fields of its sample, with their types."""
    workspace = sandbox.workspace
    posted = Message(
        channel="DU1",
        ts=workspace.new_ts(),
        user=workspace.bot_user,
        text="a",
        blocks=(ROW, DATE),
        metadata={"event_type": "a", "event_payload": {"b": 1}},
        edited_ts=workspace.new_ts(),
    )
    workspace.post(posted)
    await asha.press(posted, "go")
    await asha.press(posted, "day", "2026-12-24")
    workspace.views.open("U1", MODAL)
    await asha.press_in_modal("go")
    await asha.submit()
    workspace.views.open("U1", MODAL)
    await asha.close_modal()
    workspace.views.publish("U1", {"type": "home", "blocks": [ROW]})
    await asha.open_home()
    await asha.press_in_home("go")
    await asha.command("/pulse", "digest")
    seen = []
    for payload in told:
        kind = payload.get("event", payload).get("type", "slash_command")
        seen.append(kind)
        assert list(strange(SHAPES[kind], payload, kind)) == []
    assert seen == [
        "block_actions",
        "block_actions",
        "block_actions",
        "view_submission",
        "view_closed",
        "app_home_opened",
        "block_actions",
        "slash_command",
    ]
