import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from support.syncs import syncs

from questions.model import Question
from storage.ballot_box.boxes import Boxes
from storage.errors import BoxBroken, BoxLost, NotRecorded
from storage.model import CastOutcome, Place

ANSWERS = {"monday": "a", "friday": "does-not-apply"}
Questions = tuple[Question, ...]


def file_of(tmp_path: Path) -> Path:
    return tmp_path / "boxes" / "weekly.box"


def commits(tmp_path: Path) -> int:
    """How often the file was written; https://www.sqlite.org/fileformat.html#file_change_counter"""
    return int.from_bytes(file_of(tmp_path).read_bytes()[24:28])


async def casts(boxes: Boxes) -> int:
    return (await boxes.count("weekly")).tallies[0].casts


async def test_casts_that_arrive_together_are_committed_together(
    box: Boxes, tmp_path: Path, roster: list[Place]
) -> None:
    """Thirty people at once cost one write, and thirty one after the other thirty."""
    before = commits(tmp_path)
    people = [place.person for place in roster]
    together = await asyncio.gather(*(box.cast("weekly", one, ANSWERS) for one in people))
    assert together == [CastOutcome.COUNTED] * 30
    assert commits(tmp_path) - before == 1
    for one in people:
        assert await box.cast("weekly", one, ANSWERS) is CastOutcome.COUNTED_BEFORE
    assert commits(tmp_path) - before == 31


async def test_a_crowd_is_taken_in_parts(
    boxes: Boxes, questions: Questions, tmp_path: Path
) -> None:
    """Nine hundred casts at once are a few writes, and each person is counted."""
    roster = [Place(person=f"U{number}", groups=()) for number in range(900)]
    await boxes.open("weekly", questions=questions, dimensions=(), roster=roster)
    before = commits(tmp_path)
    outcomes = await asyncio.gather(
        *(boxes.cast("weekly", place.person, ANSWERS) for place in roster)
    )
    assert set(outcomes) == {CastOutcome.COUNTED}
    assert 1 < commits(tmp_path) - before < 10
    assert await casts(boxes) == 900


async def test_a_cancelled_cast_troubles_nobody_else(
    box: Boxes, tmp_path: Path, roster: list[Place]
) -> None:
    """Who gives up waiting counts once if they send it again, and the others are told theirs."""
    people = [place.person for place in roster]
    for turn in range(10):
        tasks = [asyncio.create_task(box.cast("weekly", one, ANSWERS)) for one in people]
        for _ in range(turn):
            await asyncio.sleep(0)
        tasks[turn].cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        others = {result for place, result in enumerate(results) if place != turn}
        assert others <= {CastOutcome.COUNTED, CastOutcome.COUNTED_BEFORE}
    for one in people:
        assert await box.cast("weekly", one, ANSWERS) is CastOutcome.COUNTED_BEFORE
    assert await casts(box) == 30


async def test_after_counting_nobody_is_counted(box: Boxes, tmp_path: Path) -> None:
    """A closing box says so to everyone, also after a restart, and its counts stay."""
    await box.cast("weekly", "U001", ANSWERS)
    counted = await box.count("weekly")
    for person in ("U001", "U002", "U999"):
        assert await box.cast("weekly", person, ANSWERS) is CastOutcome.CLOSED
    await box.close()
    again = Boxes(folder=tmp_path / "boxes", keys=tmp_path / "keys")
    assert await again.cast("weekly", "U003", ANSWERS) is CastOutcome.CLOSED
    assert await again.count("weekly") == counted
    await again.close()


async def test_half_way_only_the_number_of_casts_leaves_the_box(box: Boxes) -> None:
    """How many of everyone and each group have answered, no option, and casting goes on."""
    await box.cast("weekly", "U001", ANSWERS)
    count = await box.turnout("weekly")
    assert count.tallies[0].casts == 1
    assert [dict(tally.counts) for tally in count.tallies] == [{}] * len(count.tallies)
    assert await box.cast("weekly", "U002", ANSWERS) is CastOutcome.COUNTED


async def test_casts_and_counting_together_agree(box: Boxes, roster: list[Place]) -> None:
    """Of people who answer while the box closes, exactly those told "counted" are counted."""
    people = [place.person for place in roster]
    before = [asyncio.create_task(box.cast("weekly", one, ANSWERS)) for one in people[:15]]
    counting = asyncio.create_task(box.count("weekly"))
    after = [asyncio.create_task(box.cast("weekly", one, ANSWERS)) for one in people[15:]]
    outcomes = await asyncio.gather(*before, *after)
    assert set(outcomes) <= {CastOutcome.COUNTED, CastOutcome.CLOSED}
    assert (
        (await counting).tallies[0].casts == outcomes.count(CastOutcome.COUNTED) == await casts(box)
    )


async def test_closing_the_file_tells_everyone_who_waits(
    box: Boxes, tmp_path: Path, roster: list[Place]
) -> None:
    """While the program stops each cast hears its outcome, and "counted" is true afterwards."""
    tasks = [asyncio.create_task(box.cast("weekly", p.person, ANSWERS)) for p in roster]
    await asyncio.sleep(0)
    await box.close()
    async with asyncio.timeout(10):
        told = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(one is CastOutcome.COUNTED or isinstance(one, NotRecorded) for one in told)
    again = Boxes(folder=tmp_path / "boxes", keys=tmp_path / "keys")
    assert await casts(again) == told.count(CastOutcome.COUNTED)
    await again.close()


async def test_stopping_in_a_hurry_leaves_nobody_waiting(box: Boxes, roster: list[Place]) -> None:
    """When closing is itself cancelled, every cast still hears something."""
    tasks = [asyncio.create_task(box.cast("weekly", p.person, ANSWERS)) for p in roster]
    await asyncio.sleep(0)
    closing = asyncio.create_task(box.close())
    await asyncio.sleep(0)
    closing.cancel()
    async with asyncio.timeout(10):
        told = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(one is CastOutcome.COUNTED or isinstance(one, NotRecorded) for one in told)


async def test_whoever_comes_while_others_are_told_shares_the_next_write(
    box: Boxes, tmp_path: Path, roster: list[Place]
) -> None:
    """Half of thirty people come once the first are told: two writes, and a third for a decline."""
    before = commits(tmp_path)
    people = [place.person for place in roster]
    first = [asyncio.create_task(box.cast("weekly", one, ANSWERS)) for one in people[:15]]
    await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
    declined = asyncio.create_task(box.decline("weekly", people[0]))
    later = [asyncio.create_task(box.cast("weekly", one, ANSWERS)) for one in people[15:]]
    assert set(await asyncio.gather(*first, *later)) == {CastOutcome.COUNTED}
    await declined
    assert commits(tmp_path) - before == 3


async def test_a_crowd_leaves_the_file_to_others(
    boxes: Boxes, questions: Questions, tmp_path: Path
) -> None:
    """Once nobody waits any more another program can write to the box, and a check sees it."""
    roster = [Place(person=f"U{number}", groups=()) for number in range(600)]
    await boxes.open("weekly", questions=questions, dimensions=(), roster=roster)
    await asyncio.gather(*(boxes.cast("weekly", place.person, ANSWERS) for place in roster))
    with closing(sqlite3.connect(file_of(tmp_path), timeout=0)) as other, other:
        other.execute("INSERT INTO mark (mark) VALUES (zeroblob(32))")
    with pytest.raises(BoxBroken, match="do not agree"):
        await boxes.check("weekly")


async def test_a_box_that_is_put_away_refuses_its_late_casts(box: Boxes) -> None:
    """Who had reached the box just before it was put away is told to send it again."""
    reached = box._here["weekly"]
    await box.close()
    with pytest.raises(NotRecorded, match="being put away"):
        await reached.cast("U001", ANSWERS)


async def test_no_file_tells_when_it_was_written(box: Boxes, tmp_path: Path) -> None:
    """After opening, casting, declining and counting, box and journal are of 1970 all the same."""

    def of_1970() -> None:
        for path in (file_of(tmp_path), tmp_path / "boxes" / "weekly.box-journal"):
            assert path.stat().st_mtime == 0

    of_1970()
    await box.cast("weekly", "U001", ANSWERS)
    of_1970()
    await box.decline("weekly", "U002")
    of_1970()
    await box.count("weekly")
    of_1970()


async def test_marks_are_kept_in_an_order_of_their_own(
    box: Boxes, tmp_path: Path, roster: list[Place]
) -> None:
    """Marks of people who answer together lie in the file by their own value; none has a number.

    SQLite fills a page from its end: https://www.sqlite.org/fileformat.html#b_tree_pages
    """
    everyone = [place.person for place in roster]
    await asyncio.gather(*(box.cast("weekly", one, ANSWERS) for one in everyone))
    with closing(sqlite3.connect(file_of(tmp_path))) as copy:
        marks = sorted(mark for (mark,) in copy.execute("SELECT mark FROM mark"))
        with pytest.raises(sqlite3.OperationalError, match="no such column: rowid"):
            copy.execute("SELECT rowid FROM mark")
    content = file_of(tmp_path).read_bytes()
    assert len(marks) == 30
    assert marks == sorted(marks, key=content.index, reverse=True)


async def test_a_box_is_made_to_last_before_it_is_filled(
    boxes: Boxes, tmp_path: Path, questions: Questions, roster: list[Place]
) -> None:
    """The key is synced, then its folder, then the folder of the box with the box in it."""
    with syncs(tmp_path / "boxes", tmp_path / "keys") as seen:
        await boxes.open("weekly", questions=questions, dimensions=("team", "staff"), roster=roster)
    assert seen[-3:] == [
        ("weekly.key", 32),
        ("keys", ["belongs-to", "weekly.key"]),
        ("boxes", ["belongs-to", "weekly.box"]),
    ]


async def test_what_is_destroyed_does_not_come_back(box: Boxes, tmp_path: Path) -> None:
    """The folder of the key is synced without it, then that of the box without box and journal."""
    await box.cast("weekly", "U001", ANSWERS)
    with syncs(tmp_path / "boxes", tmp_path / "keys") as seen:
        await box.destroy("weekly")
    assert seen == [("keys", ["belongs-to"]), ("boxes", ["belongs-to"])]


async def test_opening_again_discards_what_was_half_made(
    box: Boxes, tmp_path: Path, questions: Questions, roster: list[Place]
) -> None:
    """A second opening has a key of its own and an empty box, whatever the first held."""
    key = tmp_path / "keys" / "weekly.key"
    first = key.read_bytes()
    await box.cast("weekly", "U001", ANSWERS)
    (tmp_path / "boxes" / "weekly.box-journal").write_bytes(b"left by a kill" * 100)
    await box.open("weekly", questions=questions, dimensions=("team", "staff"), roster=roster)
    assert key.read_bytes() != first
    assert await box.cast("weekly", "U001", ANSWERS) is CastOutcome.COUNTED
    assert await casts(box) == 1


async def test_key_box_and_their_folders_are_their_owners_alone(box: Boxes, tmp_path: Path) -> None:
    """Nobody but the owner can read a key, a box or its journal, or enter their folders."""
    await box.cast("weekly", "U001", ANSWERS)
    modes = {
        str(path.relative_to(tmp_path)): path.stat().st_mode & 0o777
        for folder in ("boxes", "keys")
        for path in (tmp_path / folder, *(tmp_path / folder).iterdir())
    }
    assert modes == {
        "boxes": 0o700,
        "boxes/belongs-to": 0o600,
        "boxes/weekly.box": 0o600,
        "boxes/weekly.box-journal": 0o600,
        "keys": 0o700,
        "keys/belongs-to": 0o600,
        "keys/weekly.key": 0o600,
    }


async def test_a_place_is_that_of_the_roster(box: Boxes, roster: list[Place]) -> None:
    """People on the roster see their own groups, others see none."""
    assert [await box.asks("weekly", place.person) for place in roster] == roster
    assert await box.asks("weekly", "U999") is None


async def test_the_reminder_goes_to_everyone_but_who_declined(
    box: Boxes, roster: list[Place]
) -> None:
    """Answering changes nothing about who is reminded, "not this week" does."""
    await box.cast("weekly", "U001", ANSWERS)
    await box.cast("weekly", "U002", ANSWERS)
    for person in ("U002", "U003", "U999"):
        await box.decline("weekly", person)
    everyone = [place.person for place in roster]
    assert await box.to_remind("weekly") == [p for p in everyone if p not in {"U002", "U003"}]
    assert await box.cast("weekly", "U003", ANSWERS) is CastOutcome.COUNTED


async def test_destroying_leaves_no_file_and_may_be_done_again(box: Boxes, tmp_path: Path) -> None:
    """After destroying there is no key, no box and no journal, and nothing to be found left."""
    await box.cast("weekly", "U001", ANSWERS)
    assert await box.left() == ["weekly"]
    for _ in range(2):
        await box.destroy("weekly")
        left = [*(tmp_path / "boxes").iterdir(), *(tmp_path / "keys").iterdir()]
        assert {path.name for path in left} == {"belongs-to"}
        assert await box.left() == []
    with pytest.raises(BoxLost, match="The key of weekly is gone"):
        await box.cast("weekly", "U001", ANSWERS)


async def test_what_a_kill_leaves_of_a_destruction_is_found(box: Boxes, tmp_path: Path) -> None:
    """As long as a key, a box or a journal is there, the round is named among those left."""
    await box.close()
    journal = tmp_path / "boxes" / "weekly.box-journal"
    journal.write_bytes(b"hot")
    paths = [tmp_path / "keys" / "weekly.key", journal, file_of(tmp_path)]
    for path in paths:
        assert await box.left() == ["weekly"]
        path.unlink()
    assert await box.left() == []


async def test_destroying_while_people_answer_tells_them(box: Boxes, roster: list[Place]) -> None:
    """A cast that meets a destruction is counted before it or refused, and never left waiting."""
    tasks = [asyncio.create_task(box.cast("weekly", p.person, ANSWERS)) for p in roster]
    asked = [asyncio.create_task(box.asks("weekly", p.person)) for p in roster]
    await asyncio.sleep(0)
    await box.destroy("weekly")
    async with asyncio.timeout(10):
        told = await asyncio.gather(*tasks, *asked, return_exceptions=True)
    kinds = {type(one) for one in told}
    assert kinds <= {CastOutcome, Place, NotRecorded, BoxLost}


async def test_a_mark_that_somebody_else_puts_in_is_seen_by_the_next_cast(
    box: Boxes, tmp_path: Path
) -> None:
    """How many marks there are is known only as long as no other program writes to the box."""
    for person in ("U001", "U002"):
        assert await box.cast("weekly", person, ANSWERS) is CastOutcome.COUNTED
    for harm in ("INSERT INTO mark (mark) VALUES (zeroblob(32))", "DELETE FROM mark"):
        with closing(sqlite3.connect(file_of(tmp_path))) as intruder, intruder:
            intruder.execute(harm)
        with pytest.raises(BoxBroken, match="do not agree"):
            await box.cast("weekly", "U003", ANSWERS)


@pytest.mark.parametrize(
    "harm",
    [
        'UPDATE roster SET groups = \'["nowhere", "rest"]\'',
        "UPDATE roster SET groups = '[\"north\"]'",
        "UPDATE roster SET groups = 'no list'",
        "UPDATE tally SET round = 'another'",
        "UPDATE tally SET sealed = x'00'",
        "DELETE FROM tally",
        "DROP TABLE mark",
        "DROP TABLE roster",
    ],
)
async def test_a_box_that_is_altered_while_it_is_open_is_broken(
    box: Boxes, tmp_path: Path, harm: str
) -> None:
    """Who casts into it hears that it is broken; nobody is left waiting, nobody is counted."""
    await box.cast("weekly", "U001", ANSWERS)
    intruder = sqlite3.connect(file_of(tmp_path), isolation_level=None)
    before = intruder.execute("SELECT count(*) FROM mark").fetchone()
    intruder.execute(harm)
    async with asyncio.timeout(10):
        for person in ("U002", "U003"):
            with pytest.raises(BoxBroken):
                await box.cast("weekly", person, ANSWERS)
    if harm != "DROP TABLE mark":
        assert intruder.execute("SELECT count(*) FROM mark").fetchone() == before
    intruder.close()


async def test_unknown_answers_are_not_counted(box: Boxes) -> None:
    """An option or a question that is not asked is refused whole; skipping all of them counts."""
    for answers in ({"monday": "f"}, {"sunday": "a"}, {"monday": "a", "friday": "A"}, {"": ""}):
        assert await box.cast("weekly", "U001", answers) is CastOutcome.NOT_ASKED
    assert await box.cast("weekly", "U001", {}) is CastOutcome.COUNTED
    everyone = (await box.count("weekly")).tallies[0]
    assert everyone.casts == 1
    assert {n for options in everyone.counts.values() for n in options.values()} == {0}
