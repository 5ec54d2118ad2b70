"""The attacker itself: it wins where too little is protected, and claims nothing untrue."""

import random
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from attack import naive
from attack.across import guesses
from attack.bounds import Solver
from attack.organisation import draw
from attack.publication import Posting, Publisher
from attack.reading import NOT_SHOWN
from attack.score import Score
from attack.staffing import Told, weeks
from attack.table import Table, Whole, tabulate, truth
from attack.targets import targets
from attack.within import Counted, Misread, attack
from attack.witnesses import Walk


@pytest.fixture(scope="module")
def told() -> Told:
    """A round of an organisation of three dimensions."""
    organisation = draw(random.Random("organisation 12"), 120)
    return next(weeks(organisation, 1, 12))


@pytest.mark.parametrize("publish", [naive.exact, naive.rounded, naive.all_but_one])
def test_it_wins_where_groups_are_not_held_against_each_other(publish: Publisher) -> None:
    """Exact figures, plain rounding and a single group left out all give answers away."""
    organisation = draw(random.Random("organisation 5"), 200)
    posting, secret = next(weeks(organisation, 1, 5, publish=publish))
    wins = attack(posting, secret.ballots, most_wins=60).wins
    assert {win.counted for win in wins} >= {Counted.FAVOURABLE, Counted.OTHERS, Counted.ITEM}
    assert all(win.counts[0] <= win.counts[1] < win.counts[0] + 2 for win in wins)


def test_it_wins_where_rare_options_are_told_apart() -> None:
    """An option that one person chose leaves every group two counts of it."""
    organisation = draw(random.Random("organisation 5"), 200)
    posting, secret = next(weeks(organisation, 1, 5))
    figures = [*posting.digest["figures"]]
    place = next(n for n, figure in enumerate(figures) if figure.get("choices"))
    rare, *others = figures[place]["choices"]
    apart = [rare | {"chosen": 1}, rare | {"chosen": rare["chosen"] - 1}, *others]
    figures[place] = figures[place] | {"choices": apart}
    told = replace(posting, digest={**posting.digest, "figures": figures})
    assert not attack(posting, secret.ballots).wins
    counted = {win.counted for win in attack(told, secret.ballots, most_wins=1000).wins}
    assert Counted.OPTION in counted


def test_it_finds_out_leavers_and_joiners_where_all_is_told() -> None:
    """Where everybody answers as before, exact figures tell how who left or came had answered."""
    score = Score()
    for seed in range(8):
        organisation = draw(random.Random(f"organisation {seed}"), 120)
        score.guesses += guesses(
            list(weeks(organisation, 8, seed, publish=naive.exact, steady=True))
        )
    assert {one.attack for one in score.guessed() if one.won} >= {"a leaver", "a joiner"}


def test_it_refuses_figures_that_cannot_be_true(told: Told) -> None:
    """Where the counts contradict the words, they were misread, and nothing is claimed."""
    posting, secret = told
    with pytest.raises(Misread):
        attack(posting, {person: {} for person in secret.ballots})


def test_other_tables_give_the_same_digest(told: Told) -> None:
    """Every table by which a sum is found safe agrees with all that was posted."""
    table, counts = _read(told)
    matrix, most = table.limits
    seen = 0
    for tables in Walk(table, counts, 1).tables():
        assert (tables >= 0).all()
        assert (tables @ matrix.T <= most).all()
        seen += len(np.unique(tables, axis=0))
    assert seen > 100


def test_bounds_are_those_of_all_tables() -> None:
    """The solver's least and most are those found by trying every table of a small group."""
    table = _small()
    matrix, most = table.limits
    tables = [
        np.array(counts)
        for counts in product(range(5), repeat=table.variables)
        if (matrix @ np.array(counts) <= most).all()
    ]
    for place in range(table.variables):
        factors = np.eye(table.variables, dtype=np.int64)[place]
        values = [int(counts @ factors) for counts in tables]
        solver = Solver(table)
        assert int(solver.most(factors) @ factors) == max(values)
        assert int(solver.most(-factors) @ factors) == min(values)
        assert solver.much(factors, "q")[0] >= max(values)


def test_every_crossing_and_remainder_is_attacked(told: Told) -> None:
    """Each crossing of the posted groups is a target, and so is each group not told exactly."""
    table, _ = _read(told)
    for question in (None, *table.questions):
        attacked = {target.inside for target in targets(table, question)}
        exact = [line for line in table.lines if line.question == question and line.exact]
        told_exactly = {
            sum(
                1 << place
                for place, one in enumerate(table.inside[line.dimension, line.group])
                if one
            )
            for line in exact
        }
        assert attacked.isdisjoint(told_exactly)
        for number in range(len(table.crossings)):
            assert {1 << number} <= attacked | told_exactly


def test_knowing_who_answered_narrows(told: Told) -> None:
    """Whoever knows who has answered has fewer tables to think possible."""
    table, counts = _read(told)
    known = replace(table, known=counts[table.answered()])
    factors = np.zeros(table.variables, dtype=np.int64)
    factors[0] = 1
    assert Solver(known).most(factors) @ factors == counts[0]
    assert Solver(table).most(factors) @ factors >= counts[0]


def _read(told: Told) -> tuple[Table, Whole]:
    posting, secret = told
    table = tabulate(posting)
    return table, truth(table, posting, secret.ballots)


def _small() -> Table:
    """Five of seven answered a question, two of them favourably, in teams of four and three."""
    everyone = {"dimension": "everyone", "group": "everyone"}
    teams = [{"dimension": "team", "group": group} for group in ("a", "b")]
    hidden = {"question": "q", "text": NOT_SHOWN}
    told = {"question": "q", "text": "40.0% (2 of 5)", "favourable": 2, "answered": 5}
    return tabulate(
        Posting(
            digest={
                "response": everyone | {"text": "5 to 7 of 7 answered", "invited": 7},
                "responses": [
                    team | {"text": NOT_SHOWN, "invited": size}
                    for team, size in zip(teams, (4, 3), strict=True)
                ],
                "figures": [everyone | told, *(team | hidden for team in teams)],
            },
            dimensions=("team",),
            staff={str(number): ("a" if number < 4 else "b",) for number in range(7)},
            threshold=2,
            week=0,
            favourable={},
        )
    )
