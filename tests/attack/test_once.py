"""What is told half-way through a round that asks once, attacked together with its digest."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from attack.once import Once, ask_once
from attack.publication import Posting
from attack.reading import UnknownText, halfway
from attack.within import Counted, Found, attack


@pytest.fixture(scope="module")
def rounds() -> list[Once]:
    """Rounds of organisations of up to 400 people that are told something half-way."""
    asked = (ask_once(seed, 400) for seed in range(20))
    return [one for one in asked if one.posting.halfway]


@pytest.fixture(scope="module")
def posting() -> Posting:
    """What was told of one of them."""
    return ask_once(0, 400).posting


@pytest.fixture(scope="module")
def found(rounds: list[Once]) -> list[Found]:
    return [attack(one.posting, one.secret.ballots, early=one.early) for one in rounds]


@pytest.mark.share
def test_half_way_and_digest_together_give_no_group_away(
    rounds: list[Once], found: list[Found]
) -> None:
    """Of those who answered at all, half-way or each question, three counts stay possible."""
    assert len(rounds) >= 8
    assert sum(len(one.posting.halfway) > 1 for one in rounds) >= 4
    assert sum(one.targets for one in found) > 300
    assert not sum(one.undecided for one in found)
    assert [win for one in found for win in one.wins] == []


@pytest.mark.share
def test_it_wins_where_the_digest_forgets_what_was_told_half_way(rounds: list[Once]) -> None:
    """An exact figure just above what was told of a group says how many had answered by then."""
    told = [found for one in rounds for found in _just_above(one)]
    assert told
    for one in told:
        [line] = one.posting.halfway
        wins = attack(one.posting, one.secret.ballots, early=one.early, most_wins=99).wins
        assert {win.counted for win in wins} == {Counted.HALFWAY}, line


def _just_above(one: Once) -> Iterator[Once]:
    """A round for each group told exactly of which the lowest number half-way is nearly all."""
    for response in one.posting.digest["responses"]:
        answered, invited = response.get("answered", 0), response["invited"]
        nearest = (20 * answered + invited) // (2 * invited) * 10
        low = -(-(nearest - 5) * invited // 100)
        if answered and answered <= low + 1 and nearest <= 90:
            line = (
                f"{response['name']}: about {nearest}%{' or more' * (nearest == 90)} of {invited}"
            )
            halfway = ((response["dimension"], response["group"], line),)
            posting = replace(one.posting, halfway=halfway)
            yield one._replace(posting=posting, early=frozenset(one.secret.ballots))


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("Team A: about 40% of 129", range(46, 59)),
        ("Team A: about 20% or less of 50", range(13)),
        (
            "By Monday 7 September, about 90% or more of 60 people asked had answered.",
            range(51, 61),
        ),
    ],
)
def test_the_words_half_way_mean_these_counts(line: str, counts: range, posting: Posting) -> None:
    """To the nearest 10%, half up."""
    told = replace(posting, halfway=(("team", "a", line),))
    assert [*halfway(told)] == [(("team", "a"), counts)]


def test_words_half_way_that_are_not_known_are_refused(posting: Posting) -> None:
    """The attacker passes nothing over."""
    told = replace(posting, halfway=(("team", "a", "A: 12 of 60"),))
    with pytest.raises(UnknownText):
        [*halfway(told)]
