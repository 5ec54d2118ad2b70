"""Payloads made wrong: something in them is dropped, doubled, retyped, huge or strange."""

import copy
import random
from collections.abc import Callable, Iterator
from typing import Any

Json = dict[str, Any]
Path = tuple[str | int, ...]

CANARY = "canary-fuzz"
"""Stands in every text that is put into a payload, so that it is found wherever it went."""

HUGE = 100_000
DEEP = 40

STRANGE: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    10**40,
    1.5e308,
    "",
    [],
    {},
    [None],
    [[CANARY]],
    {CANARY: {CANARY: CANARY}},
    CANARY,
    CANARY + "x" * HUGE,
    f"{CANARY}\x00\x1b[2J\r\n\u2028",
    f"{CANARY} \ud800\udfff",
    f"{CANARY} \u202e\u200b\ufeff \U0001f4a9 e\u0301",
    f"<!channel> <@UPERSON001> <https://x.test|{CANARY}> &amp; *b* `c`",
    f"../../{CANARY}\x00.key",
    f"'; DROP TABLE rounds; -- {CANARY}",
    f"=cmd|'/c {CANARY}'!A0",
    f"%s %n {{0}} {{{{{CANARY}}}}} ${{jndi:ldap://{CANARY}}}",
    "2026-02-30",
    "9" * 400,
)

Mutate = Callable[[Json, Path, random.Random], None]


def mutated(payload: Json, dice: random.Random) -> Json:
    """A copy of a payload in which one to three things are wrong."""
    made = copy.deepcopy(payload)
    for _ in range(dice.randint(1, 3)):
        places = list(places_in(made))
        if places:
            dice.choice(MUTATIONS)(made, dice.choice(places), dice)
    return made


def places_in(value: object, above: Path = ()) -> Iterator[Path]:
    """The way to everything that stands in a value."""
    inside: Iterator[tuple[str | int, object]] = iter(())
    if isinstance(value, dict):
        inside = iter(value.items())
    elif isinstance(value, list):
        inside = iter(enumerate(value))
    for key, one in inside:
        yield (*above, key)
        yield from places_in(one, (*above, key))


def _holder(payload: Json, path: Path) -> Any:  # noqa: ANN401 - a dict or a list
    found: Any = payload
    for key in path[:-1]:
        found = found[key]
    return found


def _drop(payload: Json, path: Path, dice: random.Random) -> None:
    del _holder(payload, path)[path[-1]]


def _strange(payload: Json, path: Path, dice: random.Random) -> None:
    _holder(payload, path)[path[-1]] = copy.deepcopy(dice.choice(STRANGE))


def _double(payload: Json, path: Path, dice: random.Random) -> None:
    """Have a value twice in its list, or under another name beside."""
    holder = _holder(payload, path)
    one = copy.deepcopy(holder[path[-1]])
    if isinstance(holder, list):
        holder.insert(dice.randint(0, len(holder)), one)
    else:
        holder[f"{path[-1]}-{CANARY}"] = one


def _retype(payload: Json, path: Path, dice: random.Random) -> None:
    """Put a value into a list or an object, or make a text of it."""
    holder = _holder(payload, path)
    one = holder[path[-1]]
    holder[path[-1]] = dice.choice(([one], {"value": one}, str(one), f"{one}{CANARY}"))


def _swap(payload: Json, path: Path, dice: random.Random) -> None:
    """Put in the place of a value another one of the same payload."""
    other = dice.choice(list(places_in(payload)))
    one = copy.deepcopy(_holder(payload, other)[other[-1]])
    _holder(payload, path)[path[-1]] = one


def _many(payload: Json, path: Path, dice: random.Random) -> None:
    holder = _holder(payload, path)
    holder[path[-1]] = [copy.deepcopy(holder[path[-1]]) for _ in range(dice.choice((2, 50, 300)))]


def _deep(payload: Json, path: Path, dice: random.Random) -> None:
    holder = _holder(payload, path)
    for _ in range(DEEP):
        holder[path[-1]] = {"view": [holder[path[-1]]]}


MUTATIONS: tuple[Mutate, ...] = (
    _drop,
    _drop,
    _strange,
    _strange,
    _strange,
    _double,
    _retype,
    _swap,
    _many,
    _deep,
)
