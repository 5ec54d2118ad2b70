"""The quarterly report for a scrutiny committee, made from published values only."""

from datetime import date

from bot.survey.report.answered import answered
from bot.survey.report.document import Report
from bot.survey.report.done import done
from bot.survey.report.method import method
from bot.survey.report.noted import noted
from bot.survey.report.over_time import over_time, round_by_round
from bot.survey.report.period import Period
from bot.survey.report.ranked import ranked
from bot.survey.report.standing import items
from bot.survey.report.summary import summary
from bot.survey.report.sureness import sureness
from bot.survey.report.teams import teams
from bot.survey.report.year import year
from bot.survey.wording import dated, spanned


def compose(period: Period, *, made: date) -> Report:
    """The report on some days.

    Args:
        period: with what was published.
        made: the day on which the report is made.
    """
    sections = (
        summary(period),
        answered(period),
        items(period),
        ranked(period),
        noted(period),
        done(period, made),
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
