"""Deciding what may be shown of a round; what comes out of here is all that is kept.

The publisher attacks first: whoever knows how many of each group answered adds the groups up
and takes what is shown of some from what is shown of everyone. Nothing may come out of that
which has fewer than three possible counts, unless it could itself have been shown exactly.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial, reduce
from operator import add

from bot.survey import partition
from bot.survey.breakdown import breakdown
from bot.survey.precision import (
    FEWEST_COUNTS,
    Said,
    Share,
    favourable,
    favourable_between,
    turnout,
    turnout_between,
    withheld,
)
from questions.model import DOES_NOT_APPLY, Question
from storage.model import (
    EVERYONE,
    Dimension,
    Figure,
    GroupTally,
    Precision,
    Published,
    Pulse,
    Response,
    Round,
)

# Simulated, with 8 to 35 answers to a cell: an exact sum of so many narrows one of them too far in
# at most one case of a hundred. Around a cell of which nothing may follow at all it takes more.
_MANY = 5
_MANY_AROUND_SILENCE = 9

Cut = Sequence[GroupTally]
"""The tallies of one dimension's cells, which together are everyone."""


def disclose(round_: Round, tallies: Sequence[GroupTally]) -> Published:
    """What may be shown of a round.

    A dimension that must be left out, at opening or now, has no figures at all.

    Args:
        round_: as it was asked, with its pulse and questions.
        tallies: one of everyone, and for each dimension that was not left out at opening one for
            each of its cells, which together are everyone.
    """
    threshold = round_.pulse.threshold
    everyone = next(tally for tally in tallies if tally.dimension == EVERYONE)
    cuts = [
        _coarsened(dimension, [t for t in tallies if t.dimension == dimension.id], threshold)
        for dimension in round_.pulse.dimensions
    ]
    say_turnout = partial(turnout, threshold=threshold)
    say_favourable = partial(favourable, threshold=threshold)
    return Published(
        round=round_.id,
        responses=tuple(
            _response(round_.pulse, tally, said)
            for tally, said in _told(everyone, cuts, _answering, say_turnout, turnout_between)
        ),
        figures=tuple(
            _figure(round_.pulse, tally, question, said)
            for question in round_.questions
            for tally, said in _told(
                everyone, cuts, partial(_liking, question), say_favourable, favourable_between
            )
        ),
    )


# ---- groups


def _coarsened(dimension: Dimension, cut: Cut, threshold: int) -> Cut:
    """The cells joined until each has enough answerers; none where the dimension is left out."""
    cells = partition.plan(dimension, {tally.group: tally.casts for tally in cut}, threshold)
    return [
        reduce(
            _joined, (t for t in cut if set(partition.cell_of(t.group)) <= set(cell))
        ).model_copy(update={"group": partition.key(cell)})
        for cell in cells or ()
    ]


def _joined(one: GroupTally, other: GroupTally) -> GroupTally:
    return GroupTally(
        dimension=one.dimension,
        group=f"{one.group}+{other.group}",
        size=one.size + other.size,
        casts=one.casts + other.casts,
        counts={
            question: {
                option: count + other.counts[question][option] for option, count in counts.items()
            }
            for question, counts in one.counts.items()
        },
    )


def _answering(tally: GroupTally) -> Share:
    return Share(part=tally.casts, whole=tally.size, answers=tally.casts)


def _liking(question: Question, tally: GroupTally) -> Share:
    """The favourable answers of all but "does not apply"; who skipped the item is in neither."""
    counts = tally.counts[question.id]
    answers = sum(count for option, count in counts.items() if option != DOES_NOT_APPLY)
    part = sum(counts[option] for option in question.favourable)
    return Share(part=part, whole=answers, answers=answers)


# ---- what is said of them


def _told(
    everyone: GroupTally,
    cuts: Sequence[Cut],
    share_of: Callable[[GroupTally], Share],
    say: Callable[[Share], Said],
    say_between: Callable[[Share, range], Said],
) -> Iterator[tuple[GroupTally, Said]]:
    """What is said of everyone, then of each cell of each dimension."""
    total = say(share_of(everyone))
    yield everyone, total
    for cut in cuts:
        shares = [share_of(tally) for tally in cut]
        yield from zip(cut, settle(total, shares, say, say_between), strict=True)


def settle(
    total: Said,
    shares: Sequence[Share],
    say: Callable[[Share], Said],
    say_between: Callable[[Share, range], Said],
) -> Sequence[Said]:
    """What may be said of the cells of a dimension beside what is said of everyone.

    What is said of everyone is never made coarser. Where it would give cells away, one large cell
    is said only as far as it follows from the others: to say more of it would be to say the
    others more finely. Which one depends only on what is told anyway, so that the choice says
    nothing either. If that does not help, nothing is said of any cell.

    Args:
        total: what is said of the sum of the shares.
        shares: one of each cell.
        say: says a share as finely as its own answers allow.
        say_between: says what follows for a share from the range that it must lie in.
    """
    said = [say(share) for share in shares]
    place = _to_widen(shares, said) if total.precision is Precision.EXACT else None
    if place is not None and said[place].precision is not Precision.WITHHELD:
        said[place] = withheld(shares[place])
        left = possible(total.parts, [one.parts for one in said])
        said[place] = say_between(shares[place], left[place])
    return said if is_safe(total, shares, said) else [withheld(share) for share in shares]


def _to_widen(shares: Sequence[Share], said: Sequence[Said]) -> int | None:
    """The cell to be said more widely beside an exact total, if any must be.

    The total leaves the sum of the cells not said exactly. Where that could not be said itself,
    the largest exact cell must join them. Where it could, it may still narrow a few of them too
    far, so that the largest of the few is widened; many hardly ever all lie at the same end.
    """
    hidden = [place for place, one in enumerate(said) if one.precision is not Precision.EXACT]
    if not hidden:
        return None
    if not reduce(add, (shares[place] for place in hidden)).exact:
        hidden = [place for place in range(len(said)) if place not in hidden]
    elif len(hidden) >= (_MANY_AROUND_SILENCE if _silent(said) else _MANY):
        return None
    return max(hidden, key=lambda place: shares[place].answers)


def _silent(said: Sequence[Said]) -> bool:
    return any(one.precision is Precision.WITHHELD for one in said)


def is_safe(total: Said, shares: Sequence[Share], said: Sequence[Said]) -> bool:
    """Whether what is said of the cells and of everyone gives no cell away when added up.

    A cell that is not said exactly keeps three possible counts, and one of which nothing is said
    all that everyone's total leaves it. Everyone then keeps three too: a total at the end of what
    its cells can add up to pins each of them as closely as itself.
    """
    left = possible(total.parts, [one.parts for one in said])
    free = possible(total.parts, [withheld(share).parts for share in shares])
    return all(
        one.precision is Precision.EXACT
        or now == alone
        or (len(now) >= FEWEST_COUNTS and one.parts != withheld(share).parts)
        for share, one, now, alone in zip(shares, said, left, free, strict=True)
    )


def possible(total: range, parts: Sequence[range]) -> Sequence[range]:
    """The counts that each part may still have when they must add up to the total.

    Args:
        total: the counts that the total may have by itself.
        parts: those that each part may have by itself.
    """
    least = sum(part[0] for part in parts)
    most = sum(part[-1] for part in parts)
    return [
        range(
            max(part[0], total[0] - (most - part[-1])),
            min(part[-1], total[-1] - (least - part[0])) + 1,
        )
        for part in parts
    ]


# ---- as published


def _figure(pulse: Pulse, tally: GroupTally, question: Question, said: Said) -> Figure:
    exact = said.precision is Precision.EXACT
    share = _liking(question, tally) if exact else None
    return Figure(
        dimension=tally.dimension,
        group=tally.group,
        name=_name(pulse, tally),
        question=question.id,
        version=question.version,
        precision=said.precision,
        text=said.text,
        answered=share.whole if share else None,
        favourable=share.part if share else None,
        nearest=said.nearest,
        choices=breakdown(question, tally) if exact and tally.dimension == EVERYONE else (),
    )


def _response(pulse: Pulse, tally: GroupTally, said: Said) -> Response:
    return Response(
        dimension=tally.dimension,
        group=tally.group,
        name=_name(pulse, tally),
        invited=tally.size,
        precision=said.precision,
        text=said.text,
        answered=tally.casts if said.precision is Precision.EXACT else None,
        nearest=said.nearest,
    )


def _name(pulse: Pulse, tally: GroupTally) -> str:
    if tally.dimension == EVERYONE:
        return "Everyone"
    return pulse.dimension(tally.dimension).name_of(tally.group)
