"""What a published figure tells, as numbers and as people read it."""

from fractions import Fraction

from bot.survey.intervals import Interval, silence
from bot.survey.statistics import percent
from bot.survey.wording import either, lowered
from questions.model import Question
from storage.model import Figure, Precision

ENOUGH = Fraction(4, 5)
"""Where a smaller share of those asked answered, it is said what their silence leaves open."""


def counts(figure: Figure) -> tuple[int, int] | None:
    """The favourable answers and all of them; None unless both are published."""
    if figure.favourable is None or figure.answered is None:
        return None
    return figure.favourable, figure.answered


def share(figure: Figure) -> str | None:
    """What is said of the share without the number of answers; None where it is not shown."""
    if figure.precision is Precision.WITHHELD:
        return None
    told = counts(figure)
    if told:
        return f"{percent(*told)}%"
    return figure.text.rsplit(" of ", maxsplit=1)[0].removesuffix(",")


def height(figure: Figure) -> Fraction:
    """The share, to sort by; 0 unless its counts are published."""
    told = counts(figure)
    return Fraction(*told) if told else Fraction(0)


def left_open(told: tuple[int, int], invited: int) -> Interval | None:
    """What those could hide who did not answer; None where enough did.

    Args:
        told: the favourable answers and all of them.
        invited: people asked of the same group. Those to whom the question does not apply are
            among them, so what is said is rather too much than too little.
    """
    return silence(*told, invited) if told[1] < ENOUGH * invited else None


def favourable(question: Question) -> str:
    """The favourable answers in words, such as: "often" or "always"."""
    labels = [o.label for o in question.scale.options if o.id in question.favourable]
    return either(*(f'"{lowered(label)}"' for label in labels))
