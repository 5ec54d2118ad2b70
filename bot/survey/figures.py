"""What a published figure tells, as numbers and as people read it."""

from bot.survey.statistics import percent
from bot.survey.wording import either, lowered
from questions.model import Question
from storage.model import Figure, Precision


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


def favourable(question: Question) -> str:
    """The favourable answers in words, such as: "often" or "always"."""
    labels = [o.label for o in question.scale.options if o.id in question.favourable]
    return either(*(f'"{lowered(label)}"' for label in labels))
