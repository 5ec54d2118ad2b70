from collections import Counter
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st
from support import sets

from bot.survey.rotation import ask
from questions.model import Question, QuestionSet, Theme


def a_question(name: str, *, anchor: bool = False) -> Question:
    """A question of the theme that its name begins with, such as "a2"."""
    return sets.a_question(name, theme=name[0], anchor=anchor)


def a_set(names: str, asks: int | str, anchors: str = "") -> QuestionSet:
    """A set whose questions stand in this order, its themes in the order of the alphabet."""
    ids = names.split()
    return QuestionSet.model_validate(
        {
            "id": "weekly",
            "title": "A set",
            "ask": asks,
            "themes": [Theme(id=theme, name=theme) for theme in sorted({one[0] for one in ids})],
            "questions": [a_question(one, anchor=one in anchors.split()) for one in ids],
        }
    )


def ids(questions: Sequence[Question]) -> list[str]:
    return [question.id for question in questions]


def rounds_of(question_set: QuestionSet, count: int) -> list[list[str]]:
    """The questions of so many rounds, each chosen after those before it."""
    history: list[list[str]] = []
    for _ in range(count):
        history.append(ids(ask(question_set, history)))
    return history


def as_words(rounds: Sequence[Sequence[str]]) -> list[str]:
    return [" ".join(one) for one in rounds]


@st.composite
def question_sets(draw: st.DrawFn) -> QuestionSet:
    """Sets of one to four themes, an anchor in some, in any order, asking any number."""
    sizes = draw(st.lists(st.integers(1, 6), min_size=1, max_size=4))
    names = [f"{theme}{n}" for theme, size in zip("abcd", sizes, strict=False) for n in range(size)]
    anchors = [f"{theme}0" for theme, _ in zip("abcd", sizes, strict=False) if draw(st.booleans())]
    asks = draw(st.integers(max(1, len(anchors)), min(20, len(names))))
    return a_set(" ".join(draw(st.permutations(names))), asks, " ".join(anchors))


def rotating(question_set: QuestionSet, theme: str) -> list[str]:
    return [q.id for q in question_set.questions if q.theme == theme and not q.anchor]


@settings(deadline=None)
@given(question_sets())
def test_a_round_asks_every_anchor_and_as_many_as_the_set_says(question_set: QuestionSet) -> None:
    """Each round has the set's number of questions, all anchors, none twice, in the set's order."""
    order = ids(question_set.questions)
    for one in rounds_of(question_set, 12):
        assert len(one) == question_set.ask
        assert {q.id for q in question_set.questions if q.anchor} <= set(one)
        assert one == sorted(set(one), key=order.index)


@settings(deadline=None)
@given(question_sets())
def test_no_question_returns_before_all_of_its_theme_have_been_asked(
    question_set: QuestionSet,
) -> None:
    """At every moment the questions of a theme have been asked equally often, or one apart."""
    history = rounds_of(question_set, 30)
    for theme in question_set.themes:
        asked = Counter(dict.fromkeys(rotating(question_set, theme.id), 0))
        for one in history:
            asked.update(name for name in one if name in asked)
            if asked:
                assert max(asked.values()) - min(asked.values()) <= 1


@settings(deadline=None)
@given(question_sets())
def test_themes_take_turns(question_set: QuestionSet) -> None:
    """Themes with enough questions for their share are asked equally often, or one apart."""
    sizes = {theme.id: len(rotating(question_set, theme.id)) for theme in question_set.themes}
    sizes = {theme: size for theme, size in sizes.items() if size}
    slots = len(ask(question_set, [])) - sum(q.anchor for q in question_set.questions)
    if not sizes or slots > len(sizes) * min(sizes.values()):
        return
    asked = Counter(dict.fromkeys(sizes, 0))
    for one in rounds_of(question_set, 30):
        asked.update(name[0] for name in one if name in rotating(question_set, name[0]))
        assert max(asked.values()) - min(asked.values()) <= 1


@settings(deadline=None)
@given(
    question_sets(),
    st.lists(st.lists(st.sampled_from([f"{t}{n}" for t in "abcdz" for n in range(7)])), max_size=9),
)
def test_any_history_gives_a_whole_round(
    question_set: QuestionSet, history: list[list[str]]
) -> None:
    """Whatever was asked before the set was edited, the next round is whole."""
    one = ids(ask(question_set, history))
    assert len(one) == len(set(one)) == question_set.ask


def test_three_themes_with_one_place_take_turns() -> None:
    """Three anchors and one more: the themes' other questions come round one by one."""
    question_set = a_set("a0 a1 a2 b0 b1 b2 c0 c1", 4, anchors="a0 b0 c0")
    assert as_words(rounds_of(question_set, 7)) == [
        "a0 a1 b0 c0",
        "a0 b0 b1 c0",
        "a0 b0 c0 c1",
        "a0 a2 b0 c0",
        "a0 b0 b2 c0",
        "a0 b0 c0 c1",
        "a0 a1 b0 c0",
    ]


def test_two_places_do_not_favour_the_first_theme() -> None:
    """With two places for three themes each theme is asked in two rounds of three."""
    question_set = a_set("a1 a2 b1 b2 c1 c2", 2)
    assert as_words(rounds_of(question_set, 4)) == ["a1 b1", "a2 c1", "b2 c2", "a1 b1"]


def test_themes_take_turns_in_the_order_of_the_set_s_themes() -> None:
    """Of themes that have waited equally long, the one named first comes first."""
    question_set = a_set("c1 b1 a1", 1)
    assert as_words(rounds_of(question_set, 3)) == ["a1", "b1", "c1"]


def test_a_set_that_asks_all_asks_all() -> None:
    """A health check asks everything each time."""
    question_set = a_set("a1 b1 b2", "all")
    assert ids(ask(question_set, [["a1"]])) == ["a1", "b1", "b2"]


def test_a_new_question_is_next_in_its_theme() -> None:
    """A question added to the set is asked before those of its theme that were asked already."""
    history = rounds_of(a_set("a1 a2", 1), 3)
    assert ids(ask(a_set("a1 a2 a3", 1), history)) == ["a3"]


def test_a_removed_question_leaves_the_others_turns_alone() -> None:
    """After a question is taken out, the one that has waited longest follows."""
    history = rounds_of(a_set("a1 a2 a3", 1), 2)
    assert ids(ask(a_set("a1 a3", 1), history)) == ["a3"]


def test_a_question_that_stops_being_an_anchor_has_just_been_asked() -> None:
    """It joins the turns of its theme at the end."""
    history = rounds_of(a_set("a0 a1 a2", 2, anchors="a0"), 1)
    assert ids(ask(a_set("a0 a1 a2", 1), history)) == ["a2"]


def test_retired_questions_are_not_asked() -> None:
    """A retired question takes no turn, and its theme goes on with the others."""
    before = a_set("a0 a1 a2 b0", asks=2, anchors="a0")
    retired = [one.model_copy(update={"retired": one.id == "a2"}) for one in before.questions]
    without = before.model_copy(update={"questions": tuple(retired)})
    assert as_words(rounds_of(without, 4)) == ["a0 a1", "a0 b0", "a0 a1", "a0 b0"]
    everything = without.model_copy(update={"ask": "all"})
    assert ids(ask(everything, [])) == ["a0", "a1", "b0"]
