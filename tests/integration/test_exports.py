"""Everything that is kept, taken out: nothing of it is missing, and it can be used again."""

import asyncio
import csv
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from support import acting, versions
from support.council import OPENS, ROUND
from support.two_teams import COUNCIL, answered
from support.versions import VERSIONS
from support.world import Running, World, in_force, read

from bot import exports, pulse_file
from bot.checks import register
from bot.errors import StaffPulseError
from bot.sandbox import ServerError
from bot.settings import Folders
from questions import loader
from storage import schema
from storage.model import Pulse


def text(file: Path) -> str:
    return file.read_text(encoding="utf-8-sig")


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


async def exported(here: World, out: Path) -> str:
    return await asyncio.to_thread(exports.export, out, folders=here.folders)


def rows(database: Path, table: str) -> list[dict[str, object]]:
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        return [*map(dict, connection.execute(f'SELECT * FROM "{table}"'))]  # noqa: S608 - of the register


async def test_every_row_of_every_table_is_in_it(
    here: World, running: Running, tmp_path: Path
) -> None:
    """Table by table it is what the database holds, and each column is explained."""
    await acting.two_leaders(here, running)
    await acting.recorded(here, running)
    await exported(here, tmp_path / "out")
    about = text(tmp_path / "out" / "about.md")
    for table, known in register.MAIN.items():
        told = json.loads(text(tmp_path / "out" / "tables" / f"{table}.json"))
        kept = rows(here.folders.data_dir / "staff-pulse.sqlite3", table)
        assert told == [row for row in kept if not row.get("to_person")]
        assert f"`{table}.json`" in about
        assert all(f"`{column}`: " in about for column in known.columns)
    assert json.loads(text(tmp_path / "out" / "tables" / "actions.json"))


async def test_pulses_and_questions_can_be_put_in_force_again(
    here: World, running: Running, tmp_path: Path
) -> None:
    """What is read from the files is what is in force, word for word."""
    await exported(here, tmp_path / "out")
    read_again = pulse_file.read(tmp_path / "out" / "pulses.yaml")
    assert [*read_again] == [*await running.bot.pulses.wanted()]
    for one in await running.bot.pulses.question_sets():
        assert loader.load(tmp_path / "out" / "question-sets" / f"{one.id}.yaml") == one


async def test_what_was_published_is_there_as_csv_and_json(
    here: World, running: Running, tmp_path: Path
) -> None:
    """A row for each figure, and the digest itself."""
    await acting.two_leaders(here, running)
    await exported(here, tmp_path / "out")
    published = await running.ports.rounds.published(ROUND)
    told = csv.DictReader(text(tmp_path / "out/published/weekly/figures.csv").splitlines())
    assert [row["text"] for row in told] == [one.text for one in published.figures]
    digest = text(tmp_path / "out" / "digests" / f"{ROUND}.json")
    assert digest == await running.ports.rounds.digest(ROUND)


async def test_nobody_who_is_asked_is_in_it(
    here: World, weekly: tuple[Pulse, ...], tmp_path: Path
) -> None:
    """In the middle of a round, with invitations that wait, no file names anybody, nor changes."""
    here.sandbox.faults.order("chat.postMessage", ServerError(500), times=12)
    async with in_force(here, weekly) as running:
        await running.tick(OPENS)
        await answered(here, COUNCIL.people[12:])
        before = read(here.folders)
        await exported(here, tmp_path / "out")
        assert read(here.folders) == before
    everything = b"".join(files(tmp_path / "out").values())
    assert b"weekly-2026-11-24" in everything
    assert [one for one in COUNCIL.people if one.encode() in everything] == []
    assert not any("boxes" in name or "key" in name for name in files(tmp_path / "out"))


@pytest.mark.parametrize("version", VERSIONS)
def test_a_database_of_any_version_can_be_taken_out(tmp_path: Path, version: int) -> None:
    """What an older version wrote is told as it is, and the database stays old."""
    database = tmp_path / "data" / "staff-pulse.sqlite3"
    versions.write(version, database)
    before = database.read_bytes()
    folders = Folders(data_dir=tmp_path / "data", key_dir=tmp_path / "keys")
    exports.export(tmp_path / "out", folders=folders)
    assert len(json.loads(text(tmp_path / "out" / "tables" / "rounds.json"))) == 3
    assert {path.stem for path in (tmp_path / "out" / "tables").iterdir()} == {
        *schema.of_main(version).tables
    }
    assert "93 of 110 answered" in text(tmp_path / "out/published/small-town/responses.csv")
    assert database.read_bytes() == before


@pytest.mark.parametrize("where", ["data/out", "keys/out", "full", "file"])
async def test_other_files_are_never_touched(
    here: World, running: Running, tmp_path: Path, where: str
) -> None:
    """A folder of the bot, or one that holds anything, is refused in a sentence."""
    lay_out(tmp_path)
    before = files(tmp_path)
    with pytest.raises(StaffPulseError, match=r"name (another place|a folder that is new)"):
        await exported(here, tmp_path / where)
    assert files(tmp_path) == before


def lay_out(folder: Path) -> None:
    (folder / "full").mkdir()
    (folder / "full" / "minutes.txt").write_text("of the last meeting")
    (folder / "file").write_text("another")


async def test_files_are_their_owners_alone(here: World, running: Running, tmp_path: Path) -> None:
    """Some of them name people, so nobody else can read any."""
    await exported(here, tmp_path / "out")
    assert modes(tmp_path / "out") == {0o600}


def modes(folder: Path) -> set[int]:
    return {path.stat().st_mode & 0o777 for path in folder.rglob("*") if path.is_file()}
