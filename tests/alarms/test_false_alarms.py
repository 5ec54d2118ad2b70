"""A seeded share of `make alarms`."""

import numpy as np
import pytest

from alarms.climbing import climbs
from alarms.council import Council, Drop, counts
from alarms.watching import false_flags, flagged, found
from bot.survey import moves
from bot.survey.moves import limit, moved

LEVELS = ((0.73, 0.91), (0.56, 0.88), (0.70, 0.86))
RUNS = 200


@pytest.mark.share
@pytest.mark.parametrize(
    ("answers", "together"), [((60, 60), True), ((70, 90), False), ((300, 500), True)]
)
def test_a_stable_council_is_rarely_alarmed(answers: tuple[int, int], *, together: bool) -> None:
    """Three themes of everyone and two populations: at most 10% of 40 stable weeks have a flag."""
    council = Council("", answers, LEVELS, together=together)
    rates = false_flags(council, np.random.default_rng(3), RUNS)
    assert max(rates.values()) <= 0.1


@pytest.mark.share
def test_a_fall_is_found_within_eight_weeks() -> None:
    """A fall of 20 points in everyone, 24 points on record, is found in 9 of 10 runs at least."""
    council = Council("", (70, 90), LEVELS)
    drop = Drop(week=30, by=0.2, populations=(0, 1))
    assert found(council, drop, np.random.default_rng(4), RUNS) >= 0.9


def test_what_is_simulated_is_what_a_digest_does() -> None:
    """The first flag of a series comes in the week in which the digest's own rule raises it."""
    council = Council("", (600,), ((0.7,),))
    part, whole = counts(council, np.random.default_rng(5), 40, 50, Drop(30, 0.2, (0,)))
    flags = flagged(part, whole).any(0)[:, 0, 0]
    for run in range(40):
        raised = [
            moved(*(one[run, 0, 0, : week + 1].tolist() for one in (part, whole)), limit(1))
            is not None
            for week in range(50)
        ]
        assert raised.index(True) == flags[run].argmax()


def test_many_series_climb_as_each_does_alone() -> None:
    """Of 40 series with a fall in them, and with holes, the sums are those of the digest's rule."""
    part, whole = counts(
        Council("", (50, 55), ((0.7, 0.7),)), np.random.default_rng(6), 20, 50, Drop(30, 0.2, (0,))
    )
    found = climbs(part, whole)
    assert (whole == 0).any()
    for run in range(20):
        for number in (0, 2):
            there = whole[run, 0, number] > 0
            one = [counted[run, 0, number, there].tolist() for counted in (part, whole)]
            assert found[:, run, 0, number, there] == pytest.approx(np.array(moves.climbs(*one)))
