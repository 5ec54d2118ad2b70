"""How sure the figures are: chance, and what those might say who did not answer."""

from collections.abc import Iterator, Sequence

from bot.survey.figures import counts
from bot.survey.intervals import interval, silence
from bot.survey.report.document import Block, Lines, Section, Table
from bot.survey.report.period import Asked, Key, Period, asked, small
from bot.survey.wording import span

_WELL_ANSWERED = 80
"""From so many percent answering on, silence is left aside."""


def sureness(period: Period) -> Section:
    """The section on chance and silence; only for figures with exact counts."""
    blocks: tuple[Block, ...] = (
        "Not everybody answers, so a figure is not the whole truth about everybody who was asked. "
        "Two ranges say how far off it may be.",
        '"If silence is chance" holds if those who did not answer are like those who did: then the '
        "figure for all who were asked lies in this range 19 times out of 20.",
        '"Whoever stayed silent" assumes nothing: the low end is the figure if none of those who '
        "did not answer would have answered favourably, the high end if all of them would. It is "
        f"given where fewer than {_WELL_ANSWERED}% answered. The narrower it is, the more a "
        "response is worth. People to whom a question does not apply count as silent here.",
    )
    tables = tuple(
        Table(
            f"How sure the figures of {key.name} are",
            ("Question", "Favourable", "If silence is chance", "Whoever stayed silent"),
            rows,
        )
        for key in small(period.latest)
        if (rows := tuple(_rows(asked(period.rounds), key, period)))
    )
    if not tables:
        return Section(
            "How sure these figures are",
            ("No figure could be shown exactly, so there are no ranges to give for any.",),
        )
    return Section("How sure these figures are", (*blocks, *tables))


def _rows(found: Sequence[Asked], key: Key, period: Period) -> Iterator[tuple[Lines, ...]]:
    invited = _invited(period, key)
    for one in found:
        figure = one.figure(key.dimension, key.group)
        exact = counts(figure) if figure else None
        if figure is None or exact is None:
            continue
        people = invited[one.round.id]
        quiet = 100 * exact[1] < _WELL_ANSWERED * people
        yield (
            (one.question.wording,),
            (figure.text,),
            (span(interval(*exact, people)),),
            (span(silence(*exact, people)) if quiet else "Well answered",),
        )


def _invited(period: Period, key: Key) -> dict[str, int]:
    """How many of a group were asked in each round."""
    return {
        past.round.id: one.invited
        for past in period.rounds
        for one in past.published.responses
        if (one.dimension, one.group) == (key.dimension, key.group)
    }
