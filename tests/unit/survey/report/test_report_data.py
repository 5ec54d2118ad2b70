import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from support.published import ALL, OTHERS, WORKERS, past

from bot.survey.past import Past
from bot.survey.report.data import DataTable, sheet, tables
from questions.model import Question
from storage.model import Choice, Dimension, Midway, Precision, Round


def rows(told: DataTable) -> list[dict[str, object]]:
    names = [column.name for column in told.columns]
    return [dict(zip(names, row, strict=True)) for row in told.rows]


def test_every_published_value_has_a_row(wolverhampton: Past) -> None:
    """Responses and figures stand there in their order, counts beside percentages."""
    responses, figures, choices, *_ = map(rows, tables([wolverhampton]))
    assert [
        (one["group"], one["answered"], one["invited"], one["percent"]) for one in responses
    ] == [
        ("everyone", 159, 469, Decimal("33.9")),
        ("social-workers", 70, 129, Decimal("54.3")),
        ("rest", 89, 340, Decimal("26.2")),
    ]
    told = [(one["favourable"], one["answered"], one["percent"]) for one in figures[:3]]
    assert told == [
        (132, 159, Decimal("83.0")),
        (51, 70, Decimal("72.9")),
        (81, 89, Decimal("91.0")),
    ]
    published = wolverhampton.published
    assert [one["text"] for one in figures] == [one.text for one in published.figures]
    assert choices == []


def test_what_is_not_exact_has_no_count(a_past: Callable[..., Past]) -> None:
    """Rounded, banded and withheld figures leave the cells of counts and percentages empty."""
    shares = {ALL: (32, 40), WORKERS: (11, 20), OTHERS: (2, 7)}
    one = a_past(0, {"workload": shares}, {ALL: (40, 90), WORKERS: (20, 40), OTHERS: (7, 50)})
    responses, figures, *_ = map(rows, tables([one]))
    for told in (*responses, *figures):
        assert told["precision"] != Precision.EXACT
        assert (told["answered"], told["percent"]) == (None, None)
    assert [told["favourable"] for told in figures] == [None] * 3
    assert [told["nearest"] for told in figures] == [80, None, None]
    assert [told["band"] for told in responses] == ["indicative only", "indicative only", None]


def test_choices_are_told_as_published(
    a_round: Callable[..., Round], a_question: Callable[..., Question], population: Dimension
) -> None:
    """Options that were told together stay together, in the order of the scale."""
    round_ = a_round(population, questions=[a_question()])
    published = [
        Choice(options=("never", "rarely"), label="Never or rarely", chosen=12),
        Choice(options=("often",), label="Often", chosen=58),
    ]
    told = past(
        round_,
        {ALL: (70, 129)},
        {"workload-anchor": {ALL: (58, 70)}},
        {"workload-anchor": published},
    )
    _, _, choices, *_ = map(rows, tables([told]))
    assert [(one["place"], one["options"], one["label"], one["chosen"]) for one in choices] == [
        (1, "never+rarely", "Never or rarely", 12),
        (2, "often", "Often", 58),
    ]


def test_a_digests_file_has_a_row_for_each_figure(
    wolverhampton: Past, a_past: Callable[..., Past]
) -> None:
    """Beside each figure stands how many of its group were asked and answered, as published."""
    told = rows(sheet(wolverhampton))
    assert sheet(wolverhampton).name == wolverhampton.round.id
    columns = ("name", "invited", "favourable", "percent")
    assert [tuple(one[column] for column in columns) for one in told[:3]] == [
        ("Everyone", 469, 132, Decimal("83.0")),
        ("Social workers", 129, 51, Decimal("72.9")),
        ("Wider workforce", 340, 81, Decimal("91.0")),
    ]
    assert told[1]["response"] == "70 of 129 answered (54.3%)"
    rough = a_past(0, {"workload": {ALL: (32, 40)}}, {ALL: (40, 90)})
    [one] = rows(sheet(rough))
    assert (one["favourable"], one["percent"], one["nearest"]) == (None, None, 80)


def test_a_digests_file_tells_choices_in_one_cell(
    a_round: Callable[..., Round], a_question: Callable[..., Question], population: Dimension
) -> None:
    """How many chose which option stands beside everyone's figure, where that was shown."""
    published = [
        Choice(options=("never", "rarely"), label="Never or rarely", chosen=12),
        Choice(options=("often",), label="Often", chosen=58),
    ]
    told = past(
        a_round(population, questions=[a_question()]),
        {ALL: (70, 129), WORKERS: (60, 80)},
        {"workload-anchor": {ALL: (58, 70), WORKERS: (50, 60)}},
        {"workload-anchor": published},
    )
    assert [one["choices"] for one in rows(sheet(told))] == ["Never or rarely: 12; Often: 58", ""]


def test_the_dictionary_has_every_column(wolverhampton: Past) -> None:
    """Each column of each file is explained once, in its order."""
    *files, dictionary = tables([wolverhampton])
    columns = [(f"{one.name}.csv", column.name) for one in files for column in one.columns]
    assert [row[:2] for row in dictionary.rows] == columns
    assert all(row[2] for row in dictionary.rows)


def test_the_page_explains_the_same_columns() -> None:
    """The documentation has the dictionary word for word."""
    page = (Path(__file__).parents[4] / "docs" / "report.md").read_text(encoding="utf-8")
    told = []
    for part in re.split(r"^### ", page, flags=re.MULTILINE)[1:]:
        file, body = part.split("\n", maxsplit=1)
        told += [
            (file, *found) for found in re.findall(r"^\| `(\w+)` \| (.*) \|$", body, re.MULTILINE)
        ]
    *_, dictionary = tables([])
    assert told == list(dictionary.rows)


def test_what_was_told_half_way_has_a_row_for_each_group(wolverhampton: Past) -> None:
    """With those who were asked and the nearest ten percent, of the rounds that are there."""
    told = Midway(dimension="team", group="a", name="A", invited=120, nearest=40)
    midway = {wolverhampton.round.id: [told], "another": [told]}
    [table] = [one for one in tables([wolverhampton], (), midway) if one.name == "halfway"]
    assert [row[3:] for row in table.rows] == [("team", "a", "A", 120, 40)]
