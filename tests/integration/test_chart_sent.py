"""A digest's chart and file on their way through the outbox, whatever happens to the bot."""

import asyncio
from contextlib import suppress

import pytest
from support.council import LEADERS
from support.trends import trend
from support.world import World, kind

from bot.sandbox import Hold
from bot.survey.messages import DigestFile, DigestPost, Message, to_body
from bot.survey.sections import Section
from storage.model import Owed

CHART = (trend((70, 40), (70, 42), None, (70, 51)),)
POST = DigestPost(page=(Section("The weekly pulse", ("Workload is up.",)),), chart=CHART)
FILE = DigestFile(name="weekly.csv", title="All figures as a file", text="share\n72.9\n")


def owed(here: World, message: Message, reply_to: str | None = None) -> Owed:
    now = here.clock.now()
    return Owed(
        key=f"round-1/{message.kind}/{LEADERS}",
        round=None,
        recipient=LEADERS,
        to_person=False,
        body=to_body(message),
        reply_to=reply_to,
        since=now,
        due=now,
    )


@pytest.mark.parametrize("call", ["files.completeUploadExternal", "chat.postMessage"])
@pytest.mark.parametrize("taken", [False, True], ids=["before Slack", "after Slack"])
async def test_a_kill_leaves_one_digest_with_its_chart_and_one_file(
    here: World, call: str, *, taken: bool
) -> None:
    """Wherever the bot dies on the way from upload to post, the next one sends what is missing."""
    held = Hold(asyncio.Event(), after_accept=taken)
    async with here.running() as running:
        post = owed(here, POST)
        await running.ports.outbox.owe([post, owed(here, FILE, reply_to=post.key)])
        here.sandbox.faults.order(call, held)
        sending = asyncio.create_task(running.bot.delivery.drain())
        await held.arrived.wait()
        sending.cancel()
        with suppress(asyncio.CancelledError):
            await sending
    async with here.running() as running:
        await running.tick()
        assert await running.ports.outbox.next_due() is None
    [digest] = here.posted(LEADERS)
    assert digest.blocks[-1]["type"] == "image"
    [[file]] = here.threads(LEADERS)
    assert (kind(digest), kind(file)) == ("digest", "digest-file")


async def test_nothing_of_a_chart_is_kept(here: World) -> None:
    """The database holds what a chart shows until it is sent, and never a picture."""
    async with here.running() as running:
        await running.ports.outbox.owe([owed(here, POST)])
        await running.tick()
    kept = b"".join(one.read_bytes() for one in here.folders.data_dir.rglob("*") if one.is_file())
    assert b"PNG" not in kept
    assert b"How often was your workload manageable" not in kept
