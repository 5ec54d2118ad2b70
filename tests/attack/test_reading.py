from collections.abc import Sequence
from dataclasses import replace

import pytest

from attack.publication import Posting
from attack.reading import NOT_SHOWN, Statement, UnknownText, read


def a_posting(figure: str, response: str = NOT_SHOWN, invited: int = 62) -> Posting:
    """A digest with one figure of everyone."""
    place = {"dimension": "everyone", "group": "everyone"}
    return Posting(
        digest={
            "response": {**place, "text": response, "invited": invited},
            "responses": [],
            "figures": [{**place, "question": "q", "text": figure, "favourable": 9, "answered": 9}],
        },
        dimensions=(),
        staff={},
        threshold=8,
        week=0,
        favourable={},
    )


def allowed(statements: Sequence[Statement], whole: int) -> list[int]:
    """The parts of a whole of which the statements are true."""
    return [
        part
        for part in range(whole + 1)
        if all(one.parts * part + one.wholes * whole <= one.most for one in statements)
    ]


@pytest.mark.parametrize(
    ("text", "whole", "first", "last"),
    [
        ("3 to 4 in 5 of 15 to 29 people", 20, 13, 16),
        ("up to 1 in 5 of 15 to 29 people", 20, 0, 4),
        ("more than 4 in 5 of 15 to 29 people", 29, 24, 29),
        ("up to a third of 8 to 14 people", 14, 0, 4),
        ("a third to two thirds of 8 to 14 people", 12, 5, 8),
        ("a third to two thirds of 8 to 14 people", 7, None, None),
        ("about 80% of about 35", 36, 27, 30),
        ("about 10% or less of about 30", 30, 0, 4),
        ("about 90% or more of about 45", 49, 42, 49),
        ("none, one or two of about 60", 55, 0, 2),
        ("all, or all but one or two, of about 60", 64, 62, 64),
        ("between 60% and 70% of about 170", 170, 102, 119),
        ("70% or more of about 50", 54, 38, 54),
        ("between 1 in 3 and 2 in 3 of 8 to 14 people", 9, 3, 6),
        ("up to 35% of about 170", 164, None, None),
        ("75.0% (9 of 9)", 9, 9, 9),
        (NOT_SHOWN, 7, 0, 7),
        (NOT_SHOWN, 8, 0, 8),
    ],
)
def test_the_words_of_a_share_mean_these_counts(
    text: str, whole: int, first: int | None, last: int | None
) -> None:
    """A share in words stands for a range of counts, and for no number of answers but its own."""
    _, figure = read(a_posting(text))
    counts = allowed(figure.statements, whole)
    assert counts == ([] if first is None or last is None else list(range(first, last + 1)))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("33 to 37 of 62 answered", 33, 37),
        ("43 or more of 62 answered", 43, 62),
        ("all, or all but one or two, of 62 answered", 60, 62),
        ("58 of 62 answered (93.5%)", 58, 58),
        ("between 55% and 65% of 62 answered", 35, 40),
        ("between 80% and 95% of 62 answered", 50, 58),
        ("between 50% and 60% of 62 answered", 31, 37),
        ("up to 40% of 62 answered", 8, 24),
        (NOT_SHOWN, 0, 62),
    ],
)
def test_the_words_of_a_response_mean_these_counts(text: str, first: int, last: int) -> None:
    """How many answered stands for a range."""
    response, _ = read(a_posting(NOT_SHOWN, text))
    counts = [
        whole
        for whole in range(63)
        if all(one.wholes * whole <= one.most for one in response.statements)
    ]
    assert counts == list(range(first, last + 1))


@pytest.mark.parametrize(
    ("texts", "first", "last"),
    [
        (["up to half of 5 to 14 people", "up to a third of 5 to 14 people"], 5, 7),
        (["up to half of 5 to 14 people", "1 to 2 in 5 of 15 to 29 people"], 5, 7),
        (["up to half of 5 to 14 people", "2 to 3 in 5 of 30 to 49 people"], 8, 14),
        (["up to half of 5 to 14 people", NOT_SHOWN], 5, 14),
    ],
)
def test_the_scale_tells_on_how_many_answers_a_share_rests(
    texts: Sequence[str], first: int, last: int
) -> None:
    """Halves are for fewer answers than thirds, if all of a dimension is told as finely."""
    posting = a_posting(NOT_SHOWN)
    groups = [
        {"dimension": "team", "group": group, "question": "q", "text": text}
        for group, text in zip("ab", texts, strict=True)
    ]
    digest = {**posting.digest, "figures": groups}
    _, half, _ = read(replace(posting, digest=digest, threshold=5))
    assert [n for n in range(100) if allowed(half.statements, n)] == list(range(first, last + 1))


@pytest.mark.parametrize(
    "text",
    [
        "roughly half of 15 to 29 people",
        "about 80% of 35",
        "between 1 in 5 and 70% of about 60",
        "8.1% (8 of 9)",
        "Not shown",
    ],
)
def test_words_that_are_not_known_are_refused(text: str) -> None:
    """A text that the attacker was not taught is an error, never passed over."""
    with pytest.raises(UnknownText):
        read(a_posting(text))


@pytest.mark.parametrize("text", ["about 40 of 62 answered", "33 to 37 of 61 answered or so"])
def test_responses_that_are_not_known_are_refused(text: str) -> None:
    """The same goes for how many answered."""
    with pytest.raises(UnknownText):
        read(a_posting(NOT_SHOWN, text))
