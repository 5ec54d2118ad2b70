from math import log

import numpy as np
import pytest

from bot.survey.moves import LIMIT, climbs, limit, moved


def series(*levels: tuple[int, int, int]) -> tuple[list[int], list[int]]:
    """So many points of a favourable count, and all answers, one level after the other."""
    part = [part for points, part, _ in levels for _ in range(points)]
    whole = [whole for points, _, whole in levels for _ in range(points)]
    return part, whole


def sums(told: list[tuple[int, int]], ratio: float) -> list[float]:
    """The sum after each point, worked out one by one."""
    found, total = [], 0.0
    for number, (part, whole) in enumerate(told):
        baseline = told[: min(number, 24)]
        if number >= 12:
            answers = sum(n for _, n in baseline)
            share = sum(x for x, _ in baseline) / answers
            spread = sum((x - n * share) ** 2 / (n * share * (1 - share)) for x, n in baseline)
            score = part * log(ratio) - whole * log(1 - share + ratio * share)
            total = max(0.0, total + score / max(1.0, spread / (len(baseline) - 1)))
        found.append(total)
    return found


def test_sums_are_those_worked_out_one_by_one() -> None:
    """Of 20 series with bad weeks in them, both sums come out as the formula says."""
    chance = np.random.default_rng(1)
    for _ in range(20):
        whole = chance.integers(50, 400, 50)
        part = chance.binomial(whole, chance.uniform(0.5, 0.8, 50))
        told = [(int(x), int(n)) for x, n in zip(part, whole, strict=True)]
        up, down = climbs(*zip(*told, strict=True))
        assert up == pytest.approx(sums(told, 2.0))
        assert down == pytest.approx(sums(told, 0.5))


def test_points_that_are_all_alike_are_judged_too() -> None:
    """Where everybody was content there is no chance to divide by, and a fall is still seen."""
    assert moved(*series((24, 100, 100), (2, 50, 100)), limit(9)) == ("down", 0, 24)


def test_a_series_that_stays_has_not_moved() -> None:
    """Nothing is found where every point is as before."""
    assert moved(*series((60, 70, 100)), limit(9)) is None


@pytest.mark.parametrize(("after", "direction"), [(50, "down"), (88, "up")])
def test_a_move_is_found_with_its_beginning(after: int, direction: str) -> None:
    """A fall or a rise of some 20 points is found in both directions, and when it began."""
    found = moved(*series((24, 70, 100), (5, after, 100)), limit(9))
    assert found == (direction, 0, 24)


def test_one_bad_week_is_no_move() -> None:
    """A week 15 points lower that passes raises nothing."""
    assert moved(*series((24, 70, 100), (1, 55, 100), (1, 70, 100)), limit(9)) is None


def test_nothing_is_judged_by_fewer_than_twelve_points() -> None:
    """A fall after eleven points is part of the baseline, after twelve it is seen."""
    assert moved(*series((11, 70, 100), (1, 20, 100)), limit(9)) is None
    assert moved(*series((12, 70, 100), (1, 20, 100)), limit(9)) == ("down", 0, 12)


def test_what_goes_up_and_down_by_itself_is_judged_less() -> None:
    """Where weeks differ by more than chance, the same fall is no move yet."""
    restless = [(58, 100), (82, 100)] * 12 + [(50, 100)] * 2
    assert moved(*series((24, 70, 100), (2, 50, 100)), limit(1)) is not None
    assert moved(*zip(*restless, strict=True), limit(1)) is None


def test_a_move_stands_until_the_sum_is_spent() -> None:
    """After some weeks at the old level nothing stands any longer."""
    fallen = ((24, 70, 100), (5, 50, 100))
    assert moved(*series(*fallen, (2, 70, 100)), limit(9)) == ("down", 0, 24)
    assert moved(*series(*fallen, (12, 70, 100)), limit(9)) is None


def test_a_new_level_that_holds_is_the_new_baseline() -> None:
    """A move is told for twelve points; then the new level is what others are judged by."""
    fallen = (24, 70, 100)
    assert moved(*series(fallen, (12, 50, 100)), limit(9)) == ("down", 0, 24)
    assert moved(*series(fallen, (13, 50, 100)), limit(9)) is None
    assert moved(*series(fallen, (14, 50, 100), (4, 70, 100)), limit(9)) == ("up", 24, 38)


def test_the_newest_of_two_moves_is_told() -> None:
    """A series that rose while a fall still stands is told as risen."""
    found = moved(*series((24, 70, 100), (5, 40, 100), (5, 92, 100)), limit(9))
    assert found == ("up", 0, 29)


def test_more_series_need_stronger_signs() -> None:
    """The limit rises with the number of series that are watched."""
    assert limit(1) == LIMIT
    assert LIMIT < limit(3) < limit(9) < limit(15)
