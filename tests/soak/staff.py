"""Who works at the simulated council, and what each of them does about a round."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from support.council import OPTIONS, Council

TEAMS = ("north", "south", "hospital")
CHANNELS = dict(zip(TEAMS, ("C0NORTH", "C0SOUTH", "C0HOSPITAL"), strict=True))

JOINING, LEAVING, PAUSING, NEVER = 0.7, 0.6, 0.5, 0.05
"""How likely it is that somebody does so in a week."""


class Does(Enum):
    """What somebody who is asked does."""

    ANSWERS_EARLY = "answers before the reminder"
    ANSWERS_LATE = "answers after it"
    DECLINES = "says [Not this week]"
    NOTHING = "does nothing"


@dataclass(slots=True, kw_only=True)
class Colleague:
    """Somebody who works there.

    Attributes:
        keen: how likely it is that they answer.
        paused_until: the last day, in the week of which they want no questions.
    """

    id: str
    team: str
    keen: float
    paused_until: date | None = None
    never: bool = False

    def wants(self, day: date) -> bool:
        """Whether they want to be asked on a day."""
        return not self.never and (self.paused_until is None or self.paused_until < day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """What is different from this week on."""

    joined: tuple[Colleague, ...]
    left: tuple[Colleague, ...]
    paused: tuple[Colleague, ...]
    never: tuple[Colleague, ...]


class Staff:
    """The people, week by week."""

    def __init__(self, dice: random.Random, size: int) -> None:
        self._dice = dice
        self._hired = 0
        self.people: dict[str, Colleague] = {}
        for _ in range(size):
            self._hire()

    def council(self) -> Council:
        """They as they are now."""
        teams = {
            team: [one.id for one in self.people.values() if one.team == team] for team in TEAMS
        }
        return Council(**teams)

    def turn(self, day: date) -> Turns:
        """Let some join, leave, pause until a Sunday, and want no questions any more."""
        left = self._some(LEAVING)
        for one in left:
            del self.people[one.id]
        paused = tuple(one for one in self._some(PAUSING) if one.wants(day))
        for one in paused:
            weeks = timedelta(weeks=self._dice.randint(0, 4))
            one.paused_until = day + timedelta(days=6 - day.weekday()) + weeks
        never = self._some(NEVER)
        for one in never:
            one.never = True
        joined = (self._hire(),) if self._dice.random() < JOINING else ()
        return Turns(joined=joined, left=left, paused=paused, never=never)

    def does(self, one: Colleague) -> Does:
        """What somebody does about this round."""
        if self._dice.random() < one.keen:
            return self._dice.choice((Does.ANSWERS_EARLY, Does.ANSWERS_EARLY, Does.ANSWERS_LATE))
        return self._dice.choice((Does.DECLINES, Does.NOTHING, Does.NOTHING))

    def option(self) -> str:
        """What somebody chooses."""
        return self._dice.choices(OPTIONS, weights=(40, 30, 25, 5))[0]

    def _some(self, likely: float) -> tuple[Colleague, ...]:
        if self._dice.random() >= likely:
            return ()
        return (self._dice.choice(list(self.people.values())),)

    def _hire(self) -> Colleague:
        self._hired += 1
        one = Colleague(
            id=f"UPERSON{self._hired:03}",
            team=TEAMS[self._hired % len(TEAMS)],
            keen=self._dice.choice((0.98, 0.95, 0.9, 0.1)),
        )
        self.people[one.id] = one
        return one
