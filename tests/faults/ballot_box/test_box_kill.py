import importlib.util
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from storage.ballot_box.boxes import Boxes
from storage.model import CastOutcome

CHILD = Path(__file__).with_name("casting_child.py")


@pytest.fixture(scope="module")
def child() -> ModuleType:
    """What the child asks whom, and what each of them answers."""
    spec = importlib.util.spec_from_file_location("casting_child", CHILD)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def children() -> Iterator[subprocess.Popen[str]]:
    """The process that others are forked from."""
    with subprocess.Popen(
        [sys.executable, CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


def cast_and_kill(children: subprocess.Popen[str], folder: Path, seeded: random.Random) -> set[int]:
    """Whose casts a child acknowledged, which was killed a moment after some of them."""
    assert children.stdin
    assert children.stdout
    children.stdin.write(f"{folder} {seeded.randrange(1000)}\n")
    children.stdin.flush()
    said = iter(children.stdout.readline, "gone\n")
    pid = int(next(said).removeprefix("pid "))
    acknowledged: set[int] = set()
    if seeded.random() < 0.8:
        assert next(said) == "opened\n"
        acknowledged.update(int(next(said)) for _ in range(seeded.randrange(12)))
    time.sleep(seeded.random() * 0.006)
    os.kill(pid, signal.SIGKILL)
    acknowledged.update(int(line) for line in said if line != "opened\n")
    return acknowledged


@pytest.mark.parametrize("seed", range(6))
async def test_acknowledged_answers_outlast_a_kill(
    child: ModuleType,
    children: subprocess.Popen[str],
    tmp_path: Path,
    reach: Callable[[], Boxes],
    *,
    seed: int,
) -> None:
    """Killed again and again at any moment, what was acknowledged is counted and nobody twice."""
    seeded, acknowledged = random.Random(seed), set[int]()
    for _ in range(12):
        acknowledged |= cast_and_kill(children, tmp_path, seeded)
    assert acknowledged

    boxes = reach()
    await boxes.check("weekly")
    for number, place in enumerate(child.ROSTER):
        outcome = await boxes.cast("weekly", place.person, child.answers(number))
        assert outcome in {CastOutcome.COUNTED, CastOutcome.COUNTED_BEFORE}
        assert outcome is CastOutcome.COUNTED_BEFORE or number not in acknowledged
    counted = {
        (tally.dimension, tally.group): tally for tally in (await boxes.count("weekly")).tallies
    }
    for group in ("north", "south", "everyone"):
        members = [n for n, p in enumerate(child.ROSTER) if group in {*p.groups, "everyone"}]
        tally = counted["everyone" if group == "everyone" else "team", group]
        chosen = Counter(choice for n in members for choice in child.answers(n).items())
        assert tally.casts == tally.size == len(members)
        assert {
            (question, option): count
            for question, options in tally.counts.items()
            for option, count in options.items()
            if count
        } == chosen
