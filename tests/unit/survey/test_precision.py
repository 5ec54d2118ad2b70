import re
from fractions import Fraction

import pytest

from bot.survey.precision import (
    FEWEST_COUNTS,
    NOT_SHOWN,
    Said,
    Share,
    favourable,
    favourable_between,
    turnout,
)
from bot.survey.statistics import response_band
from storage.model import Precision

LOWEST = 5


def liked(part: int, whole: int, threshold: int = LOWEST) -> Said:
    return favourable(Share(part=part, whole=whole, answers=whole), threshold)


def answered(casts: int, invited: int, threshold: int = LOWEST) -> Said:
    return turnout(Share(part=casts, whole=invited, answers=casts), threshold)


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (51, 70, "72.9% (51 of 70)"),
        (45, 66, "68.2% (45 of 66)"),
        (3, 50, "6.0% (3 of 50)"),
        (2, 50, "none, one or two of about 50"),
        (68, 70, "all, or all but one or two, of about 70"),
        (14, 34, "about 40% of about 35"),
        (4, 32, "about 10% or less of about 30"),
        (49, 49, "about 90% or more of about 45"),
        (0, 15, "up to 1 in 5 of 15 to 29 people"),
        (12, 29, "2 to 3 in 5 of 15 to 29 people"),
        (29, 29, "more than 4 in 5 of 15 to 29 people"),
        (7, 14, "a third to two thirds of 8 to 14 people"),
        (4, 7, "more than half of 5 to 7 people"),
        (4, 4, NOT_SHOWN),
    ],
)
def test_a_share_is_said_as_finely_as_its_answers_allow(part: int, whole: int, text: str) -> None:
    """Counts from 50, tens from 30, fifths, thirds and halves below, nothing under five."""
    assert liked(part, whole).text == text


@pytest.mark.parametrize("threshold", [5, 8, 12, 30, 60])
def test_nothing_is_said_of_fewer_than_the_threshold(threshold: int) -> None:
    """With one answer too few neither share nor response is said, and with enough the share is."""
    for answers in range(threshold):
        for part in range(answers + 1):
            assert liked(part, answers, threshold).text == NOT_SHOWN
        assert answered(answers, 200, threshold).text == NOT_SHOWN
    assert liked(threshold // 2, threshold, threshold).text != NOT_SHOWN


@pytest.mark.parametrize("whole", range(LOWEST, 130))
def test_whatever_is_not_exact_stands_for_three_counts(whole: int) -> None:
    """For every number of answers, every text is that of three counts or more, all told."""
    said: dict[str, list[int]] = {}
    for part in range(whole + 1):
        one = liked(part, whole)
        said.setdefault(one.text, []).append(part)
        assert (one.precision is Precision.EXACT) == (whole >= 50 and 3 <= part <= whole - 3)
    for text, parts in said.items():
        assert len(parts) >= FEWEST_COUNTS or re.search(r"\(\d+ of \d+\)", text)
        assert list(liked(parts[0], whole).parts) == parts


@pytest.mark.parametrize("threshold", range(LOWEST, 31))
@pytest.mark.parametrize("rougher", range(4))
def test_the_words_for_a_number_stand_for_three(threshold: int, rougher: int) -> None:
    """However the threshold cuts them, the same words are said of three numbers or more."""
    said: dict[tuple[str, range], list[int]] = {}
    for answers in range(threshold, 200):
        one = favourable(
            Share(part=answers // 2, whole=answers, answers=answers), threshold, rougher=rougher
        )
        if one.precision not in {Precision.WITHHELD, Precision.EXACT}:
            people = one.text.rpartition(" of ")[2]
            said.setdefault((people, one.answers), []).append(answers)
    for (_, numbers), answered_ in said.items():
        assert len(numbers) >= FEWEST_COUNTS
        assert set(answered_) == {one for one in numbers if one < 200}


@pytest.mark.parametrize("threshold", [5, 6, 7, 8, 13, 28, 30])
@pytest.mark.parametrize("rougher", range(2))
def test_the_words_for_a_turnout_stand_for_three(threshold: int, rougher: int) -> None:
    """Whoever is invited, the same words are said of just those numbers that are told, three or
    more, and a rougher step says nothing exactly."""
    for whole in range(threshold, 210):
        said: dict[str, list[int]] = {}
        for part in range(threshold, whole + 1):
            share = Share(part=part, whole=whole, answers=part)
            one = turnout(share, threshold, rougher=rougher)
            assert one.precision is not Precision.EXACT or not rougher
            if one.precision not in {Precision.WITHHELD, Precision.EXACT}:
                said.setdefault(f"{one.text}/{one.parts}", []).append(part)
        for text, parts in said.items():
            assert len(parts) >= FEWEST_COUNTS
            assert text.endswith(f"/range({parts[0]}, {parts[-1] + 1})")
        assert len(said) == len({text.rpartition("/")[0] for text in said})


@pytest.mark.parametrize("whole", range(LOWEST, 50))
def test_the_words_of_a_share_are_true(whole: int) -> None:
    """What a text says of a share is so for every share that it is said of."""
    fractions = {"a third": Fraction(1, 3), "two thirds": Fraction(2, 3), "half": Fraction(1, 2)}
    for part in range(whole + 1):
        text = liked(part, whole).text
        share = Fraction(part, whole)
        if percent := re.match(r"about (\d+)%( or less| or more)?", text):
            near = Fraction(int(percent[1]), 100)
            assert abs(share - near) <= Fraction(1, 20) or percent[2]
            assert (percent[2] == " or less") == (share < Fraction(15, 100))
            assert (percent[2] == " or more") == (share >= Fraction(85, 100))
            continue
        words = text.split(" of ")[0]
        for name, value in fractions.items():
            words = words.replace(name, str(value))
        words = re.sub(r"(\d) in 5", r"\1/5", re.sub(r"(\d) to (\d) in 5", r"\1/5 to \2/5", words))
        ends = [Fraction(one) for one in re.findall(r"\d/\d", words)]
        if words.startswith("up to"):
            assert share <= ends[0]
        elif words.startswith("more than"):
            assert share > ends[0]
        else:
            assert ends[0] < share <= ends[1]


@pytest.mark.parametrize("whole", range(LOWEST, 130))
def test_the_number_of_answers_is_rough_too(whole: int) -> None:
    """Beside a rough share the number of answers stands for three or more, this one among them."""
    text = liked(1, whole).text
    of = text.rsplit(" of ", 1)[1]
    alike = [n for n in range(LOWEST, 140) if liked(1, n).text.rsplit(" of ", 1)[1] == of]
    assert whole in alike
    assert len(alike) >= FEWEST_COUNTS
    if band := re.fullmatch(r"(\d+) to (\d+) people", of):
        assert int(band[1]) <= whole <= int(band[2])
    else:
        assert abs(int(of.removeprefix("about ")) - whole) <= 5


@pytest.mark.parametrize("threshold", [5, 8, 10, 13, 14, 29, 31, 47, 48, 49, 60])
def test_a_response_that_is_not_exact_stands_for_three_counts(threshold: int) -> None:
    """Whoever knows how many were invited cannot tell who few answerers or silent people are."""
    for invited in range(1, 140):
        said: dict[str, list[int]] = {}
        for casts in range(invited + 1):
            one = answered(casts, invited, threshold)
            assert one.precision is Precision.WITHHELD or casts >= threshold
            if one.precision is Precision.EXACT:
                assert 50 <= casts <= invited - 3
            elif one.precision is not Precision.WITHHELD:
                said.setdefault(one.text, []).append(casts)
                assert casts in one.parts
        assert all(len(alike) >= FEWEST_COUNTS for alike in said.values())


@pytest.mark.parametrize(
    ("casts", "invited", "text"),
    [
        (198, 469, "198 of 469 answered (42.2%)"),
        (199, 200, "all, or all but one or two, of 200 answered"),
        (37, 97, "33 to 37 of 97 answered"),
        (20, 60, "15 to 29 of 60 answered"),
        (12, 12, "8 or more of 12 answered"),
        (15, 16, "all, or all but one or two, of 16 answered"),
        (8, 8, NOT_SHOWN),
        (7, 40, NOT_SHOWN),
    ],
)
def test_a_response_is_said_as_finely_as_its_answers_allow(
    casts: int, invited: int, text: str
) -> None:
    """Counts from 50 with three silent, a percentage from 30, a range of numbers below."""
    assert answered(casts, invited, threshold=8).text == text


def test_the_words_of_a_response_are_true() -> None:
    """What a text says of the number of answerers is so, and the rounded share is near it."""
    for invited in range(8, 120):
        for casts in range(8, min(invited, 49) + 1):
            said = answered(casts, invited, 8)
            if found := re.match(r"(\d+) to (\d+) of", said.text):
                assert int(found[1]) <= casts <= int(found[2])
            elif found := re.match(r"(\d+) or more of", said.text):
                assert casts >= int(found[1])
            else:
                assert said.text == NOT_SHOWN or invited - casts < 3
            if said.nearest is not None:
                assert abs(100 * casts / invited - said.nearest) < 15


def test_a_word_for_a_rounded_response_never_flatters() -> None:
    """The lowest share that a rounded response can stand for has earned the word too."""
    order = ["indicative only", "adequate", "desirable", "good", "very good"]
    for invited in range(30, 150):
        for casts in range(30, invited + 1):
            one = answered(casts, invited, 8)
            if one.nearest is not None:
                word = response_band(max(one.nearest - 10, 0), 100)
                assert order.index(word) <= order.index(response_band(one.parts[0], invited))


@pytest.mark.parametrize(
    ("whole", "parts", "text"),
    [
        (70, range(47, 52), "between 65% and 75% of about 70"),
        (70, range(3, 7), "up to 10% of about 70"),
        (70, range(64, 68), "90% or more of about 70"),
        (35, range(14, 18), "between 40% and 50% of about 35"),
        (25, range(9, 13), "between 1 in 5 and 3 in 5 of 15 to 29 people"),
        (25, range(21, 26), "4 in 5 or more of 15 to 29 people"),
        (12, range(3, 7), "up to 2 in 3 of 8 to 14 people"),
        (12, range(3, 10), NOT_SHOWN),
    ],
)
def test_what_follows_from_others_is_said_as_a_range(whole: int, parts: range, text: str) -> None:
    """The range holds all parts that follow, in steps as coarse as the answers ask for."""
    share = Share(part=parts[0], whole=whole, answers=whole)
    said = favourable_between(share, parts, 8)
    assert said.text == text
    assert said.parts == (range(whole + 1) if text == NOT_SHOWN else parts)
