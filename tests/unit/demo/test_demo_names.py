import random
from itertools import islice

from bot.demo import names


def test_names_are_drawn_once_and_never_again() -> None:
    """When every name is taken, there are no more."""
    possible = {
        f"{given} {family}"
        for custom in names.customs()
        for given in custom.given
        for family in custom.family
    }
    drawn = list(names.drawn(random.Random(1), without=()))
    assert set(drawn) == possible
    assert len(drawn) == len(possible)


def test_names_that_are_taken_are_not_drawn() -> None:
    """Whoever is named already keeps their name to themselves, whether we would draw it or not."""
    first = next(names.drawn(random.Random(1), without=()))
    found = islice(names.drawn(random.Random(1), without=[first, "Not Drawn"]), 500)
    assert first not in set(found)


def test_names_are_as_varied_as_a_city() -> None:
    """The shares of the customs are of a hundred people."""
    assert sum(custom.share for custom in names.customs()) == 100
