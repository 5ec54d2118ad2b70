from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

import pytest

from bot.survey.intervals import interval
from bot.survey.past import Past
from bot.survey.precision import Share, favourable
from bot.survey.trends import Trend, comparable, limits, trend, words
from questions.model import Question
from storage.model import EVERYONE, Precision

Pasts = Callable[..., Past]
FromChannels = Callable[..., Past]


@pytest.fixture
def past(a_past: Pasts, a_question: Callable[..., Question]) -> Pasts:
    """Makes a round that asked one question, with the answers of cells, by their keys."""

    def make(week: int, cells: dict[str, tuple[int, int]], wording: str = "All right?") -> Past:
        return a_past(week, {a_question(wording=wording): cells})

    return make


@pytest.fixture
def everyones(past: Pasts) -> Callable[..., Trend]:
    """Makes everyone's trend of these shares, one a week."""

    def make(*shares: tuple[int, int]) -> Trend:
        history = [past(week, {EVERYONE: told}) for week, told in enumerate(shares)]
        return the(trend(history, "workload-anchor"))

    return make


def the(found: Trend | None) -> Trend:
    assert found is not None
    return found


def shown(found: Trend) -> list[str | None]:
    return [point.figure and point.figure.text for point in found.points]


# ---- points


def test_a_trend_tells_of_its_question(everyones: Callable[..., Trend]) -> None:
    """Theme, wording, favourable answers, group and days are those that people read."""
    found = everyones((51, 70), (50, 70))
    assert (found.theme_name, found.wording, found.favourable, found.name) == (
        "Workload",
        "All right?",
        '"often" or "always"',
        "Everyone",
    )
    assert [point.day for point in found.points] == [date(2026, 11, 24), date(2026, 12, 1)]


def test_a_trend_shows_the_last_twelve_rounds(everyones: Callable[..., Trend]) -> None:
    """Of more rounds the newest twelve stand, oldest first."""
    found = everyones(*((40 + week, 70) for week in range(15)))
    assert shown(found) == [
        f"{favourable(Share(part=40 + week, whole=70, answers=70), threshold=8).text}"
        for week in range(3, 15)
    ]


def test_an_exact_point_has_its_interval(everyones: Callable[..., Trend]) -> None:
    """The interval is that of those invited; a rounded point has none."""
    exact, rounded = everyones((51, 70), (30, 40)).points
    assert exact.interval == interval(51, 70, 140)
    assert rounded.figure is not None
    assert rounded.interval is None


def test_nothing_published_is_a_gap(everyones: Callable[..., Trend]) -> None:
    """A round that published nothing of the group is a point without a figure."""
    found = everyones((51, 70), (3, 4), (52, 70))
    assert shown(found) == ["72.9% (51 of 70)", None, "74.3% (52 of 70)"]
    assert [point.breaks for point in found.points] == [False, False, False]


def test_a_dimension_left_out_is_a_gap(past: Pasts) -> None:
    """A round that published no figure at all of the dimension has a gap for its groups."""
    history = [past(0, {"a": (51, 70)}), past(1, {}), past(2, {"a": (50, 70)})]
    found = the(trend(history, "workload-anchor", "team", "a"))
    assert [text is None for text in shown(found)] == [False, True, False]


def test_a_round_that_did_not_ask_has_no_point(past: Pasts) -> None:
    """Where a question was not asked nothing is missing."""
    other = past(1, {EVERYONE: (51, 70)})
    silent = other.round.model_copy(update={"questions": ()})
    history = [past(0, {EVERYONE: (51, 70)}), other.model_copy(update={"round": silent})]
    assert len(the(trend(history, "workload-anchor")).points) == 1


@pytest.mark.parametrize(("question", "group"), [("no-such", EVERYONE), ("workload-anchor", "z")])
def test_there_is_no_trend_of_what_was_not_asked(past: Pasts, question: str, group: str) -> None:
    """An unknown question or group has no trend."""
    assert trend([past(0, {EVERYONE: (51, 70)})], question, EVERYONE, group) is None


# ---- where the line breaks


def test_other_words_break_the_line(past: Pasts) -> None:
    """A question that was worded anew goes on after a break, across a gap too."""
    history = [
        past(0, {EVERYONE: (51, 70)}),
        past(1, {EVERYONE: (3, 4)}),
        past(2, {EVERYONE: (52, 70)}, wording="Quite all right?"),
        past(3, {EVERYONE: (53, 70)}, wording="Quite all right?"),
    ]
    found = the(trend(history, "workload-anchor"))
    assert [point.breaks for point in found.points] == [False, False, True, False]
    assert found.wording == "Quite all right?"


def test_another_composition_breaks_the_line(past: Pasts) -> None:
    """A team that is counted with another is the same cell's line, after a break."""
    history = [
        past(0, {"a": (51, 70), "b": (31, 60)}),
        past(1, {"a+b": (82, 130)}),
        past(2, {"a+b": (80, 130)}),
    ]
    for group in ("a", "a+b"):
        found = the(trend(history, "workload-anchor", "team", group))
        assert shown(found)[0] == "72.9% (51 of 70)"
        assert [point.breaks for point in found.points] == [False, True, False]
        assert (found.group, found.name) == ("a+b", "Team A+B")
    other = the(trend(history, "workload-anchor", "team", "b"))
    assert shown(other)[0] == "51.7% (31 of 60)"


def test_another_source_breaks_the_line(past: Pasts, from_channels: FromChannels) -> None:
    """A team whose people come from another channel is another team, across a gap too."""
    teams = {EVERYONE: (101, 160), "a": (51, 70), "b": (50, 90)}
    old = [from_channels(past(week, teams), a="C1", b="C2") for week in range(2)]
    left_out = from_channels(past(2, {EVERYONE: (101, 160)}), a="C1", b="C2")
    new = [from_channels(past(week, teams), a="C3", b="C2") for week in range(3, 5)]
    broken = {
        group: [point.breaks for point in the(trend([*old, left_out, *new], *of)).points]
        for group, of in {
            "a": ("workload-anchor", "team", "a"),
            "b": ("workload-anchor", "team", "b"),
            EVERYONE: ("workload-anchor",),
        }.items()
    }
    assert broken == {
        "a": [False, False, False, True, False],
        "b": [False] * 5,
        EVERYONE: [False] * 5,
    }
    assert len(comparable([*old, left_out, *new], "workload-anchor", "team", "a")) == 2


# ---- limits


XMR = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]


def test_limits_have_their_known_values() -> None:
    """A single outlier does not widen the limits, since its moving ranges are screened."""
    found = limits(XMR)
    assert (round(found.mean, 2), round(found.low, 2), round(found.high, 2)) == (1.94, -0.72, 4.60)


def test_without_an_outlier_nothing_is_screened() -> None:
    """Limits lie 2.66 mean moving ranges from the mean."""
    found = limits([50, 52, 49, 55])
    assert found.mean == 51.5
    assert found.high == pytest.approx(51.5 + 2.66 * 11 / 3)
    assert found.low == pytest.approx(51.5 - 2.66 * 11 / 3)


def test_limits_are_shown_within_nothing_and_all() -> None:
    """Limits beyond 0% and 100% are drawn at these."""
    assert limits([1.0, 30.0, 2.0]).shown[0] == 0
    assert limits([99.0, 70.0, 98.0]).shown[1] == 100


def test_a_flat_series_has_limits_without_width() -> None:
    """Where nothing moves the limits lie on the mean."""
    found = limits([40.0, 40.0, 40.0])
    assert (found.low, found.high) == (40, 40)


def test_limits_need_eight_exact_values(everyones: Callable[..., Trend]) -> None:
    """Seven values have no limits, eight have those of their percentages."""
    shares = [(40 + week % 3, 70) for week in range(8)]
    assert everyones(*shares[:7]).limits is None
    assert everyones(*shares).limits == limits([100 * part / whole for part, whole in shares])


def test_a_gap_leaves_the_limits(everyones: Callable[..., Trend]) -> None:
    """A round without a figure is no value, and limits pass over it."""
    shares = [(40 + week % 3, 70) for week in range(8)]
    assert everyones(*shares[:4], (3, 4), *shares[4:]).limits == everyones(*shares).limits


def test_a_rounded_value_leaves_no_limits(everyones: Callable[..., Trend]) -> None:
    """A series with a rounded value since its last break has a line without limits."""
    assert everyones(*[(40, 70)] * 10, (30, 40)).limits is None


def test_limits_begin_after_the_break(past: Pasts) -> None:
    """Values before a break count neither for the limits nor against them."""
    old = [past(week, {EVERYONE: (20, 40)}, wording="Before?") for week in range(4)]
    new = [past(week, {EVERYONE: (40 + week % 3, 70)}) for week in range(4, 12)]
    found = the(trend([*old, *new], "workload-anchor"))
    assert found.limits == limits([100 * (40 + week % 3) / 70 for week in range(4, 12)])


# ---- how it is drawn, and words


@pytest.mark.parametrize(
    ("shares", "precision"),
    [
        ([(51, 70), (50, 70)], Precision.EXACT),
        ([(51, 70), (3, 4), (50, 70)], Precision.EXACT),
        ([(51, 70), (30, 40)], Precision.ROUNDED),
        ([(51, 70), (30, 40), (15, 20)], Precision.BAND),
        ([(3, 4), (2, 4)], Precision.WITHHELD),
    ],
)
def test_a_trend_is_as_fine_as_its_roughest_value(
    everyones: Callable[..., Trend], shares: Sequence[tuple[int, int]], precision: Precision
) -> None:
    """One rounded value makes a rounded line, one band words, and gaps change nothing."""
    assert everyones(*shares).precision is precision


def test_words_tell_every_point(past: Pasts) -> None:
    """Each round is told with its day, gaps and breaks included."""
    worded = partial(past, wording="Quite all right?")
    history = [
        past(0, {EVERYONE: (51, 70)}),
        past(1, {EVERYONE: (3, 4)}),
        worded(2, {EVERYONE: (30, 40)}),
        worded(3, {EVERYONE: (15, 20)}),
    ]
    assert words(the(trend(history, "workload-anchor"))) == (
        "24 November: 72.9%; 1 December: not shown; "
        "8 December: about 80% (cannot be compared with those before); "
        "15 December: 3 to 4 in 5"
    )


def test_words_tell_the_year_of_points_long_ago(past: Pasts) -> None:
    """The same day of the year before is told apart from the newest one."""
    history = [past(week, {EVERYONE: (51, 70)}) for week in (0, 26, 52)]
    assert words(the(trend(history, "workload-anchor"))) == (
        "24 November 2026: 72.9%; 25 May: 72.9%; 23 November: 72.9%"
    )
