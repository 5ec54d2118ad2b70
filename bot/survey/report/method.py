"""How the figures came about and what is left out on purpose, in plain words."""

from bot.survey.precision import NOT_SHOWN
from bot.survey.promise import of_totals
from bot.survey.report.document import Points, Section
from bot.survey.report.period import Period
from bot.survey.report.standing import NOT_SO_POSITIVE_TO, POSITIVE_FROM

_RANKED = (
    "Where people could choose several things, it is told how many of those who chose anything "
    "chose each. Shares of such a question add up to more than 100%. It is counted for everyone "
    "together, and has no favourable answers."
)


def method(period: Period) -> Section:
    """The report's last section."""
    return Section(
        "How these figures were made",
        (
            f"Questions about this report? {period.pulse.contact}",
            f"Everything here was shown before in the digests of {period.pulse.name} or, of "
            "actions, in the staff channel, which those who lead and those who are asked read "
            "alike, or follows from exact counts in them by the arithmetic told below. Nothing "
            "finer exists: single answers are never kept, and what is not published is deleted "
            "when a round closes.",
        ),
        (_asking(period), _counting(period), _withholding(period), _comparing()),
    )


def _asking(period: Period) -> Section:
    pulse = period.pulse
    questions = len(period.latest.round.questions)
    return Section(
        "Who is asked what",
        (
            Points(
                (
                    f"Everyone in the groups named here is asked {questions} questions a round, "
                    f"{pulse.schedule.every}, in a private message. Answering is voluntary, and "
                    "any question can be left out.",
                    "People who asked for a pause or not to be asked at all still count among "
                    "those asked, so that nobody can be told from the numbers.",
                    "Everyone gets the same questions in a round. Some are asked every time, the "
                    "others take turns.",
                )
            ),
        ),
    )


def _counting(period: Period) -> Section:
    ranked = any(past.round.ranks for past in period.rounds)
    return Section(
        "How answers are counted",
        (
            Points(
                (
                    *((_RANKED,) if ranked else ()),
                    "A percentage is the number of favourable answers divided by all answers to "
                    'that question. "Does not apply" and questions left out are in neither number, '
                    "so that the second number differs from question to question.",
                    "Percentages are rounded to one decimal, halves up.",
                    f"Questions with {POSITIVE_FROM}% or more favourable answers are called "
                    f"positive, those with {NOT_SO_POSITIVE_TO}% or less not so positive, those "
                    "between mixed. The same marks, 50 and 75 of 100, divide low, moderate and "
                    "high scores in the health check for employers of social workers. A figure "
                    "that is rounded is placed by what it says, unless that lies on both sides of "
                    "a mark, and one in words is not placed.",
                )
            ),
        ),
    )


def _withholding(period: Period) -> Section:
    return Section(
        "What is not shown, and why",
        (
            f'"{of_totals(period.pulse.threshold)}" That is promised to everyone who is asked.',
            Points(
                (
                    "50 answers and more: counts, and a percentage with one decimal. Where one or "
                    "two people, or none, are on one side, the number is not given.",
                    "30 to 49 answers: to the nearest 10%, and about how many answered.",
                    "15 to 29 answers: in fifths, in words. 8 to 14: in thirds. 5 to 7: in halves. "
                    "Each word stands for three counts or more.",
                    f"Fewer than {period.pulse.threshold} answers: nothing. A smaller group is "
                    "counted with its neighbour or its area.",
                    "Before a round is published, the program tries to work out hidden counts from "
                    "everything it is about to say. Whatever could be worked out is said more "
                    "roughly, or not at all.",
                    f'For all of this the same sentence stands: "{NOT_SHOWN}".',
                )
            ),
        ),
    )


def _comparing() -> Section:
    return Section(
        "What is compared",
        (
            Points(
                (
                    "A change is the difference of two percentages in percentage points, computed "
                    "from the counts.",
                    "A question is compared with itself only while its wording and its answers are "
                    "the same, and a group only while the same people's groups make it up.",
                    "Questions that take turns are compared with when they were last asked.",
                    "Ranges are for 95 cases of 100: Wilson's with the number of those asked "
                    "taken into account for a figure, Newcombe's for a change. The second is "
                    "approximate, since many of the same people answer each time.",
                )
            ),
        ),
    )
