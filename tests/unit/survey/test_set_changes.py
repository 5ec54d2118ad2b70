import pytest
from support.sets import a_question, a_set

from bot.survey.set_changes import between
from questions.loader import load_shipped
from questions.model import Question

ONE, TWO = a_question("one"), a_question("two")


def said(before: Question, after: Question) -> str:
    """What is said of one question that becomes different beside another that does not."""
    [change] = between(a_set(before, TWO), a_set(after, TWO))
    assert change.wordings == (after.wording,)
    return change.said


def test_nothing_is_said_of_what_stays() -> None:
    """A set that stays as it is changes nothing."""
    assert between(load_shipped("weekly"), load_shipped("weekly")) == ()


def test_all_of_a_new_set_is_new() -> None:
    """Without a set before it, every question that is asked is new."""
    [change] = between(None, a_set(ONE, a_question("two", retired=True)))
    assert change.said.startswith("New. The trend begins")
    assert change.wordings == (ONE.wording,)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (ONE, a_question("one", wording="Is it good?"), "The trend begins anew"),
        (ONE, a_question("one", favourable=["no"]), "The trend begins anew"),
        (ONE, a_question("one", retired=True), "Retired, and asked no more. Past figures stay."),
        (a_question("one", retired=True), ONE, "Brought back. The trend goes on, with a gap."),
        (
            a_question("one", retired=True),
            a_question("one", wording="Is it good?"),
            "The trend begins anew",
        ),
        (ONE, a_question("one", anchor=True), "is asked every round"),
        (a_question("one", anchor=True), ONE, "Takes turns with others from now on."),
        (ONE, a_question("other", wording="Is other fine?"), "New."),
    ],
)
def test_what_becomes_of_a_question_is_said(before: Question, after: Question, words: str) -> None:
    """Each way in which a question becomes different is told with what it means for its trend."""
    told = between(a_set(before, TWO), a_set(after, TWO))
    assert words in told[0].said
    assert told[0].wordings[0].startswith(after.wording)


def test_what_a_wording_was_is_told_with_it() -> None:
    """Of a question that is worded anew, the words before are told too."""
    [change] = between(a_set(ONE), a_set(a_question("one", wording="Is it good?")))
    assert change.wordings == ("Is it good? (before: Is one fine?)",)


def test_a_question_that_a_file_leaves_out_is_told() -> None:
    """What is not in the set any more is told, unless it was retired before."""
    [change] = between(a_set(ONE, TWO, a_question("old", retired=True)), a_set(TWO))
    assert change.said.startswith("Not in the set any more")
    assert change.wordings == (ONE.wording,)


def test_number_and_order_are_told() -> None:
    """How many a round asks, and another order, are told without naming questions."""
    told = between(a_set(ONE, TWO, ask=1), a_set(TWO, ONE))
    assert [change.said for change in told] == [
        "A round asks all questions instead of 1 question.",
        "The questions come in another order.",
    ]


def test_another_theme_is_told() -> None:
    """A question that belongs to another theme is told, as its trend goes on."""
    assert "Belongs to another theme" in said(ONE, a_question("one", theme="stress"))
