"""The file under every digest: what it holds, and that it comes whatever happens to the bot."""

import asyncio
import csv
from contextlib import suppress
from io import StringIO

from support.council import CLOSES, LEADERS, OPENS, PUBLISHES, ROUND, STAFF
from support.two_teams import DIGESTS, answered
from support.world import Running, World, in_force

from bot.sandbox import Hold
from storage.model import Published, Pulse


def rows(here: World, channel: str) -> list[dict[str, str]]:
    """What a spreadsheet reads in the file of the channel's only digest."""
    [[*_, last]] = here.threads(channel)
    [file] = [here.sandbox.workspace.files.standing[one] for one in last.files]
    assert (file.name, last.text) == (
        f"{ROUND}.csv",
        "All figures of this digest, for a spreadsheet",
    )
    return list(csv.DictReader(StringIO(file.bytes.decode("utf-8-sig"), newline="")))


async def published(here: World, running: Running) -> Published:
    """What comes out of a round that people answered."""
    await running.tick(OPENS)
    await answered(here)
    await running.tick(CLOSES)
    return await running.ports.rounds.published(ROUND)


async def test_the_last_reply_is_a_file_with_everything_that_was_published(
    here: World, running: Running
) -> None:
    """Both channels get the same file, a row for each figure, as the digest shows it."""
    told = await published(here, running)
    await running.tick(PUBLISHES)
    assert rows(here, LEADERS) == rows(here, STAFF)
    assert [(row["name"], row["text"], row["precision"]) for row in rows(here, LEADERS)] == [
        (one.name, one.text, one.precision) for one in told.figures
    ]
    responses = {one.name: (str(one.invited), one.text) for one in told.responses}
    assert {
        row["name"]: (row["invited"], row["response"]) for row in rows(here, STAFF)
    } == responses


async def test_a_restart_between_thread_and_file_leaves_one_of_each(
    here: World, weekly: tuple[Pulse, ...]
) -> None:
    """The bot ends when the thread stands and the file does not, and the next one sends that."""
    held = Hold(asyncio.Event())
    async with in_force(here, weekly) as running:
        await published(here, running)
        here.sandbox.faults.order("files.getUploadURLExternal", held)
        publishing = asyncio.create_task(running.tick(PUBLISHES))
        await held.arrived.wait()
        publishing.cancel()
        with suppress(asyncio.CancelledError):
            await publishing
    assert "digest-thread" in here.kinds()[LEADERS]
    assert "digest-file" not in here.kinds()[LEADERS]
    async with here.running() as running:
        await running.tick()
        assert await running.ports.outbox.next_due() is None
    assert here.kinds() == DIGESTS
    assert rows(here, LEADERS) == rows(here, STAFF)
