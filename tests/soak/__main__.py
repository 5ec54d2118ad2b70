"""`make soak`: a year of weekly rounds with trouble thrown at them, and books that must balance."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from soak.books import table
from soak.year import Year, grown, live


def main() -> int:
    """Live a year in which the bot is killed now and then, and one in which it runs on."""
    parser = argparse.ArgumentParser(prog="soak", description=__doc__)
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--people", type=int, default=84)
    parser.add_argument("--seed", type=int, default=2026)
    told = parser.parse_args()
    failed = False
    for endings in (True, False):
        with tempfile.TemporaryDirectory() as folder:
            year = asyncio.run(
                live(
                    Path(folder),
                    weeks=told.weeks,
                    people=told.people,
                    seed=told.seed,
                    endings=endings,
                )
            )
        failed |= _tell(year, endings=endings)
    return int(failed)


def _tell(year: Year, *, endings: bool) -> bool:
    faults = [f"{page.round}: {fault}" for page in year.pages for fault in page.faults()]
    if not endings:
        faults += grown(year.held)
    if year.owed is not None:
        faults.append(f"a message is still owed, due at {year.owed}")
    answers = sum(len(page.answers) for page in year.pages)
    _say(
        f"\n{len(year.pages)} rounds, {answers} answers, {year.deaths} kills: {len(faults)} faults"
    )
    _say(table(year.pages))
    for number, held in enumerate(year.held):
        if number % 4 == 0 or number == len(year.held) - 1:
            _say(f"week {number}: {held}")
    for fault in faults:
        _say(fault)
    return bool(faults)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
