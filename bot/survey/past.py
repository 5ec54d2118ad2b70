from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import cached_property

from bot.survey.partition import cell_of
from bot.survey.wording import day
from questions.model import Question, Value
from storage.model import EVERYONE, REST, Figure, Published, Pulse, Round, Source

MOST_BESIDE = 3
"""A dimension of so many groups at most stands beside everyone: in the post, chart and alerts."""


def opened(round_: Round) -> date:
    """The local day on which a round opened."""
    return day(round_.opens, round_.pulse.schedule.zone)


def beside(published: Published) -> tuple[str, ...]:
    """The ids of the dimensions that have so few groups, in their order."""
    sizes = Counter(one.dimension for one in published.responses if one.dimension != EVERYONE)
    return tuple(dimension for dimension, size in sizes.items() if size <= MOST_BESIDE)


def made_up_alike(one: Round, other: Round, dimension: str, group: str) -> bool:
    """Whether the same sources made up a group in both rounds.

    Args:
        dimension: which way of cutting the audience the group is of.
        group: its id, or several joined with "+".
    """
    return _sources(one.pulse, dimension, group) == _sources(other.pulse, dimension, group)


class Past(Value):
    """A round that is over and what was published of it."""

    round: Round
    published: Published

    def asked(self, question: str) -> Question | None:
        """The question of that id; None where the round did not ask it."""
        return next((one for one in self.round.questions if one.id == question), None)

    def figure(self, question: str, dimension: str, group: str) -> Figure | None:
        """What was published, or withheld, of the cell that a group is in.

        None where the dimension was left out.

        Args:
            question: its id.
            dimension: which way of cutting the audience the group is of.
            group: its id, or several joined with "+", of which the first counts.
        """
        return self._figures.get((question, dimension, cell_of(group)[0]))

    def invited(self, figure: Figure) -> int:
        """How many people were asked of the cell that a figure is of."""
        return self._invited[figure.dimension, figure.group]

    @cached_property
    def _figures(self) -> Mapping[tuple[str, str, str], Figure]:
        return {
            (figure.question, figure.dimension, group): figure
            for figure in self.published.figures
            for group in cell_of(figure.group)
        }

    @cached_property
    def _invited(self) -> Mapping[tuple[str, str], int]:
        return {(one.dimension, one.group): one.invited for one in self.published.responses}


def _sources(pulse: Pulse, dimension: str, group: str) -> frozenset[tuple[Source, ...]] | None:
    """Where a group's people come from; of everyone, who is whoever was asked, nothing is held."""
    cut = {one.id: one for one in pulse.dimensions}.get(dimension)
    if dimension == EVERYONE or cut is None:
        return None
    cell = cell_of(group)
    return frozenset(one.people for one in cut.groups if one.id in cell or REST in cell)
