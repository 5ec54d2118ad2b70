import re
from collections import Counter
from typing import cast, get_args

import pytest

from questions.loader import load_shipped, shipped
from questions.model import HseTheme, LgaStandard, Question, QuestionSet

QUESTIONS = [
    pytest.param(question, id=f"{name}/{question.id}")
    for name in shipped()
    for question in load_shipped(name).questions
]


@pytest.fixture
def weekly() -> QuestionSet:
    return load_shipped("weekly")


@pytest.fixture
def health_check() -> QuestionSet:
    return load_shipped("health-check")


def test_the_sets_that_ship() -> None:
    """Five sets come with the program, each under its own id."""
    assert shipped() == (
        "health-check",
        "priorities",
        "support-grades",
        "weekly",
        "wolverhampton-2022",
    )
    assert [load_shipped(name).id for name in shipped()] == list(shipped())


def test_the_weekly_set_has_an_anchor_and_rotating_items_a_theme(weekly: QuestionSet) -> None:
    """A week asks four: the anchors of workload, stress and supervision, and one that rotates."""
    assert weekly.ask == 4
    assert [theme.id for theme in weekly.themes] == ["workload", "stress", "supervision"]
    items = Counter((question.theme, question.anchor) for question in weekly.questions)
    for theme in weekly.themes:
        assert items[theme.id, True] == 1
        assert items[theme.id, False] >= 4


def test_weekly_questions_have_a_window_that_fits_a_week(weekly: QuestionSet) -> None:
    """Workload and stress look back a week; supervision at four weeks or at its last or next."""
    windows = ("last four weeks", "last supervision", "next supervision")
    for question in weekly.questions:
        expected = windows if question.theme == "supervision" else ("last week",)
        assert any(window in question.wording for window in expected), question.wording


def test_the_health_check_covers_every_theme_and_standard(health_check: QuestionSet) -> None:
    """The health check asks all of its 9 to 20 items and feeds each HSE theme and LGA standard."""
    assert health_check.ask == "all"
    assert 9 <= len(health_check.questions) <= 20
    assert {question.hse for question in health_check.questions} >= {*get_args(HseTheme)}
    assert {question.lga for question in health_check.questions} >= {*get_args(LgaStandard)}
    assert all(question.hse or question.lga for question in health_check.questions)


@pytest.mark.parametrize("name", shipped())
def test_each_theme_has_an_anchor(name: str) -> None:
    """Each theme of a shipped set has one anchor, unless all that it asks are rankings."""
    question_set = load_shipped(name)
    ranked = {question.theme for question in question_set.questions if question.choose}
    anchored = [question.theme for question in question_set.questions if question.anchor]
    themes = {theme.id for theme in question_set.themes}
    assert len(anchored) == len(set(anchored))
    assert themes - ranked <= set(anchored) <= themes


def test_the_priorities_are_one_ranking() -> None:
    """What would help most is one question of nine options, of which three can be chosen."""
    [ranking] = load_shipped("priorities").questions
    assert (ranking.choose, len(ranking.scale.options)) == (3, 9)


def test_wolverhampton_has_the_six_published_items() -> None:
    """The Wolverhampton set has its six items, with the stress answers that the reports count."""
    question_set = load_shipped("wolverhampton-2022")
    favourable = {question.id: question.favourable for question in question_set.questions}
    assert question_set.ask == "all"
    assert favourable == {
        "workload-manageable": {"strongly-agree", "agree"},
        "work-given-out-fairly": {"strongly-agree", "agree"},
        "stress-unmanageable": {"never", "rarely", "occasionally"},
        "communication": {"strongly-agree", "agree"},
        "consultation": {"strongly-agree", "agree"},
        "observed-practice": {"yes"},
    }


def test_shared_ids_mean_the_same_only_in_the_same_version() -> None:
    """Workload is asked about in two sets under one id, and its versions keep them apart."""
    versions = {
        question.version
        for name in ("weekly", "wolverhampton-2022")
        for question in load_shipped(name).questions
        if question.id == "workload-manageable"
    }
    assert len(versions) == 2


def test_grades_are_asked_in_nine_questions_of_four_grades() -> None:
    """The set of grades is short, and its two upper grades are favourable."""
    questions = load_shipped("support-grades").questions
    assert len(questions) == 9
    for question in questions:
        first, second, *others = question.scale.option_ids
        assert question.favourable == {first, second}
        assert others == ["requires-improvement", "inadequate"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_wordings_are_short_and_plain(question: Question) -> None:
    """A wording is one short sentence without negatives, jargon, alternatives or shouting."""
    words = re.findall(r"[\w'-]+", question.wording.casefold())
    assert len(question.wording) <= 150
    assert len(words) <= 20
    assert max(map(len, words)) <= 13
    assert not {"not", "never", "no", "without", "cannot", "and", "always"} & {*words}
    assert not re.search(r"n't\b|service user|client|patient|/|!|;|\.\S", question.wording.lower())


@pytest.mark.parametrize("question", QUESTIONS)
def test_wordings_fit_their_scale(question: Question) -> None:
    """Agreement goes with a statement, the other scales with a question that they answer."""
    if question.scale.id == "agreement":
        assert question.wording.endswith(".")
        assert not question.wording.endswith("..")
    else:
        assert question.wording.endswith("?")
    asks_how_often = "how often" in question.wording.lower()
    assert asks_how_often == (question.scale.id in {"frequency", "how-often"})


@pytest.mark.parametrize(
    "question", [one for one in QUESTIONS if not cast("Question", one.values[0]).choose]
)
def test_favourable_answers_go_the_way_of_the_question(question: Question) -> None:
    """Of the answers one end of the scale is favourable: the low one for stress alone."""
    by_score = sorted(question.scale.options, key=lambda option: option.score)
    if "more than you" in question.wording:
        expected = by_score[: len(question.favourable)]
    else:
        expected = by_score[-len(question.favourable) :]
    assert question.favourable == {option.id for option in expected}
