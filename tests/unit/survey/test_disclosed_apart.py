"""What may be shown, decided in a process of its own and by the functions that decide it there."""

from collections.abc import Callable

import pytest

from bot.child import NotDone
from bot.demo.discloser import Discloser as InTheSameProcess
from bot.discloser.discloser import Discloser
from questions.model import DOES_NOT_APPLY, Question
from storage.model import (
    EVERYONE,
    Count,
    Crossing,
    Dimension,
    GroupTally,
    Midway,
    RankingTally,
    Round,
)

OPTIONS = ("never", "rarely", "sometimes", "often", "always", DOES_NOT_APPLY)
SIZE = 120


def tally(dimension: str, group: str, size: int, liking: int) -> GroupTally:
    """Three quarters of a group answered, so many of them favourably."""
    casts = size * 3 // 4
    counts = dict.fromkeys(OPTIONS, 0) | {"often": liking, "rarely": casts - liking}
    return GroupTally(
        dimension=dimension,
        group=group,
        size=size,
        casts=casts,
        counts={"workload-anchor": counts},
    )


@pytest.fixture
def round_(
    a_round: Callable[..., Round],
    a_dimension: Callable[..., Dimension],
    a_question: Callable[..., Question],
    a_ranking: Question,
) -> Round:
    """Two teams are asked a question, and to rank."""
    return a_round(a_dimension("team", "north", "south"), questions=[a_question(), a_ranking])


@pytest.fixture
def counted() -> Count:
    """What its box has counted."""
    ranked = RankingTally(answered=90, counts={"time": 60, "people": 45, "quiet": 20, "pay": 3})
    return Count(
        tallies=(
            tally(EVERYONE, EVERYONE, SIZE, 50),
            tally("team", "north", 100, 42),
            tally("team", "south", 20, 8),
        ),
        crossings=(Crossing(groups=("north",), size=100), Crossing(groups=("south",), size=20)),
        rankings={"help-most": ranked},
    )


async def test_a_process_decides_what_the_functions_decide(round_: Round, counted: Count) -> None:
    """Of a round with a ranking, of which something was told half-way, all of it is the same."""
    told = Midway(dimension=EVERYONE, group=EVERYONE, name="Everyone", invited=SIZE, nearest=70)
    apart, here = Discloser(), InTheSameProcess()
    published, rougher = await apart.disclose(round_, counted, [told])
    assert (published, rougher) == await here.disclose(round_, counted, [told])
    assert published.figures
    assert published.rankings


async def test_a_process_decides_half_way_what_the_function_decides(
    round_: Round, counted: Count
) -> None:
    """Half-way the same people are told of."""
    told = await Discloser().halfway(round_, counted)
    assert told
    assert told == await InTheSameProcess().halfway(round_, counted)


async def test_of_a_fault_in_the_process_nothing_but_its_place_is_told(
    round_: Round, counted: Count
) -> None:
    """What it was given, and what Python would say of it, stays there."""
    strange = counted.model_copy(update={"rankings": {"canary": counted.rankings["help-most"]}})
    with pytest.raises(NotDone) as failed:
        await Discloser().disclose(round_, strange, ())
    assert "(KeyError in " in str(failed.value)
    assert "(disclosure.py:" in str(failed.value)
    assert not [held for held in ("canary", "help-most", "Traceback") if held in str(failed.value)]
