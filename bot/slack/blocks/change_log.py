"""The windows that show what was changed, by whom and when."""

import re
from collections.abc import Iterator, Sequence
from textwrap import shorten

from bot.slack.blocks.kit import (
    Block,
    View,
    actions,
    button,
    context,
    escaped,
    paragraphs,
    section,
    window,
)
from bot.survey.difference import Difference, differences
from bot.survey.wording import dated
from bot.usecases.admins import REFUSED
from storage.model import PAUSE_ZONE, Change

DETAILS = "change-details"
EARLIER = "changes-earlier"
NEWEST = "changes-newest"

PAGE = 20
"""So many entries stand on a page."""

_LONGEST_VALUE = 300
_ROOM = 1_800
_MOST = 40
_CHANNEL = re.compile(r"[CG][A-Z0-9]{1,30}")
_GROUP = re.compile(r"S[A-Z0-9]{1,30}")


def page(changes: Sequence[Change], *, newest: bool, earlier: bool) -> View:
    """Some entries, the newest first.

    Args:
        changes: a page of them.
        newest: whether the page begins with the newest of all.
        earlier: whether there are more before them.
    """
    if not changes:
        return window("What was changed", section("Nothing has been changed yet."))
    onward = [
        *([] if newest else [button("Newest", NEWEST)]),
        *([button("Earlier", EARLIER, value=str(changes[-1].place))] if earlier else []),
    ]
    return window(
        "What was changed",
        context("Times are those of London. Nothing in this list is ever altered or taken out."),
        *map(_entry, changes),
        *([actions(*onward)] if onward else []),
    )


def details(change: Change) -> View:
    """What an entry changed, before and after."""
    lines = [line for one in differences(change.before, change.after) for line in _lines(one)]
    texts = [*paragraphs(lines or ["Nothing else is known of it."])]
    more = [context("There is more, which does not fit here.")] if len(texts) > _MOST else []
    return window("Details", section(_said(change)), *map(section, texts[:_MOST]), *more)


def gone() -> View:
    """What is read where there is no such entry."""
    return window("Details", section("There is no such entry."))


def _entry(change: Change) -> Block:
    known = change.before or change.after
    asks = button("Details", DETAILS, value=str(change.place)) if known else None
    return section(_said(change), accessory=asks)


def _said(change: Change) -> str:
    there = change.at.astimezone(PAUSE_ZONE)
    when = f"{there:%A} {dated(there.date())} at {there:%H:%M}"
    return f"{when}, {_who(change)}\n{_what(change)}"


def _what(change: Change) -> str:
    return escaped(shorten(change.said, _LONGEST_VALUE, placeholder="…"))


def _who(change: Change) -> str:
    if change.said == REFUSED:
        return "by Staff Pulse itself"
    return f"<@{change.by}>" if change.by else "on the command line"


def _lines(one: Difference) -> Iterator[str]:
    if one.before and one.after:
        yield f"*{escaped(one.what)}*"
        yield f"Before: {_values(one.before)}"
        yield f"Now: {_values(one.after)}"
    else:
        became = "new" if one.after else "gone"
        yield f"*{escaped(one.what)}*, {became}: {_values(one.after or one.before)}"


def _values(values: Sequence[str]) -> str:
    named = [_named(shorten(value, _LONGEST_VALUE, placeholder="…")) for value in values]
    fitting = [text for n, text in enumerate(named) if len("; ".join(named[: n + 1])) <= _ROOM]
    rest = len(named) - len(fitting)
    return "; ".join([*fitting, *([f"and {rest} more"] if rest else [])])


def _named(value: str) -> str:
    """A value, or the name of the channel or user group whose id it is."""
    if _CHANNEL.fullmatch(value):
        return f"<#{value}>"
    return f"<!subteam^{value}>" if _GROUP.fullmatch(value) else escaped(value)
