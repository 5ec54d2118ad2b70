import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from questions.model import (
    MOST_OPTIONS,
    Identifier,
    Option,
    Question,
    QuestionSet,
    Scale,
    Theme,
    Value,
)
from questions.scales import BUILT_IN


class Named(Value):
    id: Identifier


def question(**changes: object) -> Question:
    given: dict[str, object] = {
        "id": "one",
        "theme": "workload",
        "wording": "Was it fine?",
        "scale": BUILT_IN["yes-partly-no"],
        "favourable": {"yes"},
    }
    return Question.model_validate(given | changes)


def question_set(*questions: Question, ask: int | str = "all") -> QuestionSet:
    return QuestionSet.model_validate(
        {
            "id": "a-set",
            "title": "A set",
            "ask": ask,
            "themes": [Theme(id="workload", name="Workload"), Theme(id="stress", name="Stress")],
            "questions": questions,
        }
    )


@pytest.mark.parametrize("text", ["a", "0", "a-b", "2022", "a" * 60])
def test_identifiers_are_plain(text: str) -> None:
    """Lower-case letters, digits and hyphens make an identifier."""
    assert Named(id=text).id == text


@pytest.mark.parametrize("text", ["", "A", "-a", "a b", "a_b", "a\n", "é", "a" * 61, "٣"])
def test_other_texts_are_no_identifiers(text: str) -> None:
    """Anything else than lower-case letters, digits and hyphens is refused."""
    with pytest.raises(ValidationError):
        Named(id=text)


def test_an_error_does_not_repeat_what_was_given() -> None:
    """The text of a validation error holds no value of a model's field beside its own sentence."""
    with pytest.raises(ValidationError) as caught:
        Option.model_validate({"id": "a", "label": ["private"], "score": 1})
    assert "private" not in str(caught.value)


def test_a_scale_keeps_ten_choices_with_does_not_apply() -> None:
    """A scale has nine options of its own at most, since "Does not apply" is the tenth."""
    options = [Option(id=f"o{n}", label=f"Option {n}", score=n) for n in range(MOST_OPTIONS + 1)]
    assert len(Scale(id="long", options=tuple(options[:-1])).options) == 9
    with pytest.raises(ValidationError):
        Scale(id="long", options=tuple(options))


def test_versions_follow_what_people_read() -> None:
    """Wording, options, scale and favourable answers make a version; theme and tags do not."""
    same = [
        question(),
        question(id="two"),
        question(theme="stress"),
        question(anchor=True),
        question(hse="demands", lga="wellbeing"),
        question(retired=True),
    ]
    relabelled = Scale(
        id="yes-partly-no",
        options=(*BUILT_IN["yes-partly-no"].options[:2], Option(id="no", label="Nope", score=1)),
    )
    reordered = Scale(id="yes-partly-no", options=BUILT_IN["yes-partly-no"].options[::-1])
    other = [
        question(wording="Was it good?"),
        question(favourable={"yes", "partly"}),
        question(scale=BUILT_IN["frequency"], favourable={"always"}),
        question(scale=relabelled),
        question(scale=reordered),
    ]
    assert len({item.version for item in same}) == 1
    assert len({item.version for item in (*other, same[0])}) == len(other) + 1


def test_a_question_is_stored_and_read_back() -> None:
    """A question written as JSON reads back equal, with its version, and writes the same again."""
    often = {"always", "often", "sometimes", "rarely"}
    asked = question(scale=BUILT_IN["frequency"], favourable=often)
    stored = asked.model_dump_json()
    again = Question.model_validate_json(stored)
    assert again == asked
    assert again.version == asked.version
    assert '"favourable":["always","often","rarely","sometimes"]' in stored


@pytest.mark.parametrize(
    ("favourable", "said"),
    [
        ({"maybe"}, 'found "maybe"'),
        ({"yes", "partly", "no"}, "found all options"),
        (set(), "found neither favourable answers nor how many to choose"),
    ],
)
def test_favourable_is_a_part_of_the_scale(favourable: set[str], said: str) -> None:
    """Favourable answers are some of the scale's options, neither none nor all."""
    with pytest.raises(ValidationError, match=said):
        question(favourable=favourable)


def test_an_ordinary_question_keeps_its_version() -> None:
    """That questions may be rankings changes the version of no other, so that trends go on."""
    assert question().version == "da3dcdf033d8"


def test_a_ranking_is_stored_and_read_back() -> None:
    """A ranking written as JSON reads back equal; how many may be chosen is of its version."""
    ranking = question(favourable=(), choose=2)
    assert Question.model_validate_json(ranking.model_dump_json()) == ranking
    wider = Scale(id="four", options=BUILT_IN["frequency"].options)
    versions = {question(scale=wider, favourable=(), choose=n).version for n in (2, 3, 4)}
    assert len(versions | {ranking.version, question().version}) == 5


def test_a_question_kept_before_there_were_rankings_reads_back() -> None:
    """JSON that says nothing of choosing is an ordinary question."""
    stored = question().model_dump_json(exclude={"choose"})
    assert Question.model_validate_json(stored) == question()


def test_themes_are_known_once_and_have_one_anchor() -> None:
    """A set refuses an unknown theme, a theme twice and a second anchor of a theme."""
    with pytest.raises(ValidationError, match='found "weather", allowed are the themes'):
        question_set(question(theme="weather"))
    with pytest.raises(ValidationError, match="found a second anchor of the theme workload"):
        question_set(question(anchor=True), question(id="two", anchor=True))
    with pytest.raises(ValidationError, match='found "workload" a second time'):
        QuestionSet(
            id="a-set",
            title="A set",
            ask="all",
            themes=(Theme(id="workload", name="Work"), Theme(id="workload", name="Load")),
            questions=(question(),),
        )


def test_retired_questions_count_for_nothing() -> None:
    """What a round asks, and its anchors, are of the questions that are not retired."""
    anchor = question(anchor=True)
    retired = question(id="two", anchor=True, retired=True)
    assert question_set(retired, anchor, ask=1).in_use == (anchor,)
    with pytest.raises(ValidationError, match="found 2, allowed are 1 at most, all that are in"):
        question_set(retired, anchor, ask=2)
    with pytest.raises(ValidationError, match="found retired questions only"):
        question_set(retired)
    many = [question(id=f"q{n}", retired=n >= 20) for n in range(25)]
    assert len(question_set(*many).in_use) == 20


def test_a_scale_has_one_meaning_in_a_set() -> None:
    """Two questions of a set cannot have different scales by one name."""
    other = Scale(id="yes-partly-no", options=BUILT_IN["yes-partly-no"].options[::2])
    with pytest.raises(ValidationError, match="found a second scale of the name yes-partly-no"):
        question_set(question(), question(id="two", scale=other))


@settings(deadline=None)
@given(count=st.integers(1, 25), anchored=st.booleans(), ask=st.integers(1, 25) | st.just("all"))
def test_a_round_asks_from_its_anchors_to_all(
    *, count: int, anchored: bool, ask: int | str
) -> None:
    """A set is accepted just when a round can ask its anchors, has enough questions, and fits."""
    questions = [question(id=f"q{n}") for n in range(count)]
    questions[0] = question(id="q0", anchor=anchored)
    questions.append(question(id="last", theme="stress", anchor=anchored))
    asked = len(questions) if ask == "all" else int(ask)
    fits = 2 * anchored <= asked <= min(20, len(questions))
    if fits:
        assert question_set(*questions, ask=ask).ask == ask
    else:
        with pytest.raises(ValidationError, match=r"found .*allowed are|less than or equal to 20"):
            question_set(*questions, ask=ask)
