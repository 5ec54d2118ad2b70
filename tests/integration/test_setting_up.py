"""An admin sets up a first pulse in chat, from nothing."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.council import ADMIN, BEFORE, LEADERS, OPENS, STAFF, Council
from support.setting_up import (
    CHANNELS,
    CLINIC,
    CONTACT,
    ELSEWHERE,
    NIGHT,
    NORTH,
    PEOPLE,
    QUESTIONS,
    SOUTH,
    STEPS,
    SUPPORT,
    at_home,
    begin,
    fill,
    move_in,
    step,
    words,
)
from support.world import Running, World, world

from storage.model import Source


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    """A council without a pulse, on a Monday."""
    async with world(Council(north=(), south=()), tmp_path, BEFORE) as here:
        move_in(here.sandbox.workspace)
        yield here


@pytest.fixture
async def running(here: World) -> AsyncIterator[Running]:
    async with here.running() as running:
        yield running


async def test_a_first_pulse_is_set_up_in_six_windows(here: World, running: Running) -> None:
    """From the button to the start, and then its first round opens for those who were chosen."""
    admin = await begin(here, running)
    await fill(admin, *STEPS)
    assert await running.bot.pulses.all() == []
    outcome = await fill(admin, {})
    assert outcome.modal is not None
    assert outcome.modal.title == "Done"
    [pulse] = await running.bot.pulses.all()
    assert (pulse.id, pulse.name, pulse.leadership, pulse.staff) == (
        "weekly-pulse",
        "Weekly pulse",
        LEADERS,
        STAFF,
    )
    assert (pulse.support, pulse.contact, pulse.threshold) == (SUPPORT, CONTACT, 8)
    assert [group.people for group in pulse.dimension("team").groups] == [
        (Source(usergroup=one),) for one in (NORTH, SOUTH, NIGHT)
    ]
    await running.tick(OPENS)
    assert here.person("UPERSON001").direct_messages()
    assert not here.person("UPERSON060").direct_messages()


async def test_windows_tell_what_was_found_and_can_be_shown(here: World, running: Running) -> None:
    """People found, in none and in two; a small team has company, which the forecast tells."""
    admin = await begin(here, running)
    await fill(admin, QUESTIONS, PEOPLE)
    said = words(admin)
    assert "Asks 56 people." in said
    assert "1 person in several groups of Team (South locality, Night team)" in said
    assert '26 people in no group of Population, counted as "Everyone else"' in said
    assert "1 of 3 groups can be shown by themselves, the rest together: North locality" in said
    await fill(admin, {}, {})
    await admin.submit(CHANNELS)
    said = words(admin)
    assert "Every Tuesday at 10:00 London time, 56 people in 3 groups by team and 1 group" in said
    assert "#leaders" in said
    assert "Open until *Thursday 26 November at 16:00*" in said


@pytest.mark.parametrize(
    ("before", "filled", "field", "told"),
    [
        (0, {"name": "x" * 80, "question-set": "weekly"}, "name", "75 characters"),
        (0, {"name": " ", "question-set": "weekly"}, "name", "1 to 75 characters"),
        (1, {"groups-0-0": []}, "groups-0-0", "choose at least one user group or channel"),
        (1, {"channels-0": [ELSEWHERE]}, "channels-0", '"#elsewhere", which the bot is not in'),
        (1, {"channels-others": ["C0NONE"]}, "channels-others", "no channel that the bot can see"),
        (2, {"lines-0-0": "North\nSouth"}, "lines-0-0", "Found 2 lines for 3 groups"),
        (2, {"lines-0-0": "North\nSouth\nNorth"}, "lines-0-0", 'Found "North" twice'),
        (2, {"rest-1": ""}, "rest-1", "required"),
        (3, {"first": "2026-11-22"}, "first", "That day has passed"),
        (3, {"closes": "1", "closes-at": "09:00"}, "closes", "allowed is a time after reminds"),
        (3, {"publishes": "7", "publishes-at": "10:00"}, "publishes", "before the next round"),
        (4, {"leadership": ELSEWHERE}, "leadership", "invite the bot to the channel with /invite"),
        (4, {"threshold": "4"}, "threshold", "at least 5"),
    ],
)
async def test_what_cannot_be_taken_is_told_at_its_field(
    here: World,
    running: Running,
    before: int,
    filled: dict[str, str | list[str]],
    field: str,
    told: str,
) -> None:
    """The window stays with what was filled in, and taken once it is mended."""
    admin = await begin(here, running)
    for one in STEPS[:before]:
        await fill(admin, one)
    at = step(admin)
    outcome = await admin.submit(STEPS[before] | filled if before == 4 else filled)
    assert told in outcome.errors[field], outcome
    assert step(admin) == at
    assert await running.bot.pulses.all() == []
