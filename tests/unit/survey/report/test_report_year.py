from collections.abc import Callable
from datetime import date

from support.published import ALL, WORKERS
from support.reporting import YEAR, composed, section, table

from bot.survey.past import Past
from bot.survey.report.document import Points
from bot.survey.report.period import year_before
from storage.model import Dimension

Pasts = Callable[..., Past]


def test_a_year_before_is_compared_with_its_range(a_past: Pasts) -> None:
    """Both figures with their days, the change in points, and its approximate range."""
    then = a_past(-YEAR, {"workload": {ALL: (81, 89)}})
    now = a_past(0, {"workload": {ALL: (51, 70)}})
    everyone, *_ = section(composed(then, now), "Compared with a year before").below
    assert everyone.blocks[0] == (
        "Response in the last round: a year before 159 of 469 answered (33.9%), now 159 of 469 "
        "answered (33.9%)."
    )
    assert table(everyone).rows == (
        (
            ("How often was your workload all right in the last week?",),
            ("91.0% (81 of 89)", "asked 25 November"),
            ("72.9% (51 of 70)", "asked 24 November"),
            ("Down 18.2 points", "approximately 6.3 to 30.4 down"),
        ),
    )


def test_what_cannot_be_compared_says_why(
    a_past: Pasts, a_dimension: Callable[..., Dimension], population: Dimension
) -> None:
    """Another wording, a question that was not asked, another make-up, or rough counts."""
    shares = {ALL: (81, 89), WORKERS: (30, 40)}
    others = a_dimension("population", {"id": "social-workers", "name": "Social workers"})
    [group] = others.groups
    elsewhere = group.model_copy(update={"people": population.groups[0].people * 2})
    moved = others.model_copy(update={"groups": (elsewhere,), "rest": "Wider workforce"})

    def said(then: Past) -> list[str]:
        now = a_past(0, {"workload": shares})
        groups = section(composed(then, now), "Compared with a year before").below[:2]
        points = (block for one in groups for block in one.blocks if isinstance(block, Points))
        return [line for block in points for line in block.lines]

    def apart(why: str) -> str:
        return f"Not comparable, since {why}: the question"

    reworded = apart("the question or its answers were worded differently")
    assert said(a_past(-YEAR, {"workload": shares}, wording="Was it?")) == [reworded, reworded]
    not_asked = apart("it was not asked a year before")
    assert said(a_past(-YEAR, {"stress": shares})) == [not_asked, not_asked]
    rough = apart("it was not shown exactly both times")
    assert said(a_past(-YEAR, {"workload": shares})) == [rough]
    made_up = apart("the group was made up differently")
    assert said(a_past(-YEAR, {"workload": shares}, dimension=moved)) == [made_up]


def test_some_may_be_compared_and_others_not(a_past: Pasts) -> None:
    """Questions that cannot be compared are named under the table of those that can."""
    then = a_past(-YEAR, {"workload": {ALL: (81, 89)}})
    now = a_past(0, {"workload": {ALL: (51, 70)}, "stress": {ALL: (51, 70)}})
    everyone, *_ = section(composed(then, now), "Compared with a year before").below
    assert len(table(everyone).rows) == 1
    assert everyone.blocks[-1] == Points(
        (
            "Not comparable, since it was not asked a year before: "
            '"How often was your stress all right in the last week?"',
        )
    )


def test_without_a_year_before_there_is_a_sentence(wolverhampton: Past) -> None:
    """Nothing to compare with is said, not left out."""
    [told] = section(composed(wolverhampton), "Compared with a year before").blocks
    assert told == (
        "No round of 1 October to 31 December 2025 was published, so there is nothing to compare "
        "with."
    )


def test_the_29th_of_february_has_a_year_before() -> None:
    """A leap day is compared with the last day of February."""
    assert year_before(date(2028, 2, 29)) == date(2027, 2, 28)
