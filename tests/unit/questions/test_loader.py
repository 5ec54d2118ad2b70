from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.document import parse
from questions.errors import DocumentError
from questions.loader import QuestionSetFile, find, load, load_shipped, shipped
from questions.model import DOES_NOT_APPLY
from questions.scales import BUILT_IN

SMALL = """\
id: small
title: A small set
ask: 2
themes:
  workload: Workload
scales:
  grades:
    - {id: good, label: Good, score: 2}
    - {id: poor, label: Poor, score: 1}
questions:
  - id: breaks
    theme: workload
    wording: Did you get a break?
    scale: yes-partly-no
    favourable: [yes]
    anchor: true
  - id: tools
    theme: workload
    wording: How good are your tools?
    scale: grades
    favourable: [good]
"""


def refused(folder: Path, text: str) -> str:
    path = folder / "small.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        load(path)
    return str(caught.value).removeprefix(f"{folder}/")


def test_scales_are_named(tmp_path: Path) -> None:
    """A question names a built-in scale or one of its file, and gets its options whole."""
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    breaks, tools = load(path).questions
    assert breaks.scale == BUILT_IN["yes-partly-no"]
    assert breaks.favourable == {"yes"}
    assert breaks.anchor
    assert [(o.id, o.label, o.score) for o in tools.scale.options] == [
        ("good", "Good", 2),
        ("poor", "Poor", 1),
    ]


ELEVEN = "".join(f"    - {{id: g{n}, label: Grade {n}, score: {n}}}\n" for n in range(11))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "ask: 2",
            "ask: 2\naks: 3",
            (
                "line 4: aks: found a key that is not known here, allowed are id, title, ask,"
                " themes, scales, questions."
            ),
        ),
        (
            "    anchor: true",
            "    ancor: true",
            (
                "line 16: questions.1.ancor: found a key that is not known here, allowed are id,"
                " theme, wording, scale, favourable, choose, anchor, hse, lga, retired."
            ),
        ),
        (
            "score: 2}",
            "score: 2, worth: 1}",
            (
                "line 8: scales.grades.1.worth: found a key that is not known here, allowed are id,"
                " label, score."
            ),
        ),
        (
            "id: tools",
            "id: breaks",
            'line 17: questions.2.id: found "breaks" a second time, allowed is once.',
        ),
        (
            "id: poor",
            "id: good",
            'line 9: scales.grades.2.id: found "good" a second time, allowed is once.',
        ),
        (
            "label: Poor",
            "label: GOOD",
            'line 9: scales.grades.2.label: found "good" a second time, allowed is once.',
        ),
        (
            "id: poor",
            f"id: {DOES_NOT_APPLY}",
            (
                'line 9: scales.grades.2: found "does not apply", which every scale has already,'
                " allowed is another."
            ),
        ),
        (
            "label: Poor",
            "label: Does not apply",
            (
                'line 9: scales.grades.2: found "does not apply", which every scale has already,'
                " allowed is another."
            ),
        ),
        (
            "  workload: Workload",
            "  workload: Workload\n  workload: Work",
            "line 6: themes.workload: found this key twice, first on line 5, allowed is once.",
        ),
        (
            "favourable: [good]",
            "favourable: [great]",
            (
                'line 21: questions.2.favourable: found "great", which the scale grades lacks,'
                " allowed are good, poor."
            ),
        ),
        (
            "favourable: [good]",
            "favourable: [good, poor]",
            "line 21: questions.2.favourable: found all options, allowed is a part of good, poor.",
        ),
        (
            "favourable: [good]",
            "favourable: []",
            "line 21: questions.2.favourable: found a list of 0, allowed is 1 or more entries.",
        ),
        (
            "    - {id: good, label: Good, score: 2}\n    - {id: poor, label: Poor, score: 1}\n",
            ELEVEN,
            "line 7: scales.grades: found a list of 11, allowed is 9 entries at most.",
        ),
        (
            "    - {id: poor, label: Poor, score: 1}\n",
            "",
            "line 7: scales.grades: found a list of 1, allowed is 2 or more entries.",
        ),
        (
            SMALL[SMALL.index("questions:") :],
            "questions: []",
            "line 10: questions: found a list of 0, allowed is 1 or more entries.",
        ),
        (
            "  workload: Workload\n",
            "  {}\n",
            "line 4: themes: found no keys, allowed is 1 or more entries.",
        ),
        (
            "scale: grades",
            "scale: marks",
            (
                'line 20: questions.2.scale: found "marks", allowed are frequency, agreement,'
                " yes-partly-no, grade, grades."
            ),
        ),
        (
            "  grades:",
            "  agreement:",
            "line 7: scales.agreement: found a name that is built in, allowed is another.",
        ),
        (
            "theme: workload\n    wording: How",
            "theme: tools\n    wording: How",
            'line 18: questions.2.theme: found "tools", allowed are the themes workload.',
        ),
        (
            "favourable: [good]",
            "favourable: [good]\n    anchor: true",
            (
                "line 22: questions.2.anchor: found a second anchor of the theme workload,"
                " allowed is one: breaks."
            ),
        ),
        ("ask: 2", "ask: 3", "line 3: ask: found 3, allowed are 2 at most, all that are in use."),
        ("ask: 2", "ask: 0", 'line 3: ask: found "0", allowed is 1 or more or "all".'),
        ("ask: 2", "ask: 21", 'line 3: ask: found "21", allowed is 20 or less or "all".'),
        ("ask: 2", "ask: some", 'line 3: ask: found "some", allowed is a whole number or "all".'),
        (
            "id: small",
            "id: A Small Set",
            (
                'line 1: id: found "A Small Set", allowed are 1 to 60 lower-case letters, digits'
                " and hyphens."
            ),
        ),
        (
            "title: A small set",
            "title: ' '",
            'line 2: title: found "", allowed is 1 or more characters.',
        ),
        (
            "Did you get a break?",
            "Did you get a break" + "?" * 132,
            (
                'line 13: questions.1.wording: found "Did you get a break?????????????????????…"'
                " (151 characters), allowed is 150 characters at most."
            ),
        ),
        (
            "label: Good",
            "label: " + "G" * 76,
            (
                f'line 8: scales.grades.1.label: found "{"G" * 40}…" (76 characters),'
                " allowed is 75 characters at most."
            ),
        ),
        (
            "Did you get a break?",
            '"Did you\\nget a break?"',
            (
                'line 13: questions.1.wording: found "Did you get a break?" with a line break'
                " or tab, allowed is one line."
            ),
        ),
        (
            "    anchor: true",
            "    hse: demand",
            (
                'line 16: questions.1.hse: found "demand", allowed is "demands", "control",'
                ' "managerial-support", "peer-support", "relationships", "role" or "change".'
            ),
        ),
        (
            "    wording: How good are your tools?\n",
            "",
            "line 17: questions.2.wording: found no such key, and it has to be given.",
        ),
    ],
)
def test_a_bad_set_is_refused_in_one_sentence(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    """Each mistake is told with file, line and key, what was found and what is allowed."""
    assert SMALL.count(old) == 1
    assert refused(tmp_path, SMALL.replace(old, new)) == f"small.yaml, {sentence}"


RANKING = """\
id: wishes
title: Wishes
ask: all
themes:
  help: Help
scales:
  wishes:
    - {id: time, label: More time}
    - {id: people, label: More people}
    - {id: quiet, label: A quiet room}
questions:
  - id: help-most
    theme: help
    wording: Which two would help you most?
    scale: wishes
    choose: 2
"""


def test_a_ranking_says_how_many_to_choose(tmp_path: Path) -> None:
    """A question with `choose` ranks options that need no score, and has no favourable ones."""
    path = tmp_path / "wishes.yaml"
    path.write_text(RANKING, encoding="utf-8")
    [ranking] = load(path).questions
    assert ranking.choose == 2
    assert not ranking.favourable
    assert ranking.scale.option_ids == ("time", "people", "quiet")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "choose: 2",
            "choose: 6",
            'line 16: questions.1.choose: found "6", allowed is 5 or less.',
        ),
        (
            "choose: 2",
            "choose: 1",
            'line 16: questions.1.choose: found "1", allowed is 2 or more.',
        ),
        (
            "choose: 2",
            "choose: 3",
            (
                "line 16: questions.1.choose: found 3, allowed are fewer than the 3 options that"
                " the scale wishes has."
            ),
        ),
        (
            "choose: 2",
            "choose: 2\n    favourable: [time]",
            (
                "line 17: questions.1.favourable: found favourable answers beside how many to"
                " choose, allowed is one of them."
            ),
        ),
        (
            "choose: 2",
            "choose: 2\n    anchor: true",
            (
                "line 17: questions.1.anchor: found a ranking, which has no trend, allowed as an"
                " anchor is any other question."
            ),
        ),
        (
            "    choose: 2\n",
            "",
            (
                "line 8: scales.wishes.1: found no score, which only options to rank can do"
                " without, allowed is a whole number."
            ),
        ),
        (
            "scale: wishes\n    choose: 2\n",
            "scale: yes-partly-no\n",
            (
                "line 12: questions.1: found neither favourable answers nor how many to choose,"
                " allowed is one of them: favourable, a part of yes, partly, no, or choose."
            ),
        ),
        (
            "scale: wishes",
            "scale: grade",
            (
                'line 15: questions.1.scale: found "grade", allowed for a ranking is a scale of'
                " your own."
            ),
        ),
    ],
)
def test_a_bad_ranking_is_refused_in_one_sentence(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    """Each mistake in a ranking is told with its place, what was found and what is allowed."""
    assert RANKING.count(old) == 1
    assert refused(tmp_path, RANKING.replace(old, new)) == f"small.yaml, {sentence}"


def test_all_of_a_long_set_is_too_much_for_a_round(tmp_path: Path) -> None:
    """A set that asks all has twenty questions at most, and a longer one has to say how many."""
    head, entry = SMALL[: SMALL.index("  - id: breaks")], SMALL[SMALL.index("  - id: tools") :]
    entries = "".join(entry.replace("tools", f"tools-{n}", 1) for n in range(21))
    assert refused(tmp_path, head.replace("ask: 2", "ask: all") + entries) == (
        "small.yaml, line 3: ask: found all of 21 questions, allowed are 20 a round at most."
    )


def test_every_round_has_room_for_the_anchors(tmp_path: Path) -> None:
    """A set that asks fewer questions than it has anchors is refused."""
    text = SMALL.replace("ask: 2", "ask: 1").replace("Workload", "Workload\n  tools: Tools")
    text = text.replace("tools\n    theme: workload", "tools\n    theme: tools\n    anchor: true")
    assert refused(tmp_path, text) == (
        "small.yaml, line 3: ask: found 1, allowed are 2 or more,"
        " since every round asks every anchor."
    )


def test_find_takes_a_shipped_name_or_a_path_beside_the_file(tmp_path: Path) -> None:
    """A reference is the name of a shipped set, or a path that starts at the file's folder."""
    (tmp_path / "sets").mkdir()
    (tmp_path / "sets" / "own.yaml").write_text(SMALL, encoding="utf-8")
    pulse = tmp_path / "pulse.yaml"
    assert find("weekly", pulse) == load_shipped("weekly")
    assert find("sets/own.yaml", pulse).id == "small"
    with pytest.raises(DocumentError, match=r"gone\.yaml: found no such file"):
        find("gone.yaml", pulse)
    with pytest.raises(DocumentError) as caught:
        find("weakly", pulse)
    assert str(caught.value) == (
        'question set: found "weakly", allowed are health-check, priorities, support-grades, '
        "weekly, wolverhampton-2022 and the path of a .yaml file."
    )


def test_an_unknown_shipped_name_lists_the_known_ones() -> None:
    """Asking for a set that is not shipped names those that are."""
    with pytest.raises(DocumentError, match=f"allowed are {', '.join(shipped())}"):
        load_shipped("../sets/weekly")


identifiers = st.from_regex(r"[a-z0-9][a-z0-9-]{0,59}", fullmatch=True).filter(
    lambda text: text not in BUILT_IN and text != DOES_NOT_APPLY
)
labels = (
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=75)
    .map(str.strip)
    .filter(lambda text: text and text.casefold() != "does not apply")
)


@st.composite
def set_files(draw: st.DrawFn) -> dict[str, object]:
    themes = draw(st.dictionaries(identifiers, labels, min_size=1, max_size=3))
    options = draw(st.dictionaries(identifiers, labels, min_size=2, max_size=9))
    labelled = {label.casefold(): (id_, label) for id_, label in options.items()}
    scale = [
        {"id": id_, "label": label, "score": draw(st.integers(-5, 5))}
        for id_, label in labelled.values()
    ]
    names = draw(st.lists(identifiers, min_size=1, max_size=6, unique=True))
    known = {"own": scale} if len(scale) > 1 else {}
    answers = {name: list(built.option_ids) for name, built in BUILT_IN.items()}
    answers |= {name: [str(option["id"]) for option in own] for name, own in known.items()}
    questions = []
    for name in names:
        on = draw(st.sampled_from(sorted(answers)))
        told = {"favourable": sorted(draw(st.sets(st.sampled_from(answers[on][:-1]), min_size=1)))}
        if on == "own" and len(scale) > 2 and draw(st.booleans()):
            told = {"choose": draw(st.integers(2, min(5, len(scale) - 1)))}
        questions.append(
            {
                "id": name,
                "theme": draw(st.sampled_from(sorted(themes))),
                "wording": draw(labels),
                "scale": on,
                **told,
            }
        )
    return {
        "id": draw(identifiers),
        "title": draw(labels),
        "ask": draw(st.integers(1, len(names)) | st.just("all")),
        "themes": themes,
        "scales": known,
        "questions": questions,
    }


@settings(deadline=None)
@given(set_files())
def test_a_set_written_as_yaml_reads_back(data: dict[str, object]) -> None:
    """A set that another program writes as YAML is read with each text, number and order kept."""
    read = parse(yaml.safe_dump(data, sort_keys=False), QuestionSetFile, "x.yaml")
    assert read == QuestionSetFile.model_validate(data)
    assert read.model_dump(mode="json", exclude_defaults=True) | {"scales": data["scales"]} == data
    meant = read.question_set
    assert [question.scale.id for question in meant.questions] == [
        entry.scale for entry in read.questions
    ]
    assert type(meant).model_validate_json(meant.model_dump_json()) == meant
