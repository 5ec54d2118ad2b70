"""How many chose each option of a ranking, as finely as may be shown of everyone.

It is said as finely as the number of people who answered the ranking allows, or not at all, and
which of both follows from the words alone: whoever knows this program learns nothing from that.

What is said of the options narrows each other, since everyone who answered chose one option at
least and `choose` at most. It also says that so many answered at all. So whatever is not said
exactly must leave three counts, for every number of people that the words may stand for, and of
those who answered at all nothing may follow that is not told already.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.survey.breakdown import FEWEST_CHOOSING
from bot.survey.precision import EXACT_FROM, NOT_SHOWN, Share, favourable
from bot.survey.statistics import percent
from bot.survey.sums import FEWEST_COUNTS
from questions.model import Question
from storage.model import Chosen, Precision, Ranking, RankingTally

FEW = f"fewer than {FEWEST_CHOOSING} chose it"
NEARLY_EVERYONE = "nearly everyone chose it"


class _Words(NamedTuple):
    """What is said of an option.

    Attributes:
        chosen: how many chose it; only where exact.
        nearest: the rounded share in percent; only where rounded.
    """

    text: str
    chosen: int | None = None
    nearest: int | None = None


class _People(NamedTuple):
    """What is said of how many answered the ranking, and the numbers that this may stand for."""

    text: str
    precision: Precision
    numbers: range


def ranking(question: Question, tally: RankingTally, threshold: int, casts: range) -> Ranking:
    """How many of everyone chose each option, those first that most chose; or nothing.

    Options of which the same is said keep the order in which people read them.

    Args:
        tally: who answered it, and how many of them chose each option.
        threshold: the fewest answers of which anything is said.
        casts: how many may have answered at all, for whoever reads what is told of that.
    """
    told = Ranking(
        question=question.id,
        version=question.version,
        precision=Precision.WITHHELD,
        text=NOT_SHOWN,
    )
    if tally.answered < threshold:
        return told
    people = _people(tally.answered, threshold)
    words = [_words(count, tally.answered, threshold) for count in tally.counts.values()]
    if not _is_safe(words, people, threshold, question.choose or 1, casts):
        return told
    return told.model_copy(
        update={
            "precision": people.precision,
            "text": people.text,
            "answered": tally.answered if people.precision is Precision.EXACT else None,
            "options": tuple(_options(question, tally, words, threshold)),
        }
    )


def _options(
    question: Question, tally: RankingTally, words: Sequence[_Words], threshold: int
) -> Iterator[Chosen]:
    """The options in order; where the same is said of several, they share a rank."""
    least = [one.start for one in _counts(words, tally.answered, threshold)]
    order = sorted(range(len(words)), key=lambda number: -least[number])
    for number in order:
        option = question.scale.options[number]
        yield Chosen(
            option=option.id,
            label=option.label,
            rank=1 + sum(other > least[number] for other in least),
            **words[number]._asdict(),
        )


# ---- words


def _people(answered: int, threshold: int) -> _People:
    if answered >= EXACT_FROM:
        return _People(f"{answered} people", Precision.EXACT, range(answered, answered + 1))
    said = favourable(Share(part=0, whole=answered, answers=answered), threshold)
    _, text = said.text.rsplit(" of ", maxsplit=1)
    text = text if text.endswith("people") else f"{text} people"
    return _People(text, said.precision, said.answers)


def _words(count: int, answered: int, threshold: int) -> _Words:
    """What is said of an option that so many of those who answered chose."""
    if answered < EXACT_FROM:
        said = favourable(Share(part=count, whole=answered, answers=answered), threshold)
        share, _ = said.text.rsplit(" of ", maxsplit=1)
        return _Words(f"{share} chose it", nearest=said.nearest)
    if count < FEWEST_CHOOSING:
        return _Words(FEW)
    if answered - count < FEWEST_CHOOSING:
        return _Words(NEARLY_EVERYONE)
    share = f"{percent(count, answered)}%"
    return _Words(f"{count} of {answered} chose it ({share})", chosen=count)


def _counts(words: Sequence[_Words], answered: int, threshold: int) -> Sequence[range]:
    """For each option the counts of which this is said, where so many answered; side by side."""
    said = [_words(count, answered, threshold) for count in range(answered + 1)]
    return [
        range(said.index(one), said.index(one) + said.count(one)) if one in said else range(0)
        for one in words
    ]


# ---- what a reader makes of it


def _is_safe(
    words: Sequence[_Words], people: _People, threshold: int, choose: int, casts: range
) -> bool:
    """Whether neither an option nor how many answered is given away."""
    tables = {
        number: found
        for number in people.numbers
        if number < casts.stop
        if (found := _narrowed(_counts(words, number, threshold), number, choose))
    }
    exact = people.precision is Precision.EXACT
    if not tables or (len(tables) < FEWEST_COUNTS and not exact) or min(tables) > casts.start:
        return False
    return all(
        one.chosen is not None or len(counts) >= FEWEST_COUNTS
        for found in tables.values()
        for one, counts in zip(words, found, strict=True)
    )


def _narrowed(counts: Sequence[range], answered: int, choose: int) -> Sequence[range]:
    """What each option's count can be beside the others'; empty where so many did not answer.

    Any counts can be, of which none is larger than the number of people and which are together no
    fewer than one choice each and no more than `choose`.
    """
    if not all(counts):
        return ()
    least = sum(one[0] for one in counts)
    most = sum(one[-1] for one in counts)
    if most < answered or least > choose * answered:
        return ()
    return [
        range(
            max(one[0], answered - (most - one[-1])),
            min(one[-1], choose * answered - (least - one[0])) + 1,
        )
        for one in counts
    ]
