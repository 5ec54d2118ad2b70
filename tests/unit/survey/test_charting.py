from support.trends import EXTREME, trend

from bot.survey.charting import described
from bot.survey.trends import Limits

BAND = "up to a third of 8 to 14 people"


def test_a_line_is_told_from_its_beginning_to_its_end() -> None:
    """The words name theme, answers, first and newest share, the extremes and the usual range."""
    limits = Limits(mean=60, low=52.4, high=104)
    words = described([trend((70, 40), (70, 51), (70, 35), (70, 42), limits=limits)])
    assert words == (
        "Line chart, from 8 September to 29 September, in percent. Workload, share who answered "
        '"always" or "often": Everyone from 57.1% on 8 September to 60.0% on 29 September, lowest '
        "50.0% on 22 September, highest 72.9% on 15 September, usual range 52% to 100%."
    )


def test_gaps_and_breaks_are_told() -> None:
    """Rounds without a figure are counted, and a break says before when nothing compares."""
    words = described([trend((70, 40), None, (70, 51), None, breaks=[2])])
    assert "no figure in 2 of 4 rounds" in words
    assert "not comparable before 22 September" in words


def test_days_long_ago_are_told_with_their_year() -> None:
    """The words of a chart of more than 300 days say which year its oldest points are of."""
    line = trend((70, 40), *[None] * 50, (70, 51), (70, 60), breaks=[51])
    words = described([line, trend(BAND, *[None] * 52, name="Agency staff")])
    assert words.startswith("Line chart, from 8 September 2026 to 7 September, in percent.")
    assert "from 57.1% on 8 September 2026 to 85.7% on 7 September" in words
    assert "not comparable before 31 August" in words
    assert f"Agency staff: {BAND}, 8 September 2026" in words


def test_a_rounded_share_is_told_as_it_was_published() -> None:
    """A rounded share keeps its "about", and its number of answers stays in the digest."""
    assert "from about 40% on 8 September to about 60% on 15 September" in described(
        [trend(40, 60)]
    )


def test_what_has_no_line_is_told_in_its_own_words() -> None:
    """A band is told as posted, and a group of which nothing was shown is named all the same."""
    words = described([trend(BAND, BAND, name="Agency staff"), trend(None, name="Students")])
    assert f"Agency staff: {BAND}, 15 September" in words
    assert "Students: not shown in these rounds" in words


def test_the_first_round_has_one_day() -> None:
    """A single round is no span of time."""
    assert described([trend((70, 51))]).startswith("Line chart, 8 September, in percent.")
    assert "Everyone 72.9% on 8 September." in described([trend((70, 51))])


def test_nothing_is_told_that_is_not_drawn() -> None:
    """Words and picture hold the same three questions and four groups."""
    words = described(EXTREME)
    assert "Supervision" in words
    assert "Too many" not in words
    assert "Dmmm" not in words


def test_no_trend_is_no_chart() -> None:
    """Where there is no chart there are no words of it."""
    assert described([]) == ""
