"""The days that a report covers, and what was published of the rounds in them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import NamedTuple

from bot.survey.actions import Listed
from bot.survey.digest import Digest
from bot.survey.figures import counts
from bot.survey.past import Past, beside, opened
from bot.survey.schedule import DAY
from bot.survey.wording import day
from questions.model import Question
from storage.model import EVERYONE, Figure, Midway, Pulse, Response, Round


class Key(NamedTuple):
    """A group of a dimension, and what people read for it."""

    dimension: str
    group: str
    name: str


class Asked(NamedTuple):
    """A question, and what was published when it was last asked in some rounds.

    Attributes:
        times: in how many of the rounds it was asked.
    """

    question: Question
    theme: str
    round: Round
    figures: tuple[Figure, ...]
    times: int

    def figure(self, key: Key) -> Figure | None:
        """The figure of a group, if there is one."""
        for one in self.figures:
            if (one.dimension, one.group) == (key.dimension, key.group):
                return one
        return None

    def counts(self, key: Key) -> tuple[int, int] | None:
        """A group's favourable answers and all of them; None unless both are published."""
        figure = self.figure(key)
        return counts(figure) if figure else None

    @property
    def everyone(self) -> Figure:
        """The figure of the whole audience, which every question has."""
        return next(one for one in self.figures if one.dimension == EVERYONE)

    @property
    def day(self) -> date:
        """The local day on which that round opened."""
        return opened(self.round)


class Period(NamedTuple):
    """Some days, and what was published of one pulse in them and in the year before.

    Attributes:
        history: the published rounds that opened from a year before the first day to the last day,
            oldest first; one or more of them in these days.
        digests: those of the rounds in these days, oldest first, as they were posted.
        actions: everything that leadership promised because of the pulse's findings.
        midway: what was told half-way, by round; of pulses that ask once.
    """

    first: date
    last: date
    history: tuple[Past, ...]
    digests: tuple[Digest, ...] = ()
    actions: tuple[Listed, ...] = ()
    midway: Mapping[str, Sequence[Midway]] = MappingProxyType({})

    @property
    def promises(self) -> tuple[Listed, ...]:
        """Actions because of findings up to the last day that had not ended before the first."""
        return tuple(
            one
            for one in self.actions
            if one.finding.day <= self.last
            if one.action.ended is None or self._local(one.action.ended) >= self.first
        )

    def _local(self, instant: datetime) -> date:
        return day(instant, self.pulse.schedule.zone)

    @property
    def rounds(self) -> tuple[Past, ...]:
        """Those that opened in these days."""
        return tuple(past for past in self.history if opened(past.round) >= self.first)

    @property
    def before(self) -> tuple[Past, ...]:
        """Those of the same days a year before."""
        last = min(year_before(self.last), self.first - DAY)
        return tuple(past for past in self.history if opened(past.round) <= last)

    @property
    def recent(self) -> tuple[Past, ...]:
        """Those that opened in the year up to the last day, so that a day needs no year."""
        since = year_before(self.last)
        return tuple(past for past in self.history if opened(past.round) > since)

    @property
    def latest(self) -> Past:
        """The last round."""
        return self.history[-1]

    @property
    def pulse(self) -> Pulse:
        """The pulse as it was in the last round."""
        return self.latest.round.pulse


def year_before(day_: date) -> date:
    """The same day a year before; 28 February for the 29th."""
    try:
        return day_.replace(year=day_.year - 1)
    except ValueError:
        return day_.replace(year=day_.year - 1, day=28)


def asked(pasts: Sequence[Past]) -> tuple[Asked, ...]:
    """Each question as it was last asked, in the order of themes, anchors first; no rankings."""
    found: dict[str, Asked] = {}
    for past in pasts:
        for question in past.round.measures:
            before = found.pop(question.id, None)
            found[question.id] = Asked(
                question=question,
                theme=past.round.pulse.question_set.theme_of(question).name,
                round=past.round,
                figures=tuple(one for one in past.published.figures if one.question == question.id),
                times=1 + (before.times if before else 0),
            )
    order = [theme.id for theme in pasts[-1].round.pulse.question_set.themes] if pasts else []
    return tuple(sorted(found.values(), key=lambda one: _place(one.question, order)))


def _place(question: Question, themes: Sequence[str]) -> tuple[int, bool, str]:
    known = themes.index(question.theme) if question.theme in themes else len(themes)
    return known, not question.anchor, question.id


def groups(responses: Sequence[Response], dimension: str) -> tuple[Key, ...]:
    """The groups of a dimension of which a response was published, in their order."""
    return tuple(
        Key(one.dimension, one.group, one.name) for one in responses if one.dimension == dimension
    )


def small(past: Past) -> tuple[Key, ...]:
    """Everyone, and the groups of the dimensions that have three groups at most."""
    responses = past.published.responses
    shown = (EVERYONE, *beside(past.published))
    return tuple(key for dimension in shown for key in groups(responses, dimension))
