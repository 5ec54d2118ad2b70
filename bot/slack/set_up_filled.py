"""What came back from the windows in which a pulse is set up, read with care."""

import re

from pydantic import ValidationError

from bot.slack.blocks.set_up_groups import NOBODY
from bot.slack.filled import Filled as Sent
from bot.slack.payloads import Unreadable
from bot.survey.plan import Step
from bot.usecases.filling import (
    CLOSES,
    CONTACT,
    EVERY,
    FIRST,
    HOLIDAYS,
    LEADERSHIP,
    NAME,
    OPENS,
    PUBLISHES,
    QUESTION_SET,
    REMINDS,
    STAFF,
    SUPPORT,
    THRESHOLD,
    ZONE,
    After,
    Channels,
    Chosen,
    Filled,
    Groups,
    Named,
    People,
    Questions,
    Times,
)
from bot.usecases.windows import At
from storage.model import MOST_DIMENSIONS, Source


def carried(text: str) -> At:
    """What a window is about; Unreadable where it is none of these."""
    draft, _, rest = text.partition(" ")
    revision, _, step = rest.partition(" ")
    try:
        return At.model_validate({"draft": draft, "revision": revision, "step": step})
    except ValidationError:
        raise Unreadable from None


def filled(step: Step, sent: Sent) -> Filled:
    """What was filled in at a step; Unreadable where there is nothing to fill in, or not this."""
    try:
        match step:
            case Step.QUESTIONS:
                return Questions(name=sent.text(NAME), question_set=sent.option(QUESTION_SET))
            case Step.PEOPLE:
                slots = (_chosen(sent, str(number)) for number in range(MOST_DIMENSIONS))
                return People(
                    slots=tuple(one for one in slots if one), others=_chosen(sent, "others")
                )
            case Step.GROUPS:
                return Groups(dimensions=tuple(_named(sent, one) for one in _dimensions(sent)))
            case Step.TIMES:
                return _times(sent)
            case Step.CHANNELS:
                return _channels(sent)
    except ValidationError:
        raise Unreadable from None
    raise Unreadable


def _chosen(sent: Sent, name: str) -> Chosen:
    """What was chosen for one way to cut the audience, by field."""
    found: dict[str, tuple[Source, ...]] = {}
    for field in sent.fields:
        if re.fullmatch(rf"groups-{name}-\d+", field):
            found[field] = tuple(Source(usergroup=one) for one in sent.options(field))
        elif field == f"channels-{name}":
            found[field] = tuple(Source(channel=one) for one in sent.channels(field))
    return found


def _dimensions(sent: Sent) -> range:
    return range(sum(field.startswith("called-") for field in sent.fields))


def _named(sent: Sent, number: int) -> Named:
    called, rest = f"called-{number}", f"rest-{number}"
    return Named(
        name=(called, sent.text(called)),
        rest=(rest, sent.text(rest)),
        lines={
            field: sent.text(field) or ""
            for field in sorted(_numbered(sent, f"lines-{number}"), key=_last)
        },
        neighbours={
            _last(field): _neighbour(sent.option(field))
            for field in _numbered(sent, f"neighbour-{number}")
        },
    )


def _numbered(sent: Sent, name: str) -> list[str]:
    return [field for field in sent.fields if re.fullmatch(rf"{name}-\d+", field)]


def _last(field: str) -> int:
    return int(field.rpartition("-")[2])


def _neighbour(option: str | None) -> str:
    return "" if option in {None, NOBODY} else str(option)


def _times(sent: Sent) -> Times:
    return Times(
        every=sent.option(EVERY),
        first=sent.day(FIRST),
        opens=sent.time(OPENS),
        reminds=_after(sent, REMINDS),
        closes=_after(sent, CLOSES),
        publishes=_after(sent, PUBLISHES),
        zone=sent.option(ZONE),
        holidays=sent.option(HOLIDAYS),
    )


def _after(sent: Sent, name: str) -> After:
    later = sent.option(name)
    if later is not None and not re.fullmatch(r"\d{1,2}", later):
        raise Unreadable
    return later, sent.time(f"{name}-at")


def _channels(sent: Sent) -> Channels:
    return Channels(
        leadership=sent.channel(LEADERSHIP),
        staff=sent.channel(STAFF),
        threshold=sent.text(THRESHOLD),
        support=sent.text(SUPPORT),
        contact=sent.text(CONTACT),
    )
