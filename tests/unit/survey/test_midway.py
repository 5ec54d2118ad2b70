"""What is told half-way through a round that asks once, and the digest beside it."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.count import count

from bot.sandbox import block_kit
from bot.slack.blocks import message
from bot.survey import midway, pages
from bot.survey.disclosure import disclose, halfway
from bot.survey.messages import HalfwayPost, HalfwayThread
from questions.model import DOES_NOT_APPLY
from storage.model import EVERYONE, Count, Dimension, GroupTally, Midway, Round

Rounds = Callable[..., Round]
Dimensions = Callable[..., Dimension]

Cast = Mapping[str, tuple[int, int]]
"""For each group, how many have answered of how many."""


def casts(round_: Round, groups: Cast) -> Count:
    """Casts of everyone and of the groups of the round's first dimension."""
    dimension = round_.pulse.dimensions[0].id
    cells = [
        GroupTally(dimension=dimension, group=group, size=size, casts=cast, counts={})
        for group, (cast, size) in groups.items()
    ]
    everyone = GroupTally(
        dimension=EVERYONE,
        group=EVERYONE,
        size=sum(one.size for one in cells),
        casts=sum(one.casts for one in cells),
        counts={},
    )
    return count([everyone, *cells])


def answers(round_: Round, groups: Cast) -> Count:
    """The same at the end, with everyone's answers: half of them favourable."""
    [question] = round_.questions
    options = dict.fromkeys((*question.scale.option_ids, DOES_NOT_APPLY), 0)
    counted = casts(round_, groups)
    tallies = (
        one.model_copy(
            update={
                "counts": {
                    question.id: options
                    | {"often": one.casts // 2, "never": one.casts - one.casts // 2}
                }
            }
        )
        for one in counted.tallies
    )
    return counted.model_copy(update={"tallies": tuple(tallies)})


def told(round_: Round, groups: Cast) -> dict[str, int]:
    return {one.group: one.nearest for one in halfway(round_, casts(round_, groups))}


@pytest.fixture(scope="module")
def round_(a_round: Rounds, a_dimension: Dimensions) -> Round:
    """A round with three groups."""
    return a_round(a_dimension("team", "a", "b", "c"))


def test_large_groups_are_told_to_the_nearest_tenth(round_: Round) -> None:
    """198 of 469 is about 40%; so are 70 of 129 about 50% and 89 of 340 about 30%, half up."""
    assert told(round_, {"a": (70, 129), "b": (89, 340)}) == {EVERYONE: 30, "a": 50, "b": 30}
    assert told(round_, {"a": (45, 100), "b": (44, 100)}) == {EVERYONE: 40, "a": 50, "b": 40}


def test_of_fewer_than_fifty_nothing_is_told(round_: Round) -> None:
    """Not of everyone, and of no group, whoever answered."""
    assert told(round_, {"a": (24, 24), "b": (0, 25)}) == {}
    some = {"a": (60, 100), "b": (10, 49), "c": (25, 48)}
    assert told(round_, some) == {EVERYONE: 50, "a": 60}


def test_nothing_follows_for_a_smaller_group(round_: Round) -> None:
    """One small group beside a large one is what is left of everyone, so neither is told."""
    assert told(round_, {"a": (190, 200), "b": (5, 40)}) == {EVERYONE: 80}


@st.composite
def groups_of(draw: st.DrawFn) -> dict[str, tuple[int, int]]:
    """Two or three groups, small and large, with some who have answered."""
    sizes = draw(st.lists(st.integers(10, 150), min_size=2, max_size=3))
    return {
        name: (draw(st.integers(0, size)), size) for name, size in zip("abc", sizes, strict=False)
    }


@settings(max_examples=60, deadline=None)
@given(groups_of())
def test_adding_up_narrows_no_group(round_: Round, groups: dict[str, tuple[int, int]]) -> None:
    """Each group keeps three counts, and one of which nothing is told keeps every one."""
    values = {one.group: one for one in halfway(round_, casts(round_, groups))}
    if not values:
        return
    everyone = midway.possible(values[EVERYONE], round_.pulse.threshold)
    ranges = {
        name: midway.possible(values[name], round_.pulse.threshold)
        if name in values
        else range(size + 1)
        for name, (_, size) in groups.items()
    }
    for name, one in ranges.items():
        others = [other for key, other in ranges.items() if key != name]
        least, most = (sum(other[end] for other in others) for end in (0, -1))
        left = [n for n in one if n + least <= everyone[-1] and n + most >= everyone[0]]
        if name in values:
            assert len(left) >= 3
        elif len(values) > 1:
            alone = sum(size for key, (_, size) in groups.items() if key != name)
            assert left == [n for n in one if n <= everyone[-1] and n + alone >= everyone[0]]


@given(st.integers(50, 600), st.integers(5, 30), st.data())
def test_what_is_told_stands_for_five_counts_or_more(
    invited: int, threshold: int, data: st.DataObject
) -> None:
    """The true count is among them, and the lowest words reach up to the threshold."""
    answered = data.draw(st.integers(0, invited))
    share = midway.Share(part=answered, whole=invited, answers=answered)
    said = midway.Halfway(threshold).say(share)
    assert said.nearest in range(10, 100, 10)
    kept = Midway(
        dimension=EVERYONE, group=EVERYONE, name="Everyone", invited=invited, nearest=said.nearest
    )
    assert midway.possible(kept, threshold) == said.parts
    assert answered in said.parts
    assert len(said.parts) >= 5
    assert said.parts[-1] >= threshold


def test_a_digest_does_not_tell_how_many_had_answered_half_way(round_: Round) -> None:
    """Who had answered 54 or more of 60 at mid-way and 54 in the end is not told exactly."""
    groups = {"a": (55, 60), "b": (120, 200), "c": (110, 200)}
    before = [
        Midway(dimension=dimension, group=group, name=group, invited=invited, nearest=nearest)
        for dimension, group, invited, nearest in (
            (EVERYONE, EVERYONE, 460, 60),
            ("team", "a", 60, 90),
            ("team", "b", 200, 50),
            ("team", "c", 200, 50),
        )
    ]
    final = answers(round_, groups | {"a": (52, 60)})
    alone = {one.group: one.text for one in disclose(round_, final).published.responses}
    beside = {one.group: one.text for one in disclose(round_, final, before).published.responses}
    assert alone["a"] == "52 of 60 answered (86.7%)"
    assert beside["a"] != alone["a"]
    assert beside[EVERYONE] == alone[EVERYONE]


def test_a_question_does_not_tell_how_many_had_answered_half_way_either(round_: Round) -> None:
    """66 to 74 of 88 had at mid-way; "of 67" beside a question would leave 66 and 67."""
    groups = {"a": (67, 88), "b": (54, 68), "c": (60, 70)}
    before = [Midway(dimension="team", group="a", name="A", invited=88, nearest=80)]
    final = answers(round_, groups)
    alone = {one.group: one for one in disclose(round_, final).published.figures}
    beside = {one.group: one for one in disclose(round_, final, before).published.figures}
    assert alone["a"].answered == 67
    assert beside["a"].answered is None
    assert beside[EVERYONE] == alone[EVERYONE]


def test_of_everyone_half_way_is_not_told_either(round_: Round) -> None:
    """253 to 299 of 460 had at mid-way; 254 in the end would leave 253 and 254."""
    before = [Midway(dimension=EVERYONE, group=EVERYONE, name="All", invited=460, nearest=60)]
    final = answers(round_, {"a": (54, 60), "b": (100, 200), "c": (100, 200)})
    alone = disclose(round_, final).published.responses[0]
    beside = disclose(round_, final, before).published.responses[0]
    assert alone.text == "254 of 460 answered (55.2%)"
    assert beside.answered is None


def test_what_was_told_half_way_is_a_floor_for_the_end(round_: Round) -> None:
    """Where half-way leaves too few counts at the end, the figures of the digest are rougher."""
    before = [
        Midway(dimension="team", group="a", name="A", invited=56, nearest=90),
        Midway(dimension=EVERYONE, group=EVERYONE, name="Everyone", invited=256, nearest=60),
    ]
    final = answers(round_, {"a": (48, 56), "b": (100, 100), "c": (10, 100)})
    alone = {one.group: one.text for one in disclose(round_, final).published.responses}
    beside = {one.group: one.text for one in disclose(round_, final, before).published.responses}
    assert alone["a"] == "43 to 49 of 56 answered"
    assert beside["a"] != alone["a"]


# ---- the words


def test_both_channels_read_when_it_was_counted_and_when_it_closes(round_: Round) -> None:
    """The day, the shares in words, that it is told once, and how long there is."""
    values = halfway(round_, casts(round_, {"a": (70, 129), "b": (20, 340)}))
    now = round_.opens + timedelta(days=1)
    head, team, foot = midway.sections(round_, values, now)
    assert head.lines == ("By Wednesday 25 November, about 20% of 469 people asked had answered.",)
    assert team.lines == ("Team A: about 50% of 129", "Team B: about 10% or less of 340")
    assert "only of 50 people or more" in foot.lines[0]
    assert "It closes on Thursday 26 November at 10:00." in foot.lines[1]


def test_a_hundred_groups_fit_into_messages(a_round: Rounds, a_dimension: Dimensions) -> None:
    """A post and its thread, each of which Slack takes."""
    names = [f"g{number}" for number in range(100)]
    dimension = a_dimension("team", *names)
    groups = [one.model_copy(update={"name": "&" * 75}) for one in dimension.groups]
    round_ = a_round(dimension.model_copy(update={"groups": tuple(groups)}))
    values = halfway(round_, casts(round_, dict.fromkeys(names, (30, 60))))
    assert len(values) == 101
    first, *more = pages.cut(midway.sections(round_, values, round_.opens))
    for body in (HalfwayPost(page=first), *(HalfwayThread(page=page) for page in more)):
        drawn = message.draw(body)
        block_kit.message(text=drawn.text, blocks=drawn.blocks, metadata=None)
