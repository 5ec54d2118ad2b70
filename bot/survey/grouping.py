"""Groups as they are chosen and named: from places people come from, a line for each."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import count

from bot.survey import partition
from storage.model import REST, Dimension, Group, Source

_BETWEEN = " / "
_LONGEST_ID = 50
_LONGEST = 75


class Unfit(ValueError):
    """Lines that do not name the groups; its text is a sentence for who wrote them."""


def identified(name: str, taken: Collection[str]) -> str:
    """An id made of a name that no other has: "North & East" becomes "north-east".

    Args:
        name: what people read.
        taken: the ids that there are.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST_ID].strip("-") or "group"
    numbered = (made if number == 1 else f"{made}-{number}" for number in count(1))
    return next(one for one in numbered if one not in taken)


def titled(channel: str) -> str:
    """A channel's name as a group's: "north-locality" becomes "North locality"."""
    words = channel.replace("-", " ").replace("_", " ").strip() or channel
    return words[:1].upper() + words[1:75]


def chosen(
    groups: Sequence[Group], sources: Sequence[Source], names: Mapping[Source, str]
) -> tuple[Group, ...]:
    """The groups of a dimension once its sources are chosen: those there were, then new ones.

    A group keeps what is left of its sources, and goes where nothing is; whoever named it as a
    neighbour has none then.

    Args:
        groups: those there were.
        sources: what is chosen now.
        names: what people read for each of these.
    """
    kept = [
        group.model_copy(update={"people": left})
        for group in groups
        if (left := tuple(source for source in group.people if source in sources))
    ]
    held = {source for group in kept for source in group.people}
    taken = {group.id for group in kept} | {REST, "everyone"}
    for source in (one for one in sources if one not in held):
        id_ = identified(names[source], taken)
        taken.add(id_)
        kept.append(Group(id=id_, name=names[source], people=(source,)))
    return tuple(
        group if group.neighbour in taken else group.model_copy(update={"neighbour": None})
        for group in kept
    )


def lines(groups: Iterable[Group]) -> str:
    """Each group's name on a line, with its area after a slash where it has one."""
    return "\n".join(
        f"{group.name}{_BETWEEN}{group.area}" if group.area else group.name for group in groups
    )


def named(groups: Sequence[Group], text: str) -> tuple[Group, ...]:
    """Groups with the names and areas of their lines.

    Raises:
        Unfit: there are more or fewer lines than groups, a name twice, or one too long.
    """
    found = [line.strip() for line in text.splitlines() if line.strip()]
    if len(found) != len(groups):
        raise Unfit(
            f"Found {_counted(len(found), 'line')} for {_counted(len(groups), 'group')}: keep one "
            f"line for each, in the same order. To drop one, go back and do not choose it."
        )
    parts = [[part.strip() for part in line.split(_BETWEEN, maxsplit=1)] for line in found]
    names = Counter(part[0].casefold() for part in parts)
    for part in parts:
        if names[part[0].casefold()] > 1:
            raise Unfit(f'Found "{part[0][:40]}" twice: give each group a name of its own.')
        if any(not 1 <= len(one) <= _LONGEST for one in part):
            raise Unfit(
                f'Found "{part[0][:40]}": a name, and an area after " / ", can have 1 to '
                f"{_LONGEST} characters."
            )
    return tuple(
        group.model_copy(update={"name": part[0], "area": part[1] if len(part) > 1 else None})
        for group, part in zip(groups, parts, strict=True)
    )


def suggested(
    dimension: Dimension, people: Mapping[str, int], needed: int, new: Collection[str]
) -> Dimension:
    """A dimension whose new groups that are too small have company.

    Groups whose names begin with the same word, while others begin otherwise, share it as their
    area. What is still without company joins the smallest group with which it is large enough.

    Args:
        dimension: with its groups.
        people: how many are in each.
        needed: how many a group needs to be shown by itself.
        new: the ids of the groups that nobody has looked at yet.
    """
    first = Counter(group.name.split()[0] for group in dimension.groups)
    areas = {word for word, times in first.items() if 1 < times < len(dimension.groups)}
    with_areas = [
        group.model_copy(update={"area": word})
        if (word := group.name.split()[0]) in areas and group.id in new
        else group
        for group in dimension.groups
    ]
    dimension = dimension.model_copy(update={"groups": tuple(with_areas)})
    return dimension.model_copy(
        update={
            "groups": tuple(
                group.model_copy(update={"neighbour": _company(group, dimension, people, needed)})
                if group.id in new and _is_lonely(group, dimension, people, needed)
                else group
                for group in dimension.groups
            )
        }
    )


def _is_lonely(group: Group, dimension: Dimension, people: Mapping[str, int], needed: int) -> bool:
    return 0 < people.get(group.id, 0) < needed and not partition.has_company(
        dimension, group.id, [one for one, number in people.items() if number]
    )


def _company(
    group: Group, dimension: Dimension, people: Mapping[str, int], needed: int
) -> str | None:
    """The smallest other group with which one is large enough, else the largest there is."""
    sizes = {one.id: people.get(one.id, 0) for one in dimension.groups if one.id != group.id}
    by_size = sorted((one for one in sizes if sizes[one]), key=sizes.__getitem__)
    enough = [one for one in by_size if sizes[one] + people[group.id] >= needed]
    return next(iter((*enough, *by_size[::-1])), None)


def _counted(number: int, one: str) -> str:
    return f"{number} {one}{'' if number == 1 else 's'}"
