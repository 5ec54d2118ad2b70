"""A ranking from its file to the digest, in the real bot."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.council import CLOSES, LEADER, LEADERS, ONE_QUESTION, OPENS, PUBLISHES, STAFF, pulses
from support.two_teams import ANSWERING
from support.world import Running, World, answer, in_force, open_paper

from bot.sandbox import Outcome
from storage.model import Precision

ROUND = "weekly-2026-11-24"
ASKED = "Which two would help you most just now?"

WISHES = f"""
id: wishes
title: Wishes
ask: all
themes: {{help: What would help}}
scales:
  wishes:
    - {{id: time, label: More time}}
    - {{id: people, label: More people}}
    - {{id: quiet, label: A quiet room}}
    - {{id: typing, label: Less typing}}
questions:
  - id: help-most
    theme: help
    wording: {ASKED}
    scale: wishes
    choose: 2
"""


@pytest.fixture
async def running(here: World, tmp_path: Path) -> AsyncIterator[Running]:
    """The bot with a pulse that asks one ranking and nothing else, opened."""
    (tmp_path / "wishes.yaml").write_text(WISHES, encoding="utf-8")
    asks = ONE_QUESTION.replace("questions: one.yaml", "questions: wishes.yaml")
    async with in_force(here, pulses(asks, tmp_path)) as running:
        await running.tick(OPENS)
        yield running


async def choose(here: World, person: str, *options: str) -> Outcome:
    return await answer(here.person(person), {"help-most": list(options)})


async def published(running: Running) -> None:
    await running.tick(CLOSES)
    await running.tick(PUBLISHES)


async def test_what_people_choose_stands_in_the_digest(here: World, running: Running) -> None:
    """Each choice is counted, and both channels read how many chose what, most first."""
    for number, person in enumerate(ANSWERING):
        await choose(here, person, "time", *(["typing"] if number % 2 else ["people"]))
    await choose(here, "UPERSON007", "time", "typing")
    await published(running)
    for channel in (LEADERS, STAFF):
        [post] = here.posted(channel)
        assert '"More time" is chosen most: more than two thirds chose it' in post.words
        where = [post.words.index(name) for name in ("1. More time", "More people", "4. A quiet")]
        assert where == sorted(where)
        assert "Up to 2 could be chosen; 8 to 14 people answered." in post.words
    told = await running.ports.rounds.published(ROUND)
    [ranking] = told.rankings
    assert ranking.precision is Precision.BAND
    assert all(option.chosen is None for option in ranking.options)


async def test_what_three_people_choose_is_not_shown(here: World, running: Running) -> None:
    """Below the threshold nothing is told, whatever they chose."""
    for person in ANSWERING[:3]:
        outcome = await choose(here, person, "time", "quiet")
        assert outcome.modal is not None
        assert outcome.modal.title == "Thank you"
    await published(running)
    [post] = here.posted(STAFF)
    assert "No results can be shown this time" in post.words
    assert "Not shown, so that nobody's answers can be worked out" in post.words
    assert "More time" not in post.words


async def test_more_than_may_be_chosen_comes_back_at_its_field(
    here: World, running: Running
) -> None:
    """The window stays with what was ticked, nothing is counted, and fewer can be sent."""
    person = here.person(ANSWERING[0])
    await open_paper(person)
    outcome = await person.submit({"help-most": ["time", "people", "quiet"]})
    assert not outcome.accepted
    assert outcome.errors == {
        "help-most": (
            "You have ticked 3. Please keep the 2 that matter most to you, then send again. "
            "Nothing has been counted yet."
        )
    }
    assert person.modal is not None
    ticked = person.modal.values["help-most"]["choice"]["selected_options"]
    assert [one["value"] for one in ticked] == ["time", "people", "quiet"]
    assert (await running.ports.boxes.turnout(ROUND)).tallies[0].casts == 0
    outcome = await person.submit({"help-most": ["time", "people"]})
    assert outcome.modal is not None
    assert outcome.modal.title == "Thank you"
    [ranking] = (await running.ports.boxes.count(ROUND)).rankings.values()
    assert (ranking.answered, ranking.counts["time"], ranking.counts["quiet"]) == (1, 1, 0)


async def test_ticking_nothing_skips_it(here: World, running: Running) -> None:
    """Whoever sends the window with nothing ticked has answered, and chosen nothing."""
    await choose(here, ANSWERING[0])
    count = await running.ports.boxes.count(ROUND)
    assert count.tallies[0].casts == 1
    assert count.rankings["help-most"].answered == 0


async def test_its_trend_is_kindly_said_to_be_none(here: World, running: Running) -> None:
    """`/pulse trend` with its theme or id says why there is none, and where to read instead."""
    for person in ANSWERING:
        await choose(here, person, "time", "people")
    await published(running)
    for typed in ("trend help-most", "trend What would help"):
        [shown] = (await here.person(LEADER).command("/pulse", typed)).messages
        assert shown.words.startswith("That question asks what matters most")
        assert "`/pulse digest`" in shown.words


async def test_leadership_can_act_on_it(here: World, running: Running) -> None:
    """The window that records an action offers the ranking, with what most chose."""
    for person in ANSWERING:
        await choose(here, person, "time", "people")
    await published(running)
    leader = here.person(LEADER)
    await leader.press(here.posted(LEADERS)[-1], "record-action")
    assert leader.modal is not None
    offered = str(leader.modal.blocks)
    assert ASKED[:60] in offered
    assert "chosen most" in offered
