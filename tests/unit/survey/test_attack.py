import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.tables import LAYERS, columns, count, exactly, people, possible

from bot.survey.attack import Reader
from bot.survey.search import Seen
from bot.survey.sums import Layer, Told


@st.composite
def digests(draw: st.DrawFn) -> tuple[list[int], tuple[Layer, ...], list[Told]]:
    """A small audience, and things told of it that are true of one table at least."""
    layers = draw(st.sampled_from(LAYERS))
    most = 2 if len(layers) == len(Layer) else 3  # so few that all tables can be counted out
    sizes = draw(st.lists(st.integers(1, 3), min_size=2, max_size=most))
    truth = tuple(draw(st.sampled_from(columns(size, layers))) for size in sizes)
    told = []
    for _ in range(draw(st.integers(0, 6))):
        crossings = draw(st.sets(st.sampled_from(range(len(sizes))), min_size=1))
        one = people(draw(st.sampled_from(layers)), *crossings)
        true = count(one, truth)
        least, most_ = draw(st.integers(0, true)), true + draw(st.integers(0, 2))
        told.append(Told(sum=one, counts=range(least, most_ + 1)))
    return sizes, layers, told


@settings(max_examples=150, deadline=None)
@given(digests())
def test_it_finds_what_counting_out_finds(
    drawn: tuple[list[int], tuple[Layer, ...], list[Told]],
) -> None:
    """Exactly those counts are worked out that have fewer than three possibilities, and were freer
    without what is told of their own layer. What others found, who were told less, is no harm."""
    sizes, layers, told = drawn
    seen = Seen()
    for layer in layers:
        targets = [
            people(layer, *crossings)
            for number in range(1, len(sizes) + 1)
            for crossings in itertools.combinations(range(len(sizes)), number)
        ]
        now = possible(sizes, layers, told, targets)
        others = [one for one in told if one.sum.layer < layer]
        otherwise = possible(sizes, layers, others, targets)
        expected = {
            target: now[target] for target in targets if now[target] < min(3, otherwise[target])
        }
        dict(Reader(sizes, told[::2], seen).works_out(targets))
        assert dict(Reader(sizes, told, seen).works_out(targets)) == expected


def test_a_small_rest_is_worked_out_across_dimensions() -> None:
    """A team that makes up most of a population gives the population's rest away."""
    team, others, rest = 0, 1, 2
    everyone = people(Layer.CASTS, team, others, rest)
    told = [
        exactly(everyone, 90),
        exactly(people(Layer.CASTS, team, rest), 56),
        exactly(people(Layer.CASTS, team), 52),
    ]
    reader = Reader([100, 60, 9], told)
    assert dict(reader.works_out([people(Layer.CASTS, rest), people(Layer.CASTS, others)])) == {
        people(Layer.CASTS, rest): 1,
        people(Layer.CASTS, others): 1,
    }
    assert [*Reader([100, 60, 9], told[:2]).works_out([people(Layer.CASTS, rest)])] == []


def test_where_no_table_is_found_nothing_is_held_safe() -> None:
    """Of what contradicts itself, no count and no width is known."""
    one = people(Layer.CASTS, 0)
    reader = Reader([9], [exactly(one, 3), exactly(one, 5)])
    assert [*reader.works_out([one])] == [(one, 0)]
    assert [*reader.ends([one])] == [range(0)]


def test_words_for_a_share_are_read_though_nobody_knows_of_how_many() -> None:
    """More than four in five of eight to ten leaves one or none that is not favourable."""
    answers, liking = people(Layer.ANSWERS, 0, 1), people(Layer.FAVOURABLE, 0, 1)
    others = replace(liking, times=-1, around=1)
    more_than_four_in_five = Told(sum=replace(liking, times=5, around=-4), counts=range(1, 10**6))
    reader = Reader([10, 20], [Told(sum=answers, counts=range(8, 11)), more_than_four_in_five])
    assert [*reader.ends([answers, liking, others])] == [range(8, 11), range(7, 11), range(2)]
    assert dict(reader.works_out([answers, liking, others])) == {others: 2}


def test_it_tells_whether_two_ends_are_possible() -> None:
    """Both ends of a range must be found, and where nothing is known neither is."""
    one = people(Layer.CASTS, 0, 1)
    reader = Reader([10, 20], [Told(sum=one, counts=range(4, 9))])
    ends = [range(4, 9), range(4, 10), range(3, 9), range(0)]
    assert [reader.reaches(one, each) for each in ends] == [True, False, False, False]


@pytest.mark.parametrize(
    ("counts", "ends"),
    [(range(4, 5), range(4, 5)), (range(4, 9), range(4, 9)), (range(99), range(31))],
)
def test_it_tells_between_what_a_count_lies(counts: range, ends: range) -> None:
    """From the least to the greatest possible count."""
    one = people(Layer.CASTS, 0, 1)
    assert [*Reader([10, 20], [Told(sum=one, counts=counts)]).ends([one])] == [ends]
