"""The long attack: `make attack`, or `make attack ARGS="--organisations 50"` for a shorter one."""

import argparse
import os
import sys
from collections import Counter
from time import monotonic

from attack.campaign import scores
from attack.score import Score


def main() -> int:
    """Attack, tell how it goes and what came of it; 1 if the attacker won anything."""
    parser = argparse.ArgumentParser(prog="attack", description=__doc__)
    parser.add_argument("--organisations", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=26)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--minutes", type=int, default=150, help="after so long it ends")
    asked = parser.parse_args()
    began = monotonic()
    score = Score()
    for number, one in enumerate(scores(asked.organisations, asked.rounds, asked.processes), 1):
        score.add(one)
        minutes = (monotonic() - began) / 60
        _say(
            f"{number} of {asked.organisations} organisations, {score.rounds} rounds, "
            f"{score.lost} lost, {minutes:.1f} minutes"
        )
        if minutes > asked.minutes:
            _say(f"Ended after {asked.minutes} minutes, before all were attacked.")
            break
    _tell(score)
    return 1 if score.won() or score.undecided else 0


def _tell(score: Score) -> None:
    _say(
        f"{score.targets} sums attacked, the solver asked {score.solved} times, "
        f"{score.undecided} left undecided"
    )
    _shares("Figures as posted", score.precisions)
    _shares("Groups' figures, beside what their answers alone would allow", score.outcomes)
    _say("Guesses of one person's answer:")
    for guessing in score.guessed():
        _say(f"  {guessing}")
    _say(f"Rounds of which something was given away: {score.lost} of {score.rounds}")
    for line in score.won() or ["nothing was won"]:
        _say(f"  {line}")
    for win in score.wins[:10]:
        _say(f"  {win}")


def _shares(title: str, counted: Counter[str]) -> None:
    _say(f"{title} ({counted.total()}):")
    for label, number in counted.most_common():
        _say(f"  {label}: {number / counted.total():.1%}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
