from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from support.published import autumn
from support.wishes import a_ranking, told, with_rankings

from bot.survey.past import Past
from bot.survey.report.compose import compose
from bot.survey.report.data import DataTable, sheet, tables
from bot.survey.report.document import Table
from bot.survey.report.ranked import HEADING

MADE = date(2027, 1, 4)
CLEAR = (60, 41, 41, 12, 3)


@pytest.fixture
def asked(wolverhampton: Past) -> Callable[..., Past]:
    """Makes the round of two populations with a ranking beside it, or with nothing else."""

    def make(counts: tuple[int, ...] = CLEAR, answered: int = 70, *, alone: bool = False) -> Past:
        ranking = a_ranking(len(counts))
        shown = (ranking, told(ranking, counts, answered))
        return with_rankings(wolverhampton, shown, alone=alone)

    return make


def rows(table: DataTable) -> list[dict[str, object]]:
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


def test_the_report_tells_what_people_chose(asked: Callable[..., Past]) -> None:
    """Options in order with their counts, and the rules that hold for such a question."""
    report = compose(autumn(asked()), made=MADE)
    [section] = [one for one in report.sections if one.heading == HEADING]
    _, when, table = section.blocks
    assert when == (
        "Which would help you most, question 0 Asked on 24 November. Up to 3 could be chosen; "
        "70 people answered."
    )
    assert isinstance(table, Table)
    assert table.rows[:3] == (
        (("1. Wish 0",), ("60 of 70 chose it (85.7%)",)),
        (("2= Wish 1",), ("41 of 70 chose it (58.6%)",)),
        (("2= Wish 2",), ("41 of 70 chose it (58.6%)",)),
    )
    assert "add up to more than 100%" in str(report)


def test_a_report_without_rankings_does_not_speak_of_them(wolverhampton: Past) -> None:
    """Nothing changes for whoever asks none."""
    report = compose(autumn(wolverhampton), made=MADE)
    assert HEADING not in [section.heading for section in report.sections]
    assert "add up to more than 100%" not in str(report)


def test_a_report_can_be_of_rankings_alone(asked: Callable[..., Past]) -> None:
    """Sections about shares of favourable answers are left out."""
    report = compose(autumn(asked(alone=True)), made=MADE)
    headings = [section.heading for section in report.sections]
    assert HEADING in headings
    assert "What people told us" not in headings


def test_what_is_withheld_is_said_to_be(asked: Callable[..., Past]) -> None:
    """A ranking that few answered is named, without its options."""
    report = compose(autumn(asked((2, 2, 1, 0, 0), 4)), made=MADE)
    [section] = [one for one in report.sections if one.heading == HEADING]
    assert str(section.blocks[1]).endswith("Asked on 24 November. Not shown.")
    assert "Wish 0" not in str(report)


def test_each_option_has_a_row_in_the_data(asked: Callable[..., Past]) -> None:
    """Counts and percentages where exact, empty cells beside words, one row where withheld."""
    [ranked] = [one for one in tables([asked()]) if one.name == "rankings"]
    first, *_, last = rows(ranked)
    assert (first["rank"], first["option"], first["chosen"]) == (1, "w0", 60)
    assert (first["percent"], first["answered"]) == (Decimal("85.7"), 70)
    assert (last["chosen"], last["percent"], last["text"]) == (None, None, "fewer than 5 chose it")
    hidden = asked((2, 2, 1, 0, 0), 4)
    [withheld] = [one for one in tables([hidden]) if one.name == "rankings"]
    [row] = rows(withheld)
    assert (row["option"], row["answered"], row["precision"]) == (None, None, "withheld")


def test_the_file_under_a_digest_has_a_row_for_a_ranking(asked: Callable[..., Past]) -> None:
    """Of everyone, after all figures, with every option in its last cell."""
    *_, last = rows(sheet(asked()))
    assert (last["dimension"], last["question"], last["favourable"]) == ("everyone", "wishes", None)
    assert str(last["choices"]).startswith("Wish 0: 60 of 70 chose it (85.7%); Wish 1: 41 of 70")
