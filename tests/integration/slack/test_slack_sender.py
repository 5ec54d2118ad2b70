import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient
from support.hurried_loop import HurriedLoop

from bot.clock import SystemClock
from bot.errors import DeliveryFailed
from bot.sandbox import (
    DropAfterAccept,
    DropBeforeAccept,
    HandClock,
    Hold,
    RateLimit,
    Refuse,
    Sandbox,
    ServerError,
)
from bot.sandbox.faults import Fault
from bot.slack.client import connected
from bot.slack.sender import Sender
from bot.survey.messages import Invitation, Notice
from storage.model import Unsent

LEADERS = "C0LEADERS"
SINCE = datetime(2026, 11, 20, tzinfo=UTC)
NOTICE = Notice(round=None, text="This week's round was cancelled: <Jo> & the server were away.")


@pytest.fixture
def sender(client: AsyncWebClient) -> Sender:
    return Sender(client, SystemClock())


async def test_a_message_to_a_person_carries_no_key(sandbox: Sandbox, sender: Sender) -> None:
    """A direct message goes to the person's id, without metadata that would travel with it."""
    ts = await sender.deliver("U0ASHA", NOTICE, key="notice/1")
    [message] = sandbox.person("U0ASHA").direct_messages()
    assert (message.ts, message.metadata) == (ts, None)
    assert "&lt;Jo&gt; &amp; the server" in message.text


async def test_a_message_in_a_channel_can_be_found_by_its_key(
    sandbox: Sandbox, sender: Sender
) -> None:
    """What stands in a channel is found by its key, and nothing else is."""
    ts = await sender.deliver(LEADERS, NOTICE, key="round-1/digest")
    await sender.deliver(LEADERS, NOTICE, key="round-2/digest")
    assert await sender.standing(LEADERS, "round-1/digest", SINCE) == ts
    assert await sender.standing(LEADERS, "round-3/digest", SINCE) is None
    assert await sender.standing("U0ASHA", "round-1/digest", SINCE) is None


async def test_a_message_is_found_far_back(sandbox: Sandbox, sender: Sender) -> None:
    """A message is found behind hundreds of newer ones, whatever metadata those carry."""
    ts = await sender.deliver(LEADERS, NOTICE, key="round-1/digest")
    for number in range(450):
        await sender.deliver(LEADERS, NOTICE, key=f"other/{number}")
    assert await sender.standing(LEADERS, "round-1/digest", SINCE) == ts


async def test_nothing_is_looked_for_before_it_can_stand(
    sandbox: Sandbox, client: AsyncWebClient, sender: Sender
) -> None:
    """What was said in the channel earlier is not read, so that a search is a page or two."""
    ts = await sender.deliver(LEADERS, NOTICE, key="round-1/digest")
    posted = datetime.fromtimestamp(float(ts), UTC)
    assert await sender.standing(LEADERS, "round-1/digest", posted) == ts
    later = Sender(client, HandClock(posted + timedelta(hours=2)))
    assert await later.standing(LEADERS, "round-1/digest", posted + timedelta(hours=2)) is None
    for number in range(450):
        await sender.deliver(LEADERS, NOTICE, key=f"other/{number}")
    sandbox.web_api.calls.clear()
    assert await later.standing(LEADERS, "round-2", posted + timedelta(hours=2)) is None
    assert sandbox.web_api.calls["conversations.history", "ok"] == 1


async def test_only_our_own_message_counts(sandbox: Sandbox, sender: Sender) -> None:
    """A message of somebody else that carries our key is not taken for ours."""
    ts = await sender.deliver(LEADERS, NOTICE, key="round-1/digest")
    [ours] = sandbox.workspace.messages(LEADERS)
    copy = replace(ours, user="U0ASHA", ts=sandbox.workspace.new_ts())
    sandbox.workspace.post(copy)
    assert await sender.standing(LEADERS, "round-1/digest", SINCE) == ts
    sandbox.workspace.remove_message(ours)
    assert await sender.standing(LEADERS, "round-1/digest", SINCE) is None
    assert sandbox.web_api.calls["auth.test", "ok"] == 1


async def test_two_searches_at_once_ask_once_who_we_are(sandbox: Sandbox, sender: Sender) -> None:
    """Several digests may be due at the same moment."""
    ts = await sender.deliver(LEADERS, NOTICE, key="round-1/digest")
    searches = [sender.standing(LEADERS, "round-1/digest", SINCE) for _ in range(3)]
    assert await asyncio.gather(*searches) == [ts, ts, ts]
    assert sandbox.web_api.calls["auth.test", "ok"] == 1


@pytest.mark.parametrize("method", ["auth.test", "conversations.history"])
async def test_a_search_that_fails_is_tried_again(
    sandbox: Sandbox, sender: Sender, method: str
) -> None:
    """Where Slack does not tell what stands in a channel, nothing is taken to be missing."""
    ts = await sender.deliver(LEADERS, NOTICE, key="round-1/digest")
    sandbox.faults.order(method, RateLimit(retry_after=7))
    with pytest.raises(DeliveryFailed) as failed:
        await sender.standing(LEADERS, "round-1/digest", SINCE)
    assert (failed.value.unsent, failed.value.retry_after) == (None, 7.0)
    assert await sender.standing(LEADERS, "round-1/digest", SINCE) == ts


async def test_a_reply_stands_in_its_thread(sandbox: Sandbox, sender: Sender) -> None:
    """A reply is posted in the thread and looked for there."""
    parent = await sender.deliver(LEADERS, NOTICE, key="round-1/digest")
    reply = await sender.deliver(LEADERS, NOTICE, key="round-1/thread", reply_to=parent)
    assert [message.ts for message in sandbox.workspace.replies(LEADERS, parent)] == [reply]
    assert await sender.standing(LEADERS, "round-1/thread", SINCE, reply_to=parent) == reply
    assert await sender.standing(LEADERS, "round-1/digest", SINCE, reply_to=parent) == parent
    assert await sender.standing(LEADERS, "round-2/thread", SINCE, reply_to=parent) is None


async def test_a_dropped_connection_posts_once_and_is_found(
    sandbox: Sandbox, sender: Sender
) -> None:
    """A message that Slack took before the connection dropped stands once and can be found."""
    sandbox.faults.order("chat.postMessage", DropAfterAccept())
    with pytest.raises(DeliveryFailed, match="could not be reached") as failed:
        await sender.deliver(LEADERS, NOTICE, key="round-1/digest")
    assert (failed.value.unsent, failed.value.retry_after) == (None, None)
    [message] = sandbox.workspace.messages(LEADERS)
    assert await sender.standing(LEADERS, "round-1/digest", SINCE) == message.ts


async def test_what_was_owed_by_a_clock_that_was_ahead_is_found(
    sandbox: Sandbox, sender: Sender
) -> None:
    """Slack dates a message by its own clock, so it stands there from before it was owed."""
    ts = await sender.deliver(LEADERS, NOTICE, key="round-1/digest")
    ahead = SystemClock().now() + timedelta(days=365)
    assert await sender.standing(LEADERS, "round-1/digest", ahead) == ts


@pytest.mark.parametrize(
    ("fault", "retry_after"),
    [
        (DropBeforeAccept(), None),
        (ServerError(500), None),
        (ServerError(503), None),
        (RateLimit(retry_after=7), 7.0),
        (RateLimit(retry_after=10**30), 900.0),
        (Refuse("fatal_error"), None),
    ],
)
async def test_what_passes_can_be_tried_again(
    sandbox: Sandbox, sender: Sender, fault: Fault, retry_after: float | None
) -> None:
    """Trouble of Slack's own is no reason to give a message up, and posts nothing."""
    sandbox.faults.order("chat.postMessage", fault)
    with pytest.raises(DeliveryFailed) as failed:
        await sender.deliver(LEADERS, NOTICE, key="round-1/digest")
    assert (failed.value.unsent, failed.value.retry_after) == (None, retry_after)
    assert sandbox.workspace.messages(LEADERS) == ()


@pytest.mark.parametrize(
    ("error", "unusable", "unsent", "words"),
    [
        (
            "not_in_channel",
            True,
            None,
            "refused channel C0LEADERS, which the bot is not in; invite the bot",
        ),
        ("channel_not_found", True, None, "C0LEADERS, which is no channel that the bot can see"),
        ("is_archived", True, None, "channel C0LEADERS, which is archived"),
        ("restricted_action", True, None, "channel C0LEADERS, in which only some may post"),
        ("ekm_access_denied", True, None, "C0LEADERS, in which those who run the workspace have"),
        ("missing_scope", False, None, "The Slack app lacks the scope"),
        ("invalid_auth", False, None, "Slack does not take the bot token .*SLACK_BOT_TOKEN"),
        ("access_denied", False, None, "The workspace does not let the Slack app do this"),
        ("internal_error", False, None, r"Slack has trouble of its own \(internal_error\)"),
        ("rate_limited", False, None, "Slack asks the bot to wait"),
        ("invalid_blocks", False, Unsent.REFUSED, "Slack refused the message itself"),
        ("thread_not_found", False, Unsent.NO_THREAD, "The message is gone under which"),
        ("some_new_error", False, None, "Slack refused what was asked about channel C0LEADERS"),
    ],
)
async def test_a_refusal_says_what_to_mend(
    sandbox: Sandbox,
    sender: Sender,
    error: str,
    *,
    unusable: bool,
    unsent: Unsent | None,
    words: str,
) -> None:
    """Each refusal is one sentence; what a person can mend may be sent later."""
    sandbox.faults.order("chat.postMessage", Refuse(error))
    with pytest.raises(DeliveryFailed, match=words) as failed:
        await sender.deliver(LEADERS, NOTICE, key="round-1/digest")
    assert (failed.value.unusable, failed.value.unsent) == (unusable, unsent)
    assert "\n" not in str(failed.value)
    assert str(failed.value).endswith(".")


@pytest.mark.parametrize(
    ("error", "unsent"),
    [
        ("user_disabled", Unsent.LEFT),
        ("user_not_found", Unsent.UNKNOWN),
        ("channel_not_found", Unsent.UNKNOWN),
        ("cannot_dm_bot", Unsent.CLOSED),
        ("restricted_action", Unsent.CLOSED),
        ("ekm_access_denied", None),
        ("msg_too_long", Unsent.REFUSED),
        ("messages_tab_disabled", None),
        ("token_revoked", None),
        ("service_unavailable", None),
    ],
)
async def test_somebody_who_cannot_be_reached_is_given_up_for_a_reason(
    sandbox: Sandbox, sender: Sender, error: str, unsent: Unsent | None
) -> None:
    """What is of the person ends their message; what is of the app or of Slack does not."""
    sandbox.faults.order("chat.postMessage", Refuse(error))
    with pytest.raises(DeliveryFailed) as failed:
        await sender.deliver("U0ASHA", NOTICE, key="notice/1")
    assert (failed.value.unusable, failed.value.unsent) == (False, unsent)


async def test_somebody_who_left_is_given_up_without_a_name(
    sandbox: Sandbox, sender: Sender
) -> None:
    """A message to a deleted person is given up, and the sentence does not name them."""
    sandbox.workspace.change_person("U0ASHA", deleted=True)
    with pytest.raises(DeliveryFailed) as failed:
        await sender.deliver("U0ASHA", NOTICE, key="notice/1")
    assert failed.value.unsent is Unsent.LEFT
    assert "U0ASHA" not in str(failed.value)


async def test_no_page_that_a_message_names_is_previewed() -> None:
    """Slack is asked to fetch nothing, so that a digest stays as it was composed."""
    asked: list[dict[str, object]] = []

    async def take(request: web.Request) -> web.Response:
        asked.append(await request.json())
        return web.json_response({"ok": True, "ts": "1.0"})

    slack = web.Application()
    slack.router.add_post("/api/chat.postMessage", take)
    async with (
        TestServer(slack) as server,
        connected("xoxb-1", str(server.make_url("/api/"))) as client,
    ):
        for recipient in ("U0ASHA", LEADERS):
            await Sender(client, SystemClock()).deliver(recipient, NOTICE, key="notice/1")
    assert [(one["unfurl_links"], one["unfurl_media"]) for one in asked] == [(False, False)] * 2


def test_a_slack_that_does_not_answer_is_not_waited_for() -> None:
    """A message that Slack holds for a minute is tried again later, as if it were not reached."""

    async def run() -> None:
        release = asyncio.Event()
        async with (
            Sandbox() as sandbox,
            connected(sandbox.bot_token, sandbox.api_url) as client,
        ):
            sandbox.workspace.add_person("U0ASHA", name="Asha")
            sandbox.faults.order("chat.postMessage", Hold(release))
            asyncio.get_running_loop().call_later(60, release.set)
            with pytest.raises(DeliveryFailed, match="could not be reached"):
                await Sender(client, SystemClock()).deliver("U0ASHA", NOTICE, key="notice/1")
            release.set()

    with asyncio.Runner(loop_factory=HurriedLoop) as runner:
        runner.run(run())


async def test_a_missing_scope_is_named(client: AsyncWebClient) -> None:
    """The scope that Slack says is needed stands in the sentence."""
    async with (
        Sandbox(scopes=frozenset({"users:read"})) as sandbox,
        connected(sandbox.bot_token, sandbox.api_url) as poor,
    ):
        sandbox.workspace.add_channel(LEADERS, name="leaders")
        with pytest.raises(DeliveryFailed, match="lacks the scope chat:write"):
            await Sender(poor, SystemClock()).deliver(LEADERS, NOTICE, key="round-1/digest")


async def test_an_unreachable_slack_is_said_so() -> None:
    """Where nothing listens, the sentence says so, and what to check."""
    async with connected("xoxb-1", "http://127.0.0.1:9/api/") as nowhere:
        with pytest.raises(DeliveryFailed, match=r"Slack could not be reached .*SLACK_API_URL"):
            await Sender(nowhere, SystemClock()).standing(LEADERS, "round-1/digest", SINCE)


async def test_an_invitation_shows_its_three_buttons(sandbox: Sandbox, sender: Sender) -> None:
    """The invitation passes the workspace's own checks and says all that it must."""
    invitation = Invitation(
        round="weekly-2026-11-24",
        pulse_name="The weekly pulse",
        questions=4,
        closes=datetime(2026, 11, 26, 16, tzinfo=UTC),
        zone="Europe/London",
        threshold=8,
    )
    await sender.deliver("U0ASHA", invitation, key="i/1")
    [message] = sandbox.person("U0ASHA").direct_messages()
    for words in (
        "The weekly pulse",
        "4 short questions",
        "less than a minute",
        "Thursday 26 November at 16:00",
        "at least 8 people",
    ):
        assert words in message.text
    labels = [element["text"]["text"] for element in message.blocks[-1]["elements"]]
    assert labels == ["Answer", "Not this week", "How this stays anonymous"]
