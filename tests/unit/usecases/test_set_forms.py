import pytest
from support.sets import a_question, a_set

from bot.survey.set_draft import SetDraft
from bot.usecases.actions import Misfilled
from bot.usecases.set_forms import QuestionWords, ask_of, question_of, scale_of, themes_of, title_of
from questions.model import Question
from questions.scales import BUILT_IN

DRAFT = SetDraft.of(
    a_set(a_question("one", anchor=True), a_question("two", hse="demands", retired=True))
)
OWN = scale_of("Time\nPeople\nQuiet", DRAFT, BUILT_IN)
SCALES = {**BUILT_IN, OWN.id: OWN}
GOOD = QuestionWords(
    question=None,
    wording="Did you get a break?",
    theme="work",
    new_theme=None,
    scale="yes-partly-no",
    favourable=("yes",),
    every_round=False,
)


def made(**changes: object) -> Question:
    words = GOOD.model_copy(update=changes)
    return question_of(words, DRAFT, SCALES, [one.id for one in DRAFT.questions], BUILT_IN)[0]


def wrong(**changes: object) -> dict[str, str]:
    with pytest.raises(Misfilled) as caught:
        made(**changes)
    return dict(caught.value.fields)


def test_a_question_is_made_of_what_was_filled_in() -> None:
    """A new question gets an id of its words; one that is changed keeps its id and its tags."""
    assert made().id == "did-you-get-a-break"
    assert made(wording="One?").id == "one-2"
    changed = made(question="two")
    assert (changed.id, changed.hse, changed.retired) == ("two", "demands", True)
    assert changed.wording == "Did you get a break?"


def test_a_ranking_is_made_of_answers_of_ones_own() -> None:
    """It has how many may be chosen, and no favourable answers, whatever was ticked before."""
    ranking = made(scale=OWN.id, choose=2, favourable=("yes",))
    assert (ranking.choose, ranking.favourable) == (2, frozenset())
    assert made(choose=None).choose is None


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({}, "choose", "Of these answers only one fits."),
        ({"scale": OWN.id, "choose": 3}, "choose", "There are 3 answers, so fewer than that"),
        (
            {"scale": OWN.id, "every_round": True, "theme": "work"},
            "every-round",
            "A question of which people choose several answers has no trend",
        ),
    ],
)
def test_a_ranking_that_cannot_be_is_told_at_its_field(
    changes: dict[str, object], field: str, said: str
) -> None:
    """Not of built-in answers, not of all that there are, and not every round."""
    assert wrong(**{"choose": 2, **changes})[field].startswith(said)


def test_a_theme_is_chosen_or_named() -> None:
    """A name goes before the theme that is chosen, and one that is there already is taken."""
    words = GOOD.model_copy(update={"new_theme": "Tools for work"})
    _, theme = question_of(words, DRAFT, BUILT_IN, (), BUILT_IN)
    assert (theme.id, theme.name) == ("tools-for-work", "Tools for work")
    again = words.model_copy(update={"new_theme": " WORK "})
    _, theme = question_of(again, DRAFT, BUILT_IN, (), BUILT_IN)
    assert theme.id == "work"


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"wording": None}, "wording", "Please write the question in one line."),
        ({"wording": "a" * 151}, "wording", "It has 151 characters; 150 are the most."),
        ({"wording": "a\nb"}, "wording", "Please write the question in one line."),
        ({"wording": "is ONE fine"}, "wording", "Question 1 of this set asks it already."),
        ({"wording": "Is two fine?"}, "wording", "Question 2 of this set has it already, retired"),
        ({"theme": None}, "theme", "Please choose a theme, or name a new one below."),
        ({"theme": "gone"}, "theme", "Please choose a theme"),
        ({"new_theme": "a" * 76}, "new-theme", "75 characters at most"),
        ({"scale": None}, "scale", "Please choose how people answer."),
        ({"favourable": ()}, "favourable", "Please say which answers are favourable"),
        ({"favourable": ("always",)}, "favourable", "Please say which answers are favourable"),
        ({"favourable": ("yes", "partly", "no")}, "favourable", "Leave one out at least."),
        ({"every_round": True}, "every-round", "has its question for every round already"),
    ],
)
def test_what_cannot_be_taken_is_told_at_its_field(
    changes: dict[str, object], field: str, said: str
) -> None:
    """Each thing that is missing or wrong is told in a sentence at its own field."""
    found = wrong(**changes)
    assert [*found] == [field]
    assert said in found[field]


def test_the_anchor_of_a_theme_stays_its_anchor() -> None:
    """The question that is asked every round already may stay so when it is changed."""
    assert made(question="one", every_round=True).anchor


def test_a_scale_is_made_of_lines() -> None:
    """The first line means most, ids differ, and the name is one that is not taken."""
    scale = scale_of("Good\n  Fair \n\nPoor\n", DRAFT, BUILT_IN)
    assert (scale.id, scale.option_ids) == ("good-poor", ("good", "fair", "poor"))
    assert [one.score for one in scale.options] == [3, 2, 1]
    assert scale_of("Good\nPoor", DRAFT.with_scale(scale), BUILT_IN).id == "good-poor-2"
    assert scale_of("+\n-", DRAFT, BUILT_IN).option_ids == ("one", "one-2")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (None, "Please give two answers at least"),
        ("Good", "Please give two answers at least"),
        ("\n".join(f"Answer {n}" for n in range(11)), "You gave 11 answers; 9 are the most"),
        ("Good\ngood!", "“good!” stands there twice."),
        ("Good\nDoes not apply.", "comes after every scale by itself"),
        (f"Good\n{'a' * 76}", "Line 2 has 76 characters; 75 are the most for an answer."),
    ],
)
def test_answers_that_cannot_be_taken_are_told(lines: str | None, said: str) -> None:
    """Too few, too many, the same twice, or too long are told at the field."""
    with pytest.raises(Misfilled) as caught:
        scale_of(lines, DRAFT, BUILT_IN)
    assert said in caught.value.fields["options"]


def test_how_many_a_round_asks_fits_the_set() -> None:
    """A number from the anchors to all that are in use is taken, and the word all."""
    draft = SetDraft.of(a_set(*(a_question(f"q{n}", anchor=n == 0) for n in range(3))))
    assert [ask_of("all", draft), ask_of("2", draft)] == ["all", 2]
    for text in ("0", "4", "٣", "-1", "1.5", "", None):
        with pytest.raises(Misfilled):
            ask_of(text, draft)
    with pytest.raises(Misfilled, match="Something"):
        title_of(" ")


def test_themes_get_the_names_that_were_typed() -> None:
    """Each theme keeps its id and its place; a name that is missing or there twice is told."""
    draft = SetDraft.of(a_set(a_question("one"), a_question("two", theme="stress")))
    renamed = themes_of(["Tasks", "Worries"], draft)
    assert [(theme.id, theme.name) for theme in renamed] == [
        ("work", "Tasks"),
        ("stress", "Worries"),
    ]
    with pytest.raises(Misfilled) as caught:
        themes_of([None, "a" * 76, "One", "one"], draft)
    assert [*caught.value.fields] == ["theme-name-0", "theme-name-1", "theme-name-3"]
