"""A ranking as the digest shows it: its options in order, and how sure the order is."""

from collections.abc import Iterator, Sequence

from bot.survey.intervals import Interval, interval
from bot.survey.precision import NOT_SHOWN
from bot.survey.section import Section
from bot.survey.wording import listed
from questions.model import Question, Value
from storage.model import Chosen, Precision, Published, Ranking, Response, Round

MOST_NAMED = 3
"""Where more options than this stand first, none of them does."""


class Ranked(Value):
    """A ranking as the digest shows it.

    Attributes:
        choose: how many options people could choose at most.
        told: what was published.
        close: the labels of the options that may be chosen most by all who were asked, as far as
            chance goes; empty unless these are several, and all that it takes was published.
    """

    theme_name: str
    wording: str
    choose: int
    told: Ranking
    close: tuple[str, ...]

    @property
    def names(self) -> frozenset[str]:
        """What people may call it, in lower case: its theme or its question."""
        return frozenset((self.theme_name.casefold(), self.told.question))

    @property
    def is_withheld(self) -> bool:
        """Whether nothing can be shown of it."""
        return self.told.precision is Precision.WITHHELD


def ranked(round_: Round, published: Published, response: Response) -> tuple[Ranked, ...]:
    """The rankings of a round.

    Args:
        response: how many of everyone answered at all.
    """
    told = {one.question: one for one in published.rankings}
    return tuple(
        _ranked(question, round_, told[question.id], response) for question in round_.ranks
    )


def sections(found: Sequence[Ranked]) -> Iterator[Section]:
    """Each ranking with its options in order."""
    return (Section(one.theme_name, tuple(_lines(one))) for one in found)


def most(told: Ranking) -> str:
    """What is chosen most, with what is said of it; or that nothing can be shown."""
    if told.precision is Precision.WITHHELD:
        return NOT_SHOWN
    first = [one for one in told.options if one.rank == 1]
    if len(first) > MOST_NAMED:
        return "no answer stands out"
    names = listed(*(f'"{one.label}"' for one in first))
    return f"{names} {'are' if first[1:] else 'is'} chosen most: {first[0].text}"


def in_order(told: Ranking) -> Iterator[tuple[str, Chosen]]:
    """Each option behind its rank, such as "1.", or "2=" where others share it."""
    ranks = [one.rank for one in told.options]
    for one in told.options:
        yield f"{one.rank}{'=' if ranks.count(one.rank) > 1 else '.'}", one


def how_asked(choose: int, told: Ranking) -> str:
    """How many could be chosen, and how many people chose."""
    return f"Up to {choose} could be chosen; {told.text} answered."


def _ranked(question: Question, round_: Round, told: Ranking, response: Response) -> Ranked:
    return Ranked(
        theme_name=round_.pulse.question_set.theme_of(question).name,
        wording=question.wording,
        choose=question.choose or 1,
        told=told,
        close=tuple(_close(told, response.invited)),
    )


def _close(told: Ranking, invited: int) -> Iterator[str]:
    """The options of which the interval reaches that of the first, where there are several."""
    bounds = [_interval(one, told, invited) for one in told.options]
    if not bounds or bounds[0] is None:
        return
    reach = [one for one in bounds if one and one.high >= bounds[0].low]
    if len(reach) > 1:
        yield from (one.label for one in told.options[: len(reach)])


def _interval(one: Chosen, told: Ranking, invited: int) -> Interval | None:
    """Where the share of all those asked may lie; None unless both counts are published."""
    if one.chosen is None or told.answered is None:
        return None
    return interval(one.chosen, told.answered, invited)


def _lines(one: Ranked) -> Iterator[str]:
    yield one.wording
    if one.is_withheld:
        yield NOT_SHOWN
        return
    yield how_asked(one.choose, one.told)
    yield from (f"{rank} {option.label}: {option.text}" for rank, option in in_order(one.told))
    if one.close:
        yield f"Too close to tell which comes first: {listed(*one.close)}."
