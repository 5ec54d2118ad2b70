"""The promise, byte by byte: what a copy of the files gives away while a round is open, and after.

The options, the people and their groups have names that occur nowhere else, so that a search of
the raw bytes finds them wherever SQLite may have put them.
"""

import asyncio
import hashlib
import hmac
import random
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from support.pulse import a_pulse
from support.round import OPENS, a_round

from questions.model import Option, Question, Scale
from storage.ballot_box.boxes import Boxes
from storage.database import Database
from storage.model import CastOutcome, Figure, Owed, Place, Precision, Published
from storage.outbox import Outbox
from storage.pulses import Pulses
from storage.rounds import Rounds

Reach = Callable[[str], Boxes]
ROUND = "weekly-pulse"

OPTIONS = ("canary-heron", "canary-plover", "canary-wagtail", "canary-dunnock")
QUESTIONS = tuple(
    Question(
        id=question,
        theme="workload",
        wording=f"Which bird is {question}?",
        scale=Scale(
            id="birds", options=tuple(Option(id=o, label=o, score=n) for n, o in enumerate(OPTIONS))
        ),
        favourable=frozenset(OPTIONS[:2]),
    )
    for question in ("quill", "nest", "song")
)
PEOPLE = tuple(f"UCANARY{number:04}Z" for number in range(300))
ROSTER = [
    Place(person=person, groups=(f"team-{n % 9}", "agency" if n % 5 == 0 else "rest"))
    for n, person in enumerate(PEOPLE)
]
WORDS = tuple(name.encode() for name in (*OPTIONS, "does-not-apply"))


def answers(seed: object) -> dict[str, str]:
    seeded = random.Random(str(seed))
    return {q.id: seeded.choice([*OPTIONS, "does-not-apply"]) for q in QUESTIONS}


def folder_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def file_names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def found(content: bytes, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if name.encode() in content]


def sealed(file: Path) -> bytes:
    with closing(sqlite3.connect(file)) as connection:
        return bytes(connection.execute("SELECT sealed FROM tally").fetchone()[0])


def marks(file: Path) -> set[bytes]:
    with closing(sqlite3.connect(file)) as connection:
        return {bytes(mark) for (mark,) in connection.execute("SELECT mark FROM mark")}


def pages(content: bytes) -> list[bytes]:
    return [content[start : start + 4096] for start in range(0, len(content), 4096)]


async def open_box(boxes: Boxes) -> None:
    await boxes.open(ROUND, questions=QUESTIONS, dimensions=("team", "staff"), roster=ROSTER)


class Copies:
    """Copies of box, journal and main database, taken within each transaction and after it."""

    def __init__(self, data: Path) -> None:
        self.box = data / "boxes" / f"{ROUND}.box"
        self._journal = data / "boxes" / f"{ROUND}.box-journal"
        self._main = data / "main.db"
        self.boxes: list[bytes] = []
        self.journals: list[bytes] = []
        self.mains: set[bytes] = set()

    def take(self, statement: str = "COMMIT") -> None:
        """Copy the files; within a transaction, before its end, the journal is full."""
        if statement == "COMMIT":
            self.boxes.append(self.box.read_bytes())
            self.journals.append(self._journal.read_bytes())
            self.mains.add(self._main.read_bytes())


async def everyone_casts(boxes: Boxes, copies: Copies) -> None:
    """Three hundred people answer, one by one and together, and each time copies are taken."""
    connection = boxes._here[ROUND]._file._connection
    await connection.set_trace_callback(copies.take)
    for start, many in ((0, 1), (150, 30)):
        for first in range(start, start + 150, many):
            casts = (boxes.cast(ROUND, p, answers(p)) for p in PEOPLE[first : first + many])
            assert set(await asyncio.gather(*casts)) == {CastOutcome.COUNTED}
            copies.take()
    await connection.set_trace_callback(lambda _: None)


async def test_no_copy_of_an_open_round_holds_an_answer(
    reach: Reach, tmp_path: Path, database: Database
) -> None:
    """At no point, not even within a transaction, is an answer in box, journal or database.

    An option's name is in the box once for each question, in the list of what is counted, and in
    the journal when that page is; answering adds none.
    """
    boxes, copies = reach("data"), Copies(tmp_path / "data")
    await open_box(boxes)
    empty = copies.box.read_bytes()
    assert {empty.count(word) for word in WORDS} == {len(QUESTIONS)}
    await everyone_casts(boxes, copies)
    assert len(copies.boxes) == 2 * (150 + 5)
    assert any(journal.strip(b"\0") for journal in copies.journals)
    for word in WORDS:
        assert {copy.count(word) for copy in copies.boxes} == {len(QUESTIONS)}
        assert {copy.count(word) for copy in copies.journals} <= {0, len(QUESTIONS)}
        assert not any(word in copy for copy in copies.mains)
    assert (await boxes.count(ROUND)).tallies[0].casts == len(PEOPLE)


async def test_a_copy_grows_by_marks_alone(
    reach: Reach, tmp_path: Path, database: Database
) -> None:
    """Each answer adds 32 bytes of mark; the tally keeps its length, the roster its bytes."""
    boxes, copies = reach("data"), Copies(tmp_path / "data")
    await open_box(boxes)
    empty = copies.box.read_bytes()
    length = len(sealed(copies.box))
    await everyone_casts(boxes, copies)
    assert len(sealed(copies.box)) == length
    assert {len(mark) for mark in marks(copies.box)} == {32}
    assert len(marks(copies.box)) == len(PEOPLE)
    # 34 bytes of cell and 2 of pointer each, in pages that are at least a third full
    assert len(copies.boxes[-1]) - len(empty) <= 3 * 36 * len(PEOPLE)
    person = re.compile(rb"UCANARY\d{4}Z")
    for copy in copies.boxes:
        for before, after in zip(pages(empty), pages(copy), strict=False):
            assert person.search(before) is None or before == after
        assert sum(map(len, map(person.findall, pages(copy)))) == len(person.findall(empty))


async def test_the_file_says_nothing_about_time(reach: Reach, tmp_path: Path) -> None:
    """There is no column, number or text of a time, and nothing but what is named here."""
    boxes = reach("data")
    await open_box(boxes)
    for person in PEOPLE[:40]:
        await boxes.cast(ROUND, person, answers(person))
    file = tmp_path / "data" / "boxes" / f"{ROUND}.box"
    with closing(sqlite3.connect(file)) as connection:
        columns = connection.execute(
            "SELECT t.name, group_concat(c.name, ' ') FROM sqlite_schema t, "
            "pragma_table_info(t.name) c WHERE t.type = 'table' GROUP BY t.name ORDER BY t.name"
        ).fetchall()
        numbers = {
            value
            for table, _ in columns
            for row in connection.execute(f"SELECT * FROM {table}")  # noqa: S608 - names from above
            for value in row
            if isinstance(value, int | float)
        }
        others = connection.execute("SELECT type FROM sqlite_schema WHERE type <> 'table'")
        assert {kind for (kind,) in others} == {"index"}
    assert columns == [
        ("mark", "mark"),
        ("roster", "person groups declined"),
        ("tally", "round layout closing sealed"),
    ]
    assert numbers <= {0, 1}
    content = folder_bytes(tmp_path / "data")
    for moment in (datetime.now(UTC), datetime.now().astimezone()):
        for form in ("%Y-%m-%d", "%Y%m%d", "%d/%m/%Y", "%H:%M"):
            assert moment.strftime(form).encode() not in content


async def test_other_answers_at_another_time_change_the_sealed_tally_alone(
    reach: Reach, tmp_path: Path
) -> None:
    """Two copies of one box, in which the same people answer otherwise and later, differ there.

    So there is no byte outside the sealed tally in which an answer or a time could be.
    """
    first = reach("first")
    await open_box(first)
    await first.close()
    for suffix in ("", "-keys"):
        shutil.copytree(tmp_path / f"first{suffix}", tmp_path / f"second{suffix}")
    contents = []
    for name in ("first", "second"):
        boxes = reach(name)
        for person in PEOPLE[:60]:
            await boxes.cast(ROUND, person, answers((name, person)))
        await boxes.close()
        file = tmp_path / name / "boxes" / f"{ROUND}.box"
        content, tally = file.read_bytes(), sealed(file)
        assert content.count(tally) == 1
        contents.append(content.replace(tally, bytes(len(tally))))
        await asyncio.sleep(1.1)  # a clock in seconds would show
    assert contents[0] == contents[1]


async def test_without_the_key_nothing_tells_who_answered(reach: Reach, tmp_path: Path) -> None:
    """Two copies of one box in which other halves of the roster answered list the same people.

    They differ in marks and sealed tally; what is readable in them is equal, and so are the pages
    of the roster.
    """
    first = reach("first")
    await open_box(first)
    await first.close()
    for suffix in ("", "-keys"):
        shutil.copytree(tmp_path / f"first{suffix}", tmp_path / f"second{suffix}")
    readable, rosters, kept = [], [], []
    for name, half in (("first", PEOPLE[:150]), ("second", PEOPLE[150:])):
        boxes = reach(name)
        for person in half:
            await boxes.cast(ROUND, person, answers(person))
        await boxes.close()
        file = tmp_path / name / "boxes" / f"{ROUND}.box"
        with closing(sqlite3.connect(file)) as connection:
            readable.append(
                [
                    connection.execute("SELECT * FROM roster").fetchall(),
                    connection.execute("SELECT round, layout, closing FROM tally").fetchall(),
                    connection.execute("SELECT count(*), max(length(mark)) FROM mark").fetchall(),
                ]
            )
        rosters.append([page for page in pages(file.read_bytes()) if b"UCANARY" in page])
        kept.append(marks(file))
    assert readable[0] == readable[1]
    assert rosters[0] == rosters[1]
    assert kept[0].isdisjoint(kept[1])


async def test_a_mark_cannot_be_made_without_the_key(reach: Reach, tmp_path: Path) -> None:
    """Who knows roster and round finds no mark by hashing, and marks of two rounds never meet."""
    kept = []
    for name in ("first", "second"):
        boxes = reach(name)
        await open_box(boxes)
        await asyncio.gather(*(boxes.cast(ROUND, p, answers(p)) for p in PEOPLE))
        kept.append(marks(tmp_path / name / "boxes" / f"{ROUND}.box"))
    assert kept[0].isdisjoint(kept[1])
    guesses: set[bytes] = set()
    for person in PEOPLE:
        words = [person, f"{ROUND}{person}", f"{person}{ROUND}", f"{ROUND}/{person}"]
        guesses.update(hashlib.sha256(word.encode()).digest() for word in words)
        for key in (b"", bytes(32), ROUND.encode(), b"staff-pulse mark"):
            guesses.add(hmac.digest(key, person.encode(), "sha256"))
    assert guesses.isdisjoint(kept[0] | kept[1])


async def test_no_file_name_says_who_or_what(reach: Reach, tmp_path: Path) -> None:
    """The names of the files tell the round and nothing else."""
    boxes = reach("data")
    await open_box(boxes)
    await boxes.cast(ROUND, PEOPLE[0], answers(0))
    await boxes.decline(ROUND, PEOPLE[1])
    assert file_names(tmp_path) == [
        "belongs-to",
        "belongs-to",
        f"{ROUND}.box",
        f"{ROUND}.box-journal",
        f"{ROUND}.key",
    ]


def to_everyone(kind: str, words: str) -> list[Owed]:
    return [
        Owed(
            key=f"{ROUND}/{kind}/{person}",
            round=ROUND,
            recipient=person,
            to_person=True,
            body=words,
            since=OPENS,
            due=OPENS,
        )
        for person in PEOPLE
    ]


async def a_whole_round(database: Database, boxes: Boxes, *, scrubbed: bool) -> None:
    """Open, invite, answer, remind, close and publish, with some messages sent and some not."""
    rounds, outbox = Rounds(database), Outbox(database)
    one = a_round(a_pulse()).model_copy(update={"id": ROUND})
    await Pulses(database).put([one.pulse], now=OPENS - timedelta(days=1))
    await rounds.plan([one])
    await open_box(boxes)
    await rounds.open(
        one.model_copy(update={"questions": QUESTIONS}), to_everyone("invitation", "canary words")
    )
    for message in to_everyone("invitation", "")[:250]:
        await outbox.attempting(message.key)
        await outbox.gone(message.key)
    await asyncio.gather(*(boxes.cast(ROUND, p, answers(p)) for p in PEOPLE[:200]))
    await boxes.decline(ROUND, PEOPLE[210])
    await rounds.remind(ROUND, to_everyone("reminder", "canary words"))
    everyone = (await boxes.count(ROUND)).tallies[0]
    figure = Figure(
        dimension=everyone.dimension,
        group=everyone.group,
        name="Everyone",
        question="quill",
        version="1",
        precision=Precision.WITHHELD,
        text="Too few answers to show.",
    )
    await rounds.close(Published(round=ROUND, responses=(), figures=(figure,)))
    await boxes.destroy(ROUND)
    if scrubbed:
        await rounds.scrub()
    digest = Owed(
        key=f"{ROUND}/digest/C0LEAD",
        round=ROUND,
        recipient="C0LEAD",
        to_person=False,
        body="{}",
        since=OPENS,
        due=OPENS,
    )
    await rounds.publish(ROUND, "{}", [digest], composed=OPENS)


async def test_after_close_nobody_is_in_any_file(
    reach: Reach, tmp_path: Path, database: Database
) -> None:
    """Of the people asked no byte is left in any file, free pages and journals included."""
    boxes = reach("data")
    await a_whole_round(database, boxes, scrubbed=True)
    content = folder_bytes(tmp_path)
    assert found(content, PEOPLE) == []
    assert b"UCANARY" not in content
    assert b"canary words" not in content
    assert b"Too few answers to show." in content
    assert file_names(tmp_path) == [
        "belongs-to",
        "belongs-to",
        "main.db",
        "main.db-journal",
    ]
    assert (tmp_path / "data" / "main.db-journal").stat().st_size == 0


async def test_the_people_were_in_the_files_before(
    reach: Reach, tmp_path: Path, database: Database
) -> None:
    """The search that finds nobody afterwards finds everybody while the round is open."""
    boxes = reach("data")
    await Pulses(database).put([a_pulse()], now=OPENS - timedelta(days=1))
    await open_box(boxes)
    await Outbox(database).owe(
        [message.model_copy(update={"round": None}) for message in to_everyone("invitation", "")]
    )
    for file in ("main.db", f"boxes/{ROUND}.box"):
        assert found((tmp_path / "data" / file).read_bytes(), PEOPLE) == list(PEOPLE)


async def test_the_settings_are_what_removes_them(
    reach: Reach, tmp_path: Path, database: Database
) -> None:
    """With SQLite's own settings and no rewriting, people stay in the bytes of the database."""
    async with database.reading() as connection:
        await connection.execute("PRAGMA secure_delete = OFF")
    await a_whole_round(database, reach("data"), scrubbed=False)
    assert len(found(folder_bytes(tmp_path), PEOPLE)) > len(PEOPLE) // 2
