import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.advice import advise, on, reading_age
from questions.loader import load_shipped, shipped
from questions.model import Option, Question, Scale
from questions.scales import BUILT_IN

HOW_GOOD = Scale(
    id="how-good",
    options=(Option(id="good", label="Good", score=2), Option(id="poor", label="Poor", score=1)),
)
SCALES = {**BUILT_IN, HOW_GOOD.id: HOW_GOOD}
SHIPPED = [
    pytest.param(question, id=f"{name}/{question.id}")
    for name in shipped()
    for question in load_shipped(name).questions
]

FINE = [
    ("How often did you have time for a break in the last week?", "frequency"),
    ("Health and safety is taken seriously where I work.", "agreement"),
    ("After a hard visit or call, I had a moment to catch my breath.", "agreement"),
    ("If you were off sick and came back, were you made welcome?", "yes-partly-no"),
    ("My manager makes time for me when I need it.", "agreement"),
    ("How old is too old for a work phone, like the one you have?", "how-good"),
    ("I know whom to ask when I am stuck.", "agreement"),
    ("How good was your phone signal on visits?", "how-good"),
    ("Is supervision helpful?", "yes-partly-no"),
    ("I understand the aims of my team.", "agreement"),
    ("The unit I work in is a good place to be.", "agreement"),
    ("How would you grade the name badge that you wear?", "grade"),
]

BAD = [
    ("Is your workload fair and manageable?", "yes-partly-no", "as it says “and”"),
    ("My laptop or phone works.", "agreement", "as it says “or”"),
    ("My laptop/phone works.", "agreement", "as it says “laptop/phone”"),
    ("Do you have time? Is it enough?", "yes-partly-no", "two questions in it"),
    ("I am not unhappy at work.", "agreement", "“not” and “unhappy” together"),
    ("I never go without a break.", "agreement", "“never” and “without” together"),
    ("I don\u2019t have enough time.", "agreement", "answer such as “Strongly disagree”"),
    ("How often did you not get a break?", "frequency", "an answer such as “Never”"),
    (
        "How often in the last week did you have as much time as you would have liked to have "
        "with people who draw on support?",
        "frequency",
        "It has 25 words.",
    ),
    (
        "To what extent does organisational communication facilitate your professional growth?",
        "how-good",
        "aim for 12. Shorter words would help for “organisational”, “communication”",
    ),
    ("What is your full name?", "how-good", "“your full name” asks for something"),
    ("Which team are you in?", "how-good", "“Which team” asks for something"),
    ("Who supports you most?", "how-good", "“Who” asks for something"),
    ("How old are you?", "how-good", "“How old are you” asks for something"),
    ("Name a colleague who helps you.", "how-good", "“Name a” asks for something"),
    ("Don't you think your manager is fair?", "yes-partly-no", "“Don't you” leads to an answer"),
    ("How often do you get our excellent training?", "frequency", "“excellent” leads"),
    ("I always have time for my records.", "agreement", "“always” leaves no room"),
    ("Do service users get enough time?", "yes-partly-no", "Instead of “service users”"),
    ("Do you have enough time?", "agreement", "make it a statement"),
    ("I have enough time.", "yes-partly-no", "end it with a question mark"),
    ("Do you get a break?", "frequency", "ask “How often”"),
    ("How often do you get a break?", "yes-partly-no", "these answers do not say so"),
    ("How is your workload?", "yes-partly-no", "Yes and no do not answer this"),
]


@pytest.mark.parametrize("question", SHIPPED)
def test_the_shipped_sets_need_no_advice(question: Question) -> None:
    """Nothing is advised about any question that comes with the program."""
    assert advise(question) == ()


@pytest.mark.parametrize(("wording", "scale"), FINE)
def test_a_good_wording_gets_no_advice(wording: str, scale: str) -> None:
    """A wording with one idea, in plain words, that its scale answers, is left alone."""
    assert on(wording, SCALES[scale]) == ()


@pytest.mark.parametrize(("wording", "scale", "said"), BAD)
def test_advice_says_what_to_mend(wording: str, scale: str, said: str) -> None:
    """What makes a wording hard to answer is told in a sentence, and nothing else with it."""
    [sentence] = on(wording, SCALES[scale])
    assert said in sentence
    assert sentence.endswith(".")


def test_a_long_scale_is_told_of() -> None:
    """Many answers are advised against, though nine are allowed."""
    options = [Option(id=f"o{n}", label=f"Answer {n}", score=n) for n in range(9)]
    [said] = on("How good is your phone?", Scale(id="long", options=tuple(options)))
    assert said.startswith("9 answers are many")


def test_a_ranking_asks_for_as_many_as_can_be_chosen() -> None:
    """The wording of a ranking names its number, and its options may be nine."""
    options = [Option(id=f"o{n}", label=f"Thing {n}", score=0) for n in range(9)]
    scale = Scale(id="things", options=tuple(options))
    assert on("Which three would help you most?", scale, choose=3) == ()
    [said] = on("What would help you most?", scale, choose=3)
    assert said.endswith("ask for that many: “Which three”.")


def test_several_things_are_told_together() -> None:
    """A wording with several faults gets a sentence for each, what gives people away first."""
    said = on("Surely your name and your age do not matter?", BUILT_IN["yes-partly-no"])
    assert [one.split("”")[0] for one in said] == [
        "“your name",
        "There may be two ideas in it, as it says “and",
        "With “not",
        "“Surely",
    ]


def test_the_reading_age_is_that_of_the_published_index() -> None:
    """Nine words of 42 letters: 4.71 x 42/9 + 0.5 x 9 - 21.43, and five years more."""
    age = reading_age("My manager always makes some time for my questions.")
    assert round(age, 2) == 10.05


@given(st.text(), st.sampled_from(sorted(SCALES)))
def test_advice_is_never_a_fault(wording: str, scale: str) -> None:
    """Whatever is typed, advice is sentences."""
    assert all(isinstance(said, str) and said for said in on(wording, SCALES[scale]))
