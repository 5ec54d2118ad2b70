"""Publishers that protect too little, on which the attacker shows that it can win."""

from collections.abc import Callable, Sequence

from attack.reading import NOT_SHOWN
from questions.model import DOES_NOT_APPLY, Question
from storage.model import (
    EVERYONE,
    Count,
    Figure,
    GroupTally,
    Precision,
    Published,
    Response,
    Round,
)

Told = tuple[Precision, str]
Say = Callable[[int, int, bool], Told]
"""Says a part of a whole; last comes whether it is about everyone."""

_HIDDEN = Precision.WITHHELD, NOT_SHOWN


def exact(round_: Round, count: Count) -> Published:
    """To the digit, wherever the threshold is met."""
    return _published(round_, count.tallies, lambda part, whole, _: _exactly(part, whole))


def rounded(round_: Round, count: Count) -> Published:
    """Everyone to the digit, and every group of thirty or more to the nearest 10%."""

    def say(part: int, whole: int, everyone: bool) -> Told:  # noqa: FBT001 - as `Say` has it
        if everyone:
            return _exactly(part, whole)
        return _roughly(part, whole) if whole >= 30 else _HIDDEN

    return _published(round_, count.tallies, say)


def all_but_one(round_: Round, count: Count) -> Published:
    """To the digit, but for the smallest group of each dimension."""
    groups: dict[str, list[GroupTally]] = {}
    for tally in count.tallies:
        groups.setdefault(tally.dimension, []).append(tally)
    smallest = {
        (dimension, min(some, key=lambda tally: tally.casts).group)
        for dimension, some in groups.items()
        if dimension != EVERYONE
    }
    published = exact(round_, count)
    return published.model_copy(
        update={
            "figures": tuple(
                _withheld(one) if (one.dimension, one.group) in smallest else one
                for one in published.figures
            )
        }
    )


def _published(round_: Round, tallies: Sequence[GroupTally], say: Say) -> Published:
    """Dimensions of which a cell has too few answerers are left out, as always."""
    threshold = round_.pulse.threshold
    small = {tally.dimension for tally in tallies if tally.casts < threshold} - {EVERYONE}
    shown = [tally for tally in tallies if tally.dimension not in small]
    return Published(
        round=round_.id,
        responses=tuple(_response(tally) for tally in shown),
        figures=tuple(
            _figure(tally, question, say, threshold)
            for question in round_.questions
            for tally in shown
        ),
    )


def _response(tally: GroupTally) -> Response:
    return Response(
        dimension=tally.dimension,
        group=tally.group,
        name=tally.group,
        invited=tally.size,
        precision=Precision.WITHHELD,
        text=NOT_SHOWN,
    )


def _figure(tally: GroupTally, question: Question, say: Say, threshold: int) -> Figure:
    counts = tally.counts[question.id]
    whole = sum(number for option, number in counts.items() if option != DOES_NOT_APPLY)
    part = sum(counts[option] for option in question.favourable)
    everyone = tally.dimension == EVERYONE
    precision, text = say(part, whole, everyone) if whole >= threshold else _HIDDEN
    told = precision is Precision.EXACT
    return Figure(
        dimension=tally.dimension,
        group=tally.group,
        name=tally.group,
        question=question.id,
        version=question.version,
        precision=precision,
        text=text,
        answered=whole if told else None,
        favourable=part if told else None,
    )


def _withheld(figure: Figure) -> Figure:
    hidden = {"precision": Precision.WITHHELD, "text": NOT_SHOWN}
    return figure.model_copy(update={**hidden, "answered": None, "favourable": None})


def _exactly(part: int, whole: int) -> Told:
    return Precision.EXACT, f"{100 * part / whole:.1f}% ({part} of {whole})"


def _roughly(part: int, whole: int) -> Told:
    nearest = min(max((20 * part + whole) // (2 * whole) * 10, 10), 90)
    ends = {10: " or less", 90: " or more"}.get(nearest, "")
    return Precision.ROUNDED, f"about {nearest}%{ends} of {_people(whole)}"


def _people(whole: int) -> str:
    return f"about {(whole + 5) // 10 * 10 if whole >= 50 else min((whole + 2) // 5 * 5, 45)}"
