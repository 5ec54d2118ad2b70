"""How often the bot calls Slack, against a workspace that holds it to what is documented."""

from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.clock import EagerClock
from bot.errors import DeliveryFailed, StaffPulseError
from bot.sandbox import HandClock, Interject, Limits, RateLimit, Sandbox
from bot.slack.client import connected
from bot.slack.directory import Directory
from bot.slack.link import Link, Patience
from bot.slack.refusal import Refused, in_plain_words
from bot.slack.sender import Sender
from bot.slack.tiers import TIERS
from bot.slack.verify import verify_channels
from storage.model import Source

PEOPLE = 6_000
CHANNELS = [f"C{number:08}" for number in range(120)]


@pytest.fixture
def time() -> HandClock:
    return HandClock()


@pytest.fixture
async def busy(time: HandClock) -> AsyncIterator[Sandbox]:
    """A large workspace, with Slack's limits."""
    async with Sandbox(clock=time, limits=Limits.documented()) as sandbox:
        for number in range(PEOPLE):
            sandbox.workspace.add_person(f"U{number:08}", name=f"Person {number}")
        for channel in CHANNELS:
            sandbox.workspace.add_channel(channel, name=channel.lower(), members=["U00000000"])
        sandbox.workspace.add_usergroup("S0ALL", handle="all", members=["U00000000"])
        yield sandbox


@pytest.fixture
async def frugal(busy: Sandbox, time: HandClock) -> AsyncIterator[AsyncWebClient]:
    async with connected(busy.bot_token, busy.api_url, EagerClock(time)) as client:
        yield client


async def test_what_is_read_in_bulk_meets_no_limit(
    busy: Sandbox, frugal: AsyncWebClient, time: HandClock
) -> None:
    """Everybody, every channel and a group again and again are asked for without one 429."""
    directory = Directory(frugal, EagerClock(time))
    for _ in range(4):
        assert len(await directory.people()) >= PEOPLE
    await verify_channels(frugal, dict.fromkeys(CHANNELS, "leadership"))
    for _ in range(50):
        await directory.members(Source(usergroup="S0ALL"))
    made = {name: number for (name, what), number in busy.web_api.calls.items() if what == "ok"}
    assert made["users.list"] > TIERS["users.list"]
    assert made["conversations.info"] == len(CHANNELS) > TIERS["conversations.info"]
    assert made["usergroups.users.list"] == 50
    assert not [name for name, what in busy.web_api.calls if what in {"ratelimited", "http 429"}]


async def test_what_is_sent_in_bulk_is_put_off_and_not_waited_for(
    busy: Sandbox, frugal: AsyncWebClient, time: HandClock
) -> None:
    """A search that would come too soon is refused here, and until when, with no request made."""
    sender = Sender(frugal, time)
    for _ in range(TIERS["conversations.history"]):
        await sender.standing(CHANNELS[0], "round-1/digest", time.now())
    before = busy.web_api.calls.total()
    with pytest.raises(DeliveryFailed, match="asks the bot to wait") as failed:
        await sender.standing(CHANNELS[0], "round-1/digest", time.now())
    assert busy.web_api.calls.total() == before
    assert failed.value.retry_after is not None
    time.advance(failed.value.retry_after)
    assert await sender.standing(CHANNELS[0], "round-1/digest", time.now()) is None


async def test_a_method_is_left_alone_for_as_long_as_slack_asks(
    busy: Sandbox, frugal: AsyncWebClient, time: HandClock
) -> None:
    """After a 429 the same method is not called before its time, though others are."""
    busy.faults.order("users.list", RateLimit(30))
    directory = Directory(frugal, EagerClock(time))
    began = time.now()
    with pytest.raises(Exception, match="ratelimited"):
        await frugal.users_list(limit=1)
    await directory.channel(CHANNELS[0])
    assert time.now() == began
    await frugal.users_list(limit=1)
    assert (time.now() - began).total_seconds() == 30


NO_ANSWERS = {
    "a page": Interject(503),
    "a page that looks well": Interject(200),
    "text": Interject(503, b"upstream is away", "text/plain"),
    "text that looks well": Interject(200, b"ok", "text/plain"),
    "half an answer": Interject(200, b'{"ok": true', "application/json"),
    "a list": Interject(200, b'["ok"]', "application/json"),
    "a number": Interject(502, b"7", "application/json"),
    "nothing": Interject(200, b"", "application/json"),
    "bytes": Interject(200, b"\xff\xfe\xfd", "application/json"),
    "a zipped file": Interject(200, b"\x1f\x8b", "application/gzip"),
    "a list without end": Interject(200, b"[" * 100_000, "application/json"),
}


@pytest.mark.parametrize("fault", NO_ANSWERS.values(), ids=NO_ANSWERS)
async def test_what_is_no_answer_of_slacks_is_a_passing_error(
    busy: Sandbox, frugal: AsyncWebClient, fault: Interject
) -> None:
    """A page, text or broken JSON in the place of an answer is Slack's trouble, to be tried again.

    So it is when a line is opened, where it ends the start with the same sentence.
    """
    busy.faults.order("chat.postMessage", fault)
    trouble = "Slack has trouble of its own"
    with pytest.raises(Refused, match=trouble) as refused, in_plain_words("a message"):
        await frugal.chat_postMessage(channel=CHANNELS[0], text="Hello")
    assert (refused.value.unanswered, refused.value.unsent) == (True, None)
    busy.faults.order("apps.connections.open", fault)
    with pytest.raises(StaffPulseError, match=trouble):
        await Link.opened(frugal, busy.app_token, Patience())
