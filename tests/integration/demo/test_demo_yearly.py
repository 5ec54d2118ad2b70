"""A yearly health check, two years of it, through the whole wire."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest

from bot.survey import parts, yearly
from bot.survey.past import Past
from storage.database import Database
from storage.model import EVERYONE, Midway, State
from storage.rounds import Rounds

if TYPE_CHECKING:
    from tests.integration.demo.conftest import Play, Played

Kept = tuple[Sequence[Past], Sequence[Sequence[Midway]]]


@pytest.fixture(scope="module")
def health_check(play: "Play") -> "Played":
    """Two years of it."""
    return play("yearly-health-check", rounds=2)


@pytest.fixture(scope="module")
def kept(health_check: "Played") -> Kept:
    """Both rounds with what is kept of them, oldest first."""

    async def read() -> Kept:
        database = await Database.open(health_check.out / "data" / "staff-pulse.sqlite3")
        try:
            rounds = Rounds(database)
            over = await rounds.in_state(State.PUBLISHED)
            pasts = [Past(round=one, published=await rounds.published(one.id)) for one in over]
            return pasts, [await rounds.midway(one.id) for one in over]
        finally:
            await database.close()

    return asyncio.run(read())


def test_each_year_is_a_round_of_the_same_pulse(kept: Kept) -> None:
    """52 weeks apart, open for three weeks, with all 19 questions in one window of the chat."""
    pasts, _ = kept
    assert [past.round.id for past in pasts] == [
        "yearly-health-check-2025-09-08",
        "yearly-health-check-2026-09-07",
    ]
    assert [len(past.round.questions) for past in pasts] == [19, 19]
    assert {(past.round.closes - past.round.opens).days for past in pasts} == {18}


def test_half_way_about_as_many_had_answered(health_check: "Played", kept: Kept) -> None:
    """Half of those who answer do so before it: rounded, the same for every deal of the answers."""
    _, midway = kept
    told = [{one.group: one.nearest for one in year} for year in midway]
    assert [year[EVERYONE] for year in told] == [20, 30]
    assert sum("half-way, both channels read" in line for line in health_check.said) == 2


def test_everyones_figures_are_the_counts_of_the_file(health_check: "Played", kept: Kept) -> None:
    """Each question's favourable answers and all of them, in both years, to the digit."""
    for past, year in zip(kept[0], health_check.scenario.rounds, strict=True):
        for question in past.round.questions:
            counts = [one.choices[question.id] for one in year.answers.values()]
            liking = sum(one.get(option, 0) for one in counts for option in question.favourable)
            all_ = sum(one.get(option, 0) for one in counts for option in question.scale.option_ids)
            figure = past.figure(question.id, EVERYONE, EVERYONE)
            assert figure is not None
            assert (figure.favourable, figure.answered) == (liking, all_)


def test_this_year_is_compared_with_the_last(kept: Kept) -> None:
    """Everyone's first question, with points and a range, and all 19 of them."""
    (before, now), _ = kept
    first, *others = yearly.sections(now, [before])
    assert first == (
        "Everyone: favourable answers beside 8 September 2025",
        (
            "The amount of work I hold at one time feels about right.",
            "52.5% (96 of 183), and 43.8% (63 of 144) then: "
            "up 8.7 points (approximately 2.2 down to 19.3 up)",
        ),
    )
    assert [len(one.lines) for one in others[:18]] == [2] * 18
    assert "can be compared" not in "".join(others[18].lines)


def test_a_department_is_set_beside_everyone(kept: Kept) -> None:
    """Its weak spot is named beside that of the wider council."""
    (_, now), _ = kept
    [hospital] = [
        one
        for one in parts.sections(now)
        if one.heading == "Hospital and reablement beside everyone"
    ]
    assert hospital.lines[0] == (
        "Lowest of the themes below in Hospital and reablement: supervision; for everyone: change."
    )
    assert (
        "Supervision: 35.0% (43 of 123), 21.7 points below everyone's 56.6% (209 of 369)"
        in hospital.lines
    )
