"""Every way to break the promise in a data folder is found, under its own sentence."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from support.council import ROUND
from support.two_teams import COUNCIL

from bot.checks import report
from bot.checks.check import Result, Sentence
from bot.checks.verify import Report, verify
from bot.errors import StaffPulseError
from storage.errors import StorageError

Plant = Callable[[Path], None]

SOMEBODY = COUNCIL.people[0]
NEVER = "UPERSON020"
"""Asked not to be asked, so that the main database knows them at each stage."""


async def found(folder: Path) -> Report:
    return await verify(folder / "data", folder / "keys")


def with_result(report_: Report, result: Result) -> set[Sentence]:
    return {check.sentence for check in report_.checks if check.result is result}


def change(file: Path, *statements: str) -> None:
    """Change a file behind the bot's back."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def in_main(folder: Path, *statements: str) -> None:
    change(folder / "data" / "staff-pulse.sqlite3", *statements)


def in_box(folder: Path, *statements: str) -> None:
    """Change the box, and put the dates back that this gave it."""
    box = folder / "data" / "boxes" / f"{ROUND}.box"
    change(box, *statements)
    os.utime(box, (0, 0))


def main(*statements: str) -> Plant:
    return lambda folder: in_main(folder, *statements)


def box(*statements: str) -> Plant:
    return lambda folder: in_box(folder, *statements)


def file(name: str, content: bytes = b"", mode: int = 0o600) -> Plant:
    def plant(folder: Path) -> None:
        (folder / name).write_bytes(content)
        (folder / name).chmod(mode)

    return plant


def mode(name: str, mode: int) -> Plant:
    return lambda folder: (folder / name).chmod(mode)


def link(folder: Path) -> None:
    (folder / "data" / "boxes" / "belongs-to.new").symlink_to("/etc/hostname")


def leftover_box(folder: Path) -> None:
    """A round that was cancelled, its key destroyed, and its box not."""
    in_main(folder, "UPDATE rounds SET state = 'cancelled'", "DELETE FROM outbox")
    (folder / "keys" / f"{ROUND}.key").unlink()


def journal(folder: Path) -> None:
    """A journal that was not emptied, but only marked as over."""
    content = bytes(28) + b"..." + SOMEBODY.encode() + b"..."
    file("data/staff-pulse.sqlite3-journal", content)(folder)


def dated(folder: Path) -> None:
    os.utime(folder / "data" / "boxes" / f"{ROUND}.box", (1e9, 1e9))


def guessable(folder: Path) -> None:
    code = sha256(SOMEBODY.encode()).hexdigest()
    in_box(folder, f"INSERT INTO mark VALUES (x'{code}')")  # noqa: S608 - our own


def owe(person: str) -> str:
    """A message to a person that waits."""
    return (
        "INSERT INTO outbox (key, round, recipient, to_person, body, since, due) "  # noqa: S608 - our own
        f"VALUES ('{ROUND}/reminder/{person}', '{ROUND}', '{person}', 1, '{{}}', '', '')"
    )


SAMPLES = "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)"


def sampled(person: str) -> tuple[str, ...]:
    """What ANALYZE makes of a person who is indexed, also where SQLite is built without it."""
    return (
        SAMPLES.replace("sqlite", "planted"),
        f"INSERT INTO planted_stat4 VALUES ('preferences', '', '1', '0', '0', x'{blob(person)}')",  # noqa: S608 - our own
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_schema SET name = 'sqlite_stat4', tbl_name = 'sqlite_stat4', "  # noqa: S608 - our own
        f"sql = '{SAMPLES}' WHERE name = 'planted_stat4'",
    )


def blob(person: str) -> str:
    return (b"\2\x21" + person.encode()).hex()


FORGOTTEN = "PRAGMA secure_delete = OFF"
LOOSENED = (
    "PRAGMA writable_schema = ON",
    "UPDATE sqlite_schema SET sql = replace(sql, 'CHECK (never IN (0, 1))', '') "
    "WHERE name = 'preferences'",
)

BREAKS: dict[str, tuple[str, Plant, Sentence]] = {
    "an extra table": (
        "published",
        main("CREATE TABLE diary (words TEXT)"),
        Sentence.NOBODY_SEES,
    ),
    "an extra column": (
        "published",
        main("ALTER TABLE figures ADD COLUMN who TEXT"),
        Sentence.NOBODY_SEES,
    ),
    "an extra index": (
        "published",
        main("CREATE INDEX by_text ON figures (text)"),
        Sentence.NOBODY_SEES,
    ),
    "an extra view": (
        "published",
        main("CREATE VIEW peek AS SELECT * FROM outbox"),
        Sentence.NOBODY_SEES,
    ),
    "a trigger": (
        "published",
        main("CREATE TRIGGER spy AFTER INSERT ON outbox BEGIN SELECT 1; END"),
        Sentence.NOBODY_SEES,
    ),
    "a table that is missing": ("open", main("DROP TABLE restores"), Sentence.NOBODY_SEES),
    "a table made otherwise": ("published", main(*LOOSENED), Sentence.NOBODY_SEES),
    "a person beside a round": (
        "published",
        main(f"UPDATE rounds SET reason = 'seen: {SOMEBODY}'"),  # noqa: S608 - our own
        Sentence.NOBODY_SEES,
    ),
    "a pause with its time": (
        "before",
        main("UPDATE preferences SET paused_until = '2026-12-24T09:41:07Z'"),
        Sentence.NOBODY_SEES,
    ),
    "an unknown file": ("published", file("data/notes.txt"), Sentence.NOBODY_SEES),
    "an unknown file among boxes": ("open", file("data/boxes/.hidden"), Sentence.NOBODY_SEES),
    "a key beside the data": ("open", file(f"data/boxes/{ROUND}.key"), Sentence.NOBODY_SEES),
    "a write-ahead log of a box": (
        "open",
        file(f"data/boxes/{ROUND}.box-wal"),
        Sentence.NOBODY_SEES,
    ),
    "a file with too much in it": (
        "published",
        file("data/lock", b"x" * 500),
        Sentence.NOBODY_SEES,
    ),
    "a link": ("published", link, Sentence.NOBODY_SEES),
    "a file that others read": (
        "published",
        mode("data/staff-pulse.sqlite3", 0o644),
        Sentence.NOBODY_SEES,
    ),
    "a folder that others enter": ("published", mode("data", 0o755), Sentence.NOBODY_SEES),
    "an altered figure": (
        "published",
        main("UPDATE figures SET text = 'up to a third of 8 to 14 people' WHERE place = 1"),
        Sentence.ONLY_TOTALS,
    ),
    "an altered response": (
        "published",
        main("UPDATE responses SET invited = invited + 1 WHERE place = 0"),
        Sentence.ONLY_TOTALS,
    ),
    "a figure taken away": (
        "published",
        main("DELETE FROM figures WHERE place = 1"),
        Sentence.ONLY_TOTALS,
    ),
    "an altered digest": (
        "published",
        main(
            "UPDATE digests SET body = "
            """replace(body, '"precision":"band"', '"precision":"withheld"')"""
        ),
        Sentence.ONLY_TOTALS,
    ),
    "a question taken away": (
        "published",
        main("UPDATE rounds SET questions = '[]'"),
        Sentence.ONLY_TOTALS,
    ),
    "a digest taken away": ("published", main("DELETE FROM digests"), Sentence.ONLY_TOTALS),
    "figures of an open round": (
        "open",
        main(
            'INSERT INTO responses (round, place, dimension, "group", name, invited, precision, '
            "text) SELECT id, 0, 'everyone', 'everyone', 'Everyone', 26, 'withheld', '' FROM rounds"
        ),
        Sentence.ONLY_TOTALS,
    ),
    "half-way figures of few": (
        "open",
        main(
            'INSERT INTO midway (round, place, dimension, "group", name, invited, nearest) '
            "SELECT id, 0, 'everyone', 'everyone', 'Everyone', 26, 40 FROM rounds"
        ),
        Sentence.ONLY_TOTALS,
    ),
    "a count of too few": (
        "closed",
        main("UPDATE figures SET precision = 'exact', answered = 4, favourable = 1"),
        Sentence.ONLY_TOTALS,
    ),
    "a box of a round that is over": ("open", leftover_box, Sentence.ONLY_TOTALS),
    "a message of a closed round": (
        "published",
        main(owe(SOMEBODY)),
        Sentence.ONLY_TOTALS,
    ),
    "a person in a gap": (
        "published",
        main(FORGOTTEN, owe(SOMEBODY), "DELETE FROM outbox WHERE to_person"),
        Sentence.ONLY_TOTALS,
    ),
    "people in free pages": (
        "published",
        main(
            FORGOTTEN,
            "INSERT INTO preferences (person, never) WITH RECURSIVE n(i) AS "
            "(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900) "
            "SELECT 'UCANARY' || (1000 + i), 1 FROM n",
            "DELETE FROM preferences WHERE person LIKE 'UCANARY%'",
        ),
        Sentence.ONLY_TOTALS,
    ),
    "a person in the samples of ANALYZE": (
        "published",
        main(*sampled(SOMEBODY)),
        Sentence.ONLY_TOTALS,
    ),
    "a person in the journal": ("published", journal, Sentence.ONLY_TOTALS),
    "a stranger in free space while a round is open": (
        "open",
        main(FORGOTTEN, owe("UPERSON777"), "DELETE FROM outbox WHERE to_person"),
        Sentence.ONLY_TOTALS,
    ),
    "a write-ahead log": ("published", main("PRAGMA journal_mode = WAL"), Sentence.ONLY_TOTALS),
    "other words for one of them": (
        "asking",
        main("UPDATE outbox SET body = body || ' ' WHERE place = (SELECT min(place) FROM outbox)"),
        Sentence.SAME_FOR_ALL,
    ),
    "another time for one of them": (
        "asking",
        main(
            "UPDATE outbox SET since = '2026-11-24T11:00:00Z' "
            "WHERE place = (SELECT max(place) FROM outbox)"
        ),
        Sentence.SAME_FOR_ALL,
    ),
    "another order for one of them": (
        "asking",
        main("UPDATE outbox SET place = 9999 WHERE place = (SELECT min(place) FROM outbox)"),
        Sentence.SAME_FOR_ALL,
    ),
    "a key of a closed round": (
        "published",
        file(f"keys/{ROUND}.key", bytes(32)),
        Sentence.UNTIL_CLOSE,
    ),
    "a key of no round": ("open", file("keys/weekly-2020-01-01.key"), Sentence.UNTIL_CLOSE),
    "a key that others read": ("open", mode(f"keys/{ROUND}.key", 0o640), Sentence.UNTIL_CLOSE),
    "an unknown file among keys": ("open", file("keys/copy-of-key"), Sentence.UNTIL_CLOSE),
    "a journal with a tally in it": (
        "open",
        file(f"data/boxes/{ROUND}.box-journal", bytes(28) + b"an earlier tally"),
        Sentence.CANNOT_FIND,
    ),
    "a mark with a time": (
        "open",
        box("UPDATE mark SET mark = CAST(mark || x'000000006925abcd' AS BLOB)"),
        Sentence.CANNOT_FIND,
    ),
    "a column for the time": (
        "open",
        box("ALTER TABLE mark ADD COLUMN at TEXT"),
        Sentence.CANNOT_FIND,
    ),
    "a table of ballots": (
        "open",
        box("CREATE TABLE ballot (person TEXT, answer TEXT)"),
        Sentence.CANNOT_FIND,
    ),
    "statistics beside a ballot box": ("open", box("ANALYZE"), Sentence.CANNOT_FIND),
    "samples beside a ballot box": ("open", box(*sampled(SOMEBODY)), Sentence.CANNOT_FIND),
    "a second tally": (
        "open",
        box("INSERT INTO tally SELECT 'before', layout, closing, sealed FROM tally"),
        Sentence.CANNOT_FIND,
    ),
    "a tally that grew": (
        "open",
        box("UPDATE tally SET sealed = CAST(sealed || x'00' AS BLOB)"),
        Sentence.CANNOT_FIND,
    ),
    "a mark without a secret": ("open", guessable, Sentence.CANNOT_FIND),
    "a box with its date": ("open", dated, Sentence.CANNOT_FIND),
}


@pytest.mark.parametrize("stage", ["before", "asking", "open"])
async def test_what_analyze_left_is_known_by_name(
    copied: Callable[[str], Path], stage: str
) -> None:
    """Whoever ran it by hand reads what it made, and breaks nothing while its people are there."""
    folder = copied(stage)
    in_main(folder, "ANALYZE", "DROP TABLE IF EXISTS sqlite_stat4")
    in_main(folder, *sampled(NEVER))
    seen = await found(folder)
    assert with_result(seen, Result.BROKEN) == set()
    said = " ".join(report.text(seen).split())
    assert "how many rows there are, since somebody ran ANALYZE by hand" in said
    assert "samples of what is in the other tables" in said
    assert "What ANALYZE left in the database names nobody who was deleted." in said


@pytest.mark.parametrize("what", BREAKS)
async def test_what_breaks_the_promise_breaks_its_own_sentence(
    copied: Callable[[str], Path], what: str
) -> None:
    """Each thing that must not be is found, and is told under the sentence that it belongs to."""
    stage, plant, sentence = BREAKS[what]
    folder = copied(stage)
    plant(folder)
    seen = await found(folder)
    assert with_result(seen, Result.BROKEN) == {sentence}
    said = " ".join(report.text(seen).split())
    assert said.count('BROKEN: "') == 1
    assert not any(person in said for person in COUNCIL.people)


async def test_a_copy_torn_in_a_change_is_told(copied: Callable[[str], Path]) -> None:
    """A copy that was taken within a transaction is not judged, and the sentence says why."""
    folder = copied("open")
    file("data/staff-pulse.sqlite3-journal", b"\xd9\xd5\x05\xf9" + bytes(600))(folder)
    with pytest.raises(StorageError, match="is in the middle of a change: try again"):
        await found(folder)


async def test_a_damaged_database_is_told(copied: Callable[[str], Path]) -> None:
    """What cannot be read is neither kept nor broken."""
    folder = copied("published")
    file("data/staff-pulse.sqlite3", b"rubbish" * 1000)(folder)
    with pytest.raises(StorageError, match="is damaged"):
        await found(folder)


async def test_a_newer_database_wants_a_newer_program(copied: Callable[[str], Path]) -> None:
    """An older wheel does not judge what it does not know."""
    folder = copied("published")
    in_main(folder, "PRAGMA user_version = 4711")
    with pytest.raises(StorageError, match="newer Staff Pulse"):
        await found(folder)


async def test_an_empty_database_is_told(copied: Callable[[str], Path]) -> None:
    """Where the bot was killed before it kept anything, the sentence says so."""
    folder = copied("published")
    file("data/staff-pulse.sqlite3")(folder)
    with pytest.raises(StaffPulseError, match="holds nothing yet"):
        await found(folder)


async def test_a_survey_that_cannot_be_read_is_told(copied: Callable[[str], Path]) -> None:
    """Something that only another version understands is one sentence, and quotes nothing."""
    folder = copied("published")
    in_main(folder, 'UPDATE rounds SET pulse_then = \'{"who": "somebody"}\'')
    with pytest.raises(StaffPulseError, match="this version cannot read") as told:
        await found(folder)
    assert "somebody" not in str(told.value)


async def test_a_box_that_was_only_just_made_is_whole(copied: Callable[[str], Path]) -> None:
    """What a kill left while a round was about to open is neither broken nor unread."""
    folder = copied("before")
    file(f"data/boxes/{ROUND}.box")(folder)
    os.utime(folder / "data" / "boxes" / f"{ROUND}.box", (0, 0))
    seen = await found(folder)
    assert with_result(seen, Result.KEPT) == {check.sentence for check in seen.checks}


async def test_a_damaged_box_is_left_open(copied: Callable[[str], Path]) -> None:
    """A box that cannot be read is told, and what can be judged is judged."""
    folder = copied("open")
    file(f"data/boxes/{ROUND}.box", b"rubbish" * 1000)(folder)
    os.utime(folder / "data" / "boxes" / f"{ROUND}.box", (0, 0))
    seen = await found(folder)
    assert Sentence.CANNOT_FIND in with_result(seen, Result.UNKNOWN)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE digests SET body = replace(body, 'First results', 'To begin with')",
        """UPDATE digests SET body = replace(body, '"headline"', '"title"')""",
    ],
)
async def test_a_digest_of_another_version_is_left_open(
    copied: Callable[[str], Path], statement: str
) -> None:
    """Where only words around the figures differ, or it cannot be read, nothing is broken."""
    folder = copied("published")
    in_main(folder, statement)
    seen = await found(folder)
    assert with_result(seen, Result.UNKNOWN) == {Sentence.ONLY_TOTALS}
    assert not seen.broken
