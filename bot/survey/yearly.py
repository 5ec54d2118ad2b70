"""A round that asks once beside the one about a year before, question by question."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot.survey.figures import counts
from bot.survey.intervals import Difference, difference
from bot.survey.past import Past, made_up_alike, opened
from bot.survey.section import Section
from bot.survey.wording import dated, roughly
from questions.model import Question, Value
from storage.model import Figure

YEAR = timedelta(days=365)
_NEAREST, _FURTHEST = timedelta(days=300), timedelta(days=430)

_APPROXIMATE = (
    "The ranges are approximate (95%): they take those who answered in either year for different "
    "people."
)


class Change(Value):
    """A figure beside the same a year before, both published exactly.

    Attributes:
        question: as it is asked in both years.
    """

    question: Question
    now: Figure
    before: Figure
    difference: Difference


def a_year_before(now: Past, history: Sequence[Past]) -> Past | None:
    """The round of a pulse that opened 300 to 430 days before, nearest to a year, if any."""
    apart = {past.round.id: now.round.opens - past.round.opens for past in history}
    fit = [past for past in history if _NEAREST <= apart[past.round.id] <= _FURTHEST]
    return min(fit, key=lambda past: abs(apart[past.round.id] - YEAR), default=None)


def changes(now: Past, before: Past) -> tuple[Change, ...]:
    """What can be compared of two rounds of a pulse, in the order it was published.

    Only what has the same wording, options and scale, for the same group, made up alike, and exact
    counts.
    """
    return tuple(
        Change(
            question=question,
            now=figure,
            before=earlier,
            difference=difference(counted, then),
        )
        for figure in now.published.figures
        if (question := now.asked(figure.question))
        and (earlier := before.figure(figure.question, figure.dimension, figure.group))
        and (earlier.version, earlier.group) == (figure.version, figure.group)
        and made_up_alike(before.round, now.round, figure.dimension, figure.group)
        and (counted := counts(figure))
        and (then := counts(earlier))
    )


def sections(now: Past, history: Sequence[Past]) -> tuple[Section, ...]:
    """The comparison with last year's, as the thread of a digest and the paper tell it.

    Nothing where the pulse comes back, or there was no round about a year before. Of a group of
    which nothing can be compared nothing is said; of everyone, that nothing can.
    """
    if now.round.pulse.schedule.comes_back or not now.round.measures:
        return ()
    before = a_year_before(now, history)
    if before is None:
        return ()
    found = changes(now, before)
    heading = f"favourable answers beside {dated(opened(before.round))}"
    return tuple(
        section
        for place, response in enumerate(now.published.responses)
        if (some := [one for one in found if _of(one) == (response.dimension, response.group)])
        or place == 0
        for section in _told(f"{response.name}: {heading}", some, len(now.round.measures))
    )


def _of(change: Change) -> tuple[str, str]:
    return change.now.dimension, change.now.group


def _told(heading: str, changes: Sequence[Change], asked: int) -> Iterator[Section]:
    """Each question with what is compared of it, and below them how to read that."""
    for place, one in enumerate(changes):
        said = f"{one.now.text}, and {one.before.text} then: {roughly(one.difference)}"
        yield Section("" if place else heading, (one.question.wording, said))
    notes = [_APPROXIMATE] if changes else []
    if len(changes) < asked:
        notes.append(
            f"{len(changes)} of {asked} questions can be compared: the others were asked in other "
            f"words, or of other groups, or were not shown exactly in both years."
        )
    yield Section("" if changes else heading, tuple(notes))
