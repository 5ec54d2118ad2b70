"""What changes of a pulse, and from which round on, for the admin who is about to change it."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

from bot.survey import changes
from bot.survey.summary import course, opens
from bot.survey.wording import written
from storage.model import Pulse, Standing

Named = Callable[[str], str]
"""What people read for a channel's id."""


def sentences(standing: Standing, new: Pulse, named: Named, now: datetime) -> Iterator[str]:
    """What a pulse in force will be like, and when; nothing where it stays as it is.

    Args:
        standing: the pulse as it is in force, with what it has asked.
        new: as it is to be.
        named: what people read for a channel.
        now: rounds count that open later.
    """
    old = standing.pulse
    said = [*_at_once(old, new, named)]
    told = not changes.same_terms(old, new)
    if told and not standing.has_asked:
        said += changes.sentences(old, new)
    if said:
        yield " ".join(said)
        yield "This holds from the next round on. A round that is open goes on as it began."
    if told and standing.has_asked:
        yield from _announced(standing, new, named, now)


def _announced(standing: Standing, new: Pulse, named: Named, now: datetime) -> Iterator[str]:
    when = changes.dates(new, standing.free(now))
    if when is None:
        yield changes.too_late(new)
        return
    yield " ".join(changes.sentences(standing.pulse, new))
    until = (
        f" The round of {_day(when.next.day)} still goes by what holds now." if when.next else ""
    )
    yield (
        f"Staff are told of this first, in {named(new.staff)}, and it holds from the round of "
        f"{_day(when.first.day)} on.{until}"
    )


def _at_once(old: Pulse, new: Pulse, named: Named) -> Iterator[str]:
    if old.name != new.name:
        yield f'It will be called "{new.name}".'
    if old.question_set != new.question_set:
        yield f'It will ask "{new.question_set.title}".'
    if old.schedule != new.schedule:
        yield f"{opens(new.schedule)}. {' '.join(course(new.schedule))}"
    if old.leadership != new.leadership:
        yield f"Leadership will read the digest in {named(new.leadership)}."
    if old.staff != new.staff:
        yield f"Staff will read the digest in {named(new.staff)}."
    if old.support != new.support:
        yield f"Where to turn for support: {new.support}"
    if old.contact != new.contact:
        yield f"Whom to ask: {new.contact}"
    if changes.same_terms(old, new) and old.dimensions != new.dimensions:
        yield "Groups will have other names or another order."


def _day(day: date) -> str:
    return f"{day:%A} {written(day)}"
