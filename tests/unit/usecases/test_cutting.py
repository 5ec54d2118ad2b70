"""How an audience is cut is settled once a quarter, from how many answered of late."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.survey.roster import Person
from bot.usecases.cutting import Cutting
from questions.loader import load_shipped
from storage.database import Database, create_private
from storage.model import EVERYONE, Precision, Published, Pulse, Response, Round, Source, State
from storage.pulses import Pulses
from storage.rounds import Rounds

SIZES = {"C0NORTH": 60, "C0SOUTH": 60, "C0EAST": 15}
OPENS = datetime(2026, 11, 24, 10, tzinfo=UTC)
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
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    create_private(tmp_path / "main.db")
    database = await Database.open(tmp_path / "main.db")
    await database.migrate()
    yield database
    await database.close()


@pytest.fixture
def pulse() -> Pulse:
    def team(id_: str, neighbour: str) -> dict[str, object]:
        people = [{"channel": f"C0{id_.upper()}"}]
        return {"id": id_, "name": id_, "people": people, "neighbour": neighbour}

    return Pulse.model_validate(
        {
            "id": "weekly",
            "name": "Weekly pulse",
            "dimensions": [
                {
                    "id": "team",
                    "name": "Team",
                    "groups": [
                        team("north", "south"),
                        team("south", "north"),
                        team("east", "north"),
                    ],
                }
            ],
            "schedule": {
                "opens": "Tuesday 10:00",
                "reminds": "Wednesday 10:00",
                "closes": "Thursday 16:00",
                "publishes": "next Monday 09:00",
                "first": "2026-11-24",
            },
            "leadership": "C0LEAD",
            "staff": "C0ALL",
            "support": "Call Jo on 0800 000 000.",
            "contact": "Ask Priya.",
            "question_set": load_shipped("weekly"),
        }
    )


def a_round(pulse: Pulse, opens: datetime) -> Round:
    return Round(
        id=f"weekly-{opens:%Y-%m-%d}",
        pulse=pulse,
        state=State.PLANNED,
        opens=opens,
        reminds=opens + timedelta(days=1),
        closes=opens + timedelta(days=2),
        publishes=opens + timedelta(days=6),
    )


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
