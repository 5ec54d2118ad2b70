"""What the digests of a period pointed out: what moved and stayed, and the ends of the list."""

from collections.abc import Iterator

from bot.survey.alerts import Alert, sentence
from bot.survey.digest import Digest
from bot.survey.extremes import changed_lines, lowest_lines
from bot.survey.report.document import Points, Section
from bot.survey.report.period import Period
from bot.survey.wording import written

HEADING = "What stands out"
_NOTHING = "No digest of these days found that a level had moved and stayed."


def noted(period: Period) -> Section | None:
    """The section on what digests pointed out; None where none of these days can be read."""
    if not period.digests:
        return None
    last = period.digests[-1]
    flags = Section("Worth a conversation", (Points(tuple(_flags(period)) or (_NOTHING,)),))
    return Section(
        HEADING,
        (
            "The digests compare each question with itself. These are their words; the last two "
            f"lists are those of the digest of {_opened(last)}.",
        ),
        (flags, *_ranked(last)),
    )


def standing(period: Period) -> tuple[str, ...]:
    """What is worth a conversation in the last digest, a sentence each."""
    return tuple(sentence(alert) for alert in period.digests[-1].alerts) if period.digests else ()


def _flags(period: Period) -> Iterator[str]:
    """What any digest found worth a conversation, as the last one that did so told it."""
    found: dict[tuple[str, ...], tuple[Digest, Alert]] = {}
    for digest in period.digests:
        for alert in digest.alerts:
            key = (alert.question, alert.dimension, alert.group, alert.direction)
            found[key] = digest, alert
    for digest, alert in found.values():
        now = digest is period.digests[-1]
        yield sentence(alert) if now else f"Digest of {_opened(digest)}. {sentence(alert)}"


def _ranked(digest: Digest) -> Iterator[Section]:
    if len(digest.changed) > 1:
        lines = changed_lines(digest.changed, digest.day)
        yield Section("What moved most since it was last asked", (Points(lines),))
    if len(digest.lowest) > 1:
        lines = lowest_lines(digest.lowest)
        yield Section("Lowest over the last twelve rounds", (Points(lines),))


def _opened(digest: Digest) -> str:
    return written(digest.day)
