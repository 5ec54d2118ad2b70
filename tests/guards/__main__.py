"""Takes out guard by guard in a copy of the tree, and shows each attacker's test turning red.

`make guards` runs it. It ends with a code that is not 0 if a test fails with its guard in place,
stays green without it, or cannot be run, and if a guard is not where it is declared.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from guards.guard import Guard, Tree, Untrue, declared


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What came of taking a guard out: nothing but "red" is well."""

    guard: Guard
    became: str
    said: str
    seconds: float = 0
    why: str = ""

    @property
    def well(self) -> bool:
        """Whether the attacker succeeded once the guard was gone."""
        return self.became == "red"

    def row(self, width: int) -> str:
        """A line of the table."""
        name = f"{self.guard.name:{width}}"
        return f"{name}  {self.became:6} {self.seconds:4.0f} s  {self.guard.test}\n    {self.why}"


def take_out(guard: Guard) -> Shown:
    """Run a guard's test where the guard is taken out."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="guards-") as folder:
        try:
            tree = Tree.copied(Path(folder))
            for edit in guard.edits:
                edit.apply(tree.folder)
        except Untrue as untrue:
            return Shown(guard=guard, became="untrue", said=str(untrue))
        ended = tree.outcome(guard.test)
    became = "red" if ended.failed else "green" if ended.passed else "broken"
    seconds = time.monotonic() - began
    return Shown(guard=guard, became=became, said=ended.said, seconds=seconds, why=ended.why)


def unedited(guards: list[Guard]) -> str:
    """What the tests of all guards say on an unedited copy; nothing if all pass."""
    with tempfile.TemporaryDirectory(prefix="guards-") as folder:
        ended = Tree.copied(Path(folder)).outcome(*dict.fromkeys(one.test for one in guards))
    return "" if ended.passed else ended.said


def chosen(names: list[str], share: int | None, seed: int) -> list[Guard]:
    """The guards of those names, or a share of all, or all."""
    guards = list(declared())
    if names:
        guards = [guard for guard in guards if guard.name in names]
    return guards if share is None else random.Random(seed).sample(guards, share)


def main(given_words: Sequence[str]) -> int:
    """Show a table, and return the exit code."""
    words = argparse.ArgumentParser(prog="guards", description=__doc__)
    words.add_argument("names", nargs="*", metavar="NAME", help="only these guards")
    words.add_argument("--share", type=int, help="only so many, chosen by the seed")
    words.add_argument("--seed", type=int, default=1)
    given = words.parse_args(given_words)
    guards = chosen(given.names, given.share, given.seed)
    if not guards:
        return _say("There is no guard of that name.")
    if trouble := unedited(guards):
        return _say(f"{trouble}\nWith every guard in place, these tests must pass.")
    width = max(len(guard.name) for guard in guards)
    with ThreadPoolExecutor(max_workers=2) as lanes:
        shown = []
        for one in lanes.map(take_out, guards):
            print(one.row(width), flush=True)
            shown.append(one)
    wrong = [one for one in shown if not one.well]
    for one in wrong:
        print(f"\n{one.guard.name} is {one.became}:\n{one.said}")
    print(f"\n{len(shown) - len(wrong)} of {len(shown)} guards: the test fails without them.")
    return 1 if wrong else 0


def _say(trouble: str) -> int:
    print(trouble, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
