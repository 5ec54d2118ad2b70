"""The database thief: takes copies of everything but the key, during a round and after it.

Two worlds differ in who answered, and in what order; what the thief can read must not. The bytes
of the files, free pages and journals included, are searched by `test_what_the_files_hold.py`.
"""

import re
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import pytest_asyncio
from support.council import ROUND
from support.two_worlds import BOX, COUNCIL, MAIN, Files, Lived, dump, live

from bot.sandbox import Message
from storage.ballot_box.keys import _LENGTH, _derive
from storage.ballot_box.tally import Layout, Tally
from storage.errors import BoxBroken

KEY = f"keys/{ROUND}.key"
STAGES = ("answered", "reminded", "closed", "published")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def worlds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Lived, Lived]:
    one = await live("one", tmp_path_factory.mktemp("one"))
    return one, await live("other", tmp_path_factory.mktemp("other"))


def sealed(files: Files, folder: Path) -> tuple[bytes, Layout]:
    """The sealed tally of a box, and what it counts."""
    beside = {name: content for name, content in files.items() if name.startswith(BOX)}
    for name, content in beside.items():
        (folder / Path(name).name).write_bytes(content)
    with closing(sqlite3.connect(folder / Path(BOX).name)) as connection:
        [(tally, layout)] = connection.execute("SELECT sealed, layout FROM tally").fetchall()
    return bytes(tally), Layout.model_validate_json(layout)


def test_the_main_database_does_not_change_when_somebody_answers(
    worlds: tuple[Lived, Lived],
) -> None:
    """Between the first answer and the last, no byte outside the box is another one."""
    for lived in worlds:
        others = [{n: c for n, c in files.items() if n != BOX} for files in lived.copies]
        assert all(one == others[0] for one in others)
        assert len({files[BOX] for files in lived.copies}) == len(lived.answers)


@pytest.mark.parametrize("stage", STAGES)
def test_the_main_database_is_the_same_whoever_answered(
    worlds: tuple[Lived, Lived], stage: str
) -> None:
    """At every stage of the round both worlds keep the very same."""
    one, other = (dump(lived.files[stage][MAIN]) for lived in worlds)
    assert one == other
    assert any(ROUND in line for line in one)


def test_a_box_without_its_key_lists_the_same_people_in_both_worlds(
    worlds: tuple[Lived, Lived],
) -> None:
    """Apart from codes of one length, which no two copies share, the two boxes are the same."""
    codes = re.compile(r"X'[0-9A-F]{40,}'")
    one, other = (dump(lived.files["reminded"][BOX]) for lived in worlds)
    assert [codes.sub("", line) for line in one] == [codes.sub("", line) for line in other]
    found = [codes.findall("".join(lines)) for lines in (one, other)]
    assert len(found[0]) == 1 + len(worlds[0].answers)
    assert set(found[0]).isdisjoint(found[1])
    assert [len(code) for code in found[0]] == [len(code) for code in found[1]]


def test_a_sealed_tally_is_noise(worlds: tuple[Lived, Lived], tmp_path: Path) -> None:
    """Neither the number of casts is in it, nor has it more in common with the next than noise."""
    for lived in worlds:
        tallies = [sealed(files, tmp_path)[0] for files in lived.copies]
        for number, tally in enumerate(tallies, start=1):
            for order in "<>":
                assert struct.pack(f"{order}I", number) not in tally
        alike = [a == b for pair in pairwise(tallies) for a, b in zip(*pair, strict=True)]
        assert sum(alike) < len(alike) / 32  # by chance it is one in 256


def tallies_in(content: bytes, layout: Layout, length: int, key: bytes) -> Iterator[int]:
    """The casts of each tally that the key opens, wherever it begins."""
    for start in range(len(content) - length + 1):
        try:
            part = content[start : start + length]
            yield Tally.unseal(part, layout=layout, key=key, round_id=ROUND).casts
        except BoxBroken:
            pass


def test_whoever_has_the_key_too_finds_one_moment_and_no_history(
    worlds: tuple[Lived, Lived], tmp_path: Path
) -> None:
    """Box, journal and key together open the sums of that moment; none of an earlier is left."""
    lived, _ = worlds
    files = lived.files["answered"]
    tally, layout = sealed(files, tmp_path)
    keys = _derive(files[KEY], ROUND)
    boxes = [content for name, content in files.items() if name.startswith("data/boxes/")]
    opened = [casts for box in boxes for casts in tallies_in(box, layout, len(tally), keys.tally)]
    assert opened == [len(lived.answers)]


@pytest.mark.parametrize("stage", ["closed", "published"])
def test_after_the_round_there_is_nothing_to_take(worlds: tuple[Lived, Lived], stage: str) -> None:
    """Key, box and journals are gone, and nobody who was asked is in any byte."""
    for lived in worlds:
        files = lived.files[stage]
        assert len(lived.files["answered"][KEY]) == _LENGTH
        assert [name for name in files if name.endswith((".key", ".box", ".box-journal"))] == []
        everything = b"".join(files.values())
        assert [one for one in COUNCIL.people if one.encode() in everything] == []


def unstamped(message: Message) -> Message:
    """A message but for its timestamp, and for that of the one that it answers."""
    return replace(message, ts="", thread_ts=message.thread_ts and "")


@pytest.mark.parametrize("stage", STAGES)
def test_nothing_that_is_sent_depends_on_who_answered(
    worlds: tuple[Lived, Lived], stage: str
) -> None:
    """In both worlds everybody has been sent the same, and nothing was edited.

    Messages to people go a few at a time, so that their timestamps differ by chance.
    """
    one, other = (lived.sent[stage] for lived in worlds)
    assert [unstamped(message) for message in one] == [unstamped(message) for message in other]
    assert {message.edited_ts for message in one} == {None}
    assert len({message.channel for message in one}) >= len(COUNCIL.people)
