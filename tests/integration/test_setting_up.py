"""An admin sets up a first pulse in chat, from nothing."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.council import BEFORE, LEADERS, OPENS, STAFF, Council
from support.setting_up import (
    CONTACT,
    NIGHT,
    NORTH,
    SOUTH,
    STEPS,
    SUPPORT,
    begin,
    fill,
    move_in,
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
