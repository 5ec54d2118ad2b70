"""What somebody finds who holds the data of a real round against the promise, at every stage."""

import asyncio
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from support.council import BEFORE, ONE_QUESTION, OPENS, ROUND, pulses
from support.two_teams import COUNCIL, answered
from support.warm import staff_pulse
from support.world import in_force, world

from bot.checks import report
from bot.checks.check import Result, Sentence
from bot.checks.verify import Report, verify
from bot.errors import StaffPulseError
from storage.model import Draft, DraftKind

STAGES = ("before", "asking", "open", "closed", "published", "promised", "done")


async def found(folder: Path) -> Report:
    return await verify(folder / "data", folder / "keys")


def with_result(report_: Report, result: Result) -> set[Sentence]:
    return {check.sentence for check in report_.checks if check.result is result}


@pytest.mark.parametrize("stage", STAGES)
async def test_nothing_is_broken_at_any_stage(stages: Path, stage: str) -> None:
    """From before people are asked until an action is done, every check comes out well."""
    seen = await found(stages / stage)
    assert [check.said for check in seen.checks if check.result is not Result.KEPT] == []
    assert not seen.broken


@pytest.mark.parametrize("stage", STAGES)
async def test_looking_changes_nothing(stages: Path, stage: str) -> None:
    """Bytes, modes and dates of every file and folder are the same afterwards."""
    before = look_of(stages / stage)
    report.text(await found(stages / stage), columns=True)
    assert look_of(stages / stage) == before


def look_of(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    return {
        str(path): (
            path.stat().st_mode,
            path.stat().st_mtime_ns,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in (folder, *folder.rglob("*"))
    }


async def test_without_the_key_folder_one_sentence_is_left_open(stages: Path) -> None:
    """A copy of the data alone is enough for all the others."""
    seen = await verify(stages / "open" / "data", stages / "nowhere")
    assert with_result(seen, Result.UNKNOWN) == {Sentence.UNTIL_CLOSE}
    assert not seen.broken


async def test_the_key_folder_of_other_data_is_not_taken_for_the_right_one(
    stages: Path, tmp_path: Path
) -> None:
    """Keys that do not belong to the data say nothing about it."""
    (tmp_path / "belongs-to").write_text("another")
    seen = await verify(stages / "open" / "data", tmp_path)
    assert with_result(seen, Result.UNKNOWN) == {Sentence.UNTIL_CLOSE}


async def test_the_report_tells_every_table_and_names_nobody(stages: Path) -> None:
    """Each table and column is explained, and no id, answer or number of answers is shown."""
    for stage in STAGES:
        said = report.text(await found(stages / stage), columns=True)
        for table in ("pulses", "rounds", "outbox", "preferences", "digests", "choices"):
            assert f"    {table} " in said
        assert "nobody knows" not in said
        assert not any(person in said for person in COUNCIL.people)
        assert "often" not in said.replace("how often it was tried", "")


async def test_the_report_does_not_depend_on_who_has_answered(
    stages: Path, copied: Callable[[str], Path]
) -> None:
    """With all the marks gone it reads the same, so that it tells no number of answers."""
    folder = copied("open")
    before = await found(folder)
    box = folder / "data" / "boxes" / f"{ROUND}.box"
    with closing(sqlite3.connect(box, isolation_level=None)) as connection:
        assert connection.execute("DELETE FROM mark").rowcount > 0
    os.utime(box, (0, 0))
    after = await found(folder)
    assert (after.holdings, after.checks) == (before.holdings, before.checks)


@pytest.mark.parametrize("stage", ["open", "published"])
async def test_the_report_ends_with_the_promise(stages: Path, stage: str) -> None:
    """Sentence by sentence, each with what became of it."""
    said = report.text(await found(stages / stage))
    *_, verdicts = said.partition("THE PROMISE, SENTENCE BY SENTENCE")
    lines = " ".join(verdicts.split())
    assert lines.count('kept: "') == 5
    assert lines.count('could not be checked: "') == 2
    assert "shown for at least 5 people" in lines
    assert "BROKEN" not in said


@pytest.mark.parametrize("stage", STAGES)
async def test_somebody_to_turn_to_may_be_named(copied: Callable[[str], Path], stage: str) -> None:
    """A survey that mentions a colleague as its contact breaks no promise."""
    folder = copied(stage)
    with closing(sqlite3.connect(folder / "data" / "staff-pulse.sqlite3")) as database, database:
        for table, column in (("pulses", "body"), ("rounds", "pulse_then"), ("digests", "body")):
            database.execute(
                f"UPDATE {table} SET {column} = replace({column}, ?, ?)",  # noqa: S608 - our own
                ("the principal social worker", "<@U012AB3CD>"),
            )
    seen = await found(folder)
    assert [check.said for check in seen.checks if check.result is not Result.KEPT] == []


async def test_somebody_to_turn_to_may_have_been_named_in_a_survey_that_ended(
    tmp_path: Path,
) -> None:
    """The contact of a survey that ended breaks no promise, nor does its threshold count."""
    [weekly] = pulses(ONE_QUESTION, tmp_path)
    ended = weekly.model_copy(update={"id": "ended", "contact": "<@U012AB3CD>"})
    async with world(COUNCIL, tmp_path, BEFORE) as here, in_force(here, (ended,)) as running:
        await running.bot.pulses.apply([weekly.model_copy(update={"threshold": 9})])
    seen = await found(tmp_path)
    assert [check.said for check in seen.checks if check.result is not Result.KEPT] == []
    assert seen.threshold == 9


async def test_somebody_to_turn_to_may_be_named_in_a_draft(tmp_path: Path) -> None:
    """What an admin types into a survey that is being set up breaks no promise; a name without a
    reason does."""
    async with world(COUNCIL, tmp_path, BEFORE) as here, here.running() as running:
        draft = Draft(id="new-1", kind=DraftKind.PULSE, body='{"contact": "<@U012AB3CD>"}')
        await running.ports.drafts.keep(draft)
        seen = await found(tmp_path)
        assert [check.said for check in seen.checks if check.result is not Result.KEPT] == []
        other = {"revision": 2, "body": '{"contact": "Jo", "name": "U012AB3CD"}'}
        await running.ports.drafts.keep(draft.model_copy(update=other))
        seen = await found(tmp_path)
        assert any("names somebody" in check.said for check in seen.checks)


async def test_the_page_shows_what_the_command_says(stages: Path) -> None:
    """The example in the page on the promise is what is printed of this very round."""
    page = (Path(__file__).parents[3] / "docs" / "promise.md").read_text(encoding="utf-8")
    example = page.partition("```text\n")[2].partition("\n```")[0]
    seen = await found(stages / "open")
    assert report.text(seen._replace(data=Path("/var/lib/staff-pulse/data"))) == example


async def test_it_works_beside_a_running_bot(tmp_path: Path) -> None:
    """While people answer, nothing is refused, and nothing looks broken."""
    async with (
        world(COUNCIL, tmp_path, BEFORE) as here,
        in_force(here, pulses(ONE_QUESTION, tmp_path)) as running,
    ):
        await running.tick(OPENS)
        for first in (0, 8, 16):
            seen, _ = await asyncio.gather(
                verify(here.folders.data_dir, here.folders.key_dir),
                answered(here, COUNCIL.people[first : first + 8]),
            )
            assert not seen.broken
        [everyone, *_] = (await running.ports.boxes.count(ROUND)).tallies
        assert everyone.casts == 24


# ---- the command


async def command(*words: str, folder: Path) -> tuple[int | None, str, str]:
    process = await asyncio.create_subprocess_exec(
        *staff_pulse(),
        "verify-anonymity",
        *words,
        cwd=folder,
        env={"PATH": os.environ["PATH"]},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


async def test_the_command_ends_well_only_if_nothing_is_broken(
    copied: Callable[[str], Path],
) -> None:
    """Run without any setting where data and keys are, it is 0, and 1 once something is broken."""
    folder = copied("published")
    code, out, err = await command(folder=folder)
    assert (code, err) == (0, "")
    assert "WHAT THIS CANNOT TELL" in out
    (folder / "data" / "notes.txt").touch(mode=0o600)
    code, out, _ = await command("--data", str(folder / "data"), folder=folder)
    assert code == 1
    assert "Nobody knows what notes.txt is" in out


async def test_a_folder_without_a_bot_is_told(tmp_path: Path) -> None:
    """A wrong path is one sentence with a code that is not 0."""
    code, out, err = await command("--data", "nowhere", folder=tmp_path)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "check its path" in err
    with pytest.raises(StaffPulseError, match="There is no database in"):
        await verify(tmp_path, tmp_path)
