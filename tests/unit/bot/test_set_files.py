from bot.set_files import checked
from questions.loader import load_shipped
from questions.model import QuestionSet


def changed(question_set: QuestionSet, wording: str, *, retired: bool = False) -> QuestionSet:
    first, *others = question_set.questions
    changed = first.model_copy(update={"wording": wording, "retired": retired})
    return question_set.model_copy(update={"questions": (changed, *others)})


def test_a_good_set_is_said_to_be_good_in_a_line() -> None:
    """Of a set without anything to think about, its counts are said."""
    assert checked(load_shipped("weekly")) == "weekly: 18 questions, 4 a round. Good to use."
    assert checked(load_shipped("health-check")) == "health-check: 19 questions, all. Good to use."


def test_advice_stands_below_with_its_question() -> None:
    """Advice names the question that it is about, and the set stays good to use."""
    first, second = checked(changed(load_shipped("weekly"), "How often are you not fine?")).split(
        "\n"
    )
    assert first.endswith("Good to use.")
    assert second.startswith("  workload-manageable: With “not” in it")


def test_retired_questions_are_counted_apart_and_get_no_advice() -> None:
    """Nobody is asked a retired question, so nothing is said of its wording."""
    said = checked(changed(load_shipped("weekly"), "Are you not fine?", retired=True))
    assert said == "weekly: 17 questions, 4 a round; 1 retired. Good to use."
