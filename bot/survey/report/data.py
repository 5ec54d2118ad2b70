"""Everything that was published in some days, as tables of plain values for other programs."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from bot.survey.actions import Listed
from bot.survey.digest import band_of
from bot.survey.figures import counts, favourable
from bot.survey.past import Past, opened
from bot.survey.statistics import percent
from bot.survey.wording import day
from questions.model import Question
from storage.model import EVERYONE, Figure, Midway, Precision, Ranking, Response

Datum = str | int | Decimal | None


class Column(NamedTuple):
    """A column and what is in it."""

    name: str
    about: str


class DataTable(NamedTuple):
    """A table that becomes a file of its own.

    Attributes:
        name: the file's, without its ending.
        rows: a value for each column; None where there is none.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Datum, ...], ...]


_ROUND = (
    Column("pulse", "the id of the pulse"),
    Column("round", "the id of the round"),
    Column("opened", "the local day on which the round opened, such as 2026-11-24"),
)
_GROUP = (
    Column("dimension", '"everyone", or the id of the way in which the audience is cut'),
    Column("group", '"everyone", or the ids of the groups counted together, joined with +'),
    Column("name", "what people read for the group"),
)
_PRECISION = Column(
    "precision", "how finely it is shown: exact, rounded, band (in words), or withheld"
)
_QUESTION = (
    Column("question", "the id of the question"),
    Column("version", "the same only while wording, options and favourable answers are the same"),
    Column("theme", "what the question is about"),
    Column("wording", "the question as it was asked"),
)
_TEXT = Column("text", "as the digest showed it")

_RESPONSES = (
    *_ROUND,
    *_GROUP,
    Column("invited", "how many people were asked"),
    _PRECISION,
    Column("answered", "how many of them answered; only where exact"),
    Column("percent", "answered as a share of invited, one decimal; only where exact"),
    Column("nearest", "about how many percent answered; only where rounded"),
    Column("band", "the word for the response; empty where withheld"),
    _TEXT,
)
_SHARE = (
    Column("favourable_answers", "which answers are favourable, in words"),
    _PRECISION,
    Column(
        "answered",
        'answers to this question, without "does not apply" and skipped; only where exact',
    ),
    Column("favourable", "how many of them were favourable; only where exact"),
    Column("percent", "favourable as a share of answered, one decimal; only where exact"),
    Column("nearest", "about how many percent were favourable; only where rounded"),
    _TEXT,
)
_FIGURES = (*_ROUND, *_GROUP, *_QUESTION, *_SHARE)
_CHOICES = (
    *_ROUND,
    *_GROUP,
    *_QUESTION,
    Column("place", "the order of the options, from 1"),
    Column("options", "the ids of the options counted together, joined with +"),
    Column("label", "the options as people read them"),
    Column("chosen", "how many chose any of them"),
)
_RANKINGS = (
    *_ROUND,
    *_QUESTION,
    Column("choose", "how many options people could choose at most"),
    Column("precision", _PRECISION.about),
    Column("answered", "how many people chose an option or more; only where exact"),
    Column("rank", "1 for the option that most chose; the same for those told alike"),
    Column("option", "the id of the option"),
    Column("label", "the option as people read it"),
    Column("chosen", "how many chose it; only where exact"),
    Column("percent", "chosen as a share of answered, one decimal; only where exact"),
    Column("nearest", "about how many percent chose it; only where rounded"),
    _TEXT,
)
_HALFWAY = (
    *_ROUND,
    *_GROUP,
    Column("invited", "how many people were asked"),
    Column("nearest", "about how many percent of them had answered half-way"),
)
_ACTIONS = (
    Column("round", "the id of the round whose digest the action answers"),
    Column("opened", "the local day on which that round opened"),
    Column("question", "the id of the question that it is about"),
    Column("theme", "what the question is about"),
    Column("wording", "the question as it was asked"),
    Column("finding", "everyone's figure in that digest, as it showed it"),
    Column("action", "what leadership will do or did, in its words"),
    Column("recorded", "the local day on which it was recorded"),
    Column("state", "open, changed (it goes on in other words or to another day), done or dropped"),
    Column("review", "the local day on which it is looked at again, or was to be"),
    Column("ended", "the local day on which it was done or dropped"),
    Column("reason", "what leadership told staff about it, if anything"),
)
_SHEET = (
    *_ROUND,
    *_GROUP,
    Column("invited", "how many people of the group were asked"),
    Column("response", "how many of them answered, as the digest showed it"),
    *_QUESTION,
    *_SHARE,
    Column("choices", "how many chose each option; only where the digest showed it"),
)


def tables(
    rounds: Sequence[Past],
    actions: Sequence[Listed] = (),
    midway: Mapping[str, Sequence[Midway]] = MappingProxyType({}),
) -> tuple[DataTable, ...]:
    """Every value that was published of the rounds, and what each column means.

    Args:
        rounds: oldest first.
        actions: what leadership promised; the ids of those who see to it are left out.
        midway: what was told half-way, by round.
    """
    told = (
        DataTable("responses", _RESPONSES, tuple(_all_responses(rounds))),
        DataTable("figures", _FIGURES, tuple(_all_figures(rounds))),
        DataTable("choices", _CHOICES, tuple(_all_choices(rounds))),
        DataTable("rankings", _RANKINGS, tuple(_all_rankings(rounds))),
        DataTable("halfway", _HALFWAY, tuple(_all_midway(rounds, midway))),
        DataTable("actions", _ACTIONS, tuple(_all_actions(rounds, actions))),
    )
    return (*told, dictionary(told))


def sheet(past: Past) -> DataTable:
    """Everything that was published of a round in one table, a row for each figure."""
    responses = {(one.dimension, one.group): one for one in past.published.responses}
    rows = []
    for one in past.published.figures:
        response = responses[one.dimension, one.group]
        rows.append(
            (
                *_round(past),
                *_group(one),
                response.invited,
                response.text,
                *_question(past, one),
                *_share(past, one),
                "; ".join(f"{choice.label}: {choice.chosen}" for choice in one.choices),
            )
        )
    rows += (_sheet_row(past, one) for one in past.published.rankings)
    return DataTable(past.round.id, _SHEET, tuple(rows))


def _sheet_row(past: Past, one: Ranking) -> tuple[Datum, ...]:
    """A ranking among figures: it is of everyone, and has no favourable answers."""
    response = next(one for one in past.published.responses if one.dimension == EVERYONE)
    return (
        *_round(past),
        *_group(response),
        response.invited,
        response.text,
        *_question(past, one),
        None,
        one.precision,
        one.answered,
        *(None, None, None),
        one.text,
        "; ".join(f"{option.label}: {option.text}" for option in one.options),
    )


def dictionary(told: Sequence[DataTable]) -> DataTable:
    """What the columns of tables mean, as a table."""
    columns = (
        Column("file", "the file that has the column"),
        Column("column", "its heading"),
        Column("meaning", "what is in it"),
    )
    rows = tuple(
        (f"{table.name}.csv", column.name, column.about)
        for table in told
        for column in table.columns
    )
    return DataTable("data-dictionary", columns, rows)


def _all_responses(rounds: Sequence[Past]) -> Iterator[tuple[Datum, ...]]:
    for past in rounds:
        for one in past.published.responses:
            yield (
                *_round(past),
                *_group(one),
                one.invited,
                one.precision,
                one.answered,
                None if one.answered is None else percent(one.answered, one.invited),
                one.nearest,
                None if one.precision is Precision.WITHHELD else band_of(one),
                one.text,
            )


def _all_figures(rounds: Sequence[Past]) -> Iterator[tuple[Datum, ...]]:
    for past in rounds:
        for one in past.published.figures:
            yield *_round(past), *_group(one), *_question(past, one), *_share(past, one)


def _all_choices(rounds: Sequence[Past]) -> Iterator[tuple[Datum, ...]]:
    for past in rounds:
        for one in past.published.figures:
            for place, choice in enumerate(one.choices, start=1):
                yield (
                    *_round(past),
                    *_group(one),
                    *_question(past, one),
                    place,
                    "+".join(choice.options),
                    choice.label,
                    choice.chosen,
                )


def _all_rankings(rounds: Sequence[Past]) -> Iterator[tuple[Datum, ...]]:
    """A row for each option, and one without an option for a ranking that is withheld."""
    for past in rounds:
        for one in past.published.rankings:
            asked = _asked(past, one)
            head = (*_round(past), *_question(past, one), asked.choose, one.precision, one.answered)
            for option in one.options:
                yield (
                    *head,
                    option.rank,
                    option.option,
                    option.label,
                    option.chosen,
                    _percent(option.chosen, one.answered),
                    option.nearest,
                    option.text,
                )
            if not one.options:
                yield *head, None, None, None, None, None, None, one.text


def _all_midway(
    rounds: Sequence[Past], midway: Mapping[str, Sequence[Midway]]
) -> Iterator[tuple[Datum, ...]]:
    for past in rounds:
        for one in midway.get(past.round.id, ()):
            yield *_round(past), *_group(one), one.invited, one.nearest


def _all_actions(rounds: Sequence[Past], actions: Sequence[Listed]) -> Iterator[tuple[Datum, ...]]:
    for action, finding in ((one.action, one.finding) for one in actions):
        zone = rounds[-1].round.pulse.schedule.zone
        yield (
            action.round,
            finding.day.isoformat(),
            finding.question,
            finding.theme_name,
            finding.wording,
            finding.said,
            action.what,
            day(action.recorded, zone).isoformat(),
            action.state,
            action.review.isoformat(),
            day(action.ended, zone).isoformat() if action.ended else None,
            action.reason,
        )


def _round(past: Past) -> tuple[Datum, ...]:
    return past.round.pulse.id, past.round.id, opened(past.round).isoformat()


def _group(one: Figure | Response | Midway) -> tuple[Datum, ...]:
    return one.dimension, one.group, one.name


def _share(past: Past, one: Figure) -> tuple[Datum, ...]:
    exact = counts(one)
    return (
        favourable(_asked(past, one)),
        one.precision,
        one.answered,
        one.favourable,
        percent(*exact) if exact else None,
        one.nearest,
        one.text,
    )


def _percent(part: int | None, whole: int | None) -> Decimal | None:
    return None if part is None or whole is None else percent(part, whole)


def _asked(past: Past, one: Figure | Ranking) -> Question:
    return next(question for question in past.round.questions if question.id == one.question)


def _question(past: Past, one: Figure | Ranking) -> tuple[Datum, ...]:
    asked = _asked(past, one)
    theme = past.round.pulse.question_set.theme_of(asked)
    return one.question, one.version, theme.name, asked.wording
