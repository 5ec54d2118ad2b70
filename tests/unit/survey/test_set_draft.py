from hypothesis import given
from hypothesis import strategies as st
from support.sets import a_question, a_set

from bot.survey.set_draft import SetDraft, named
from questions.model import Question, Scale, Theme

WORK, STRESS = Theme(id="work", name="Work"), Theme(id="stress", name="Stress")


def draft(*questions: Question, **more: object) -> SetDraft:
    return SetDraft.of(a_set(*questions)).model_copy(update=more)


def ids(found: SetDraft) -> list[str]:
    return [one.id for one in found.questions]


def test_a_draft_says_what_its_set_says() -> None:
    """A draft that nothing was changed about is finished as the set that it was begun from."""
    question_set = a_set(a_question("one", anchor=True), a_question("two", retired=True))
    assert SetDraft.of(question_set).finished() == question_set


def test_a_new_question_stands_last_in_its_theme() -> None:
    """A question is added after the others of its theme, and a theme that is new comes last."""
    found = draft(a_question("a"), a_question("b", theme="stress"))
    found = found.with_question(a_question("c"), theme=WORK)
    assert ids(found) == ["a", "c", "b"]
    found = found.with_question(a_question("d", theme="tools"), theme=Theme(id="tools", name="T"))
    assert ids(found) == ["a", "c", "b", "d"]
    assert [theme.id for theme in found.themes] == ["work", "stress", "tools"]


def test_a_changed_question_keeps_its_place() -> None:
    """A question that is there already takes the place of what it was."""
    found = draft(a_question("a"), a_question("b"))
    found = found.with_question(a_question("a", wording="Other?"), theme=WORK)
    assert ids(found) == ["a", "b"]
    assert found.questions[0].wording == "Other?"


def test_questions_move_among_those_in_use() -> None:
    """Up and down pass by retired questions, and end at the first and the last."""
    found = draft(a_question("a"), a_question("b", retired=True), a_question("c"))
    assert ids(found.moved("c", -1)) == ["c", "b", "a"]
    assert ids(found.moved("a", -1)) == ids(found.moved("c", 1)) == ["a", "b", "c"]
    assert ids(found.moved("b", -1)) == ids(found.moved("none", 1)) == ["a", "b", "c"]


def test_a_question_comes_back_without_a_second_anchor() -> None:
    """An anchor that was retired is one again, unless its theme has another by now."""
    alone = draft(a_question("a", anchor=True), a_question("b"))
    back = alone.retiring("a", retired=True).retiring("a", retired=False)
    assert back == alone
    other = alone.retiring("a", retired=True).with_question(
        a_question("b", anchor=True), theme=WORK
    )
    assert [one.anchor for one in other.retiring("a", retired=False).questions] == [False, True]


def test_what_is_lacking_is_said() -> None:
    """An empty set, too many questions, and a number that cannot be asked are told in words."""
    assert draft(a_question("a")).lacks() == ()
    [empty] = draft(a_question("a")).retiring("a", retired=True).lacks()
    assert empty.startswith("There is no question to ask yet")
    many = [a_question(f"q{number}") for number in range(21)]
    [full] = SetDraft(id="a", title="A", themes=(WORK,), questions=tuple(many)).lacks()
    assert full.startswith("A round cannot ask all of 21 questions, as 20 are the most.")
    two = (a_question("a", anchor=True), a_question("b", theme="stress", anchor=True))
    assert draft(*two, ask=3).lacks() == (
        "A round is to ask 3 questions; 2 of the set are in use.",
    )
    [few] = draft(*two, ask=1).lacks()
    assert few.startswith("A round is to ask 1 question, and 2 are asked every round.")


def test_themes_without_a_question_are_left_out() -> None:
    """A theme that no question has any more is not published."""
    found = draft(a_question("a"), a_question("b", theme="stress")).without("b")
    assert [theme.id for theme in found.finished().themes] == ["work"]


def test_a_new_scale_can_be_chosen_before_a_question_has_it() -> None:
    """A scale of its own stays with the draft, and is published once a question has it."""
    scale = Scale.model_validate(
        a_question("a").scale.model_dump() | {"id": "another"},
    )
    found = draft(a_question("a")).with_scale(scale)
    assert found.scales[-1] == scale
    assert all(one.scale.id != "another" for one in found.finished().questions)


@given(st.text(max_size=200), st.sets(st.sampled_from(["a", "a-2", "one", "one-2"])))
def test_every_text_makes_an_id_that_is_not_taken(words: str, taken: set[str]) -> None:
    """An id of any words is one that the model allows, and different from those there are."""
    assert named(words, taken) not in taken
    assert a_question(named(words, taken)).id == named(words, taken)
