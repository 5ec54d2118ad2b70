"""How an audience is cut is settled once a quarter, from how many answered of late."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from support.pulse import a_pulse
from support.round import OPENS, a_round

from bot.survey.roster import Person
from bot.usecases.cutting import Cutting
from storage.database import Database
from storage.model import EVERYONE, Precision, Published, Pulse, Response, Source
from storage.pulses import Pulses
from storage.rounds import Rounds

SIZES = {"C0NORTH": 60, "C0SOUTH": 60, "C0EAST": 15}
A_QUARTER_LATER = datetime(2027, 1, 5, 10, tzinfo=UTC)


class Town:
    """A directory of three teams; it answers as any directory does."""

    async def people(self) -> Mapping[str, Person]:
        members = [one for channel in SIZES for one in await self.members(Source(channel=channel))]
        return {one: Person(id=one) for one in members}

    async def members(self, source: Source) -> Sequence[str]:
        assert source.channel is not None
        return [f"U{source.channel}{number}" for number in range(SIZES[source.channel])]


@pytest.fixture
def pulse() -> Pulse:
    def team(id_: str, neighbour: str) -> dict[str, object]:
        people = [{"channel": f"C0{id_.upper()}"}]
        return {"id": id_, "name": id_, "people": people, "neighbour": neighbour}

    groups = [team("north", "south"), team("south", "north"), team("east", "north")]
    return a_pulse(audience=[], dimensions=[{"id": "team", "name": "Team", "groups": groups}])


async def test_the_cut_of_a_quarter_holds_whatever_the_rate_becomes(
    database: Database, pulse: Pulse
) -> None:
    """Before any round has told, two in five are expected; what is learnt counts next quarter."""
    pulses, rounds = Pulses(database), Rounds(database)
    await pulses.put([pulse], now=OPENS)
    cutting = Cutting(pulses=pulses, rounds=rounds, directory=Town())

    async def cells(opens: datetime) -> set[str]:
        roster = await cutting.roster(a_round(pulse, opens))
        return {place.groups[0] for place in roster.places}

    first = a_round(pulse, OPENS)
    assert await cells(OPENS) == {"north+east", "south"}
    await rounds.plan([first])
    await rounds.open(first, [])
    text = "110 of 135 answered (81.5%)"
    said = Response(
        dimension=EVERYONE,
        group=EVERYONE,
        name="Everyone",
        invited=135,
        precision=Precision.EXACT,
        text=text,
        answered=110,
    )
    await rounds.close(Published(round=first.id, responses=(said,), figures=()))
    assert await cells(OPENS + timedelta(weeks=1)) == {"north+east", "south"}
    assert await cells(A_QUARTER_LATER) == {"north", "south", "east"}
