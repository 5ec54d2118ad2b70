"""A seeded share of the attack on the publisher; `make attack` runs the whole."""

import pytest

from attack.campaign import play
from attack.score import Score

pytestmark = pytest.mark.share


@pytest.fixture(scope="module")
def score() -> Score:
    """Twenty organisations of up to 80 people, eight weeks each."""
    score = Score()
    for seed in range(20):
        score.add(play(seed, 8, most=80))
    return score


def test_no_round_gives_a_group_away(score: Score) -> None:
    """Everything that is not posted exactly keeps three possible counts, whatever is added up."""
    assert score.rounds >= 160
    assert score.targets > 4000
    assert not score.undecided
    assert score.wins == []


def test_what_is_left_of_what_is_left_is_not_given_away() -> None:
    """Of this organisation a team that is told exactly lies in what exact populations leave."""
    score = play(485, 3)
    assert score.targets > 1000
    assert not score.undecided
    assert score.wins == []


def test_nobodys_answer_is_guessed_better_than_from_their_group(score: Score) -> None:
    """Who comes, leaves, changes cells or is asked twice is guessed no better than their group."""
    assert len(score.guesses) > 200
    assert [str(one) for one in score.guessed() if one.won] == []
