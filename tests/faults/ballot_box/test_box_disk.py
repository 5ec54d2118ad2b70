"""A disk that is full, read-only or locked: nothing is half written, and it goes on afterwards."""

import asyncio
import errno
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.full_disk import no_file_grows_past

from questions.model import Question
from storage.ballot_box.boxes import Boxes
from storage.database import Database, create_private
from storage.errors import NotRecorded
from storage.model import CastOutcome, Place

Reach = Callable[[], Boxes]
NOBODY = 65534


async def everyone_casts(
    boxes: Boxes, roster: list[Place], answers: dict[str, str]
) -> dict[str, CastOutcome | type[NotRecorded]]:
    told: dict[str, CastOutcome | type[NotRecorded]] = {}
    for place in roster:
        try:
            told[place.person] = await boxes.cast("weekly", place.person, answers)
        except NotRecorded:
            told[place.person] = NotRecorded
    return told


async def goes_on(
    boxes: Boxes,
    roster: list[Place],
    answers: dict[str, str],
    told: dict[str, CastOutcome | type[NotRecorded]],
) -> None:
    """Whoever was refused is counted now, whoever was counted is not counted again."""
    again = await everyone_casts(boxes, roster, answers)
    for person, before in told.items():
        counted = before is CastOutcome.COUNTED
        assert again[person] is (CastOutcome.COUNTED_BEFORE if counted else CastOutcome.COUNTED)
    tally = (await boxes.count("weekly")).tallies[0]
    assert tally.casts == len(roster)
    assert all(sum(options.values()) == len(roster) for options in tally.counts.values())


@pytest.mark.parametrize("size", [0, 100, 512, 4200, 12000, 16384, 20480])
async def test_a_full_disk_refuses_casts_and_writes_none_by_half(
    box: Boxes, roster: list[Place], answers: dict[str, str], size: int
) -> None:
    """Wherever writing stops, in the journal or in the box, each person is told the truth."""
    with no_file_grows_past(size):
        told = await everyone_casts(box, roster, answers)
    if size < 4200:
        assert set(told.values()) == {NotRecorded}
    await goes_on(box, roster, answers, told)


async def test_a_box_that_grows_into_the_end_of_the_disk(
    reach: Reach, home: Path, questions: tuple[Question, ...], answers: dict[str, str]
) -> None:
    """While there is no room for more marks people are refused, and counted when there is."""
    roster = [Place(person=f"U{number:03}", groups=()) for number in range(250)]
    boxes = reach()
    await boxes.open("weekly", questions=questions, dimensions=(), roster=roster)
    size = os.stat(home / "boxes" / "weekly.box").st_size  # noqa: PTH116 - nothing waits for it
    with no_file_grows_past(size):
        told = await everyone_casts(boxes, roster, answers)
    assert set(told.values()) == {CastOutcome.COUNTED, NotRecorded}
    await goes_on(boxes, roster, answers, told)


async def test_casts_together_are_refused_together(
    box: Boxes, roster: list[Place], answers: dict[str, str]
) -> None:
    """When a write for many fails, each of them is told, and the box goes on."""
    casts = [box.cast("weekly", place.person, answers) for place in roster]
    with no_file_grows_past(0):
        told = await asyncio.gather(*casts, return_exceptions=True)
    assert {type(one) for one in told} == {NotRecorded}
    await goes_on(box, roster, answers, {place.person: NotRecorded for place in roster})


async def test_a_crowd_on_a_full_disk(
    reach: Reach, home: Path, questions: tuple[Question, ...], answers: dict[str, str]
) -> None:
    """Of several writes in a row each that finds no room is told as such, and the box goes on."""
    roster = [Place(person=f"U{number:03}", groups=()) for number in range(900)]
    boxes = reach()
    await boxes.open("weekly", questions=questions, dimensions=(), roster=roster)
    size = os.stat(home / "boxes" / "weekly.box").st_size  # noqa: PTH116 - nothing waits for it
    with no_file_grows_past(size + 10_000):
        casts = [boxes.cast("weekly", place.person, answers) for place in roster]
        said = await asyncio.gather(*casts, return_exceptions=True)
    told = {
        place.person: one if isinstance(one, CastOutcome) else type(one)
        for place, one in zip(roster, said, strict=True)
    }
    assert set(told.values()) == {CastOutcome.COUNTED, NotRecorded}
    await goes_on(boxes, roster, answers, told)


async def test_a_full_disk_opens_no_box(
    reach: Reach, questions: tuple[Question, ...], roster: list[Place], answers: dict[str, str]
) -> None:
    """An opening that fails says so; done again with room it is as if it were the first."""
    boxes = reach()
    for size in (0, 20, 32, 5000, 12000):
        with no_file_grows_past(size), pytest.raises(NotRecorded, match="space"):
            await boxes.open("weekly", questions=questions, dimensions=("team",), roster=roster)
    await boxes.open("weekly", questions=questions, dimensions=("team",), roster=roster)
    await boxes.close()
    await goes_on(reach(), roster, answers, {place.person: NotRecorded for place in roster})


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        # Limits on file sizes stand in for a full disk above; where changes land, it is a real one.
        without = pytest.fail if os.environ.get("CI") else pytest.skip
        without("mounting a small file system needs root; the tests with size limits ran")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path) -> Path:
    """Take all the space that is left."""
    with (disk / "filler").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(512))
        except OSError as error:
            assert error.errno == errno.ENOSPC  # noqa: PT017 - writing ends by it
    return disk / "filler"


async def test_a_disk_that_is_really_full(
    small_disk: Path, questions: tuple[Question, ...], answers: dict[str, str]
) -> None:
    """On a small disk that another file fills, casts are refused until that file is gone."""
    roster = [Place(person=f"U{number:03}", groups=()) for number in range(300)]
    boxes = Boxes(folder=small_disk / "boxes", keys=small_disk / "keys")
    await boxes.open("weekly", questions=questions, dimensions=(), roster=roster)
    filler = fill(small_disk)
    told = await everyone_casts(boxes, roster, answers)
    assert NotRecorded in told.values()
    filler.unlink()
    await goes_on(boxes, roster, answers, told)
    await boxes.close()


@contextmanager
def as_nobody() -> Iterator[None]:
    """Act as a user whom file modes hold back, which they do not do for root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def nobodys() -> Iterator[Path]:
    """A folder that belongs to that user and lies where they can reach it."""
    folder = Path(tempfile.mkdtemp())
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    yield folder
    shutil.rmtree(folder)


async def cast_after_a_start(folder: Path, keys: Path, answers: dict[str, str]) -> None:
    boxes = Boxes(folder=folder, keys=keys)
    try:
        await boxes.cast("weekly", "U001", answers)
    finally:
        await boxes.close()


async def test_a_file_without_permission_is_refused_and_not_lost(
    nobodys: Path, questions: tuple[Question, ...], roster: list[Place], answers: dict[str, str]
) -> None:
    """A box or key that may not be read or written is told apart from one that is gone."""
    with as_nobody():
        folder, keys = nobodys / "boxes", nobodys / "keys"
        boxes = Boxes(folder=folder, keys=keys)
        await boxes.open("weekly", questions=questions, dimensions=("team",), roster=roster)
        await boxes.close()
        for path, mode in (
            (folder / "weekly.box", 0o400),
            (folder / "weekly.box", 0),
            (nobodys / "keys" / "weekly.key", 0),
            (folder, 0),
            (nobodys / "keys", 0),
        ):
            usual = path.stat().st_mode
            path.chmod(mode)
            with pytest.raises(NotRecorded, match="permissions"):
                await cast_after_a_start(folder, keys, answers)
            path.chmod(usual)
        boxes = Boxes(folder=folder, keys=keys)
        await goes_on(boxes, roster, answers, {place.person: NotRecorded for place in roster})
        await boxes.close()


async def test_what_cannot_be_removed_is_told_and_tried_again(
    nobodys: Path, questions: tuple[Question, ...], roster: list[Place]
) -> None:
    """A key or box that the system does not let go of is named, and goes the next time."""
    with as_nobody():
        folder, keys = nobodys / "boxes", nobodys / "keys"
        boxes = Boxes(folder=folder, keys=keys)
        await boxes.open("weekly", questions=questions, dimensions=("team",), roster=roster)
        for held, named in ((keys, "The key of weekly"), (folder, "The ballot box of weekly")):
            held.chmod(0o500)
            with pytest.raises(NotRecorded, match=named):
                await boxes.destroy("weekly")
            assert await boxes.left() == ["weekly"]
            held.chmod(0o700)
        await boxes.destroy("weekly")
        assert await boxes.left() == []


LOCK = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
time.sleep(60)
"""


@contextmanager
def locked_by_another(file: Path) -> Iterator[None]:
    with subprocess.Popen([sys.executable, "-c", LOCK, file], stdout=subprocess.PIPE) as other:
        assert other.stdout
        assert other.stdout.readline() == b"locked\n"
        yield
        other.kill()


async def test_a_file_that_another_process_locks(
    box: Boxes, home: Path, roster: list[Place], answers: dict[str, str]
) -> None:
    """While another program holds the box casts are refused, and counted once it lets go."""
    with locked_by_another(home / "boxes" / "weekly.box"):
        casts = [box.cast("weekly", place.person, answers) for place in roster]
        told = await asyncio.gather(*casts, return_exceptions=True)
    assert {type(one) for one in told} == {NotRecorded}
    assert "locked" in str(told[0])
    await goes_on(box, roster, answers, {place.person: NotRecorded for place in roster})


async def test_the_main_database_on_a_full_disk(tmp_path: Path) -> None:
    """A migration without room leaves an empty file, which migrates when there is room."""
    path = tmp_path / "main.db"
    create_private(path)
    database = await Database.open(path)
    with no_file_grows_past(20000), pytest.raises(NotRecorded, match="space"):
        await database.migrate()
    assert path.stat().st_size == 0
    await database.migrate()
    await database.close()
