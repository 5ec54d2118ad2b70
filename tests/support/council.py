"""A council's adult social care in the sandbox, and the pulse that asks it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot import pulse_file
from bot.sandbox import Workspace
from storage.model import Pulse

LEADERS, STAFF = "C0LEADERS", "C0ALLSTAFF"
LEADER, ADMIN = "UPERSON900", "UPERSON901"

ROUND = "weekly-2026-11-24"
BEFORE = datetime(2026, 11, 23, 9, tzinfo=UTC)
OPENS = datetime(2026, 11, 24, 10, tzinfo=UTC)
REMINDS = datetime(2026, 11, 25, 10, tzinfo=UTC)
CLOSES = datetime(2026, 11, 26, 16, tzinfo=UTC)
PUBLISHES = datetime(2026, 11, 30, 9, tzinfo=UTC)
NEXT_OPENS = datetime(2026, 12, 1, 10, tzinfo=UTC)

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


def people(first: int, last: int) -> tuple[str, ...]:
    """The ids of people by number, which look like nothing else that is kept."""
    return tuple(f"UPERSON{number:03}" for number in range(first, last + 1))


def pulses(file: str, folder: Path) -> tuple[Pulse, ...]:
    """The pulses of a YAML file with that content, which may name `one.yaml`."""
    (folder / "one.yaml").write_text(_QUESTION_SET, encoding="utf-8")
    path = folder / "pulses.yaml"
    path.write_text(file, encoding="utf-8")
    return pulse_file.read(path)
