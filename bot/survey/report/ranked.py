"""What people chose where they could choose several things, each as it was last asked."""

from collections.abc import Sequence

from bot.survey.past import Past, opened
from bot.survey.ranked import how_asked, in_order
from bot.survey.report.answered import NOT_SAID
from bot.survey.report.document import Block, Section, Table
from bot.survey.report.period import Period
from bot.survey.wording import written
from questions.model import Question
from storage.model import Precision, Ranking

HEADING = "What people chose"


def ranked(period: Period) -> Section | None:
    """The section on rankings; None where none was asked."""
    last = {
        question.id: (past, question, told)
        for past in period.rounds
        for question in past.round.ranks
        for told in past.published.rankings
        if told.question == question.id
    }
    if not last:
        return None
    blocks: tuple[Block, ...] = (
        "Of these, people could choose several. Each is shown as it was last asked in these days, "
        "of everyone together and of no group. Where fewer than 5 chose something, or all but "
        f'fewer than 5, the number is not given. "{NOT_SAID}" has no other reason than that '
        "nobody's answers can be worked out.",
    )
    return Section(HEADING, (*blocks, *(block for one in last.values() for block in _told(*one))))


def _told(past: Past, question: Question, told: Ranking) -> Sequence[Block]:
    when = f"{question.wording} Asked on {written(opened(past.round))}."
    if told.precision is Precision.WITHHELD:
        return (f"{when} {NOT_SAID}.",)
    rows = tuple(((f"{rank} {one.label}",), (one.text,)) for rank, one in in_order(told))
    how = how_asked(question.choose or 1, told)
    return (f"{when} {how}", Table(question.wording, ("Answer", "How many chose it"), rows))
