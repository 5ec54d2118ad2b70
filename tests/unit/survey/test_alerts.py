from collections.abc import Callable, Sequence
from datetime import date

import pytest

from bot.survey.alerts import Alert, alerts, sentence
from bot.survey.past import Past
from questions.model import Question
from storage.model import EVERYONE

Cells = dict[str, tuple[int, int]]
Histories = Callable[..., list[Past]]
FromChannels = Callable[..., Past]

STABLE = {EVERYONE: (210, 300), "a": (70, 100), "b": (140, 200)}
FALLEN = {EVERYONE: (150, 300), "a": (50, 100), "b": (100, 200)}


@pytest.fixture
def history(a_past: Callable[..., Past], a_question: Callable[..., Question]) -> Histories:
    """Makes weeks of one anchor with the answers of cells."""

    def make(weeks: Sequence[Cells], **changes: object) -> list[Past]:
        question = a_question(**changes)
        return [a_past(week, {question: cells}) for week, cells in enumerate(weeks)]

    return make


def test_a_fall_is_told_of_everyone_and_populations(history: Histories) -> None:
    """Each series that fell has its alert, everyone's first, with what it is compared with."""
    found = alerts(history([STABLE] * 24 + [FALLEN] * 4))
    assert [(one.name, one.direction, one.before, one.after) for one in found] == [
        ("Everyone", "down", (24 * 210, 24 * 300), (4 * 150, 4 * 300)),
        ("Team A", "down", (24 * 70, 24 * 100), (4 * 50, 4 * 100)),
        ("Team B", "down", (24 * 140, 24 * 200), (4 * 100, 4 * 200)),
    ]
    assert {one.since for one in found} == {date(2027, 5, 11)}
    assert {one.asked for one in found} == {date(2027, 6, 1)}
    assert not any(one.provisional for one in found)


def test_a_rise_is_told_as_well(history: Histories) -> None:
    """Good news is worth a conversation too."""
    found = alerts(history([FALLEN] * 24 + [STABLE] * 4))
    assert {one.direction for one in found} == {"up"}


def test_nothing_is_told_of_a_stable_series(history: Histories) -> None:
    """Where nothing moved there is no alert."""
    assert alerts(history([STABLE] * 60)) == ()


def test_there_is_no_alert_before_twelve_points(history: Histories) -> None:
    """The twelfth point raises nothing, whatever it is; the thirteenth may, provisionally."""
    crash = {key: (whole // 10, whole) for key, (_, whole) in STABLE.items()}
    assert alerts(history([STABLE] * 11 + [crash])) == ()
    assert {one.provisional for one in alerts(history([STABLE] * 12 + [crash]))} == {True}


@pytest.mark.parametrize(("points", "provisional"), [(23, True), (24, False)])
def test_an_alert_is_provisional_before_24_points(
    history: Histories, points: int, *, provisional: bool
) -> None:
    """Up to 23 published points an alert says that it is provisional."""
    found = alerts(history([STABLE] * (points - 4) + [FALLEN] * 4))
    assert {one.provisional for one in found} == {provisional}


def test_rounded_figures_raise_nothing(history: Histories) -> None:
    """A group whose figures are rounded is not watched, however far they fall."""
    small = [{"a": (36, 40)}] * 24 + [{"a": (8, 40)}] * 8
    assert alerts(history(small)) == ()


def test_rounds_that_are_not_exact_are_passed_over(history: Histories) -> None:
    """A few rounded or withheld rounds in between neither raise an alert nor keep one away."""
    rough = [{EVERYONE: (5, 40)}, {EVERYONE: (2, 6)}]
    stable, fallen = {EVERYONE: STABLE[EVERYONE]}, {EVERYONE: FALLEN[EVERYONE]}
    assert alerts(history([stable] * 24 + rough)) == ()
    found = alerts(history([stable] * 12 + rough + [stable] * 12 + [fallen, rough[0], fallen]))
    assert [one.after for one in found] == [(300, 600)]


@pytest.mark.parametrize("newest", [(30, 40), (3, 4)])
def test_a_flag_falls_where_the_newest_round_has_no_exact_count(
    history: Histories, newest: tuple[int, int]
) -> None:
    """A team that is rounded or withheld now is not told of, and is again once it is exact."""
    weeks = [STABLE] * 24 + [FALLEN] * 4
    rough = FALLEN | {"a": newest}
    assert [one.name for one in alerts(history([*weeks, rough]))] == ["Everyone", "Team B"]
    assert len(alerts(history([*weeks, rough, FALLEN]))) == 3


def test_a_series_without_a_count_now_makes_no_other_one_likelier(history: Histories) -> None:
    """It counts for the limit, so that what it kept from being flagged is still not flagged."""
    stable, fallen = {EVERYONE: (70, 100)}, {EVERYONE: (56, 100)}
    weeks = [stable] * 24 + [fallen] * 2
    assert len(alerts(history(weeks))) == 1
    beside = {"a": (70, 100), "b": (70, 100)}
    rough = {"a": (30, 40), "b": (3, 4)}
    assert alerts(history([*(week | beside for week in weeks[:-1]), fallen | rough])) == ()


def test_other_words_begin_anew(history: Histories) -> None:
    """A fall that comes with another wording is no fall of the same question."""
    before = history([STABLE] * 24)
    after = history([STABLE] * 24 + [FALLEN] * 8, wording="Quite all right?")[24:]
    assert alerts([*before, *after]) == ()


def test_another_composition_begins_anew(history: Histories) -> None:
    """A team that is counted with another is another series; everyone's goes on."""
    joined = {EVERYONE: FALLEN[EVERYONE], "a+b": FALLEN[EVERYONE]}
    found = alerts(history([STABLE] * 24 + [joined] * 4))
    assert [one.name for one in found] == ["Everyone"]


def test_another_source_begins_anew(history: Histories, from_channels: FromChannels) -> None:
    """A fall that comes with another channel is no fall of the same team."""
    weeks = history([STABLE] * 24 + [FALLEN] * 4)
    sources = ["C1"] * 24 + ["C3"] * 4
    moved = [from_channels(past, a=one, b="C2") for past, one in zip(weeks, sources, strict=True)]
    assert [one.name for one in alerts(moved)] == ["Everyone", "Team B"]


def test_larger_dimensions_are_not_watched(history: Histories) -> None:
    """Of a dimension of more than three groups none is flagged, since so many would be."""
    many = dict.fromkeys("abcd", (70, 100))
    fewer = dict.fromkeys("abcd", (40, 100))
    assert alerts(history([many] * 24 + [fewer] * 6)) == ()
    of_three = [{key: week[key] for key in "abc"} for week in [many] * 24 + [fewer] * 6]
    assert len(alerts(history(of_three))) == 3


def test_only_anchors_are_watched(history: Histories) -> None:
    """A question that is asked in turn raises no alert."""
    assert alerts(history([STABLE] * 24 + [FALLEN] * 4, anchor=False)) == ()


def test_more_series_raise_the_limit(history: Histories) -> None:
    """What is flagged where one series is watched may not be where three are."""
    stable, fallen = {EVERYONE: (70, 100)}, {EVERYONE: (56, 100)}
    weeks = [stable] * 24 + [fallen] * 2
    alone = alerts(history(weeks))
    beside = {"a": (70, 100), "b": (70, 100)}
    assert len(alone) == 1
    assert alerts(history([week | beside for week in weeks])) == ()


def the_alert(**changes: object) -> Alert:
    told = {
        "question": "workload-anchor",
        "theme_name": "Workload",
        "dimension": EVERYONE,
        "group": EVERYONE,
        "name": "Everyone",
        "direction": "down",
        "asked": date(2027, 6, 1),
        "since": date(2027, 5, 11),
        "before": (168, 240),
        "after": (150, 300),
        "provisional": False,
    }
    return Alert.model_validate(told | changes)


def test_an_alert_is_worth_a_conversation() -> None:
    """The sentence tells what stands where since when, and never calls it significant."""
    assert sentence(the_alert()) == (
        "Worth a conversation: favourable answers for workload have stood lower since 11 May, "
        "at 50.0% after 70.0% before."
    )


def test_an_alert_of_the_year_before_has_its_year() -> None:
    """A level that holds for long is told with the year that it began in."""
    assert " since 11 May 2027, " in sentence(the_alert(asked=date(2028, 4, 4)))


def test_a_provisional_alert_says_so() -> None:
    """A group is named, and so is the doubt."""
    alert = the_alert(dimension="team", group="a", name="Team A", direction="up", provisional=True)
    assert sentence(alert) == (
        "Worth a conversation: favourable answers for workload of Team A have stood higher since "
        "11 May, at 50.0% after 70.0% before; provisional, since there are few rounds to compare "
        "with."
    )
