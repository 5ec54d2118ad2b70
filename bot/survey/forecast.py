"""Which groups of a pulse can be expected to be shown in a usual week, before anybody answers."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from bot.survey import partition
from bot.survey.roster import Roster, sizes
from bot.survey.statistics import half_up
from bot.survey.wording import listed, raised
from questions.model import Value
from storage.model import REST, Asked, Cells, Dimension


class Outlook(Value):
    """What can be expected of one dimension.

    Attributes:
        people: on the roster by group, those without anybody left out.
        cells: the groups that are shown together once that share has answered; None where the
            dimension is left out.
        lonely: groups too small to be shown by themselves that name no neighbour and share their
            area with nobody.
    """

    dimension: Dimension
    people: Mapping[str, int]
    cells: Cells | None
    lonely: tuple[str, ...]

    @property
    def alone(self) -> int:
        """How many groups are shown by themselves, everyone else not counted."""
        return sum(len(cell) == 1 and cell != (REST,) for cell in self.cells or ())

    @property
    def together(self) -> Cells:
        """The groups that are shown with others."""
        return tuple(cell for cell in self.cells or () if len(cell) > 1)

    @property
    def empty(self) -> tuple[str, ...]:
        """The groups in which nobody was found."""
        return tuple(one.id for one in self.dimension.groups if one.id not in self.people)


class Forecast(Value):
    """What can be expected of a pulse.

    Attributes:
        asked: how many people.
        rate: the share of them expected to answer.
        needed: how many people a group needs to be shown by itself; None where nobody answers.
    """

    asked: int
    rate: Fraction
    needed: int | None
    outlooks: tuple[Outlook, ...]


def forecast(
    asked: Asked,
    threshold: int,
    roster: Roster,
    rate: Fraction,
    kept: Mapping[str, Cells | None] | None = None,
) -> Forecast:
    """What a round would be able to show if it opened now and that share answered.

    Args:
        asked: the groups that are meant.
        threshold: the fewest answers for which anything is shown.
        roster: whom it would ask.
        rate: of those asked, 0 to 1, from past rounds or assumed.
        kept: how each dimension is cut already in this quarter, by its id.
    """
    people = sizes(roster)
    return Forecast(
        asked=len(roster.places),
        rate=rate,
        needed=partition.fewest(rate, threshold),
        outlooks=tuple(
            _outlook(
                dimension, people[dimension.id], rate, threshold, (kept or {}).get(dimension.id)
            )
            for dimension in asked.dimensions
        ),
    )


def sentences(expected: Forecast) -> Iterator[str]:
    """What an admin reads of it, and what would help."""
    usual = f"in a usual week, if {half_up(float(100 * expected.rate))}% answer"
    if expected.needed is None or expected.asked < expected.needed:
        few = _few(expected.asked)
        yield f"{raised(usual)}, nothing can be shown: {few} asked. {_enough(expected)}"
        return
    short = False
    for outlook in expected.outlooks:
        yield from _of(outlook, usual)
        short = short or outlook.cells is None or bool(outlook.together)
    if short:
        yield _enough(expected)


def _outlook(
    dimension: Dimension,
    people: Mapping[str, int],
    rate: Fraction,
    threshold: int,
    kept: Cells | None,
) -> Outlook:
    present = {group: number for group, number in people.items() if number}
    fewest = partition.fewest(rate, threshold)
    opened = partition.opening(dimension, present, rate, threshold, kept or ())
    answers = {
        partition.key(cell): rate * sum(present[group] for group in cell) for cell in opened or ()
    }
    return Outlook(
        dimension=dimension,
        people=present,
        cells=partition.plan(dimension, answers, threshold),
        lonely=tuple(
            group.id
            for group in dimension.groups
            if group.id in present
            and (fewest is None or present[group.id] < fewest)
            and not partition.has_company(dimension, group.id, present)
        ),
    )


def _of(outlook: Outlook, usual: str) -> Iterator[str]:
    name, groups = outlook.dimension.name, len(outlook.dimension.groups)
    if outlook.cells is None:
        yield f"{name}: {usual}, no group can be shown."
    elif not outlook.together:
        some = f"{outlook.alone} of {groups} groups can be shown alone"
        whole = "every group can be shown alone"
        yield f"{name}: {usual}, {whole if outlook.alone == groups else some}."
    else:
        joined = "; ".join(_names(outlook.dimension, cell) for cell in outlook.together)
        yield (
            f"{name}: {usual}, {outlook.alone} of {groups} groups can be shown alone, the "
            f"rest together: {joined}."
        )
    if outlook.lonely:
        yield (
            f"{_names(outlook.dimension, outlook.lonely)}: too small to be shown alone, with no "
            f"area or neighbour to be shown with. Naming one would help."
        )
    if outlook.empty:
        yield f"Nobody was found in {_names(outlook.dimension, outlook.empty)}."


def _enough(expected: Forecast) -> str:
    if expected.needed is None:
        return "Nobody has answered of late."
    return f"To be shown alone, a group needs about {expected.needed} people."


def _few(asked: int) -> str:
    return "one person is" if asked == 1 else f"{asked} people are"


def _names(dimension: Dimension, groups: Sequence[str]) -> str:
    return listed(*(dimension.name_of(group) for group in groups))
