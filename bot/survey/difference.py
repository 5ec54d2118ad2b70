"""What an entry of the change log changed, part by part and in plain words."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.survey.wording import raised
from questions.model import Value

_THINGS = {
    "dimensions": ("way to cut the audience", "ways to cut the audience"),
    "groups": ("group", "groups"),
    "questions": ("question", "questions"),
    "themes": ("theme", "themes"),
    "options": ("answer", "answers"),
}
"""What one and several of a list are called, by the list's key."""

_WORDS = {
    "leadership": "leadership channel",
    "staff": "staff channel",
    "support": "where to turn for support",
    "contact": "whom to ask",
    "every": "how often",
    "opens": "opening",
    "reminds": "reminder",
    "closes": "closing",
    "publishes": "digest",
    "zone": "time zone",
    "first": "first date",
    "holidays": "bank holidays",
    "rest": "name of everyone else",
    "people": "who belongs to it",
    "neighbour": "joins when it is too small",
    "ask": "questions a round",
    "favourable": "favourable answers",
    "choose": "most answers to choose",
    "anchor": "asked every round",
    "hse": "HSE theme",
    "lga": "LGA standard",
    "label": "words",
    "question_set id": "question set",
    "scale id": "scale",
}
"""What a value is called whose own key does not tell; some with the key that they are under."""

_LONGEST_LABEL = 60

_Json = Mapping[str, Any]


class Difference(Value):
    """One part that changed.

    Attributes:
        what: which part.
        before: what it was, empty where there was nothing; ids of channels and groups as they are.
        after: what it became, empty where there is nothing any more.
    """

    what: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def differences(before: str, after: str) -> tuple[Difference, ...]:
    """What changed from one pulse or question set to another.

    Args:
        before: as JSON, or "" where there was nothing.
        after: the same, or "" where there is nothing any more.
    """
    was, became = (json.loads(text) if text else {} for text in (before, after))
    return tuple(_between(was, became))


def _between(
    was: _Json, became: _Json, within: tuple[str, ...] = (), under: str = ""
) -> Iterator[Difference]:
    """What changed of one thing.

    Args:
        within: what it is called, and what it is part of.
        under: the key that it is under.
    """
    for key in dict.fromkeys((*became, *was)):
        old, new = was.get(key), became.get(key)
        if old == new or (key == "id" and not under):
            continue
        if key in _THINGS:
            yield from _of_things(_by_id(old), _by_id(new), _THINGS[key], within)
        elif isinstance(old or new, dict):
            yield from _between(old or {}, new or {}, within, key)
        elif (before := _told(old)) != (after := _told(new)):
            name = _WORDS.get(f"{under} {key}") or _WORDS.get(key) or key.replace("_", " ")
            yield _difference(*within, name, before=before, after=after)


def _of_things(
    was: Mapping[str, _Json],
    became: Mapping[str, _Json],
    called: tuple[str, str],
    within: tuple[str, ...],
) -> Iterator[Difference]:
    """What changed of a list of things, those that are new or gone each as a whole."""
    one, several = called
    for id_ in dict.fromkeys((*became, *was)):
        old, new = was.get(id_), became.get(id_)
        if old is None or new is None:
            yield _difference(*within, one, before=_whole(old), after=_whole(new))
        else:
            yield from _between(old, new, (*within, f'{one} "{_label(new)}"'))
    before = [_label(became[id_]) for id_ in was if id_ in became]
    after = [_label(became[id_]) for id_ in became if id_ in was]
    if before != after:
        yield _difference(*within, f"order of {several}", before=before, after=after)


def _difference(*what: str, before: Iterable[str], after: Iterable[str]) -> Difference:
    return Difference(what=raised(", ".join(what)), before=tuple(before), after=tuple(after))


def _by_id(things: list[_Json] | None) -> Mapping[str, _Json]:
    return {thing["id"]: _readable(thing) for thing in things or ()}


def _readable(thing: _Json) -> _Json:
    """A question with the words of its favourable answers in the place of their ids."""
    labels = {one["id"]: one["label"] for one in thing.get("scale", {}).get("options", ())}
    if not labels:
        return thing
    return {**thing, "favourable": [labels.get(one, one) for one in thing.get("favourable", ())]}


def _label(thing: _Json) -> str:
    """What people read for a thing."""
    named = next(thing[key] for key in ("name", "wording", "label", "id") if key in thing)
    return str(named) if len(named) <= _LONGEST_LABEL else f"{named[: _LONGEST_LABEL - 1]}…"


def _whole(thing: _Json | None) -> tuple[str, ...]:
    """A thing that is new or gone: what people read for it, and where its people come from."""
    if thing is None:
        return ()
    return (_label(thing), *_told(thing.get("people")))


def _told(value: object) -> tuple[str, ...]:
    match value:
        case None | "" | []:
            return ()
        case bool():
            return ("yes" if value else "no",)
        case list():
            return tuple(text for one in value for text in _told(one))
        case dict():  # where people come from
            return tuple(str(one) for one in value.values() if one)
        case _:
            return (str(value),)
