"""Who a round asks, and how its audience is cut into groups that can be shown."""

import logging
from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

from bot.ports import Directory, PulseStore, RoundStore
from bot.survey import partition
from bot.survey.roster import Roster, sizes
from bot.usecases.audiences import audience
from storage.model import EVERYONE, Cells, Place, Pulse, Round

log = logging.getLogger(__name__)

LOOKED_BACK = 13
"""How many rounds' response the next quarter's partition rests on: a quarter of weeks."""


class Known(NamedTuple):
    """What is known of a pulse before a round of it opens.

    Attributes:
        rate: the share of those invited who answered of late, or an assumed one.
        kept: how its dimensions are cut already in the quarter of the round, by their ids.
    """

    rate: Fraction
    kept: Mapping[str, Cells | None]


async def known(pulses: PulseStore, rounds: RoundStore, pulse: Pulse, opens: datetime) -> Known:
    """What is known of a pulse before a round of it opens at that instant."""
    earlier = await rounds.of_pulse(pulse.id, before=opens, most=LOOKED_BACK)
    told = [await rounds.published(past.id, [EVERYONE]) for past in earlier]
    return Known(
        rate=partition.past_rate(told),
        kept=await pulses.partition(pulse.id, _quarter(pulse, opens)),
    )


class Cutting:
    """Draws up rosters, each person placed in the cells that are published."""

    def __init__(self, *, pulses: PulseStore, rounds: RoundStore, directory: Directory) -> None:
        self._pulses = pulses
        self._rounds = rounds
        self._directory = directory

    async def roster(self, round_: Round) -> Roster:
        """The people a round asks, each in a cell of each dimension that can be shown.

        Raises:
            Misnamed: a group is missing, or cannot be read.
            NobodyToAsk: nobody is left to ask.
        """
        roster = await audience(round_.pulse, self._directory)
        level = logging.WARNING if roster.in_two_groups else logging.INFO
        log.log(
            level,
            "The round %s asks %d people; %d are in several groups, %d are left out.",
            round_.id,
            len(roster.places),
            sum(overlap.people for overlap in roster.in_two_groups),
            roster.guests_left_out + roster.left_out + roster.unknown,
        )
        return _regrouped(roster, await self._cells(round_, roster))

    async def _cells(self, round_: Round, roster: Roster) -> dict[str, Cells | None]:
        """How each dimension is cut this quarter, coarser where a group has become too small."""
        pulse = round_.pulse
        rate, kept = await known(self._pulses, self._rounds, pulse, round_.opens)
        people = sizes(roster)
        cells = {
            dimension.id: partition.opening(
                dimension,
                people[dimension.id],
                rate,
                pulse.threshold,
                kept.get(dimension.id) or (),
            )
            for dimension in pulse.dimensions
        }
        if cells != kept:
            await self._pulses.cut(pulse.id, _quarter(pulse, round_.opens), cells)
        return cells


def _quarter(pulse: Pulse, instant: datetime) -> str:
    day = instant.astimezone(pulse.schedule.tz)
    return f"{day.year}-Q{(day.month + 2) // 3}"


def _regrouped(roster: Roster, cells: Mapping[str, Cells | None]) -> Roster:
    """The roster with each person in a cell of every dimension that was not left out."""
    counted = [
        (number, partition.places(cells_))
        for number, dimension in enumerate(roster.dimensions)
        if (cells_ := cells[dimension])
    ]
    return roster.model_copy(
        update={
            "dimensions": tuple(roster.dimensions[number] for number, _ in counted),
            "places": tuple(
                Place(
                    person=place.person,
                    groups=tuple(cell[place.groups[number]] for number, cell in counted),
                )
                for place in roster.places
            ),
        }
    )
