import re
from collections.abc import Callable, Iterator, Sequence

import pytest
from support.published import ALL, OTHERS, WORKERS, past
from support.reporting import YEAR, blocks, composed, everything, section, table, words

from bot.survey.figures import counts
from bot.survey.intervals import difference, interval, silence
from bot.survey.past import Past
from bot.survey.report.document import Picture, Points, Table
from bot.survey.report.standing import Standing, standing
from bot.survey.wording import ends, movement, span
from questions.model import Question
from storage.model import Dimension, Figure, Precision, Round

Pasts = Callable[..., Past]


# ---- what stands in it


def test_two_populations_stand_side_by_side(wolverhampton: Past) -> None:
    """Published counts come out to the digit, each with its place, everyone deciding the order."""
    report = composed(wolverhampton)
    positive = table(section(report, "Positive"))
    assert positive.head == ("Question", "Everyone", "Social workers", "Wider workforce")
    [workload] = positive.rows
    assert workload[1:] == (
        ("83.0% (132 of 159)",),
        ("72.9% (51 of 70)", "Mixed"),
        ("91.0% (81 of 89)", "Positive"),
    )
    [stress] = table(section(report, "Mixed")).rows
    assert stress[1:] == (
        ("73.6% (117 of 159)",),
        ("55.7% (39 of 70)", "Mixed"),
        ("87.6% (78 of 89)", "Positive"),
    )


def test_response_has_counts_percent_and_its_word(wolverhampton: Past) -> None:
    """Each population says how many answered of how many, and what that is worth."""
    rows = table(section(composed(wolverhampton), "Who answered")).rows
    assert rows == (
        (("Everyone",), ("159 of 469 answered (33.9%)", "Indicative only")),
        (("Social workers",), ("70 of 129 answered (54.3%)", "Adequate")),
        (("Wider workforce",), ("89 of 340 answered (26.2%)", "Indicative only")),
    )


def test_several_rounds_are_added_up(a_past: Pasts) -> None:
    """Invitations and answers of all rounds are summed where each was published exactly."""
    shares = {"workload": {ALL: (100, 159)}}
    rounds = [
        a_past(0, shares, {ALL: (159, 469), WORKERS: (70, 129)}),
        a_past(1, shares, {ALL: (141, 470), WORKERS: (20, 129)}),
    ]
    everyone, workers = table(section(composed(*rounds), "Who answered")).rows
    assert everyone[2] == ("300 answers to 939 invitations (31.9%)", "Indicative only")
    assert workers[2] == ("Not every round can be shown exactly",)


@pytest.mark.parametrize(
    ("count", "heading"),
    [
        ((75, 100), "Positive"),
        ((299, 400), "Mixed"),
        ((201, 400), "Mixed"),
        ((50, 100), "Not so positive"),
        ((32, 40), "Positive"),  # about 80%
        ((16, 40), "Not so positive"),  # about 40%
        ((20, 40), "Told too roughly to sort"),  # about 50%, on both sides of the mark
        ((20, 25), "Told too roughly to sort"),  # in fifths
        ((2, 7), "Told too roughly to sort"),  # not shown
    ],
)
def test_questions_are_sorted_by_what_is_published(
    a_past: Pasts, count: tuple[int, int], heading: str
) -> None:
    """75% and more is positive, 50% and less is not so; words in place of numbers are unsorted."""
    report = composed(a_past(0, {"workload": {ALL: count}}))
    kinds = ("Positive", "Mixed", "Not so positive", "Told too roughly to sort")
    assert [one.heading for one in everything(report.sections) if one.heading in kinds] == [heading]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("about 70% of about 40", Standing.MIXED),
        ("about 90% or more of about 40", Standing.POSITIVE),
        ("up to 45% of about 40", Standing.NOT_SO_POSITIVE),
        ("between 75% and 80% of about 170", Standing.POSITIVE),
        ("between 70% and 80% of about 170", Standing.UNSORTED),
        ("between 45% and 55% of about 170", Standing.UNSORTED),
        ("about 50% of about 40", Standing.UNSORTED),
        ("about 80% of about 40", Standing.POSITIVE),
        ("about 10% or less of about 40", Standing.NOT_SO_POSITIVE),
        ("all, or all but one or two, of about 60", Standing.POSITIVE),
    ],
)
def test_a_range_on_both_sides_of_a_mark_is_not_sorted(said: str, kind: Standing) -> None:
    """A rounded figure is placed by all that it says, and by its middle only where it says no %."""
    figure = Figure(
        dimension="everyone",
        group="everyone",
        name="Everyone",
        question="q",
        version="1",
        precision=Precision.ROUNDED,
        text=said,
        nearest=100 if said.startswith("all") else 75,
    )
    assert standing(figure) is kind


def test_the_last_time_counts_with_the_change_since_the_first(a_past: Pasts) -> None:
    """A question asked often stands as it was last, with its change in points from the counts."""
    rounds = [
        a_past(week, {"workload": {ALL: (part, 70), WORKERS: (few, 40), OTHERS: (2, 7)}})
        for week, (part, few) in enumerate([(51, 20), (20, 20), (39, 30)])
    ]
    [row] = table(section(composed(*rounds), "Mixed")).rows
    assert row == (
        (
            "How often was your workload all right in the last week?",
            'Favourable: "often" or "always"',
            "Workload; asked 3 times, last on 8 December",
        ),
        ("55.7% (39 of 70)", "Down 17.1 points since 24 November"),
        ("about 80% of about 40", "Positive"),
        ("Not shown",),
    )


def test_a_new_wording_is_not_compared_with_the_old(a_past: Pasts) -> None:
    """Within the period, the change begins where the wording does."""
    old = a_past(0, {"workload": {ALL: (60, 70)}}, wording="Was it all right?")
    rounds = [a_past(week, {"workload": {ALL: (part, 70)}}) for week, part in ((1, 40), (2, 42))]
    [row] = table(section(composed(old, *rounds), "Mixed")).rows
    assert row[1] == ("60.0% (42 of 70)", "Up 2.9 points since 1 December")


def test_a_group_that_was_counted_with_others_is_not_said_to_be_hidden(
    a_past: Pasts, a_question: Callable[..., Question], a_round: Callable[..., Round]
) -> None:
    """Where a question was last asked while groups were joined, that is said, and no figure."""
    asked = [a_question("stress")]
    earlier = a_round(a_past(0, {"stress": {}}).round.pulse.dimensions[0], questions=asked)
    joined = past(
        earlier,
        {ALL: (100, 200)},
        {"stress-anchor": {ALL: (60, 100), ("population", "social-workers+rest"): (60, 100)}},
    )
    latest = a_past(1, {"workload": {ALL: (60, 100), WORKERS: (20, 50), OTHERS: (40, 50)}})
    rows = table(section(composed(joined, latest), "Mixed")).rows
    [stress] = [row for row in rows if "stress" in row[0][0]]
    assert stress[2:] == (("Counted together with others then",),) * 2


# ---- in short


def test_the_summary_is_made_of_facts(wolverhampton: Past, a_past: Pasts) -> None:
    """How many answered, how many questions stand where, who is furthest apart, what moved."""
    workload = {ALL: (120, 160), WORKERS: (50, 70), OTHERS: (70, 90)}
    then = a_past(-YEAR, {"workload": workload, "stress": {ALL: (130, 160)}})
    [told] = section(composed(then, wolverhampton), "In short").blocks
    assert isinstance(told, Points)
    assert told.lines == (
        "Results of one round were published. In the last one, of 24 November, 159 of 469 answered "
        "(33.9%), which is indicative only.",
        "Of 2 questions, 1 stands as positive and 1 as mixed. Highest is "
        '"How often was your workload all right in the last week?" with 83.0% favourable answers, '
        'lowest "How often was your stress all right in the last week?" with 73.6%.',
        "Social workers and Wider workforce are furthest apart on "
        '"How often was your stress all right in the last week?": 55.7% favourable answers against '
        "87.6%.",
        '"How often was your workload all right in the last week?" moved most since a year before, '
        "to 83.0%: up 8.0 points (approximately 0.9 down to 16.8 up).",
    )


# ---- teams


def test_teams_show_as_far_as_they_are_published(
    a_round: Callable[..., Round],
    a_question: Callable[..., Question],
    a_dimension: Callable[..., Dimension],
) -> None:
    """More than three groups have tables of their own, in the words of the digest."""
    teams = a_dimension("team", "a", "b", "c", "d")
    round_ = a_round(teams, questions=[a_question()])
    counts = {"a": (44, 60), "b": (20, 35), "c": (9, 12), "d": (3, 6)}
    keyed = {("team", team): count for team, count in counts.items()}
    one = past(
        round_,
        {ALL: (113, 200), **{group: (whole, 100) for group, (_, whole) in keyed.items()}},
        {"workload-anchor": {ALL: (76, 113), **keyed}},
    )
    told = section(composed(one), "Team")
    answered, workload = (block for block in told.blocks if isinstance(block, Table))
    assert answered.rows[-1] == (("Team D",), ("Not shown",))
    assert workload.rows == (
        (("Team A",), ("73.3% (44 of 60)",)),
        (("Team B",), ("about 60% of about 35",)),
        (("Team C",), ("more than two thirds of 8 to 14 people",)),
        (("Team D",), ("Not shown",)),
    )


# ---- over time


def test_anchors_have_a_picture_and_its_figures(a_past: Pasts) -> None:
    """The picture has a line for everyone and each population, the table each of their points."""
    rounds = [
        a_past(week, {"workload": {ALL: (40 + week, 70), WORKERS: (30, 60 + week)}})
        for week in range(3)
    ]
    report = composed(*rounds)
    [picture] = (block for block in blocks(report) if isinstance(block, Picture))
    assert [one.name for one in picture.trends] == ["Everyone", "Social workers"]
    assert "Everyone from 57.1% on 24 November to 60.0% on 8 December" in picture.alt
    *_, told = section(report, "Round by round").blocks
    assert isinstance(told, Table)
    rows = told.rows
    assert [row[0] for row in rows] == [("24 November",), ("1 December",), ("8 December",)]
    assert rows[2][1:] == (("60.0% (42 of 70)",), ("48.4% (30 of 62)",))


def test_there_is_no_picture_of_one_round(wolverhampton: Past) -> None:
    """A single point is no trend."""
    assert not any(isinstance(block, Picture) for block in blocks(composed(wolverhampton)))


# ---- nothing else


def test_rough_figures_bring_no_number_of_their_own(a_past: Pasts) -> None:
    """Where nothing is exact, no percentage and no count stands in any cell but as published."""
    shares = {"workload": {ALL: (32, 40), WORKERS: (11, 20), OTHERS: (9, 12)}}
    rounds = [
        a_past(week, shares, {ALL: (40, 90), WORKERS: (20, 40), OTHERS: (12, 50)})
        for week in (-YEAR, 0, 1)
    ]
    published = {
        one.text
        for past_ in rounds
        for one in (*past_.published.responses, *past_.published.figures)
    }
    report = composed(*rounds)
    cells = {
        line
        for block in blocks(report)
        if isinstance(block, Table)
        for row in block.rows
        for cell in row[1:]
        for line in cell
        if re.search(r"\d", line)
    }
    assert cells
    assert cells <= published


def test_every_number_follows_from_what_was_published(a_past: Pasts) -> None:
    """Beside exact figures a hidden group's counts stand nowhere, nor follows anything from them.

    All numbers before the page on method are published, are days, or how many rounds, questions
    and answers there are, or come of exact counts by the formulas that the report names.
    """
    hidden = (37, 41)
    rounds = [
        a_past(
            week,
            {"workload": {ALL: (count, 167), WORKERS: hidden, OTHERS: (33, 48)}},
            {ALL: (167, 469), WORKERS: (41, 129), OTHERS: (48, 340)},
        )
        for week, count in ((-YEAR, 101), (0, 113), (1, 109))
    ]
    told = words(composed(*rounds)).split("How these figures were made")[0]
    numbers = set(re.findall(r"[\d,]*\d(?:\.\d)?", told))
    assert numbers <= {*_numbers(_published(rounds)), *_numbers(_derived(rounds)), *_FIXED}
    assert "37 of" not in told
    assert "90.2" not in told


_FIXED = set(
    re.findall(r"\d+", "2025 2026 2027 1 4 24 25 31 12 19 20 50 55 5 60 70 75 80 95 100 2")
)
"""Days, marks, bands, and how many rounds and questions there are."""


def _numbers(lines: Iterator[str]) -> set[str]:
    return {number for line in lines for number in re.findall(r"[\d,]*\d(?:\.\d)?", line)}


def _published(rounds: Sequence[Past]) -> Iterator[str]:
    for one in rounds:
        yield from (told.text for told in (*one.published.responses, *one.published.figures))


def _derived(rounds: Sequence[Past]) -> Iterator[str]:
    """What comes of exact counts: changes, ranges, and the two rounds' answers together."""
    yield "334 answers to 938 invitations (35.6%)"
    figures = [one.figure("workload-anchor", *ALL) for one in rounds]
    exact = [told for figure in figures if figure and (told := counts(figure))]
    for new in exact:
        yield span(interval(*new, 469))
        yield span(silence(*new, 469))
        for old in exact:
            change = difference(new, old)
            yield f"{movement(change.points)} {ends(change)}"


def test_the_method_tells_the_rules_in_force(wolverhampton: Past, a_past: Pasts) -> None:
    """The threshold of the pulse, the cut-offs, and whom to ask."""
    told = words(composed(wolverhampton))
    assert "shown for at least 8 people" in told
    assert "75% or more favourable answers are called positive" in told
    assert "Questions about this report? Ask Priya." in told
