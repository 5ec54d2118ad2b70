"""What the protection costs: figures as they came out, beside what answers alone would allow."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from attack.publication import Posting, Secret
from attack.reading import EVERYONE

_ORDER = ("exact", "rounded", "band", "withheld")
_LABELS = ("as finely", "more coarsely", "joined with others", "not shown", "dimension left out")


def precisions(posting: Posting) -> Counter[str]:
    """How many figures were posted at each precision, everyone's apart."""
    return Counter(
        ("everyone, " if one["dimension"] == EVERYONE else "groups, ") + one["precision"]
        for one in posting.digest["figures"]
    )


def outcomes(posting: Posting, secret: Secret) -> Counter[str]:
    """What became of the figures of each cell of the opening for which answers alone would do."""
    return Counter(
        label
        for dimension, cells in secret.cells.items()
        for cell in cells
        for question, sides in _sides(posting, secret, dimension, cell).items()
        for label in _outcome(posting, dimension, cell, question, sides)
    )


def _outcome(
    posting: Posting, dimension: str, cell: Sequence[str], question: str, sides: tuple[int, int]
) -> Iterator[str]:
    allowed = _allowed(sum(sides), min(sides), posting.threshold)
    if allowed == "withheld":
        return
    told = [
        one
        for one in posting.digest["figures"]
        if (one["dimension"], one["question"]) == (dimension, question)
    ]
    if not told:
        yield _LABELS[4]
        return
    [own] = [one for one in told if set(cell) <= set(one["group"].split("+"))]
    if own["precision"] == "withheld":
        yield _LABELS[3]
    elif own["group"] != "+".join(cell):
        yield _LABELS[2]
    else:
        coarser = _ORDER.index(own["precision"]) > _ORDER.index(allowed)
        yield _LABELS[1 if coarser or "between" in own["text"] else 0]


def _allowed(answers: int, fewer: int, threshold: int) -> str:
    """The precision that a number of answers and its smaller side allow by themselves."""
    if answers < threshold:
        return "withheld"
    if answers >= 50 and fewer >= 3:
        return "exact"
    return "rounded" if answers >= 30 else "band"


def _sides(
    posting: Posting, secret: Secret, dimension: str, cell: Sequence[str]
) -> Mapping[str, tuple[int, int]]:
    """For each question the favourable and the other answers of a cell's people."""
    place = posting.dimensions.index(dimension)
    ballots = [
        ballot for person, ballot in secret.ballots.items() if posting.staff[person][place] in cell
    ]
    answers = {
        question: [ballot[question] for ballot in ballots if question in ballot]
        for question in posting.favourable
    }
    return {question: (sum(some), len(some) - sum(some)) for question, some in answers.items()}
