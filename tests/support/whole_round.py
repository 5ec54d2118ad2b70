"""A round of two teams with trouble at one of its stages, and what it must come to all the same."""

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from datetime import datetime, timedelta

from storage.errors import StorageError
from support.council import CLOSES, LEADERS, OPENS, PUBLISHES, REMINDS, STAFF
from support.two_teams import ANSWERING, COUNCIL, DIGESTS, OFTEN, answered
from support.world import Running, World, open_paper, read

HOUR = timedelta(hours=1)
STAGES: dict[str, datetime] = {
    "opening": OPENS,
    "casting": OPENS + 3 * HOUR,
    "reminding": REMINDS,
    "closing": CLOSES,
    "publishing": PUBLISHES,
}

Trouble = Callable[[], AbstractContextManager[object]]


async def live(
    here: World, running: Running, stage: str, trouble: Trouble, *, after: timedelta = HOUR
) -> None:
    """Let the whole round go by, with trouble at a stage that is over after a while.

    Args:
        here: the world, before the round.
        running: the bot.
        stage: one of STAGES.
        trouble: is entered when the stage is due, and left before the bot looks again.
        after: how long that takes.
    """
    for name, instant in STAGES.items():
        if name == stage:
            with trouble():
                await ticked(running, instant)
                if name == "casting":
                    await tries(here, ANSWERING[0])
            instant += after  # noqa: PLW2901 - the bot looks again then
        await running.tick(instant)
        if name == "casting":
            await answered(here)
    await running.tick(PUBLISHES + 12 * HOUR)


async def ticked(running: Running, instant: datetime) -> None:
    """Let the bot do what it can, as it goes on when the disk lets it not do everything."""
    with suppress(StorageError):
        await running.tick(instant)


async def tries(here: World, person: str) -> None:
    """Answer once; nobody may be thanked."""
    somebody = here.person(person)
    paper = await open_paper(somebody)
    if paper.submit is not None:
        await somebody.submit(OFTEN)
    assert somebody.modal is not None
    assert somebody.modal.title == "Not recorded"
    await somebody.close_modal(everything=True)


async def is_whole(here: World, running: Running, *, twice: int = 0) -> None:
    """Everyone was asked, each answer is counted once, the digest stands once, nothing is left.

    Args:
        twice: how many messages to people may have come twice.
    """
    got = [len(here.person(one).direct_messages()) for one in COUNCIL.people]
    assert min(got) == 2
    assert sum(got) <= 2 * len(COUNCIL.people) + twice
    assert here.kinds() == DIGESTS
    for channel in (LEADERS, STAFF):
        [post] = here.posted(channel)
        assert "8 to 14 of 26 answered" in post.words
    assert await running.ports.outbox.next_due() is None
    is_clean(here)


def is_clean(here: World) -> None:
    """No box, no key, and nobody's id is left."""
    files = read(here.folders)
    assert not [name for name in files if name.endswith((".box", ".box-journal", ".key"))]
    kept = b"".join(files.values())
    assert not [one for one in COUNCIL.people if one.encode() in kept]
