"""Names of people, as varied as in an English city."""

import random
from collections.abc import Collection, Iterator
from importlib.resources import files

from pydantic import ConfigDict, RootModel

from questions.document import parse
from questions.model import Label, Value

_FILE = files("bot.demo") / "names.yaml"


class Custom(Value):
    """Given and family names that go together.

    Attributes:
        share: of 100 people, so many are named like this.
    """

    share: int
    given: tuple[Label, ...]
    family: tuple[Label, ...]


class _Customs(RootModel[tuple[Custom, ...]]):
    model_config = ConfigDict(hide_input_in_errors=True)


def customs() -> tuple[Custom, ...]:
    """The shipped names."""
    return parse(_FILE.read_text(encoding="utf-8"), _Customs, _FILE.name).root


def drawn(chance: random.Random, *, without: Collection[str]) -> Iterator[str]:
    """Full names, each once, for as long as there are any.

    Args:
        chance: decides which.
        without: names that are taken.
    """
    known = customs()
    shares = [custom.share for custom in known]
    taken = set(without)
    most = sum(len(custom.given) * len(custom.family) for custom in known)
    while len(taken) < most:
        [custom] = chance.choices(known, shares)
        name = f"{chance.choice(custom.given)} {chance.choice(custom.family)}"
        if name not in taken:
            taken.add(name)
            yield name
