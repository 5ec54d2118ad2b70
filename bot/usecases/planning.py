"""How what was filled in about a pulse, step by step, becomes a plan of it."""

import asyncio
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from pydantic import ConfigDict, TypeAdapter, ValidationError

from bot.survey import grouping, partition
from bot.survey.plan import Plan, Slot, Step
from bot.survey.roster import NobodyToAsk, Roster, sizes
from bot.usecases import filling as fields
from bot.usecases.actions import Misfilled
from bot.usecases.audiences import Unusable, audience
from bot.usecases.filling import Channels, Groups, Named, People, Questions
from bot.usecases.lookups import Lookups
from bot.usecases.windows import Gone
from questions.model import Label, Line, QuestionSet
from storage.model import (
    HIGHEST_THRESHOLD,
    LOWEST_THRESHOLD,
    REST,
    Dimension,
    Group,
    Source,
    Support,
)

_CONFIG = ConfigDict(hide_input_in_errors=True)
_TEXTS: Mapping[int, TypeAdapter[str]] = {
    75: TypeAdapter(Label, config=_CONFIG),
    150: TypeAdapter(Line, config=_CONFIG),
    500: TypeAdapter(Support, config=_CONFIG),
}
"""What a text has to be, by the most characters that it can have."""

_LINE = 150


def questions(
    plan: Plan, filled: Questions, sets: Mapping[str, QuestionSet], taken: frozenset[str]
) -> Plan:
    """The plan with its name and question set; a new one has its id from its name.

    Raises:
        Misfilled: something is missing, or cannot be taken.
    """
    wrong = _wrong({fields.NAME: (filled.name, 75)})
    question_set = sets.get(filled.question_set or "")
    if question_set is None:
        wrong[fields.QUESTION_SET] = "Please choose what is asked."
    _refuse(wrong)
    name = (filled.name or "").strip()
    id_ = plan.id if plan.was else grouping.identified(name, taken)
    return plan.settled(Step.QUESTIONS, id=id_, name=name, question_set=question_set)


async def people(plan: Plan, filled: People, lookups: Lookups) -> Plan:
    """The plan with its groups; new ones that are too small are given company where it helps.

    Raises:
        Misfilled: nothing was chosen, or something that is gone, or that the bot cannot read.
        Gone: it was filled in about another plan.
    """
    _refuse_others(len(plan.slots), len(filled.slots))
    names = await _names(filled, lookups)
    dimensions = []
    for slot, chosen in zip(plan.slots, filled.slots, strict=True):
        sources = tuple(dict.fromkeys(one for some in chosen.values() for one in some))
        if groups := grouping.chosen(slot.groups, sources, names):
            dimensions.append(_dimension(slot, groups))
    others = tuple(dict.fromkeys(one for some in filled.others.values() for one in some))
    first = next(iter((*filled.slots[0], *filled.others)))
    if not dimensions and not others:
        raise Misfilled({first: "Please choose at least one user group or channel."})
    known = {group.id for slot in plan.slots for group in slot.groups}
    changed = plan.settled(Step.PEOPLE, dimensions=tuple(dimensions), audience=others)
    try:
        roster = await audience(changed.asked(), lookups)
    except NobodyToAsk:
        said = "Nobody in what you chose can be asked: they are bots, guests, or not here any more."
        raise Misfilled({first: said}) from None
    return _with_company(changed, roster, known)


def groups(plan: Plan, filled: Groups) -> Plan:
    """The plan with its groups named.

    Raises:
        Misfilled: a name is missing or cannot be taken, or lines do not fit the groups.
        Gone: it was filled in about another plan.
    """
    _refuse_others(len(plan.dimensions), len(filled.dimensions))
    wrong: dict[str, str] = {}
    dimensions = []
    for dimension, named in zip(plan.dimensions, filled.dimensions, strict=True):
        wrong |= _wrong({named.name[0]: (named.name[1], 75), named.rest[0]: (named.rest[1], 75)})
        groups_ = _named(dimension, named, wrong)
        changes = {"name": named.name[1], "rest": named.rest[1], "groups": groups_}
        dimensions.append(dimension.model_copy(update=changes))
    _refuse(wrong)
    return plan.settled(Step.GROUPS, dimensions=tuple(dimensions))


async def channels(plan: Plan, filled: Channels, lookups: Lookups) -> Plan:
    """The plan with its channels, threshold, and whom people can turn to.

    Raises:
        Misfilled: something is missing, cannot be taken, or is a channel that the bot is not in.
    """
    texts = {fields.SUPPORT: (filled.support, 500), fields.CONTACT: (filled.contact, 150)}
    wrong = _wrong(texts)
    for field, channel in ((fields.LEADERSHIP, filled.leadership), (fields.STAFF, filled.staff)):
        if said := await _unusable(channel, lookups):
            wrong[field] = said
    threshold = _threshold(filled.threshold)
    if threshold is None:
        wrong[fields.THRESHOLD] = (
            f"Please give a whole number from {LOWEST_THRESHOLD} to {HIGHEST_THRESHOLD}."
        )
    _refuse(wrong)
    return plan.settled(
        Step.CHANNELS,
        leadership=filled.leadership,
        staff=filled.staff,
        threshold=threshold,
        support=(filled.support or "").strip(),
        contact=(filled.contact or "").strip(),
    )


def _refuse_others(expected: int, found: int) -> None:
    if expected != found:
        raise Gone("This window is out of date. Please close it and begin again.")


def _refuse(wrong: Mapping[str, str]) -> None:
    if wrong:
        raise Misfilled(wrong)


def _wrong(texts: Mapping[str, tuple[str | None, int]]) -> dict[str, str]:
    """What is wrong with texts, by the names of their fields.

    Args:
        texts: by the name of the field, what was typed and how long it can be.
    """
    return {
        field: f"Please write {'1' if most > _LINE else 'one line of 1'} to {most} characters."
        for field, (text, most) in texts.items()
        if not _fits(text, most)
    }


def _fits(text: str | None, most: int) -> bool:
    try:
        _TEXTS[most].validate_python(text or "")
    except ValidationError:
        return False
    return True


async def _names(filled: People, lookups: Lookups) -> dict[Source, str]:
    """What people read for each source that was chosen; Misfilled where one is of no use."""
    usergroups = {group.id: group.name for group in await lookups.usergroups()}
    fields_of = {
        source: field
        for chosen in (*filled.slots, filled.others)
        for field, sources in chosen.items()
        for source in sources
    }
    # All at once, since a window has three seconds: https://docs.slack.dev/surfaces/modals
    found = await asyncio.gather(
        *(_name(source, usergroups, lookups) for source in fields_of), return_exceptions=True
    )
    names: dict[Source, str] = {}
    wrong: dict[str, str] = {}
    for source, name in zip(fields_of, found, strict=True):
        if isinstance(name, Unusable):
            wrong[fields_of[source]] = str(name)
        elif isinstance(name, BaseException):
            raise name
        else:
            names[source] = name
    _refuse(wrong)
    return names


async def _name(source: Source, usergroups: Mapping[str, str], lookups: Lookups) -> str:
    """What people read for a source whose members can be read; Unusable otherwise."""
    if source.channel is not None:
        name = await lookups.channel(source.channel)
        await lookups.members(source)
        return grouping.titled(name)
    await lookups.members(source)
    return usergroups.get(source.usergroup or "", str(source.usergroup))


def _dimension(slot: Slot, groups_: tuple[Group, ...]) -> Dimension:
    return Dimension(id=slot.id, name=slot.name, rest=slot.rest, groups=groups_)


def _with_company(plan: Plan, roster: Roster, known: AbstractSet[str]) -> Plan:
    """The plan whose new groups that are too small have an area or a neighbour where it helps."""
    needed = partition.fewest(partition.ASSUMED_RATE, plan.threshold) or 0
    people_ = sizes(roster)
    dimensions = tuple(
        grouping.suggested(
            dimension,
            people_[dimension.id],
            needed,
            {group.id for group in dimension.groups} - known,
        )
        for dimension in plan.dimensions
    )
    return plan.model_copy(update={"dimensions": dimensions})


def _named(dimension: Dimension, named: Named, wrong: dict[str, str]) -> tuple[Group, ...]:
    """The groups of a dimension with what was filled in about them; what is wrong is added."""
    groups_: list[Group] = []
    left = [*dimension.groups]
    for field, text in named.lines.items():
        some, left = left[: fields.LINES], left[fields.LINES :]
        try:
            groups_ += grouping.named(some, text)
        except grouping.Unfit as unfit:
            wrong[field] = str(unfit)
            groups_ += some
    ids = {*(group.id for group in dimension.groups), REST}
    return tuple(
        group.model_copy(update={"neighbour": _joined(named.neighbours[number], group, ids)})
        if number in named.neighbours
        else group
        for number, group in enumerate((*groups_, *left))
    )


def _joined(neighbour: str, group: Group, ids: Iterable[str]) -> str | None:
    return neighbour if neighbour in ids and neighbour != group.id else None


async def _unusable(channel: str | None, lookups: Lookups) -> str | None:
    """Why the bot cannot work in a channel; None where it can."""
    if channel is None:
        return "Please choose a channel."
    try:
        await lookups.channel(channel)
    except Unusable as error:
        return str(error)
    return None


def _threshold(text: str | None) -> int | None:
    number = int(text) if text and text.isdecimal() else 0
    return number if LOWEST_THRESHOLD <= number <= HIGHEST_THRESHOLD else None
