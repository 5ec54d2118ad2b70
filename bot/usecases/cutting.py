"""Who a round asks, and how its audience is cut into groups that can be shown."""

import logging
from collections.abc import Mapping
from fractions import Fraction

from bot.ports import Directory, PulseStore, RoundStore
from bot.survey import partition
from bot.survey.roster import Roster, sizes
from bot.usecases.audiences import audience
from storage.model import EVERYONE, Cells, Place, Round

log = logging.getLogger(__name__)

LOOKED_BACK = 13
"""How many rounds' response the next quarter's partition rests on: a quarter of weeks."""


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
        day = round_.opens.astimezone(pulse.schedule.tz)
        quarter = f"{day.year}-Q{(day.month + 2) // 3}"
        kept = await self._pulses.partition(pulse.id, quarter)
        rate = await self._rate(round_)
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
            await self._pulses.cut(pulse.id, quarter, cells)
        return cells

    async def _rate(self, round_: Round) -> Fraction:
        """The share of those invited who answered of late, or an assumed one."""
        earlier = await self._rounds.of_pulse(
            round_.pulse.id, before=round_.opens, most=LOOKED_BACK
        )
        told = [await self._rounds.published(past.id, [EVERYONE]) for past in earlier]
        return partition.past_rate(told)


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
