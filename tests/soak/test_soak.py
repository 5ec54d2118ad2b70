"""A seeded share of `make soak`."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from support.council import OPENS, Council

from soak.books import Page, table, turnout
from soak.crowd import Crowd
from soak.crowd import live as live_crowd
from soak.year import Held, Year, grown, live

WEEKS, PEOPLE, SEED = 2, 40, 29


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    return await live(
        tmp_path_factory.mktemp("soak"), weeks=WEEKS, people=PEOPLE, seed=SEED, endings=True
    )


@pytest.mark.share
def test_the_books_balance(year: Year) -> None:
    """Whatever is thrown, each round counts each acknowledged answer once and leaves nothing."""
    assert [(page.round, list(page.faults())) for page in year.pages] == [
        (page.round, []) for page in year.pages
    ]
    assert sum(len(page.answers) for page in year.pages) > 20 * (WEEKS - 1)
    assert sum(len(page.troubles) for page in year.pages) >= WEEKS


@pytest.mark.share
def test_nothing_is_owed_in_the_end(year: Year) -> None:
    """Every message was sent or given up, and none waits."""
    assert year.owed is None


@pytest.mark.share
def test_what_is_held_does_not_grow(year: Year) -> None:
    """The files in the folders are as many as a week ago, and nothing piles up."""
    assert grown(year.held) == []


@pytest.mark.share
async def test_a_crowd_is_invited_and_counted_under_slacks_limits(tmp_path: Path) -> None:
    """All are asked at Slack's pace, and who answers at the same moment is counted once."""
    crowd = await live_crowd(tmp_path, invited=200, answering=40, within=0)
    assert list(crowd.page.faults()) == []
    assert (len(crowd.page.answers), crowd.too_many, crowd.owed) == (40, 0, None)


@pytest.mark.parametrize(
    "change", [{}, {"slowest": 3.1}, {"answering": 3}, {"owed": OPENS}, {"page": "lost"}]
)
def test_a_crowd_that_was_not_served_is_found(change: dict[str, object]) -> None:
    """An answer lost, not thanked or thanked too late, and a message still owed: each is told."""
    page = a_page()
    if change.get("page") == "lost":
        page.box = {}
    crowd = replace(Crowd(page=page, answering=2, slowest=2.9), **(change | {"page": page}))
    assert len([*crowd.faults()]) == len(change)


def test_growth_is_found() -> None:
    """A year in which a file, a task, a connection or an object stays each week is told of."""
    weeks = range(52)
    calm = [Held(memory=90_000, objects=5_000, handles=20, tasks=5, files=6) for _ in weeks]
    assert grown(calm) == []
    for name, step in (
        ("memory", 900),
        ("objects", 200),
        ("handles", 3),
        ("tasks", 1),
        ("files", 1),
    ):
        leaking = [
            replace(one, **{name: getattr(one, name) + n * step})
            for n, one in zip(weeks, calm, strict=True)
        ]
        assert len(grown(leaking)) == 1


def a_page() -> Page:
    return Page(
        round="weekly-2026-11-24",
        council=Council(north=["A", "B"], south=["C"]),
        willing=frozenset("AB"),
        answers={"A": "often", "C": "never"},
        box={
            "everyone": {"often": 1, "never": 1},
            "north": {"often": 1},
            "south": {"never": 1},
            "hospital": {},
        },
        posts=(("2 of 3 answered (67%)",), ("1 to 2 of 3 answered",)),
        invitations={"A": 1, "B": 1, "C": 0},
    )


def test_books_that_balance_have_no_faults() -> None:
    """A round in which everything is as people did it passes."""
    assert list(a_page().faults()) == []


@pytest.mark.parametrize(
    "change",
    [
        {"box": {"everyone": {"often": 1}}},
        {"answers": {"A": "often", "B": "often", "C": "never"}},
        {"answers": {"A": "never", "C": "never"}},
        {"posts": (("2 of 4 answered",), ("2 of 3 answered",))},
        {"posts": (("2 of 3 answered", "2 of 3 answered"), ("2 of 3 answered",))},
        {"posts": (('2 of 3 answered\n50.0% (1 of 2) answered "x"',), ())},
        {"invitations": {"A": 1, "B": 0, "C": 0}},
        {"invitations": {"A": 2, "B": 1, "C": 0}},
        {"invitations": {"A": 1, "B": 1, "C": 1}},
        {"left_behind": ("A",)},
    ],
)
def test_books_that_do_not_balance_are_found(change: dict[str, object]) -> None:
    """An answer lost, counted twice or told wrongly, a digest or person too many: each is told."""
    page = a_page()
    for name, value in change.items():
        setattr(page, name, value)
    assert list(page.faults())


def test_the_table_counts_what_was_lost_doubled_and_left() -> None:
    """Each trouble of a round answers for all that went wrong in it."""
    page = a_page()
    page.troubles = ["kill -9"]
    page.box = {"everyone": Counter(often=3)}
    page.left_behind = ("A", "B")
    [_, row] = table([page]).splitlines()
    assert [cell.strip() for cell in row.split("|")] == ["kill -9", "1", "1", "2", "2"]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("69 of 83 answered (83.1%)", (range(69, 70), 83)),
        ("43 to 49 of 65 answered: adequate", (range(43, 50), 65)),
        ("50 or more of 65 answered", (range(50, 66), 65)),
        ("All, or all but one or two, of 65 answered", (range(63, 66), 65)),
        ("Too few answered", None),
    ],
)
def test_a_turnout_is_read_as_a_reader_would(words: str, numbers: tuple[range, int] | None) -> None:
    """What a digest says of how many answered stands for these numbers."""
    assert turnout(f"Weekly pulse, 8 December\n{words}\nNorth: 12 were asked") == numbers
