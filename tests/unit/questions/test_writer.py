import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.document import parse
from questions.loader import QuestionSetFile, load_shipped, shipped
from questions.model import (
    DOES_NOT_APPLY,
    MOST_ASKED,
    MOST_CHOSEN,
    Option,
    Question,
    QuestionSet,
    Scale,
    Theme,
)
from questions.scales import BUILT_IN
from questions.writer import write

IDS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,12}", fullmatch=True) | st.sampled_from(
    ["null", "yes", "no", "2022", "1e3", "0x1f", "true"]
)
AWKWARD = st.sampled_from(
    [
        "~",
        "null",
        "yes",
        "#",
        "[a,b]",
        "{a}",
        "&a",
        "*a",
        "!a",
        "%a",
        "'",
        '"',
        "\\n",
        "a\\",
        "@",
        "`",
        "|",
        ">",
        "?",
        "2022-11-24",
        "10:00",
        "=",
        "<<",
        "😀",
        "\ufeffa\ufeff",
        "- a",
        "a: b",
        "a #b",
        "a, b",
    ]
)
"""Words of which YAML makes something else where they stand bare."""


def words(most: int) -> st.SearchStrategy[str]:
    """One line of any characters that may be in one."""
    anything = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=most)
    return (anything | AWKWARD).filter(lambda text: text.strip() and text == text.strip())


@st.composite
def scales(draw: st.DrawFn) -> Scale:
    """A scale of one's own, under a name that is not built in."""
    options = draw(
        st.lists(
            st.builds(Option, id=IDS, label=words(75), score=st.integers(-9, 99)),
            min_size=2,
            max_size=9,
            unique_by=(lambda one: one.id, lambda one: one.label.casefold()),
        ).filter(
            lambda some: all(
                one.id != DOES_NOT_APPLY and one.label.casefold() != "does not apply"
                for one in some
            )
        )
    )
    return Scale(id=draw(IDS.filter(lambda name: name not in BUILT_IN)), options=tuple(options))


@st.composite
def question_sets(draw: st.DrawFn) -> QuestionSet:
    """Any set, with scales of its own, awkward words, anchors, tags and retired questions."""
    themes = draw(st.lists(IDS, min_size=1, max_size=3, unique=True))
    own = draw(st.lists(scales(), max_size=2, unique_by=lambda scale: scale.id))
    questions = []
    for number, name in enumerate(draw(st.lists(IDS, min_size=1, max_size=6, unique=True))):
        scale = draw(st.sampled_from([*own, *BUILT_IN.values()]))
        choose = None
        if scale in own and len(scale.options) > 2 and draw(st.booleans()):
            choose = draw(st.integers(2, min(MOST_CHOSEN, len(scale.options) - 1)))
        several = st.sets(st.sampled_from(scale.option_ids), min_size=1)
        favourable = draw(several.filter(lambda some, all_=scale.option_ids: len(some) < len(all_)))
        questions.append(
            Question(
                id=name,
                theme=draw(st.sampled_from(themes)),
                wording=draw(words(150)),
                scale=scale,
                favourable=frozenset(() if choose else favourable),
                choose=choose,
                hse=draw(st.sampled_from([None, "demands"])),
                lga=draw(st.sampled_from([None, "wellbeing"])),
                retired=number > 0 and draw(st.booleans()),
            )
        )
    anchored = draw(st.sampled_from(questions)).id
    in_use = sum(not one.retired for one in questions)
    return QuestionSet(
        id=draw(IDS),
        title=draw(words(150)),
        ask=draw(st.integers(1, min(in_use, MOST_ASKED)) | st.just("all")),
        themes=tuple(Theme(id=one, name=draw(words(75))) for one in themes),
        questions=tuple(
            one.model_copy(update={"anchor": one.id == anchored and one.choose is None})
            for one in questions
        ),
    )


def read(text: str) -> QuestionSet:
    return parse(text, QuestionSetFile, "written.yaml").question_set


@settings(deadline=None)
@given(question_sets())
def test_a_set_is_written_without_loss(question_set: QuestionSet) -> None:
    """Of what is written of any set the loader makes the same set again."""
    assert read(write(question_set)) == question_set


@pytest.mark.parametrize("name", shipped())
def test_shipped_sets_are_written_without_loss(name: str) -> None:
    """Each shipped set is written so that the loader makes the same set, and the same text."""
    written = write(load_shipped(name))
    assert read(written) == load_shipped(name)
    assert write(read(written)) == written


def test_what_is_written_reads_the_same_elsewhere() -> None:
    """Other readers of YAML take "yes" and "no" for words too, since they stand in quotes."""
    written = yaml.safe_load(write(load_shipped("weekly")))
    assert written["questions"][-1]["favourable"] == ["yes"]


AS_PEOPLE_WOULD = """\
id: tools
title: Tools for the job
ask: 1

themes:
  tools: Tools

scales:
  how-good:
    - {id: good, label: Good, score: 2}
    - {id: 'no', label: 'No: bad', score: 1}

questions:
  - id: phone
    theme: tools
    wording: How good is your phone?
    scale: how-good
    favourable: [good]
    anchor: true
    hse: demands

  - id: laptop
    theme: tools
    wording: Does your laptop work?
    scale: yes-partly-no
    favourable: ['yes', partly]
    retired: true
"""


def test_a_set_is_written_as_people_would() -> None:
    """A question has a line for each key, and a scale a line for each option."""
    scale = Scale(
        id="how-good",
        options=(
            Option(id="good", label="Good", score=2),
            Option(id="no", label="No: bad", score=1),
        ),
    )
    written = write(
        QuestionSet(
            id="tools",
            title="Tools for the job",
            ask=1,
            themes=(Theme(id="tools", name="Tools"),),
            questions=(
                Question(
                    id="phone",
                    theme="tools",
                    wording="How good is your phone?",
                    scale=scale,
                    favourable=frozenset({"good"}),
                    anchor=True,
                    hse="demands",
                ),
                Question(
                    id="laptop",
                    theme="tools",
                    wording="Does your laptop work?",
                    scale=BUILT_IN["yes-partly-no"],
                    favourable=frozenset({"partly", "yes"}),
                    retired=True,
                ),
            ),
        )
    )
    assert written == AS_PEOPLE_WOULD


def test_a_ranking_is_written_as_people_write_it() -> None:
    """With how many may be chosen, and without scores that mean nothing."""
    text = write(load_shipped("priorities"))
    assert "    choose: 3\n" in text
    assert "score" not in text
    assert "favourable" not in text
    assert parse(text, QuestionSetFile, "x.yaml").question_set == load_shipped("priorities")
