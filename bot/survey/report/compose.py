"""The quarterly report for a scrutiny committee, made from published values only."""

from collections.abc import Sequence
from datetime import date

from bot.survey.report.answered import answered
from bot.survey.report.document import Points, Report, Section
from bot.survey.report.method import method
from bot.survey.report.over_time import over_time, round_by_round
from bot.survey.report.period import Period
from bot.survey.report.standing import items
from bot.survey.report.summary import summary
from bot.survey.report.sureness import sureness
from bot.survey.report.teams import teams
from bot.survey.report.year import year
from bot.survey.wording import dated, spanned


def compose(period: Period, *, actions: Sequence[str] = (), made: date) -> Report:
    """The report on some days.

    Args:
        period: with what was published.
        actions: what leadership does because of findings and how far it is, a line each.
        made: the day on which the report is made.
    """
    sections = (
        summary(period),
        answered(period),
        items(period),
        _actions(actions),
        over_time(period),
        year(period),
        teams(period),
        round_by_round(period),
        sureness(period),
        method(period),
    )
    return Report(
        title=f"How staff find their work: {period.pulse.name}",
        subtitle=spanned(period.first, period.last),
        preface=(
            "A report for members of the council on what staff in adult social care said about "
            "their work. It tells of groups only, and never what one person answered. Percentages "
            'are shares of favourable answers, such as "often" where the question is how often '
            "work was manageable. They say how things look to those who answered.",
            f"Made on {dated(made)} from what was published of the rounds that opened in these "
            "days.",
        ),
        sections=tuple(section for section in sections if section),
    )


def _actions(lines: Sequence[str]) -> Section:
    heading = "What was done about it"
    if lines:
        return Section(heading, (Points(tuple(lines)),))
    return Section(heading, ("No action was recorded for these days.",))
