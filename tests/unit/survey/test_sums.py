from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from support.tables import LAYERS, WITHIN, Table, columns, count, exactly, people, possible

from bot.survey.sums import Crossings, Layer, Sum, Told, exact


@st.composite
def counted(draw: st.DrawFn) -> tuple[list[int], tuple[Layer, ...], list[Told]]:
    """A small audience, and sums of it that are told as one number or as two."""
    layers = draw(st.sampled_from(LAYERS[:2]))
    sizes = draw(st.lists(st.integers(1, 2), min_size=2, max_size=3))
    truth: Table = tuple(draw(st.sampled_from(columns(size, layers))) for size in sizes)
    told = []
    for _ in range(draw(st.integers(2, 6))):
        crossings = draw(st.sets(st.sampled_from(range(len(sizes))), min_size=1))
        layer = draw(st.sampled_from(layers))
        around = draw(st.sampled_from([0, 1])) if layer in WITHIN else 0
        one = replace(people(layer, *crossings), times=1 - 2 * around, around=around)
        true = count(one, truth)
        told.append(Told(sum=one, counts=range(true, true + draw(st.integers(1, 2)))))
    return sizes, layers, told


@settings(max_examples=60, deadline=None)
@given(counted())
def test_what_follows_from_exact_sums_has_one_count(
    drawn: tuple[Sequence[int], Sequence[Layer], Sequence[Told]],
) -> None:
    sizes, layers, told = drawn
    found = exact(told)
    assert set(possible(sizes, layers, told, [*found]).values()) <= {1}


def test_a_rest_follows_from_the_sums_around_it() -> None:
    whole, team = people(Layer.CASTS, 0, 1, 2), people(Layer.CASTS, 0, 1)
    told = [exactly(whole, 30), exactly(team, 20)]
    assert exact(told) == {whole, team, people(Layer.CASTS, 2)}


def test_of_two_things_that_are_counted_nothing_follows() -> None:
    """Nor does anything from a range, or from people who are not inside the others."""
    whole, team = people(Layer.CASTS, 0, 1, 2), people(Layer.CASTS, 0, 1)
    answers, others = people(Layer.ANSWERS, 0, 1), people(Layer.CASTS, 2, 3)
    unfavourable = Sum(layer=Layer.CASTS, people=team.people, times=2)
    told = [exactly(whole, 30), exactly(answers, 20), exactly(others, 5), exactly(unfavourable, 40)]
    assert exact(told) == {whole, answers, others, unfavourable}
    assert exact([exactly(whole, 30), Told(sum=team, counts=range(20, 22))]) == {whole}


def test_ranges_that_leave_one_number_are_exact() -> None:
    one = Sum(layer=Layer.CASTS, people=Crossings([0]))
    ranges = [Told(sum=one, counts=range(3, 6)), Told(sum=one, counts=range(5, 9))]
    assert exact(ranges) == {one}
