"""A fictitious council's adult social care: its teams, its people, and the pulse that asks them."""

import random
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from importlib.resources import files
from itertools import count
from typing import Annotated, NamedTuple

from pydantic import Field

from bot.demo import names
from bot.demo.colleagues import add_usergroups
from bot.demo.scenario import LEADERSHIP, STAFF, GroupEntry
from bot.sandbox import Guest, Workspace
from bot.sandbox.page import Featured
from bot.survey.schedule import DAY, Occurrence, occurrences
from questions.document import parse
from questions.loader import load_shipped
from questions.model import Identifier, Label, Line, Value
from storage.model import Dimension, Group, Pulse, Schedule, Source

PAST_ROUNDS = 12
"""So many rounds were published before the demo begins."""

SETTLED = timedelta(minutes=10)
"""How long after a round's opening everybody has their invitation, and some have answered."""

_FILE = files("bot.demo") / "council.yaml"
_SOCIAL_WORKERS, _AGENCY = "social-workers", "agency"
_LOOKED_BACK = timedelta(weeks=PAST_ROUNDS + 4)
_ROUNDS_SEEN = PAST_ROUNDS + 6

# One for each working day, so that whenever the demo begins a round is open and its reminder is
# still to come.
_WEEKS = (
    ("Monday 09:30", "Wednesday 09:30", "Thursday 16:00", "Friday 09:00"),
    ("Tuesday 09:30", "Thursday 09:30", "Friday 16:00", "next Monday 09:00"),
    ("Wednesday 09:30", "Friday 09:30", "next Monday 16:00", "next Tuesday 09:00"),
    ("Thursday 09:30", "next Monday 09:30", "next Tuesday 16:00", "next Wednesday 09:00"),
    ("Friday 09:30", "next Tuesday 09:30", "next Wednesday 16:00", "next Thursday 09:00"),
)

Share = Annotated[float, Field(gt=0, lt=1)]
Factor = Annotated[float, Field(gt=0)]
Week = Annotated[int, Field(ge=1)]


class Leader(Value):
    """Somebody who works beside the teams and is not asked."""

    name: Label
    title: Label


class Practitioner(Value):
    """Somebody of a team whose name is settled."""

    name: Label
    team: Identifier
    post: Identifier


class Post(Value):
    """What people work as.

    Attributes:
        social_worker: whether they are of that population; the others are the wider workforce.
        leads: whether they read what leadership reads.
    """

    id: Identifier
    title: Label
    social_worker: bool = False
    leads: bool = False


class Team(GroupEntry):
    """A team and how many of each post work in it.

    Attributes:
        turnout: how readily it answers beside the others; 1 is like most.
        agency: how many of each post come from an agency.
    """

    turnout: Factor
    staff: dict[Identifier, Annotated[int, Field(ge=1)]]
    agency: dict[Identifier, Annotated[int, Field(ge=1)]]


class Mood(Value):
    """How likely an answer is to be favourable, where nothing else happens."""

    social_workers: Share
    others: Share


class Story(Value):
    """What happens to an area: the odds of a favourable answer change by a factor.

    Attributes:
        before: the factor until `from_week`, which is 1 in the first round.
        after: the factor from `to_week` on.
    """

    area: Label
    theme: Identifier
    from_week: Week
    to_week: Week
    before: Factor
    after: Factor


class Colleague(NamedTuple):
    """Somebody in the council's adult social care.

    Attributes:
        id: what the chat calls them.
        team: None for those who are not asked.
        leads: whether they read what leadership reads.
        guest: whether they are a guest in the workspace, as agency staff often are.
    """

    id: str
    name: str
    title: str
    team: Team | None = None
    social_worker: bool = False
    leads: bool = False
    agency: bool = False
    guest: bool = False

    @property
    def groups(self) -> Mapping[str, str]:
        """Their group in each dimension; where there is none, they are in its rest."""
        found = {"team": self.team.id} if self.team else {}
        if self.social_worker:
            found["population"] = _SOCIAL_WORKERS
        if self.agency:
            found["employment"] = _AGENCY
        return found


class Council(Value):
    """The council as its file has it, and everyone in it.

    Attributes:
        seed: decides names and habits; the same seed gives the same council.
    """

    id: Identifier
    name: Label
    support: str
    contact: Line
    leaders: tuple[Leader, ...]
    officer: Leader
    practitioner: Practitioner
    posts: tuple[Post, ...]
    teams: tuple[Team, ...]
    moods: dict[Identifier, Mood]
    stories: tuple[Story, ...]
    seed: int = 1

    @cached_property
    def colleagues(self) -> tuple[Colleague, ...]:
        """Everyone, with practitioner, leader and admin in front."""
        ids = (f"U0DEMO{number:05}" for number in count(1))
        leaders = [Colleague(next(ids), one.name, one.title, leads=True) for one in self.leaders]
        officer = Colleague(next(ids), self.officer.name, self.officer.title)
        staff = list(self._staff(ids))
        practitioner = next(one for one in staff if one.name == self.practitioner.name)
        staff.remove(practitioner)
        return (practitioner, leaders[0], officer, *leaders[1:], *staff)

    @property
    def admin(self) -> Colleague:
        """Who runs the pulses in chat."""
        return self.colleagues[2]

    @property
    def featured(self) -> tuple[Featured, ...]:
        """Whom a visitor is offered to be; they do nothing by themselves."""
        roles = ("Practitioner", "Leader", "Admin")
        return tuple(
            Featured(person=one.id, role=role, about=one.title)
            for one, role in zip(self.colleagues, roles, strict=False)
        )

    def pulse(self, schedule: Schedule) -> Pulse:
        """The pulse that asks everyone in the teams."""
        return Pulse(
            id="weekly",
            name="Weekly pulse",
            question_set=load_shipped("weekly"),
            dimensions=self.dimensions,
            schedule=schedule,
            leadership=LEADERSHIP,
            staff=STAFF,
            support=self.support,
            contact=self.contact,
        )

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """How everyone who is asked is cut into groups."""
        teams = tuple(
            Group(
                id=team.id,
                name=team.name,
                area=team.area,
                neighbour=team.neighbour,
                people=_usergroup(team.id),
            )
            for team in self.teams
        )
        social_workers = Group(
            id=_SOCIAL_WORKERS, name="Social workers", people=_usergroup(_SOCIAL_WORKERS)
        )
        agency = Group(id=_AGENCY, name="Agency staff", people=_usergroup(_AGENCY))
        return (
            Dimension(id="team", name="Team", groups=teams),
            Dimension(
                id="population",
                name="Population",
                rest="Wider workforce",
                groups=(social_workers,),
            ),
            Dimension(id="employment", name="Employment", rest="Employed staff", groups=(agency,)),
        )

    def _staff(self, ids: Iterator[str]) -> Iterator[Colleague]:
        chance = random.Random(self.seed)  # noqa: S311 - drawn again the same, and no secret
        settled = [leader.name for leader in (*self.leaders, self.officer)]
        free = names.drawn(chance, without=[*settled, self.practitioner.name])
        posts = {post.id: post for post in self.posts}
        for team in self.teams:
            for post, number in team.staff.items():
                first = (team.id, post) == (self.practitioner.team, self.practitioner.post)
                employed = number - team.agency.get(post, 0)
                for place in range(number):
                    yield Colleague(
                        id=next(ids),
                        name=self.practitioner.name if first and place == 0 else next(free),
                        title=f"{posts[post].title}, {team.name}",
                        team=team,
                        social_worker=posts[post].social_worker,
                        leads=posts[post].leads,
                        agency=place >= employed,
                        guest=place >= employed and place % 2 == 0,
                    )


def load(seed: int = 1) -> Council:
    """The shipped council."""
    council = parse(_FILE.read_text(encoding="utf-8"), Council, _FILE.name)
    return council.model_copy(update={"seed": seed})


def move_in(workspace: Workspace, council: Council) -> None:
    """Fill a workspace with a council's people, channels and user groups."""
    everyone = council.colleagues
    for one in everyone:
        workspace.add_person(
            one.id,
            name=one.name.lower().replace(" ", "."),
            real_name=one.name,
            title=one.title,
            guest=Guest.MULTI if one.guest else Guest.NO,
        )
    leaders = [one.id for one in everyone if one.leads]
    workspace.add_channel(LEADERSHIP, name="asc-leadership", members=leaders, private=True)
    workspace.add_channel(STAFF, name="adult-social-care", members=[one.id for one in everyone])
    groups = {one.id: one.groups for one in everyone}
    add_usergroups(workspace, council.dimensions, groups)


def schedule(now: datetime) -> Schedule:
    """A schedule of which twelve rounds are published and one is open, its reminder to come.

    Around Christmas there may be none of that kind; then one that opens next.
    """
    open_: dict[datetime, Schedule] = {}
    to_come: dict[datetime, Schedule] = {}
    for weekly in _schedules(now):
        rounds = occurrences(weekly, after=now - _LOOKED_BACK, count=_ROUNDS_SEEN)
        opened = sum(one.opens + SETTLED <= now for one in rounds)
        latest = rounds[opened - 1]
        if now < latest.reminds:
            open_[latest.opens] = _from(weekly, rounds[opened - 1 - PAST_ROUNDS])
        elif latest.publishes <= now:
            to_come[rounds[opened].opens] = _from(weekly, rounds[opened - PAST_ROUNDS])
    return open_[max(open_)] if open_ else to_come[min(to_come)]


def _schedules(now: datetime) -> Iterator[Schedule]:
    first = (now - _LOOKED_BACK).date()
    for moments in _WEEKS:
        named = zip(("opens", "reminds", "closes", "publishes"), moments, strict=True)
        yield Schedule.model_validate({"first": first, **dict(named)})


def _from(weekly: Schedule, occurrence: Occurrence) -> Schedule:
    """The schedule beginning with a round, which bank holidays may have moved."""
    moved = (occurrence.day.weekday() - weekly.opens.day) % 7
    return weekly.model_copy(update={"first": occurrence.day - moved * DAY})


def _usergroup(group: str) -> tuple[Source, ...]:
    return (Source(usergroup=f"S0{group.replace('-', '').upper()}"),)
