"""`make soak`: a crowd, and years of weekly rounds with trouble; the books must balance."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from soak.books import table
from soak.crowd import live as live_crowd
from soak.year import Year, grown, live


def main() -> int:
    """Live a round of a crowd, a year in which the bot is killed now and then, and one without."""
    parser = argparse.ArgumentParser(prog="soak", description=__doc__)
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--people", type=int, default=84)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--crowd", type=int, default=10_000, help="so many are invited at once")
    told = parser.parse_args()
    failed = _tell_of_crowd(told.crowd)
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


def _tell_of_crowd(invited: int) -> bool:
    """Invite a crowd, a fifth of which answers within the same minute."""
    with tempfile.TemporaryDirectory() as folder:
        run = live_crowd(Path(folder), invited=invited, answering=invited // 5, within=60)
        crowd = asyncio.run(run)
    faults = [*crowd.faults()]
    page = crowd.page
    _say(
        f"{invited} people invited in {crowd.invited_within} of the bot's clock, {crowd.too_many} "
        f"calls too many; {len(page.answers)} of {crowd.answering} thanked who answered within a "
        f"minute, the slowest after {crowd.slowest:.2f} s: lost {page.lost()}, counted twice "
        f"{page.counted_twice()}, left behind {page.leaked()}"
    )
    for fault in faults:
        _say(fault)
    return bool(faults)


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
