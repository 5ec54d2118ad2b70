"""Colleagues of the shipped council, who answer by themselves over the whole wire."""

import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.demo import council, history
from bot.demo.colleagues import Colleagues
from bot.demo.crowd import Crowd
from bot.demo.folder import DemoFolder
from bot.demo.habits import Habits
from bot.demo.stage import Stage, built
from bot.slack.blocks import invitation
from questions.loader import load_shipped
from storage.model import Moment, Round, State

ALDERMERE = council.load()
SCHEDULE = council.schedule(datetime.now(UTC))
HOURS = timedelta(hours=2)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """The council's first round, just opened, on a clock that is held."""
    with DemoFolder.held(tmp_path) as folder:
        starts = history.begins(SCHEDULE)
        async with built(folder, council=ALDERMERE, saved=None, starts=starts, port=0) as stage:
            await stage.bot.pulses.apply([ALDERMERE.pulse(SCHEDULE)])
            await stage.bot.steps.advance()
            [planned] = await stage.ports.rounds.in_state(State.PLANNED)
            stage.clock.move_to(planned.opens)
            await stage.bot.steps.advance()
            await stage.bot.delivery.drain()
            yield stage


async def _opened(stage: Stage) -> Round:
    [opened] = await stage.ports.rounds.in_state(State.OPEN)
    return opened


def _crowd(stage: Stage, acted_until: datetime) -> Crowd:
    return Crowd(
        habits=Habits(ALDERMERE),
        colleagues=Colleagues(stage.sandbox, ALDERMERE.support),
        rounds=stage.ports.rounds,
        clock=stage.clock,
        acted_until=acted_until,
    )


def _marks(folder: Path) -> int:
    [box] = (folder / "data" / "boxes").glob("*.box")
    with sqlite3.connect(box) as connection:
        [(found,)] = connection.execute("SELECT count(*) FROM mark")
    connection.close()
    return int(found)


async def test_they_answer_when_their_time_comes_and_once(stage: Stage, tmp_path: Path) -> None:
    """As many answer as are to by then, and nobody again: not when asked again, nor by another
    crowd that goes on from there, nor by one that has forgotten what was done."""
    opened = await _opened(stage)
    instant = opened.opens + HOURS
    acts = [one for one in Habits(ALDERMERE).acts(opened) if one.at <= instant]
    answering = sum(one.act.answers is not None for one in acts)
    assert answering > 0
    crowd = _crowd(stage, opened.opens)
    await crowd.act_until(instant)
    assert _marks(tmp_path) == answering
    assert opened.opens < crowd.acted_until <= instant

    await crowd.act_until(instant)
    await _crowd(stage, crowd.acted_until).act_until(instant)
    await _crowd(stage, opened.opens).act_until(instant)
    assert _marks(tmp_path) == answering


async def test_whoever_has_a_window_open_is_left_alone(stage: Stage, tmp_path: Path) -> None:
    """A visitor who is a colleague keeps the window that they look at; nobody answers for them."""
    opened = await _opened(stage)
    instant = opened.opens + HOURS
    acts = [one for one in Habits(ALDERMERE).acts(opened) if one.at <= instant]
    visited = next(one.act.person for one in acts if one.act.answers is not None)
    person = stage.sandbox.person(visited)
    await person.press(person.direct_messages()[-1], invitation.ANSWER)
    looked_at = person.modal
    assert looked_at is not None
    await _crowd(stage, opened.opens).act_until(instant)
    assert person.modal == looked_at
    others = sum(one.act.answers is not None and one.act.person != visited for one in acts)
    assert _marks(tmp_path) == others


async def test_the_three_who_are_offered_do_nothing_by_themselves(stage: Stage) -> None:
    """Whoever a visitor is offered to be has not answered before them."""
    acts = Habits(ALDERMERE).acts(await _opened(stage))
    assert not {one.act.person for one in acts} & {one.person for one in ALDERMERE.featured}


async def test_they_answer_every_round_that_is_open(stage: Stage) -> None:
    """What is open beside the first round is answered as well, by those whose time has come."""
    opened = await _opened(stage)
    weekly = ALDERMERE.pulse(SCHEDULE)
    ranking = weekly.model_copy(
        update={"id": "ranking", "name": "Ranking", "question_set": load_shipped("priorities")}
    )
    late = {"opens": Moment(day=opened.opens.weekday(), at=time(11, 30))}
    beside = ranking.model_copy(update={"schedule": SCHEDULE.model_copy(update=late)})
    await stage.bot.pulses.apply([weekly, beside])
    await stage.bot.steps.advance()
    stage.clock.move_to(opened.opens + HOURS)
    await stage.bot.steps.advance()
    await stage.bot.delivery.drain()
    both = await stage.ports.rounds.in_state(State.OPEN)
    assert [one.pulse.id for one in both] == ["weekly", "ranking"]
    until = opened.opens + 2 * HOURS
    acts = {one.id: [t for t in Habits(ALDERMERE).acts(one) if t.at <= until] for one in both}
    await _crowd(stage, opened.opens).act_until(until)
    for round_id, done in acts.items():
        turnout = await stage.ports.boxes.turnout(round_id)
        answering = sum(one.act.answers is not None for one in done)
        assert answering > 0
        assert turnout.tallies[0].casts == answering
