"""The step that chooses who is asked, from user groups and channels."""

from collections.abc import Iterator, Mapping, Sequence

from bot.slack.blocks import set_up
from bot.slack.blocks.kit import (
    Block,
    View,
    context,
    divider,
    field,
    menu_of_several,
    option,
    plain,
    section,
)
from bot.survey.plan import Slot
from bot.survey.roster import UserGroup
from bot.usecases.windows import Window
from storage.model import Source

_MENU = 100
"""So many options one menu holds."""

_MOST_OPTIONS = 1_200
"""So many options all menus have together, for a window holds 250 kB."""

_DESCRIBED = 600
"""Up to so many options, each says how many people it holds."""

_NONE = (
    "This Slack has no user groups, or not on its plan. Choose channels: everyone in a channel is "
    "in its group."
)

_HINTS = {
    "team": "Each becomes a team with figures of its own, where it is large enough.",
    "population": (
        "Kinds of work or contract, such as social workers or agency staff. Leave it empty if you "
        "want figures by team alone."
    ),
}


def draw(shown: Window) -> View:
    """For each way to cut the audience, the user groups and channels of its groups."""
    menus = len(shown.plan.slots) + 1
    usergroups = _offered(shown, _MOST_OPTIONS // menus)
    options = {
        group.id: _option(group, described=len(usergroups) * menus <= _DESCRIBED)
        for group in usergroups
    }
    return set_up.step(
        shown,
        *set_up.read(shown.preview.said),
        *_told(len(usergroups), len(shown.preview.usergroups)),
        *(
            block
            for number, slot in enumerate(shown.plan.slots)
            for block in _slot(number, slot, options)
        ),
        section("*Who else is asked*"),
        context("People in no group of those above. Guests in such a channel are not asked."),
        *_fields("others", "Others", shown.plan.audience, options),
    )


def _offered(shown: Window, room: int) -> list[UserGroup]:
    """The user groups that can be chosen: those that are, then others while there is room."""
    there = shown.preview.usergroups
    named = {source.usergroup for source in shown.plan.sources}
    own = [group for group in there if group.id in named]
    others = [group for group in there if group.id not in named]
    kept = {group.id for group in (*own, *others)[:room]}
    return [group for group in there if group.id in kept]


def _told(offered: int, there: int) -> list[Block]:
    if not there:
        return [section(_NONE)]
    if offered < there:
        return [
            section(
                f"There are {there} user groups, and a window holds {offered}. Choose channels in "
                f"the place of those that are not offered."
            )
        ]
    return []


def _slot(number: int, slot: Slot, options: Mapping[str, Block]) -> Iterator[Block]:
    sources = [source for group in slot.groups for source in group.people]
    yield section(f"*{slot.name}*")
    if hint := _HINTS.get(slot.id):
        yield context(hint)
    yield from _fields(str(number), slot.name, sources, options)
    yield divider()


def _fields(
    name: str, label: str, sources: Sequence[Source], options: Mapping[str, Block]
) -> Iterator[Block]:
    """Menus of user groups, as many as they need, and one of channels.

    Args:
        name: what their names begin with.
        label: what people read for whom they choose.
        sources: those chosen.
        options: the user groups there are, by their ids.
    """
    named = [source.usergroup for source in sources if source.usergroup]
    ids = [*options]
    for page, first in enumerate(range(0, len(ids), _MENU)):
        some = {id_: options[id_] for id_ in ids[first : first + _MENU]}
        menu = menu_of_several(*some.values(), chosen=named, asks="Choose user groups")
        span = "" if len(ids) <= _MENU else f" {_span(some)}"
        asked = f"{label}: user groups{span}"
        yield field(f"groups-{name}-{page}", asked, menu, needed=False)
    yield field(f"channels-{name}", f"{label}: channels", _channels(sources), needed=False)


def _channels(sources: Sequence[Source]) -> Block:
    menu: Block = {
        "type": "multi_conversations_select",
        "placeholder": plain("Choose channels"),
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    channels = [source.channel for source in sources if source.channel is not None]
    return menu | ({"initial_conversations": channels} if channels else {})


def _option(group: UserGroup, *, described: bool) -> Block:
    people = len(group.people)
    said = "1 person" if people == 1 else f"{people} people"
    return option(group.name, group.id, said=said if described else "")


def _span(some: Mapping[str, Block]) -> str:
    names = [option["text"]["text"][:20] for option in some.values()]
    return f"from {names[0]} to {names[-1]}"
