"""The step that names groups, and says where they belong and what they join when too small."""

from collections.abc import Iterator, Sequence

from bot.slack.blocks import set_up
from bot.slack.blocks.kit import (
    Block,
    View,
    context,
    divider,
    field,
    menu,
    option,
    section,
    typing,
)
from bot.survey import grouping
from bot.survey.wording import lowered
from bot.usecases.filling import LINES
from bot.usecases.windows import Window
from storage.model import REST, Dimension, Group

NOBODY = "-"
"""The option of a group that names no neighbour."""

_MOST_ASKED = 54
"""So many groups are asked about in all, for a window holds a hundred blocks."""

_MOST_OPTIONS = 900
"""So many options all menus have together, for a window holds 250 kB."""

_LONGEST = 3_000


def draw(shown: Window) -> View:
    """Who was found, what could be shown, and each dimension's names, areas and neighbours."""
    dimensions = shown.plan.dimensions
    room = min(
        _MOST_ASKED, _MOST_OPTIONS // max((len(one.groups) for one in dimensions), default=1)
    )
    blocks = [
        block
        for number, dimension in enumerate(dimensions)
        for block in _dimension(
            number,
            dimension,
            shown.preview.small.get(dimension.id, ()),
            room // len(dimensions),
        )
    ]
    people, groups = (set_up.part(one, lines) for one, lines in shown.preview.parts)
    if not dimensions:
        return set_up.step(shown, *people)
    return set_up.step(
        shown, *people, *blocks, divider(), *groups, set_up.look("See what this does")
    )


def _dimension(
    number: int, dimension: Dimension, small: Sequence[str], room: int
) -> Iterator[Block]:
    yield divider()
    yield field(
        f"called-{number}",
        f"{dimension.name}: what is each of them?",
        typing(words=dimension.name, longest=75),
        hint="A word that figures are headed with, such as Team.",
        needed=True,
    )
    for page, first in enumerate(range(0, len(dimension.groups), LINES)):
        some = dimension.groups[first : first + LINES]
        yield field(
            f"lines-{number}-{page}",
            f"{dimension.name}: names and areas",
            typing(words=grouping.lines(some), longest=_LONGEST, rows=True),
            hint=(
                'One a line, in this order. An area comes after " / ", as in "North / Localities": '
                "a group too small to be shown alone is shown with its area."
            ),
            needed=True,
        )
    yield field(
        f"rest-{number}",
        f"{dimension.name}: what do you call everyone else?",
        typing(words=dimension.rest, longest=75),
        needed=True,
    )
    yield from _neighbours(number, dimension, small, room)


def _neighbours(
    number: int, dimension: Dimension, small: Sequence[str], room: int
) -> Iterator[Block]:
    places = {group.id: place for place, group in enumerate(dimension.groups)}
    if small:
        more = f" {len(small) - room} more go by their area." if len(small) > room else ""
        yield section("*Shown together while too small*")
        yield context(f"A neighbour comes before the area.{more}")
    for id_ in small[:room]:
        group = dimension.groups[places[id_]]
        yield field(
            f"neighbour-{number}-{places[id_]}",
            f"{group.name} is shown with",
            _company(dimension, group),
            needed=True,
        )


def _company(dimension: Dimension, group: Group) -> Block:
    """The menu of those that a group can be shown with."""
    others = [option(one.name, one.id) for one in dimension.groups if one.id != group.id]
    return menu(
        option("its area, if it has one", NOBODY),
        option(lowered(dimension.rest), REST),
        *others[:98],
        chosen=group.neighbour or NOBODY,
        asks="Choose one",
    )
