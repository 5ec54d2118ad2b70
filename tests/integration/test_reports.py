"""Reports beside a running bot."""

import asyncio
import csv
from datetime import date
from pathlib import Path

import pytest
from support import acting
from support.council import CLOSES, OPENS, PUBLISHES, ROUND
from support.two_teams import answered, state
from support.world import Running, World, in_force, read

from bot import reports
from bot.errors import StaffPulseError
from storage.model import Pulse, State

NOVEMBER = {"first": date(2026, 11, 1), "last": date(2026, 11, 30)}


async def test_a_report_is_made_beside_a_running_bot(
    here: World, weekly: tuple[Pulse, ...], tmp_path: Path
) -> None:
    """It waits for nobody, changes no file of the bot, and the bot goes on."""
    out = tmp_path / "november"
    async with in_force(here, weekly) as running:
        await running.tick(OPENS)
        await answered(here)
        await running.tick(CLOSES)
        await running.tick(PUBLISHES)
        before = read(here.folders)
        await asyncio.to_thread(
            reports.report, **NOVEMBER, out=out, folders=here.folders, made=here.clock.now().date()
        )
        assert read(here.folders) == before
        assert await state(running) is State.PUBLISHED
        published = await running.ports.rounds.published(ROUND)
    told = (out / "figures.csv").read_bytes().decode("utf-8-sig").splitlines()
    assert [row["text"] for row in csv.DictReader(told)] == [one.text for one in published.figures]


async def test_what_was_promised_stands_in_it_without_a_name(
    here: World, running: Running, tmp_path: Path
) -> None:
    """The action and how far it is are in each form, and who sees to it is in none."""
    await acting.two_leaders(here, running)
    await acting.recorded(here, running)
    out = tmp_path / "november"
    await asyncio.to_thread(
        reports.report, **NOVEMBER, out=out, folders=here.folders, made=here.clock.now().date()
    )
    files = read_all(out)
    [row] = csv.DictReader(files["actions.csv"].decode("utf-8-sig").splitlines())
    assert (row["action"], row["state"], row["review"]) == (acting.WHAT, "open", "2027-02-28")
    assert row["finding"] == '50.0% (60 of 120) answered "always" or "often"'
    assert f"{acting.WHAT} (workload): looked at again on 28" in files["report.html"].decode()
    assert "What stands out" in files["report.html"].decode()
    assert not [name for name, content in files.items() if acting.OWNER.encode() in content]


def read_all(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def test_nothing_is_told_before_its_digest(
    here: World, weekly: tuple[Pulse, ...], tmp_path: Path
) -> None:
    """A round that is open or closed, with its figures ready, is in no report yet."""
    async with in_force(here, weekly) as running:
        for instant in (OPENS, CLOSES):
            await running.tick(instant)
            with pytest.raises(StaffPulseError, match="No round that opened in the days 1 Nov"):
                await asyncio.to_thread(
                    reports.report,
                    **NOVEMBER,
                    out=tmp_path / "november",
                    folders=here.folders,
                    made=here.clock.now().date(),
                )
        assert await state(running) is State.CLOSED
    assert not (tmp_path / "november").exists()
