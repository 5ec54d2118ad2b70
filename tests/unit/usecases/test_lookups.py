"""What is known of people for a while, so that windows come in time."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest

from bot.demo.clock import EagerClock
from bot.errors import StaffPulseError
from bot.sandbox import HandClock
from bot.survey.roster import Person, UserGroup
from bot.usecases.lookups import Lookups
from storage.model import Source

NORTH, GONE = Source(usergroup="S0NORTH"), Source(usergroup="S0GONE")
ALL = Source(channel="C0ALL")


class Town:
    """A directory that counts what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.fails = False

    async def people(self) -> Mapping[str, Person]:
        self.asked.append("people")
        if self.fails:
            raise StaffPulseError("Not now.")
        return {"U1": Person(id="U1")}

    async def usergroups(self) -> Sequence[UserGroup]:
        self.asked.append("usergroups")
        return [UserGroup(id="S0NORTH", name="North", people=("U1",))]

    async def members(self, source: Source) -> Sequence[str]:
        self.asked.append(str(source.usergroup or source.channel))
        return ["U1", "U2"]


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
def hand() -> HandClock:
    return HandClock()


@pytest.fixture
def lookups(town: Town, hand: HandClock) -> Lookups:
    return Lookups(town, EagerClock(hand))


async def test_everybody_is_asked_for_once_in_ten_minutes(
    town: Town, hand: HandClock, lookups: Lookups
) -> None:
    """Again and again within ten minutes it is one request, and after them another."""
    for _ in range(3):
        assert set(await lookups.people()) == {"U1"}
    hand.advance(timedelta(minutes=10, seconds=1).total_seconds())
    await lookups.people()
    assert town.asked == ["people", "people"]


async def test_user_groups_are_known_with_their_people(
    town: Town, hand: HandClock, lookups: Lookups
) -> None:
    """All are asked for at once, each time, and members of one need no request of their own."""
    await lookups.usergroups()
    assert list(await lookups.members(NORTH)) == ["U1"]
    hand.advance(61)
    assert list(await lookups.members(NORTH)) == ["U1"]
    await lookups.usergroups()
    assert town.asked == ["usergroups"] * 3


async def test_a_user_group_that_is_not_among_all_is_asked_for_alone(
    town: Town, lookups: Lookups
) -> None:
    """Where the list of groups does not have it, its own request tells what is wrong with it."""
    assert list(await lookups.members(GONE)) == ["U1", "U2"]
    assert town.asked == ["usergroups", "S0GONE"]


async def test_members_of_a_channel_are_known_for_a_minute(
    town: Town, hand: HandClock, lookups: Lookups
) -> None:
    """Within it they are asked for once, whatever else is asked for."""
    await lookups.members(ALL)
    await lookups.usergroups()
    await lookups.members(ALL)
    hand.advance(61)
    await lookups.members(ALL)
    assert town.asked == ["C0ALL", "usergroups", "C0ALL"]


async def test_trouble_is_told_and_not_remembered(town: Town, lookups: Lookups) -> None:
    """What could not be told is asked for anew; asking early hides no trouble and makes none."""
    town.fails = True
    lookups.hurry()
    with pytest.raises(StaffPulseError):
        await lookups.people()
    town.fails = False
    assert set(await lookups.people()) == {"U1"}
    await lookups.stop()
