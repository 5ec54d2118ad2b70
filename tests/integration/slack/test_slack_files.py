import io
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image
from slack_sdk.web.async_client import AsyncWebClient
from support.trends import EXTREME, trend

from bot.demo.clock import EagerClock
from bot.errors import DeliveryFailed
from bot.sandbox import (
    DropAfterAccept,
    DropBeforeAccept,
    HandClock,
    Limits,
    Message,
    Refuse,
    Sandbox,
    ServerError,
)
from bot.sandbox.faults import Fault
from bot.sandbox.web_api import SCOPES
from bot.slack.client import connected
from bot.slack.sender import Sender
from bot.survey.charting import described
from bot.survey.messages import DigestFile, DigestPost
from bot.survey.sections import Section

LEADERS, STAFF = "C0LEADERS", "C0STAFF"
SINCE = datetime(2026, 11, 20, tzinfo=UTC)
CHART = (trend((70, 40), (70, 42), None, (70, 51)), trend(50, 60, theme="Stress"))
POST = DigestPost(page=(Section("The weekly pulse", ("Workload is up.",)),), chart=CHART)
FILE = DigestFile(
    name="weekly-2026-11-24.csv", title="All figures & more, as a file", text="share\n72.9\n"
)


@pytest.fixture
def time() -> HandClock:
    return HandClock()


@pytest.fixture
async def sandbox(time: HandClock) -> AsyncIterator[Sandbox]:
    async with Sandbox(clock=time, limits=Limits.off()) as entered:
        for channel in (LEADERS, STAFF):
            entered.workspace.add_channel(channel, name=channel.lower())
        yield entered


@pytest.fixture
async def client(sandbox: Sandbox) -> AsyncIterator[AsyncWebClient]:
    async with connected(sandbox.bot_token, sandbox.api_url) as entered:
        yield entered


@pytest.fixture
def sender(client: AsyncWebClient, time: HandClock) -> Sender:
    return Sender(client, EagerClock(time))


def kinds(message: Message) -> list[str]:
    return [block["type"] for block in message.blocks]


async def test_a_digest_shows_its_chart(sandbox: Sandbox, sender: Sender) -> None:
    """The picture stands in the post with all that it shows as alternative text, and in words."""
    await sender.deliver(LEADERS, POST, key="round-1/digest")
    [message] = sandbox.workspace.messages(LEADERS)
    picture = message.blocks[-1]
    assert picture["alt_text"] == described(CHART)
    file = sandbox.workspace.files.standing[picture["slack_file"]["id"]]
    assert Image.open(io.BytesIO(file.bytes)).width == 1080
    assert described(CHART) in message.text
    assert file.alt_text == described(CHART)


async def test_one_picture_serves_all_channels(sandbox: Sandbox, sender: Sender) -> None:
    """Both channels show the same file; another digest has another."""
    for channel in (LEADERS, STAFF):
        await sender.deliver(channel, POST, key=f"round-1/digest/{channel}")
    assert len(sandbox.workspace.files.standing) == 1
    await sender.deliver(LEADERS, POST.model_copy(update={"chart": CHART[:1]}), key="round-2")
    assert len(sandbox.workspace.files.standing) == 2
    shown = [
        sandbox.workspace.messages(one)[0].blocks[-1]["slack_file"] for one in (LEADERS, STAFF)
    ]
    assert shown[0] == shown[1]


async def test_a_digest_without_a_chart_uploads_nothing(sandbox: Sandbox, sender: Sender) -> None:
    """Where there is no chart, nothing is drawn, uploaded or said of one."""
    await sender.deliver(LEADERS, POST.model_copy(update={"chart": ()}), key="round-1/digest")
    [message] = sandbox.workspace.messages(LEADERS)
    assert kinds(message) == ["header", "section"]
    assert sandbox.web_api.calls["files.getUploadURLExternal", "ok"] == 0


async def test_a_chart_waits_for_slack_to_look_at_it(sandbox: Sandbox, sender: Sender) -> None:
    """A picture that Slack has not looked at yet is waited for, and the digest goes once."""
    sandbox.workspace.files.looked_at_for = timedelta(seconds=5)
    await sender.deliver(LEADERS, POST, key="round-1/digest")
    [message] = sandbox.workspace.messages(LEADERS)
    assert kinds(message)[-1] == "image"
    assert sandbox.web_api.calls["chat.postMessage", "invalid_blocks"] == 3
    assert sandbox.web_api.calls["files.completeUploadExternal", "ok"] == 1


async def test_a_chart_is_tried_after_the_last_pause(sandbox: Sandbox, sender: Sender) -> None:
    """A picture that Slack lets be shown after ten seconds stands in the digest, too."""
    sandbox.workspace.files.looked_at_for = timedelta(seconds=10)
    await sender.deliver(LEADERS, POST, key="round-1/digest")
    [message] = sandbox.workspace.messages(LEADERS)
    assert kinds(message)[-1] == "image"


async def test_a_chart_that_slack_never_shows_is_told_in_words(
    sandbox: Sandbox, sender: Sender, caplog: pytest.LogCaptureFixture
) -> None:
    """A digest does not wait longer than a quarter of a minute for its picture."""
    sandbox.workspace.files.looked_at_for = timedelta(hours=1)
    await sender.deliver(LEADERS, POST, key="round-1/digest")
    [message] = sandbox.workspace.messages(LEADERS)
    assert kinds(message) == ["header", "section", "section"]
    assert described(CHART) in message.words
    assert "goes without its chart" in caplog.text


@pytest.mark.parametrize(
    "error", ["missing_scope", "file_uploads_disabled", "storage_limit_reached", "other_refusal"]
)
async def test_a_digest_goes_without_a_chart_that_slack_refuses(
    sandbox: Sandbox, sender: Sender, caplog: pytest.LogCaptureFixture, error: str
) -> None:
    """The post says in words what the picture would have shown, and the log says what to mend."""
    caplog.set_level(logging.WARNING)
    sandbox.faults.order("files.getUploadURLExternal", Refuse(error), times=3)
    await _until_delivered(sender, LEADERS, POST, "round-1/digest")
    [message] = sandbox.workspace.messages(LEADERS)
    assert described(CHART) in message.words
    assert "image" not in kinds(message)
    [line] = [one for one in caplog.messages if "without its chart" in one]
    assert error in line or "lacks the scope" in line


async def test_an_app_that_may_not_upload_posts_all_the_same(time: HandClock) -> None:
    """An app that was installed before charts came posts digest and thread, in words."""
    async with (
        Sandbox(clock=time, limits=Limits.off(), scopes=SCOPES - {"files:write"}) as older,
        connected(older.bot_token, older.api_url) as client,
    ):
        older.workspace.add_channel(LEADERS, name="leaders")
        sender = Sender(client, EagerClock(time))
        root = await sender.deliver(LEADERS, POST, key="round-1/digest")
        await sender.deliver(LEADERS, FILE, key="round-1/digest-file", reply_to=root)
        [message] = older.workspace.messages(LEADERS)
        [reply] = older.workspace.replies(LEADERS, root)
        assert described(CHART) in message.words
        assert "the file is missing here" in reply.text
        found = await sender.standing(LEADERS, "round-1/digest-file", SINCE, reply_to=root)
        assert found == reply.ts


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("files.getUploadURLExternal", DropBeforeAccept()),
        ("files.completeUploadExternal", ServerError(500)),
        ("files.completeUploadExternal", DropAfterAccept()),
    ],
)
async def test_an_upload_that_may_yet_succeed_is_tried_again(
    sandbox: Sandbox, sender: Sender, method: str, fault: Fault
) -> None:
    """Trouble that passes costs a try, and neither the picture nor a second post."""
    sandbox.faults.order(method, fault)
    with pytest.raises(DeliveryFailed) as failed:
        await sender.deliver(LEADERS, POST, key="round-1/digest")
    assert failed.value.unsent is None
    assert sandbox.workspace.messages(LEADERS) == ()
    await sender.deliver(LEADERS, POST, key="round-1/digest")
    [message] = sandbox.workspace.messages(LEADERS)
    assert kinds(message)[-1] == "image"


async def test_a_kill_between_upload_and_post_leaves_one_post(
    sandbox: Sandbox, client: AsyncWebClient, time: HandClock
) -> None:
    """Whoever starts anew uploads again, and looks for the post before it posts."""
    sandbox.faults.order("chat.postMessage", DropBeforeAccept())
    with pytest.raises(DeliveryFailed):
        await Sender(client, EagerClock(time)).deliver(LEADERS, POST, key="round-1/digest")
    sandbox.faults.order("chat.postMessage", DropAfterAccept())
    with pytest.raises(DeliveryFailed):
        await Sender(client, EagerClock(time)).deliver(LEADERS, POST, key="round-1/digest")
    [message] = sandbox.workspace.messages(LEADERS)
    anew = Sender(client, EagerClock(time))
    assert await anew.standing(LEADERS, "round-1/digest", SINCE) == message.ts
    assert len(sandbox.workspace.files.standing) == 2


async def test_a_file_stands_in_the_thread_once(
    sandbox: Sandbox, client: AsyncWebClient, time: HandClock
) -> None:
    """A file whose upload was not answered is found in its thread and not shared again."""
    sender = Sender(client, EagerClock(time))
    root = await sender.deliver(LEADERS, POST, key="round-1/digest")
    sandbox.faults.order("files.completeUploadExternal", DropAfterAccept())
    with pytest.raises(DeliveryFailed):
        await sender.deliver(LEADERS, FILE, key="round-1/digest-file", reply_to=root)
    anew = Sender(client, EagerClock(time))
    named = await anew.deliver(LEADERS, FILE, key="round-1/digest-file", reply_to=root)
    [reply] = sandbox.workspace.replies(LEADERS, root)
    assert (reply.ts, reply.text) == (named, "All figures &amp; more, as a file")
    [file] = [sandbox.workspace.files.standing[one] for one in reply.files]
    assert (file.name, file.bytes) == (FILE.name, FILE.text.encode())


async def test_a_digest_as_long_as_they_come_keeps_within_what_slack_takes(
    sandbox: Sandbox, sender: Sender
) -> None:
    """Beside the longest post the words of the picture are cut, and Slack takes both."""
    lines = tuple("x" * 380 for _ in range(24))
    page = (Section("Heading", ("Line",)), *(Section("", (line,)) for line in lines))
    for chart in (EXTREME, CHART):
        post = DigestPost(page=page, chart=chart)
        await sender.deliver(LEADERS, post, key=f"round/{len(chart)}")
        message = sandbox.workspace.messages(LEADERS)[-1]
        assert kinds(message)[-1] == "image"
        alt_text = message.blocks[-1]["alt_text"]
        assert alt_text.endswith("…") or alt_text == described(chart)
        assert described(chart) in message.text


async def _until_delivered(sender: Sender, channel: str, post: DigestPost, key: str) -> None:
    for _ in range(3):
        try:
            await sender.deliver(channel, post, key=key)
        except DeliveryFailed:
            continue
        return
    raise AssertionError
