"""What all attacks came to, over many organisations."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import sqrt

from attack.across import Guess
from attack.coarseness import outcomes, precisions
from attack.staffing import Told
from attack.within import Found, Win

BETTER = 0.1
"""A guess of somebody's answer that is right so much more often is won."""

_ENOUGH_GUESSES = 50
_MARGIN = 2.0


@dataclass(kw_only=True)
class Score:
    """The attacks so far, and what publishing cost.

    Attributes:
        lost: rounds of which something was given away.
        undecided: sums of which the solver could not tell in time.
    """

    rounds: int = 0
    lost: int = 0
    targets: int = 0
    solved: int = 0
    undecided: int = 0
    wins: list[Win] = field(default_factory=list)
    guesses: list[Guess] = field(default_factory=list)
    precisions: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)

    def round(self, told: Told, found: Found) -> None:
        """Take in a round and the attack on it."""
        self.rounds += 1
        self.lost += bool(found.wins)
        self.targets += found.targets
        self.solved += found.solved
        self.undecided += found.undecided
        self.wins += found.wins
        self.precisions += precisions(told[0])
        self.outcomes += outcomes(*told)

    def add(self, other: "Score") -> None:
        """Take in another organisation."""
        for name in ("rounds", "lost", "targets", "solved", "undecided"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.wins += other.wins
        self.guesses += other.guesses
        self.precisions += other.precisions
        self.outcomes += other.outcomes

    def guessed(self) -> Iterator["Guessing"]:
        """How good the guesses were, by attack: all of them, and the surest tenth."""
        for attack in sorted({guess.attack for guess in self.guesses}):
            some = [guess for guess in self.guesses if guess.attack == attack]
            some.sort(key=lambda guess: guess.surely, reverse=True)
            yield Guessing(attack=attack, guesses=some)
            yield Guessing(attack=f"{attack}, the surest tenth", guesses=some[: len(some) // 10])

    def won(self) -> list[str]:
        """What the attacker has won, a line each; nothing if the publisher held."""
        ways = Counter((win.attack, win.counted.value) for win in self.wins)
        return [
            *(f"{number} x {counted} of {attack}" for (attack, counted), number in ways.items()),
            *(str(one) for one in self.guessed() if one.won),
        ]


@dataclass(frozen=True, kw_only=True)
class Guessing:
    """Some guesses of people's answers, beside always guessing what is posted of their group."""

    attack: str
    guesses: Sequence[Guess]

    @property
    def better(self) -> float:
        """How much more often the guesses are right, as a share."""
        return sum(map(_gain, self.guesses)) / max(len(self.guesses), 1)

    @property
    def error(self) -> float:
        """The standard error of `better`."""
        number = max(len(self.guesses), 1)
        spread = sum(_gain(one) ** 2 for one in self.guesses) / number - self.better**2
        return sqrt(spread / number)

    @property
    def won(self) -> bool:
        """Whether the guesses are so much better, and that is hardly by chance."""
        surely = self.better - _MARGIN * self.error
        return len(self.guesses) >= _ENOUGH_GUESSES and surely > BETTER

    def __str__(self) -> str:
        right = sum(one.right for one in self.guesses) / max(len(self.guesses), 1)
        return (
            f"{self.attack}: {right:.1%} of {len(self.guesses)} guesses right, "
            f"{100 * self.better:+.1f} points beside guessing blindly (standard error "
            f"{100 * self.error:.1f})"
        )


def _gain(guess: Guess) -> int:
    return guess.right - guess.right_blindly
