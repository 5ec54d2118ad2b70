import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import pytest_asyncio
from support.council import (
    BEFORE,
    CLOSES,
    LEADER,
    LEADERS,
    ONE_QUESTION,
    OPENS,
    PUBLISHES,
    QUESTION,
    REMINDS,
    pulses,
)
from support.two_teams import ANSWERING, COUNCIL, answered
from support.world import Running, World, in_force, world

PAUSED, NEVER = "UPERSON007", "UPERSON020"


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def stages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copies of data and keys of one real round, in a folder for each of its stages.

    They are called before, asking (the invitations still wait), open (after answers and the
    reminder), closed, published, promised (leadership has recorded an action) and done.
    """
    home = tmp_path_factory.mktemp("stages")
    async with (
        world(COUNCIL, home, BEFORE) as here,
        in_force(here, pulses(ONE_QUESTION, home)) as running,
    ):
        await ask_not_to_be_asked(here)
        keep(here, home / "before")
        running.clock.move_to(OPENS)
        await running.bot.steps.advance()
        keep(here, home / "asking")
        await running.tick()
        await answered(here, ANSWERING)
        await running.tick(REMINDS)
        keep(here, home / "open")
        for instant, stage in ((CLOSES, "closed"), (PUBLISHES, "published")):
            await running.tick(instant)
            keep(here, home / stage)
        await promise(here, running)
        keep(here, home / "promised")
        await answer_for_it(here, running)
        keep(here, home / "done")
    return home


async def promise(here: World, running: Running) -> None:
    """The leader records an action that somebody who was asked sees to."""
    leader = here.person(LEADER)
    await leader.press(here.posted(LEADERS)[0], "record-action")
    action = {"finding": QUESTION, "what": "hold a weekly clinic", "owner": ANSWERING[0]}
    await leader.submit(action)
    await running.tick()


async def answer_for_it(here: World, running: Running) -> None:
    """It is done, so that nobody has to see to it any more."""
    leader = here.person(LEADER)
    recorded = here.threads(LEADERS)[0][-1]
    await leader.press(recorded, "review-action")
    await leader.submit({"outcome": "done"})
    await running.tick()


async def ask_not_to_be_asked(here: World) -> None:
    """One person pauses, and another never wants to be asked."""
    paused, never = here.person(PAUSED), here.person(NEVER)
    await paused.open_home()
    await paused.press_in_home("pause-until", "2026-12-24")
    await never.open_home()
    await never.press_in_home("never-ask")


def keep(here: World, copy: Path) -> None:
    """Copy data and keys with their modes and dates, as `cp -a` does."""
    shutil.copytree(here.folders.data_dir, copy / "data")
    shutil.copytree(here.folders.key_dir, copy / "keys")


@pytest.fixture
def copied(stages: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Gives a stage's folder to do with as one likes."""

    def copy(stage: str) -> Path:
        return Path(shutil.copytree(stages / stage, tmp_path / stage))

    return copy
