"""Whom pulses ask, which channels they need, and how a person is told which key to mend."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from bot.errors import StaffPulseError
from bot.ports import Directory
from bot.survey.roster import Roster, draw_up
from storage.model import Asked, Pulse, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key of a pulse, so that a person can be told which one to mend.

    Attributes:
        pulse: the pulse's id.
        path: keys and positions from the pulse down; positions count from 0 here and are shown
            from 1, as people count.
    """

    pulse: str
    path: tuple[str | int, ...]

    def __str__(self) -> str:
        shown = (str(part + 1) if isinstance(part, int) else part for part in self.path)
        return f'pulse "{self.pulse}", {".".join(shown)}'


class Unusable(StaffPulseError):
    """A channel or a user group that the bot cannot work with, whichever pulse names it.

    Attributes:
        said: what was found and what to do, without a full stop.
    """

    def __init__(self, said: str) -> None:
        super().__init__(f"{said[:1].upper()}{said[1:]}.")
        self.said = said


class Misnamed(StaffPulseError):
    """A key of a pulse names a channel or a user group that the bot cannot work with.

    Attributes:
        said: what was found and what to do, without a full stop.
    """

    def __init__(self, key: Key, said: str) -> None:
        super().__init__(f"{key}: {said}.")
        self.key = key
        self.said = said


@contextmanager
def named_by(key: Key) -> Iterator[None]:
    """Tell with what cannot be used which key names it."""
    try:
        yield
    except Unusable as error:
        raise Misnamed(key, error.said) from None


async def audience(pulse: Asked, directory: Directory) -> Roster:
    """The people whom a pulse would ask now, in its own groups.

    Raises:
        Misnamed: a group is missing, or cannot be read.
        NobodyToAsk: nobody is left to ask.
    """
    members: dict[Source, Sequence[str]] = {}
    for key, source in _named(pulse):
        if source not in members:
            with named_by(key):
                members[source] = await directory.members(source)
    return draw_up(pulse, await directory.people(), members)


def channels(pulses: Sequence[Pulse]) -> Mapping[str, Key]:
    """Every channel that the bot must be in, with the first key that names it."""
    found: dict[str, Key] = {}
    for pulse in pulses:
        found.setdefault(pulse.leadership, Key(pulse=pulse.id, path=("leadership",)))
        found.setdefault(pulse.staff, Key(pulse=pulse.id, path=("staff",)))
        for key, source in _named(pulse):
            if source.channel is not None:
                found.setdefault(source.channel, key)
    return found


def usergroups(pulses: Sequence[Pulse]) -> Mapping[str, Key]:
    """Every user group that is asked, with the first key that names it."""
    found: dict[str, Key] = {}
    for key, source in (one for pulse in pulses for one in _named(pulse)):
        if source.usergroup is not None:
            found.setdefault(source.usergroup, key)
    return found


def _named(pulse: Asked) -> Iterator[tuple[Key, Source]]:
    """Every source that a pulse names and the key that names it, in the order of its file."""
    places: list[tuple[tuple[str | int, ...], tuple[Source, ...]]] = [
        (("audience",), pulse.audience),
        *(
            (("dimensions", place, "groups", number, "people"), group.people)
            for place, dimension in enumerate(pulse.dimensions)
            for number, group in enumerate(dimension.groups)
        ),
    ]
    for path, sources in places:
        for number, source in enumerate(sources):
            kind = "usergroup" if source.channel is None else "channel"
            yield Key(pulse=pulse.id, path=(*path, number, kind)), source
