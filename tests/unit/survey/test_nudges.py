"""What is possible close to a table, held against all tables, counted out."""

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.survey.columns import Columns
from bot.survey.nudges import Nudges
from bot.survey.rows import Bounds, Whole
from bot.survey.sums import WITHIN, Crossings, Layer, Sum, Told, layers_of


def sums(layers: Sequence[Layer], crossings: int) -> st.SearchStrategy[Sum]:
    """Sums as digests tell them, and as somebody wants to know them."""
    return st.builds(
        lambda layer, people, weights: Sum(
            layer=layer,
            people=Crossings(people),
            times=weights[0],
            around=weights[1] if layer in WITHIN else 0,
        ),
        st.sampled_from(layers),
        st.sets(st.integers(0, crossings - 1), min_size=1),
        st.sampled_from([(1, 0), (1, 0), (-1, 1), (3, -1)]),
    )


def tables(sizes: Sequence[int], layers: Sequence[Layer], bounds: Bounds) -> Iterator[Whole]:
    """All tables that agree."""
    for counts in itertools.product(*(range(size + 1) for _ in layers for size in sizes)):
        table = np.array(counts, np.int64)
        if bounds.hold(table):
            yield table


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_nudge_finds_nothing_that_no_table_says(data: st.DataObject) -> None:
    """Whatever is found close to a table that agrees is what a table says that agrees as well."""
    layers = layers_of([data.draw(st.sampled_from(Layer))])
    sizes = data.draw(st.lists(st.integers(1, 2), min_size=2, max_size=6 // len(layers)))
    columns = Columns(sizes, layers)
    truth = data.draw(st.sampled_from([*tables(sizes, layers, columns.bounds([]))]))
    told = []
    for one in data.draw(st.lists(sums(layers, len(sizes)), max_size=4)):
        [true] = columns.rows([one]) @ truth
        wider = data.draw(st.integers(0, 2)), data.draw(st.integers(0, 2))
        told.append(Told(sum=one, counts=range(true - wider[0], true + wider[1] + 1)))
    bounds = columns.bounds(told)
    targets = columns.rows(data.draw(st.lists(sums(layers, len(sizes)), min_size=1, max_size=5)))
    possible = [
        {*counts}
        for counts in zip(
            *(targets @ table for table in tables(sizes, layers, bounds)), strict=True
        )
    ]
    for counts in Nudges(bounds, *columns.stacks()).toward(targets).counts(truth):
        assert all(count in among for count, among in zip(counts, possible, strict=True))


def test_what_one_table_tells() -> None:
    """Beside an exact total, one team's count may be one or two more or fewer, as another's may."""
    columns = Columns([9, 9, 9], [Layer.CASTS])
    everyone, team = (Sum(layer=Layer.CASTS, people=Crossings(one)) for one in ([0, 1, 2], [0]))
    bounds = columns.bounds([Told(sum=everyone, counts=range(12, 13))])
    nudged = Nudges(bounds, *columns.stacks()).toward(columns.rows([everyone, team]))
    found = [*nudged.counts(np.array([4, 4, 4]))]
    assert {int(total) for total, _ in found} == {12}
    assert {int(count) for _, count in found} == {2, 3, 4, 5, 6}


def test_a_range_is_never_left() -> None:
    """Of a team that 4 or 5 of answered, no table close by says another number."""
    columns = Columns([9, 9], [Layer.CASTS])
    team = Sum(layer=Layer.CASTS, people=Crossings([0]))
    bounds = columns.bounds([Told(sum=team, counts=range(4, 6))])
    nudged = Nudges(bounds, *columns.stacks()).toward(columns.rows([team]))
    for count in (4, 5):
        assert {int(one) for [one] in nudged.counts(np.array([count, 5]))} == {4, 5}


def test_who_answers_an_item_answers_at_all() -> None:
    """Where all who answered also answered the item, one more answer is one more who answered."""
    columns = Columns([9, 9], [Layer.CASTS, Layer.ANSWERS])
    answers = Sum(layer=Layer.ANSWERS, people=Crossings([0]))
    nudged = Nudges(columns.bounds([]), *columns.stacks()).toward(columns.rows([answers]))
    found = [*nudged.counts(np.array([4, 4, 4, 4]))]
    assert {int(count) for [count] in found} == {2, 3, 4, 5, 6}
