"""`make alarms`: how often digests raise a false flag, and how often they find a true fall."""

import argparse
import sys

import numpy as np

from alarms.council import Council, Drop
from alarms.watching import STABLE, false_flags, found

MOST_FALSE = 0.10

LEVELS = {
    "as in Wolverhampton": ((0.73, 0.91), (0.56, 0.88), (0.70, 0.86)),
    "middling": ((0.5, 0.5), (0.6, 0.6), (0.7, 0.7)),
    "high": ((0.85, 0.93), (0.8, 0.9), (0.9, 0.93)),
}
SIZES = ((30, 40), (50, 50), (60, 60), (70, 90), (60, 140), (150, 250), (300, 500))
"""Mean answers of two populations; only those of 50 and more are exact."""


def main() -> int:
    """Tell both tables; 1 if any council sees too many false flags."""
    parser = argparse.ArgumentParser(prog="alarms", description=__doc__)
    parser.add_argument("--runs", type=int, default=600)
    runs = parser.parse_args().runs
    for sizes in SIZES:
        _power(sizes, runs)
    worst = max(_false_flags(council, runs) for council in _councils())
    _say(f"At worst {worst:.1%} of runs raise a false flag; allowed are {MOST_FALSE:.0%}.")
    return int(worst > MOST_FALSE)


def _councils() -> list[Council]:
    shocked = [
        Council(f"{sizes}, {name}, shocks {how}", sizes, levels, together=how == "together")
        for sizes in SIZES
        for name, levels in LEVELS.items()
        for how in ("together", "apart")
    ]
    return [*_others(), *shocked]


def _others() -> list[Council]:
    """One series, three, fifteen and 25, and weeks without shocks."""
    four, five = (60, 80, 100, 120), (80, 80, 80, 80)
    return [
        Council("one theme of 600", (600,), ((0.7,),)),
        Council("three themes of 600", (600,), ((0.5,), (0.7,), (0.9,))),
        Council(f"three themes of {four}, apart", four, 3 * [[0.6] * 4], together=False),
        Council(f"five themes of {five}, together", five, 5 * [[0.9] * 4]),
        Council(f"five themes of {five}, apart", five, 5 * [[0.5] * 4], together=False),
        Council("(70, 90), no shocks", (70, 90), LEVELS["as in Wolverhampton"], shock=0),
    ]


def _false_flags(council: Council, runs: int) -> float:
    rates = false_flags(council, np.random.default_rng(1), runs)
    said = ", ".join(f"{name} {rate:.1%}" for name, rate in rates.items())
    _say(f"{council.name}: false flags in {STABLE} weeks: {said}")
    return max(rates.values())


def _power(sizes: tuple[int, int], runs: int) -> None:
    for whose, populations in (("everyone", (0, 1)), ("the first population", (0,))):
        for points in (16, 30):
            rates = [
                found(
                    Council("", sizes, LEVELS["as in Wolverhampton"]),
                    Drop(points, by, populations),
                    np.random.default_rng(2),
                    runs,
                )
                for by in (0.10, 0.15, 0.20)
            ]
            said = ", ".join(f"{rate:.0%}" for rate in rates)
            _say(f"{sizes}, {whose}, after {points} weeks: falls of 10, 15, 20 points: {said}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
