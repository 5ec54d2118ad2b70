"""How sure the figures are: chance, and what those might say who did not answer."""

from collections.abc import Iterator, Mapping, Sequence

from bot.survey.figures import ENOUGH, left_open
from bot.survey.intervals import interval
from bot.survey.past import Past
from bot.survey.report.document import Block, Lines, Section, Table
from bot.survey.report.period import Asked, Key, Period, asked, small
from bot.survey.wording import span

_HEADING = "How sure these figures are"
_LIKELY = "Likely for all who were asked"
_UNHEARD = "If those who did not answer think differently"


def sureness(period: Period) -> Section:
    """The section on chance and silence; only for figures with exact counts."""
    blocks: tuple[Block, ...] = (
        "Not everybody answers, so a figure is not the whole truth about everybody who was asked. "
        "Two ranges say how far off it may be.",
        f'"{_LIKELY}" holds if it was chance who answered: then the figure for everyone who was '
        "asked lies in this range 19 times in 20.",
        f'"{_UNHEARD}" assumes nothing: the low end is the figure if none of them would have '
        "answered favourably, the high end if all of them would. It is given where fewer than "
        f"{100 * ENOUGH}% answered. The narrower it is, the more a response is worth. People to "
        "whom a question does not apply count as silent here.",
    )
    rounds = {past.round.id: past for past in period.rounds}
    found = asked(period.rounds)
    tables = tuple(
        Table(
            f"{key.name}: how sure the figures are",
            ("Question", "Favourable", _LIKELY, _UNHEARD),
            rows,
        )
        for key in small(period.latest)
        if (rows := tuple(_rows(found, key, rounds)))
    )
    if not tables:
        blocks = ("No figure could be shown exactly, so there are no ranges to give for any.",)
    return Section(_HEADING, (*blocks, *tables))


def _rows(
    found: Sequence[Asked], key: Key, rounds: Mapping[str, Past]
) -> Iterator[tuple[Lines, ...]]:
    for one in found:
        figure = one.figure(key)
        exact = one.counts(key)
        if figure is None or exact is None:
            continue
        invited = rounds[one.round.id].invited(figure)
        quiet = left_open(exact, invited)
        yield (
            (one.question.wording,),
            (figure.text,),
            (span(interval(*exact, invited)),),
            (span(quiet) if quiet else "Well answered",),
        )
