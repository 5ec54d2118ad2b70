"""Home says what is held about a person, no more and no less than the files hold."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from support.council import (
    ADMIN,
    CLOSES,
    LEADER,
    ONE_QUESTION,
    OPENS,
    PUBLISHES,
    REMINDS,
    ROUND,
    pulses,
)
from support.two_teams import OFTEN
from support.world import NOT_THIS_WEEK, Running, World, answer, in_force, invitation

from bot.stores import DATABASE
from storage.model import Pulse

ANSWERS, DECLINES, PAUSES, NEVER, SILENT = (f"UPERSON{number:03}" for number in range(1, 6))
EVERYBODY = (ANSWERS, DECLINES, PAUSES, NEVER, SILENT, LEADER, ADMIN)

WORDS = {
    "You are on the list of people asked for *Weekly pulse*": "place weekly",
    "You are on the list of people asked for *Northern pulse*": "place northern",
    "You said not this week": "declined",
    "the invitation to *Weekly pulse*": "waiting invitation",
    "the reminder of *Weekly pulse*": "waiting reminder",
    "a note to you as one of those who look after Staff Pulse": "waiting notice",
    "You are on a break": "pause",
    "You asked us never to ask you": "never",
}
SETTING = "The settings of Staff Pulse name you, or a user group"
CHOICES = {"pause", "never"}


def rows(file: Path) -> Iterator[tuple[str, dict[str, object]]]:
    """Every row of a database, with the name of its table."""
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        for (table,) in tables.fetchall():
            for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 - from above
                yield table, dict(row)


def kept(here: World, person: str) -> set[str]:
    """What the files hold about a person, in short; any row that names them counts."""
    data = here.folders.data_dir
    found = set()
    for file in (data / DATABASE, *(data / "boxes").glob("*.box")):
        for table, row in rows(file):
            if person in str(row):
                found |= in_short(file, table, row)
    return found


def in_short(file: Path, table: str, row: dict[str, object]) -> set[str]:
    match table:
        case "roster":
            declined = {"declined"} if row["declined"] else set()
            return {f"place {file.name.partition('-')[0]}"} | declined
        case "outbox":
            return {f"waiting {json.loads(str(row['body']))['kind']}"}
        case "preferences":
            return {"never" if row["never"] else "pause"}
        case _:
            return {f"a row of {table}"}


async def words(here: World, person: str) -> str:
    somebody = here.person(person)
    await somebody.open_home()
    assert somebody.home is not None
    return somebody.home.words


async def said(here: World, person: str) -> set[str]:
    """What Home says is held, in short; "Nothing" and "Only your choice" must be true."""
    read = await words(here, person)
    found = {short for word, short in WORDS.items() if word in read}
    assert (SETTING in read) is (person == ADMIN)
    if person != ADMIN:
        assert ("Nothing: no questions are open for you" in read) is (found == set())
        assert ("Only your choice below" in read) is (found != set() and found <= CHOICES)
    return found


async def agree(here: World) -> dict[str, set[str]]:
    """Whether Home and the files agree for everybody; what is held of those who have something."""
    found = {person: kept(here, person) for person in EVERYBODY}
    assert {person: await said(here, person) for person in EVERYBODY} == found
    return {person: held for person, held in found.items() if held}


ASKED = (ANSWERS, DECLINES, PAUSES, NEVER, SILENT)


async def test_home_agrees_with_the_files_through_a_round(here: World, running: Running) -> None:
    """Planned, open, answered, declined, silenced, reminded, closed and published."""
    await words(here, PAUSES)
    await here.person(PAUSES).press_in_home("pause-until", "2026-12-24")
    assert await agree(here) == {PAUSES: {"pause"}}

    here.clock.move_to(OPENS)
    await running.bot.steps.advance()
    place = {"place weekly"}
    unsent = {one: place | {"waiting invitation"} for one in ASKED}
    assert await agree(here) == unsent | {PAUSES: place | {"pause"}}
    await running.tick()
    sent = dict.fromkeys(ASKED, place) | {PAUSES: place | {"pause"}}
    assert await agree(here) == sent

    before = await words(here, ANSWERS)
    await answer(here.person(ANSWERS), OFTEN)
    assert await words(here, ANSWERS) == before
    await here.person(DECLINES).press(invitation(here.person(DECLINES)), NOT_THIS_WEEK)
    await here.person(NEVER).press_in_home("never-ask")
    chosen = sent | {DECLINES: place | {"declined"}, NEVER: place | {"never"}}
    assert await agree(here) == chosen

    here.clock.move_to(REMINDS)
    await running.bot.steps.advance()
    reminded = {one: place | {"waiting reminder"} for one in (ANSWERS, SILENT)}
    assert await agree(here) == chosen | reminded
    await running.tick()
    assert await agree(here) == chosen
    assert await words(here, ANSWERS) == before

    for instant in (CLOSES, PUBLISHES):
        await running.tick(instant)
        assert await agree(here) == {PAUSES: {"pause"}, NEVER: {"never"}}


async def test_a_wish_takes_back_what_waits(here: World, running: Running) -> None:
    """Whoever pauses, stops or declines before a message went has none waiting any more."""
    here.clock.move_to(OPENS)
    await running.bot.steps.advance()
    for person, wish, day in ((PAUSES, "pause-until", "2026-12-24"), (NEVER, "never-ask", None)):
        await words(here, person)
        await here.person(person).press_in_home(wish, day)
    agreed = await agree(here)
    assert agreed[PAUSES] == {"place weekly", "pause"}
    assert agreed[NEVER] == {"place weekly", "never"}
    await here.person(NEVER).press_in_home("ask-again")
    assert (await agree(here))[NEVER] == {"place weekly"}


async def test_a_lost_round_is_not_said_to_hold_nothing(
    here: World, weekly: tuple[Pulse, ...]
) -> None:
    """Until a list whose key is gone is deleted, Home says that it cannot be read."""
    async with in_force(here, weekly) as running:
        await running.tick(OPENS)
    (here.folders.key_dir / f"{ROUND}.key").unlink()
    async with here.running() as running:
        for person in (ANSWERS, ADMIN):
            read = await words(here, person)
            assert "The list of people asked for *Weekly pulse* cannot be read just now" in read
            assert "Nothing:" not in read
        await running.bot.steps.advance()
        assert await agree(here) == {ADMIN: {"waiting notice"}}
        await running.tick()
        assert await agree(here) == {}


@pytest.fixture
def northern(tmp_path: Path) -> Pulse:
    """A second pulse, which asks the people of one team something else."""
    file = ONE_QUESTION.replace("questions: one.yaml", "questions: health-check")
    [pulse] = pulses(file, tmp_path)
    north = pulse.dimensions[0].groups[0].people
    return pulse.model_copy(
        update={"id": "northern", "name": "Northern pulse", "audience": north, "dimensions": ()}
    )


async def test_home_names_every_list_that_one_is_on(
    here: World, weekly: tuple[Pulse, ...], northern: Pulse
) -> None:
    """Who is asked by two pulses reads of two lists, and a person of one team only of one."""
    async with in_force(here, (*weekly, northern)) as running:
        await running.tick(OPENS)
        agreed = await agree(here)
        assert agreed[ANSWERS] == {"place weekly", "place northern"}
        southern = "UPERSON020"
        assert kept(here, southern) == await said(here, southern) == {"place weekly"}
        await running.tick(CLOSES)
        assert await agree(here) == {}
