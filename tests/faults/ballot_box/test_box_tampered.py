"""A ballot box that is not what it was says so in a sentence, and is never counted wrong."""

import gc
import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from questions.model import Question
from storage.ballot_box.boxes import Boxes
from storage.errors import BoxBroken, BoxLost
from storage.model import CastOutcome, Place

DISAGREE = r"^The marks and the tally of weekly do not agree\.$"

Reach = Callable[[], Boxes]


def sql(path: Path, statement: str, *values: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        return connection.execute(statement, values).fetchall()


@pytest.fixture
async def file(box: Boxes, home: Path, roster: list[Place], answers: dict[str, str]) -> Path:
    """The file of a box in which ten people have answered, put away."""
    for place in roster[:10]:
        await box.cast("weekly", place.person, answers)
    await box.close()
    return home / "boxes" / "weekly.box"


async def refused(reach: Reach, error: type[Exception], match: str) -> None:
    """Whatever is done with the box, it is refused with that error."""
    boxes = reach()
    for doing in (
        boxes.check("weekly"),
        boxes.asks("weekly", "U000"),
        boxes.cast("weekly", "U020", {}),
        boxes.decline("weekly", "U020"),
        boxes.to_remind("weekly"),
        boxes.count("weekly"),
    ):
        with pytest.raises(error, match=match):
            await doing
    await boxes.close()


def cut(file: Path) -> Iterator[int]:
    """Cut the file to every half page in turn."""
    whole = file.read_bytes()
    for length in range(0, len(whole), 2048):
        file.write_bytes(whole[:length])
        yield length


def torn(file: Path, times: int) -> Iterator[int]:
    """Overwrite another part of the file with noise each time."""
    whole, seeded = file.read_bytes(), random.Random(7)
    for number in range(times):
        content, start = bytearray(whole), seeded.randrange(len(whole))
        end = min(start + seeded.choice([1, 40, 4096]), len(whole))
        content[start:end] = seeded.randbytes(end - start)
        file.write_bytes(content)
        yield number


async def test_an_untouched_box_is_counted(file: Path, reach: Reach) -> None:
    """What the other tests break does work."""
    await reach().check("weekly")
    assert (await reach().count("weekly")).tallies[0].casts == 10


async def test_a_lost_key(file: Path, reach: Reach, home: Path) -> None:
    """Without its key a box can never be read."""
    (home / "keys" / "weekly.key").unlink()
    await refused(reach, BoxLost, "The key of weekly is gone")


async def test_a_shortened_key(file: Path, reach: Reach, home: Path) -> None:
    """A key cut short is a lost one."""
    key = home / "keys" / "weekly.key"
    key.write_bytes(key.read_bytes()[:20])
    await refused(reach, BoxLost, "The key of weekly is damaged")


async def test_another_key(file: Path, reach: Reach, home: Path) -> None:
    """A key of the right length that is not the box's opens nothing."""
    (home / "keys" / "weekly.key").write_bytes(bytes(32))
    await refused(reach, BoxBroken, "The tally of weekly was altered")


async def test_a_lost_box(file: Path, reach: Reach, home: Path) -> None:
    """A box that is gone is told, and no empty one takes its place."""
    (home / "boxes" / "weekly.box").unlink()
    await refused(reach, BoxLost, "The ballot box of weekly is gone")
    assert not list((home / "boxes").glob("*.box"))


async def test_key_or_box_lost_while_the_box_is_open(box: Boxes, home: Path) -> None:
    """A check notices at once what only a restart would show otherwise."""
    await box.check("weekly")
    (home / "boxes" / "weekly.box").rename(home / "elsewhere")
    with pytest.raises(BoxLost, match="box of weekly is gone"):
        await box.check("weekly")
    (home / "elsewhere").rename(home / "boxes" / "weekly.box")
    await box.check("weekly")
    (home / "keys" / "weekly.key").unlink()
    with pytest.raises(BoxLost, match="key of weekly is gone"):
        await box.check("weekly")


async def test_a_box_altered_while_it_is_open(box: Boxes, home: Path) -> None:
    """A check looks into the file itself, not at what was known of it when it was opened."""
    await box.check("weekly")
    sql(home / "boxes" / "weekly.box", "INSERT INTO mark (mark) VALUES (zeroblob(32))")
    with pytest.raises(BoxBroken, match=DISAGREE):
        await box.check("weekly")


async def test_another_rounds_box(
    file: Path, reach: Reach, questions: tuple[Question, ...], roster: list[Place]
) -> None:
    """The file of another round is refused, also under this round's name inside."""
    boxes = reach()
    await boxes.open("other", questions=questions, dimensions=("team",), roster=roster)
    await boxes.close()
    shutil.copy(file.with_name("other.box"), file)
    await refused(reach, BoxBroken, "The file of weekly is not its ballot box")
    sql(file, "UPDATE tally SET round = 'weekly'")
    await refused(reach, BoxBroken, "The tally of weekly was altered")


async def test_another_rounds_box_with_its_key(
    file: Path, reach: Reach, home: Path, questions: tuple[Question, ...], roster: list[Place]
) -> None:
    """Box and key of another round together, renamed in every place, are refused as well."""
    boxes = reach()
    await boxes.open("other", questions=questions, dimensions=("team",), roster=roster)
    await boxes.close()
    shutil.copy(file.with_name("other.box"), file)
    shutil.copy(home / "keys" / "other.key", home / "keys" / "weekly.key")
    sql(file, "UPDATE tally SET round = 'weekly'")
    await refused(reach, BoxBroken, "The tally of weekly was altered")


async def test_an_earlier_tally(
    file: Path, reach: Reach, roster: list[Place], answers: dict[str, str]
) -> None:
    """A sealed tally of this morning put back beside this evening's marks is refused."""
    [(earlier,)] = sql(file, "SELECT sealed FROM tally")
    boxes = reach()
    assert await boxes.cast("weekly", roster[15].person, answers) is CastOutcome.COUNTED
    await boxes.close()
    sql(file, "UPDATE tally SET sealed = ?", earlier)
    await refused(reach, BoxBroken, DISAGREE)


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM mark WHERE mark = (SELECT max(mark) FROM mark)",
        "DELETE FROM mark",
        "INSERT INTO mark VALUES (randomblob(32))",
    ],
)
async def test_marks_taken_out_or_put_in(file: Path, reach: Reach, harm: str) -> None:
    """Tally and marks that disagree in number are a broken box; the sentence has no number."""
    sql(file, harm)
    await refused(reach, BoxBroken, DISAGREE)


async def test_every_byte_of_the_sealed_tally(file: Path, reach: Reach) -> None:
    """Whichever byte of it is changed, the box is refused."""
    [(sealed,)] = sql(file, "SELECT sealed FROM tally")
    assert isinstance(sealed, bytes)
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        sql(file, "UPDATE tally SET sealed = ?", bytes(altered))
        with pytest.raises(BoxBroken, match="The tally of weekly was altered"):
            await reach().check("weekly")
    sql(file, "UPDATE tally SET sealed = ?", sealed)
    await reach().check("weekly")


def _swap_options(layout: dict[str, list[list[object]]]) -> None:
    options = layout["questions"][0][1]
    assert isinstance(options, list)
    options[0], options[1] = options[1], options[0]


def _swap_groups(layout: dict[str, list[list[object]]]) -> None:
    north, south = layout["groups"][1], layout["groups"][2]
    north[1], south[1] = south[1], north[1]


def _enlarge_a_group(layout: dict[str, list[list[object]]]) -> None:
    layout["groups"][1][2] = 400


@pytest.mark.parametrize("change", [_swap_options, _swap_groups, _enlarge_a_group])
async def test_an_altered_layout(
    file: Path, reach: Reach, change: Callable[[dict[str, list[list[object]]]], None]
) -> None:
    """Counts are never read under other options, groups or sizes than they were made for."""
    [(layout,)] = sql(file, "SELECT layout FROM tally")
    altered = json.loads(str(layout))
    change(altered)
    sql(file, "UPDATE tally SET layout = ?", json.dumps(altered))
    await refused(reach, BoxBroken, "The tally of weekly was altered")


@pytest.mark.parametrize("layout", ["", "{}", "no json", '{"dimensions": 1}'])
async def test_a_layout_that_is_none(file: Path, reach: Reach, layout: str) -> None:
    """A layout that cannot be understood is told in a sentence."""
    sql(file, "UPDATE tally SET layout = ?", layout)
    await refused(reach, BoxBroken, "The layout of weekly was altered")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        bytes(20480),
        b"This is a letter to my aunt. " * 600,
        b"SQLite format 3\0" + b"\xff" * 20000,
    ],
)
async def test_a_file_of_something_else(
    file: Path, reach: Reach, home: Path, content: bytes
) -> None:
    """A file that is no database is a broken box, not a full disk."""
    (home / "boxes" / "weekly.box").write_bytes(content)
    await refused(reach, BoxBroken, "weekly.box is damaged")


async def test_no_text_of_a_damaged_box_is_quoted(file: Path, reach: Reach, home: Path) -> None:
    """A person's id that is no longer a text is not part of the sentence."""
    path = home / "boxes" / "weekly.box"
    path.write_bytes(path.read_bytes().replace(b"U007", b"U00\xff"))
    with pytest.raises(BoxBroken) as told:
        await reach().to_remind("weekly")
    assert "U00" not in str(told.value)


async def test_a_file_cut_short(file: Path, reach: Reach) -> None:
    """Wherever the file is cut, the box is refused."""
    for _ in cut(file):
        with pytest.raises(BoxBroken):
            await reach().count("weekly")


async def test_torn_pages(file: Path, reach: Reach) -> None:
    """With parts of it overwritten at random a box is refused or counts right, never wrong."""
    boxes = reach()
    right, refusals = await boxes.count("weekly"), 0
    await boxes.close()
    for _ in torn(file, times=40):
        boxes = reach()
        try:
            assert await boxes.count("weekly") == right
        except BoxBroken:
            refusals += 1
        await boxes.close()
        gc.collect()  # sqlite3 holds on to a row that was no UTF-8 as long as its error lives
    assert 5 < refusals < 40


async def test_a_file_overwritten_while_it_is_open(
    box: Boxes, home: Path, roster: list[Place], answers: dict[str, str]
) -> None:
    """Whoever casts into a box that was destroyed under it hears that, and the count as well."""
    await box.cast("weekly", roster[0].person, answers)
    (home / "boxes" / "weekly.box").write_bytes(b"This is a letter to my aunt. " * 1000)
    for place in roster[1:4]:
        with pytest.raises(BoxBroken, match="is damaged"):
            await box.cast("weekly", place.person, answers)
    with pytest.raises(BoxBroken, match="is damaged"):
        await box.count("weekly")
