"""What `make bench` runs, at its smallest: that each benchmark still runs and finds something."""

import math
import os
import shutil

import pytest

from benchmarks import (
    answers,
    casts,
    chart,
    closing,
    composing,
    disclosing,
    due,
    machine,
    memory,
    sending,
    shown,
    size,
    start,
    syncs,
    usual_design,
    years,
)
from benchmarks.__main__ import BENCHMARKS
from benchmarks.page import PAGE, between
from benchmarks.row import Row, table

SMALLEST = {
    "answers": lambda: answers.measure(repeats=1, alone=2, together=4),
    "syncs": lambda: syncs.measure(repeats=1, ours=4, single=2),
    "casts": lambda: casts.measure(repeats=1, people=600),
    "usual": lambda: usual_design.measure(repeats=1, answers=4, weeks=3),
    "due": lambda: due.measure(repeats=1, things=20, rest=0.1),
    "start": lambda: start.measure(repeats=1),
    "memory": lambda: memory.measure(repeats=1, people=20, rest=0),
    "sending": lambda: sending.measure(repeats=1, people=30, hurry=20),
    "closing": lambda: closing.measure(repeats=1, teams=2, people=60, items=2),
    "composing": lambda: composing.measure(repeats=1, teams=2, items=2, weeks=2, people=60),
    "chart": lambda: chart.measure(
        repeats=1, others={"pillow": chart.OTHERS["pillow"]}, beside=1, people=30
    ),
    "years": lambda: years.measure(repeats=1, few=2, remembered=3, many=4),
    "size": lambda: size.measure(sizes=(60, 80), weeks=3, real=1),
    "disclosing": lambda: disclosing.measure(repeats=1, sizes=[(3, 60, 1)]),
    "shown": lambda: shown.measure(repeats=1, sizes=[(9, 0.42)]),
}


@pytest.mark.share
@pytest.mark.parametrize("name", BENCHMARKS)
async def test_each_benchmark_finds_a_number_in_every_line(name: str) -> None:
    """At its smallest size, which tells nothing of speed."""
    if name == "syncs" and shutil.which("cc") is None:
        without = pytest.fail if os.environ.get("CI") else pytest.skip
        without("making fsync slow needs a C compiler, and none is here")
    rows = await SMALLEST[name]()
    assert rows
    assert all(row.values and all(map(math.isfinite, row.values)) for row in rows)


def test_the_page_has_a_place_for_each_benchmark() -> None:
    """What is put into one place leaves all others as they are."""
    text = PAGE.read_text(encoding="utf-8")
    for name in ("machine", *BENCHMARKS):
        changed = between(text, name, "Nothing was found.")
        assert changed.count("Nothing was found.") == 1
        assert changed.count("<!-- ") == text.count("<!-- ")


def test_a_page_without_the_place_is_refused() -> None:
    """In a sentence that says what to put into it."""
    with pytest.raises(LookupError, match="has no place for casts: put <!-- casts -->"):
        between("# Performance\n", "casts", "")


def test_a_line_tells_median_spread_goal_and_whether_it_is_met() -> None:
    """The median counts, and not the best of the repeats."""
    slow = Row(what="An answer", against="nothing", values=[1.2, 1.7, 1.9], most=1.6)
    many = Row(what="Answers", unit="a second", values=[2000], least=1500)
    assert table([slow, many]).splitlines()[2:] == [
        "| An answer | nothing | 1.7 times (1.2 to 1.9) | at most 1.6 | **no** |",
        "| Answers |  | 2,000 a second | at least 1,500 | yes |",
    ]


def test_the_machine_is_told() -> None:
    """With the versions that figures depend on."""
    said = machine.told()
    assert all(word in said for word in ("Python 3.", "SQLite 3.", "slack_bolt 1.", "Linux"))
