"""A council's adult social care in the sandbox, and the pulse that asks it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

from bot import pulse_file
from bot.sandbox import Workspace
from storage.model import EVERYONE, Pulse

LEADERS, STAFF = "C0LEADERS", "C0ALLSTAFF"
LEADER, ADMIN = "UPERSON900", "UPERSON901"

ROUND = "weekly-2026-11-24"
BEFORE = datetime(2026, 11, 23, 9, tzinfo=UTC)
OPENS = datetime(2026, 11, 24, 10, tzinfo=UTC)
REMINDS = datetime(2026, 11, 25, 10, tzinfo=UTC)
CLOSES = datetime(2026, 11, 26, 16, tzinfo=UTC)
PUBLISHES = datetime(2026, 11, 30, 9, tzinfo=UTC)
NEXT_OPENS = datetime(2026, 12, 1, 10, tzinfo=UTC)

QUESTION = "workload-manageable"
OPTIONS = ("often", "never", "always", "does-not-apply")

SUPPORT = "Your supervisor, or the listening line on 0800 000 000, day and night."

_HEAD = """
pulses:
  - id: weekly
    name: Weekly pulse
    questions: weekly
    audience: [{channel: C0ALLSTAFF}]
    dimensions:
"""

_POPULATION = """
      - id: population
        name: Population
        rest: Wider workforce
        groups:
          - {id: social-workers, name: Social workers, people: [usergroup: S0SOCIALWORKERS]}
"""

_TEAM = """
      - id: team
        name: Team
        rest: Other teams
        groups:
          - {id: north, name: North, area: Localities, neighbour: south, people: [channel: C0NORTH]}
          - {id: south, name: South, area: Localities, neighbour: north, people: [channel: C0SOUTH]}
          - {id: hospital, name: Hospital, people: [channel: C0HOSPITAL]}
"""

_FOOT = f"""
    schedule:
      opens: Tuesday 10:00
      reminds: Wednesday 10:00
      closes: Thursday 16:00
      publishes: next Monday 09:00
      first: 2026-11-24
    leadership: {LEADERS}
    staff: {STAFF}
    threshold: 5
    support: {SUPPORT}
    contact: the principal social worker
"""

_QUESTION_SET = """
id: one
title: One question
ask: all
themes: {workload: Workload}
questions:
  - id: workload-manageable
    theme: workload
    wording: How often was your workload manageable in the last week?
    scale: frequency
    favourable: [always, often]
    anchor: true
"""

ONE_DIMENSION = _HEAD + _TEAM + _FOOT
ONE_QUESTION = ONE_DIMENSION.replace("questions: weekly", "questions: one.yaml")
TWO_DIMENSIONS = _HEAD + _POPULATION + _TEAM + _FOOT


@dataclass(frozen=True, slots=True, kw_only=True)
class Council:
    """Who works there: the people of each team, and which of them are social workers."""

    north: Sequence[str]
    south: Sequence[str]
    hospital: Sequence[str] = ()
    others: Sequence[str] = ()
    social_workers: Sequence[str] = ()

    @property
    def people(self) -> tuple[str, ...]:
        """Everyone who is asked."""
        return (*self.north, *self.south, *self.hospital, *self.others)

    def groups(self, person: str) -> Mapping[str, str]:
        """The group that a person is in, by dimension."""
        teams = {"north": self.north, "south": self.south, "hospital": self.hospital}
        team = next((team for team, members in teams.items() if person in members), "rest")
        population = "social-workers" if person in self.social_workers else "rest"
        return {"team": team, "population": population}

    def move_in(self, workspace: Workspace) -> None:
        """Put everybody into a workspace, with the channels and the user group of the pulse."""
        for person in (*self.people, LEADER, ADMIN):
            workspace.add_person(person)
        workspace.add_channel(LEADERS, name="leaders", members=[LEADER], private=True)
        workspace.add_channel(STAFF, name="all-staff", members=self.people)
        workspace.add_channel("C0NORTH", name="north", members=self.north)
        workspace.add_channel("C0SOUTH", name="south", members=self.south, private=True)
        workspace.add_channel("C0HOSPITAL", name="hospital", members=self.hospital)
        workspace.add_usergroup(
            "S0SOCIALWORKERS", handle="social-workers", members=self.social_workers
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnout:
    """Who of a council wants to be asked, and what they do about it.

    Attributes:
        declined: says [Not this week].
        silent: is asked, and does nothing.
        one_by_one: answer before the reminder, as do those who answer together, all at once.
        later: answer together after the reminder.
        response: what the digest says of it.
    """

    council: Council
    declined: str
    silent: str
    one_by_one: Sequence[str]
    together: Sequence[str]
    later: Sequence[str]
    response: str

    @property
    def answers(self) -> dict[str, str]:
        """The option that each person chooses who answers."""
        answering = (*self.one_by_one, *self.together, *self.later)
        return dict(zip(answering, cycle(OPTIONS), strict=False))

    @property
    def willing(self) -> tuple[str, ...]:
        """Everyone who wants to be asked."""
        return (*self.answers, self.declined, self.silent)

    def expected(self) -> dict[str, dict[str, int]]:
        """What the box must count in the end: every acknowledged answer, once."""
        council, answers = self.council, self.answers
        groups = {EVERYONE: council.people, "north": council.north, "south": council.south}
        return {
            group: Counter(answers[one] for one in answers if one in members)
            | {"casts": sum(one in members for one in answers)}
            for group, members in groups.items()
        }


def people(first: int, last: int) -> tuple[str, ...]:
    """The ids of people by number, which look like nothing else that is kept."""
    return tuple(f"UPERSON{number:03}" for number in range(first, last + 1))


_READ: dict[tuple[tuple[str, str], ...], tuple[Pulse, ...]] = {}
"""What was read, by the names and contents of all files beside it; hundreds of tests read alike."""


def pulses(file: str, folder: Path) -> tuple[Pulse, ...]:
    """The pulses of a YAML file with that content, which may name `one.yaml`."""
    (folder / "one.yaml").write_text(_QUESTION_SET, encoding="utf-8")
    path = folder / "pulses.yaml"
    path.write_text(file, encoding="utf-8")
    files = tuple(sorted((one.name, one.read_text("utf-8")) for one in folder.glob("*.yaml")))
    if files not in _READ:
        _READ[files] = pulse_file.read(path)
    return _READ[files]
