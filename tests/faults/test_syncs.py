"""What is promised is on the disk: the system has synced it before anybody hears of it."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from support.council import CLOSES, OPENS, QUESTION, ROUND
from support.mortal import Mortal, nursery
from support.traced import Moment, moments, traced
from support.world import World, in_force, open_paper

from storage.model import Pulse

PROGRAM = Path(__file__).with_name("child.py")


@asynccontextmanager
async def watched(bot: Mortal, here: World, folder: Path) -> AsyncIterator[list[Moment]]:
    """The moments of what the bot does meanwhile, once it is over."""
    trace, seen = folder / "trace", list[Moment]()
    folders = (here.folders.data_dir, here.folders.key_dir)
    there = [path for each in folders for path in each.rglob("*") if path.is_file()]
    async with traced(await bot.pid(), trace):
        yield seen
    seen += moments(trace.read_text().splitlines(), there=there, folders=folders)


@pytest.mark.usefixtures("may_trace")
async def test_what_is_told_is_synced_before(
    here: World, weekly: tuple[Pulse, ...], tmp_path: Path
) -> None:
    """A trace shows what is synced when people are asked and thanked, and when a key goes.

    When the first invitation goes out, the key, the box, their folders and the main database are
    on the disk; when thanks go out the box is; when the key goes the totals are; and in the end
    it is on the disk that key and box are gone.
    """
    async with in_force(here, weekly):
        pass
    async with nursery(PROGRAM) as server:
        bot = Mortal(here, tmp_path, server)
        person = here.person("UPERSON001")
        try:
            async with watched(bot, here, tmp_path) as opening:
                await bot.tick(OPENS)
            await bot.during(open_paper(person))
            async with watched(bot, here, tmp_path) as answering:
                await bot.during(person.submit({QUESTION: "often"}))
            async with watched(bot, here, tmp_path) as closing:
                await bot.tick(CLOSES)
        finally:
            await bot.bury()
    assert person.modal is not None
    assert person.modal.title == "Thank you"
    data, keys = here.folders.data_dir, here.folders.key_dir
    boxes, database = data / "boxes", data / "staff-pulse.sqlite3"
    key, box = keys / f"{ROUND}.key", boxes / f"{ROUND}.box"
    is_synced(opening, "chat.postMessage", {key, keys, box, boxes, database})
    is_synced(answering, "acknowledging", {box})
    is_synced(closing, "unlinking .key", {database})
    # SQLite truncates what it rewrote once more to the length that it has.
    is_synced(closing, "the end", {keys, boxes}, but={database})


def is_synced(
    seen: Sequence[Moment], what: str, paths: set[Path], *, but: Collection[Path] = ()
) -> None:
    """When something came to pass first, these had been synced, and nothing was unsynced."""
    moment = next(one for one in seen if one.what == what)
    assert paths <= moment.synced
    assert moment.unsynced <= {*but}


DATA = Path("/data")
BOX = DATA / "weekly.box"
FILE = f"7<{BOX}>"
MADE = f'1 openat(AT_FDCWD</>, "{BOX}", O_RDWR|O_CREAT|O_CLOEXEC, 0600) = {FILE}'
WRITE, SYNC = f'1 pwrite64({FILE}, "..."..., 4096, 0) = 4096', f"1 fdatasync({FILE}) = 0"
BEGUN, ENDED = f"1 fdatasync({FILE} <unfinished ...>", "1 <... fdatasync resumed>) = 0"
FOLDER_SYNC, GONE = f"1 fsync(8<{DATA}>) = 0", f'1 unlink("{BOX}") = 0'
ACK = '2 sendto(9<socket:[1]>, "\\201\\376\\2\\200"..., 648, 0, NULL, 0) = 648'
PING = '2 sendto(9<socket:[1]>, "\\211\\200"..., 6, 0, NULL, 0) = 6'
POST = '2 sendto(9<socket:[1]>, "POST /api/chat.postMessage HTTP/"..., 600, 0, NULL, 0) = 600'


@pytest.mark.parametrize(
    ("lines", "what", "left"),
    [
        ([MADE, WRITE, SYNC, FOLDER_SYNC, ACK], "acknowledging", set()),
        ([MADE, WRITE, FOLDER_SYNC, BEGUN, PING, ENDED, ACK], "acknowledging", set()),
        ([MADE, WRITE, FOLDER_SYNC, BEGUN, ACK, ENDED], "acknowledging", {BOX}),
        ([MADE, WRITE, FOLDER_SYNC, BEGUN, WRITE, ENDED, ACK], "acknowledging", {BOX}),
        ([MADE, WRITE, FOLDER_SYNC, ACK, SYNC], "acknowledging", {BOX}),
        ([MADE, WRITE, SYNC, POST], "chat.postMessage", {DATA}),
        ([MADE, SYNC, WRITE, FOLDER_SYNC, POST], "chat.postMessage", {BOX}),
        ([MADE, WRITE, SYNC, FOLDER_SYNC, GONE], "unlinking .box", set()),
        ([MADE, WRITE, SYNC, FOLDER_SYNC, GONE], "the end", {DATA}),
        ([MADE, WRITE, SYNC, GONE, FOLDER_SYNC], "the end", set()),
    ],
)
def test_a_trace_is_read_as_the_system_wrote_it(
    lines: list[str], what: str, left: set[Path]
) -> None:
    """What was changed and whose sync had not returned at a moment is found."""
    [moment] = [one for one in moments(lines, there=(), folders=[DATA]) if one.what == what]
    assert moment.unsynced == left
