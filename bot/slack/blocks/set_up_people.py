"""The step that chooses who is asked, from user groups and channels."""

from collections.abc import Iterator, Sequence

from bot.slack.blocks import set_up
from bot.slack.blocks.kit import (
    Block,
    View,
    context,
    divider,
    field,
    plain,
    section,
    several,
    short,
)
from bot.survey.plan import Slot
from bot.survey.roster import UserGroup
from bot.usecases.windows import Window
from storage.model import Source

_MENU = 100
"""So many options one menu holds."""

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
    usergroups = shown.preview.usergroups
    return set_up.step(
        shown,
        *set_up.read(shown.preview.said),
        *([] if usergroups else [section(_NONE)]),
        *(
            block
            for number, slot in enumerate(shown.plan.slots)
            for block in _slot(number, slot, usergroups)
        ),
        section("*Who else is asked*"),
        context("People in no group of those above. Guests in such a channel are not asked."),
        *_fields("others", shown.plan.audience, usergroups),
    )


def _slot(number: int, slot: Slot, usergroups: Sequence[UserGroup]) -> Iterator[Block]:
    sources = [source for group in slot.groups for source in group.people]
    yield section(f"*{slot.name}*")
    if hint := _HINTS.get(slot.id):
        yield context(hint)
    yield from _fields(str(number), sources, usergroups)
    yield divider()


def _fields(
    name: str, sources: Sequence[Source], usergroups: Sequence[UserGroup]
) -> Iterator[Block]:
    """Menus of user groups, as many as they need, and one of channels."""
    named = [source.usergroup for source in sources if source.usergroup]
    for page, first in enumerate(range(0, len(usergroups), _MENU)):
        some = usergroups[first : first + _MENU]
        options = {group.id: _option(group) for group in some}
        menu: Block = {"type": "multi_static_select", "placeholder": plain("Choose user groups")}
        label = "User groups" if len(usergroups) <= _MENU else f"User groups {_span(some)}"
        yield field(
            f"groups-{name}-{page}",
            label,
            menu | several(options, named),
            needed=False,
        )
    yield field(f"channels-{name}", "Channels", _channels(sources), needed=False)


def _channels(sources: Sequence[Source]) -> Block:
    menu: Block = {
        "type": "multi_conversations_select",
        "placeholder": plain("Choose channels"),
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    channels = [source.channel for source in sources if source.channel is not None]
    return menu | ({"initial_conversations": channels} if channels else {})


def _option(group: UserGroup) -> Block:
    people = len(group.people)
    return {
        "text": plain(short(group.name)),
        "description": plain("1 person" if people == 1 else f"{people} people"),
        "value": group.id,
    }


def _span(some: Sequence[UserGroup]) -> str:
    return f"from {some[0].name[:20]} to {some[-1].name[:20]}"
