from datetime import date

import pytest

from bot.survey.intervals import difference, interval, silence
from bot.survey.wording import briefly, likely, recalled, roughly, same_words, unheard


def test_an_interval_is_said_in_whole_percent() -> None:
    """51 of 70, of 129 asked, reads as between which shares it likely lies."""
    assert likely(interval(51, 70, 129)) == "likely 65% to 79%"


def test_nothing_is_likely_where_everyone_answered() -> None:
    """Where all of them answered, the text says so instead of a range."""
    assert likely(interval(9, 12, 12)) == "exact, since all of them answered"


@pytest.mark.parametrize(
    ("counts", "span"), [((51, 70, 129), "40% to 85%"), ((81, 89, 340), "24% to 98%")]
)
def test_silence_is_said_with_its_condition(counts: tuple[int, int, int], span: str) -> None:
    """The bounds are said together with what they would take."""
    assert unheard(silence(*counts)) == f"{span} if those who did not answer think differently"


def test_many_joined_groups_are_named_by_the_first_of_them() -> None:
    """Two groups keep their names however long these are; of many, the first ones stand whole."""
    two = f"{'x' * 75} and {'y' * 75}"
    assert briefly(two) == two
    joined = ", ".join(f"Team {number} of the north and east" for number in range(40))
    assert briefly(joined).endswith(", Team 3 of the north and east and others")
    assert joined.startswith(briefly(joined).removesuffix(" and others"))


@pytest.mark.parametrize(
    ("new", "old", "text"),
    [
        ((51, 70), (81, 89), "down 18.2 points (approximately 6.3 to 30.4 down)"),
        ((81, 89), (51, 70), "up 18.2 points (approximately 6.3 to 30.4 up)"),
        ((50, 70), (51, 70), "down 1.4 points (approximately 16.0 down to 13.3 up)"),
        ((50, 70), (50, 70), "no change (approximately 14.7 down to 14.7 up)"),
    ],
)
def test_a_change_is_said_with_its_range(
    new: tuple[int, int], old: tuple[int, int], text: str
) -> None:
    """A change reads with its approximate range, and whether that lies on one side of nothing."""
    assert roughly(difference(new, old)) == text


@pytest.mark.parametrize(
    ("today", "text"),
    [
        (date(2026, 11, 24), "24 November"),
        (date(2027, 9, 20), "24 November"),
        (date(2027, 9, 21), "24 November 2026"),
        (date(2028, 11, 24), "24 November 2026"),
    ],
)
def test_a_day_long_ago_is_said_with_its_year(today: date, text: str) -> None:
    """More than 300 days later a day and a month might be those of another year."""
    assert recalled(date(2026, 11, 24), today) == text


def test_the_same_words_are_known_again() -> None:
    """Capitals, spaces and marks make no other question, and signs alone are told apart."""
    assert same_words("How are you?", "  how ARE you ")
    assert not same_words("How are you?", "How were you?")
    assert not same_words("+", "-")
