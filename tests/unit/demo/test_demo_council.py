from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.demo.council import PAST_ROUNDS, SETTLED, Council, load, move_in, schedule
from bot.demo.history import begins
from bot.demo.scenario import LEADERSHIP, STAFF
from bot.sandbox import HandClock, Workspace
from bot.sandbox.records import Guest
from bot.survey.schedule import Occurrence, occurrences

NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)
WEEK = timedelta(days=7)


@pytest.fixture(scope="module")
def council() -> Council:
    return load()


@pytest.fixture
def workspace(council: Council) -> Workspace:
    workspace = Workspace(HandClock(NOW))
    move_in(workspace, council)
    return workspace


def _rounds(now: datetime) -> tuple[Occurrence, ...]:
    """The twelve rounds before a demo that begins now, and the next one."""
    weekly = schedule(now)
    return occurrences(weekly, after=begins(weekly), count=PAST_ROUNDS + 1)


def test_a_council_has_teams_of_believable_size(council: Council) -> None:
    """About 470 people work in ten teams of 15 to 70, in three areas."""
    sizes = Counter(one.team.id for one in council.colleagues if one.team)
    assert len(sizes) == len(council.teams) == 10
    assert all(15 <= size <= 70 for size in sizes.values())
    assert 460 <= len(council.colleagues) <= 480
    assert len({team.area for team in council.teams}) == 3


def test_everyone_has_a_name_of_their_own(council: Council) -> None:
    """No two people share an id or a name."""
    assert len({one.id for one in council.colleagues}) == len(council.colleagues)
    assert len({one.name for one in council.colleagues}) == len(council.colleagues)


def test_agency_staff_are_in_both_populations(council: Council) -> None:
    """Some of each population come from an agency, and some of those are guests."""
    agency = [one for one in council.colleagues if one.agency]
    assert {one.social_worker for one in agency} == {True, False}
    assert {one.guest for one in agency} == {True, False}
    assert not any(one.guest for one in council.colleagues if not one.agency)


def test_occupational_therapists_are_of_the_wider_workforce(council: Council) -> None:
    """There are some, and none counts as a social worker."""
    therapists = [one for one in council.colleagues if "therapist" in one.title]
    assert therapists
    assert not any(one.social_worker for one in therapists)


def test_the_same_seed_gives_the_same_people(council: Council) -> None:
    """Another seed gives other people in the same teams."""
    other = load(2)
    assert load().colleagues == council.colleagues
    assert other.colleagues != council.colleagues
    assert [one.groups for one in other.colleagues] == [one.groups for one in council.colleagues]


def test_a_visitor_is_offered_three_roles(council: Council) -> None:
    """The practitioner is asked; the leader and the admin are not."""
    people = {one.id: one for one in council.colleagues}
    practitioner, leader, admin = (people[one.person] for one in council.featured)
    assert practitioner.team is not None
    assert practitioner.social_worker
    assert leader.team is None
    assert leader.leads
    assert admin == council.admin
    assert admin.team is None
    assert [one.role for one in council.featured] == ["Practitioner", "Leader", "Admin"]


def test_neighbours_share_an_area(council: Council) -> None:
    """Each team names another of its area, so that joined teams mean something."""
    areas = {team.id: team.area for team in council.teams}
    for team in council.teams:
        assert team.neighbour is not None
        assert areas[team.neighbour] == team.area


def test_the_words_of_the_council_fit_its_parts(council: Council) -> None:
    """Posts, themes and areas that the file names are there."""
    posts = {post.id for post in council.posts}
    for team in council.teams:
        assert posts.issuperset(team.staff)
        assert all(team.staff[post] >= number for post, number in team.agency.items())
    themes = {theme.id for theme in council.pulse(schedule(NOW)).question_set.themes}
    assert themes == set(council.moods)
    for story in council.stories:
        assert story.theme in themes
        assert story.area in {team.area for team in council.teams}
        assert story.from_week < story.to_week


def test_everyone_lives_in_the_workspace(council: Council, workspace: Workspace) -> None:
    """People come with names, titles and standing, and are all in the staff channel."""
    for one in council.colleagues:
        account = workspace.people[one.id]
        assert (account.real_name, account.title) == (one.name, one.title)
        assert (account.guest is Guest.NO) is not one.guest
    everyone = {one.id for one in council.colleagues}
    assert set(workspace.channels[STAFF].members) == everyone | {workspace.bot_user}


def test_leaders_have_a_private_channel(council: Council, workspace: Workspace) -> None:
    """Directors, heads of service, the principal social worker and team managers are in it."""
    titles = {workspace.people[one].title for one in workspace.channels[LEADERSHIP].members}
    assert workspace.channels[LEADERSHIP].private
    assert {"Director of adult social services", "Principal social worker"} <= titles
    assert sum(title.startswith("Team manager") for title in titles) == len(council.teams)
    assert sum(title.startswith("Head of service") for title in titles) == 3


def test_the_pulse_asks_the_teams_and_nobody_else(council: Council, workspace: Workspace) -> None:
    """Its user groups hold everyone who works in a team, guests included."""
    pulse = council.pulse(schedule(NOW))
    sources = [source for group in pulse.dimension("team").groups for source in group.people]
    asked = [
        one for source in sources for one in workspace.usergroups[str(source.usergroup)].members
    ]
    assert sorted(asked) == sorted(one.id for one in council.colleagues if one.team)
    assert pulse.audience == ()


@pytest.mark.parametrize("hour", [0, 9, 10, 17])
@pytest.mark.parametrize("day", range(22, 29))
def test_a_round_is_open_whenever_a_demo_begins(day: int, hour: int) -> None:
    """On any ordinary day twelve rounds are published, one is open, and its reminder will come."""
    now = datetime(2026, 11, day, hour, 5, tzinfo=UTC)
    *past, current = _rounds(now)
    assert len(past) == PAST_ROUNDS
    assert past[-1].publishes <= current.opens
    assert current.opens + SETTLED <= now < current.reminds


@pytest.mark.parametrize("hours", range(0, 24 * 14, 7))
def test_a_demo_begins_at_christmas_and_easter_too(hours: int) -> None:
    """Around bank holidays twelve rounds are published, and the next is open or to come."""
    for start in (datetime(2026, 12, 22, tzinfo=UTC), datetime(2027, 3, 23, tzinfo=UTC)):
        now = start + timedelta(hours=hours)
        *past, current = _rounds(now)
        assert past[-1].publishes <= min(now, current.opens)
        assert now < current.reminds
        assert current.opens - now < WEEK


def test_a_moved_opening_does_not_lose_a_round() -> None:
    """Where a bank holiday moved the first of the twelve rounds, it is still the first."""
    now = datetime(2026, 11, 23, 11, tzinfo=UTC)
    days = [one.day for one in _rounds(now)]
    assert schedule(now).first == date(2026, 8, 31)
    assert (days[0], days[-1]) == (date(2026, 9, 1), date(2026, 11, 23))
