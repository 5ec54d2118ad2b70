import json
from collections.abc import Callable, Sequence
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from support.figures import a_figure, a_response

from bot.survey import post as message
from bot.survey import thread as replies
from bot.survey.actions import Promised
from bot.survey.digest import Digest, compose
from bot.survey.export import exported
from bot.survey.past import Past
from bot.survey.section import Section
from bot.survey.trends import words
from questions.model import Question
from storage.model import Choice, Dimension, Precision, Published, Round

Rounds = Callable[..., Round]
Dimensions = Callable[..., Dimension]
Questions = Callable[..., Question]

SCHEMA = json.loads(
    (Path(__file__).parents[3] / "docs" / "digest.schema.json").read_text(encoding="utf-8")
)
AUTUMN = date(2026, 11, 24)


def post(digest: Digest, promised: Promised | None = None) -> tuple[Section, ...]:
    return message.post(digest, promised or Promised())


def thread(digest: Digest, promised: Promised | None = None) -> tuple[Section, ...]:
    return replies.thread(digest, promised or Promised())


def published(
    round_: Round,
    shares: Sequence[tuple[int, int]],
    response: tuple[int, int] = (198, 300),
    groups: Sequence[tuple[str, int, int]] = (),
) -> Published:
    """What was published: everyone's share of each question, and groups' for every question."""
    return Published(
        round=round_.id,
        responses=(
            a_response(*response),
            *(a_response(whole, 2 * whole, group) for group, _, whole in groups),
        ),
        figures=tuple(
            figure
            for question, share in zip(round_.questions, shares, strict=True)
            for figure in (
                a_figure(question, *share),
                *(a_figure(question, part, whole, group) for group, part, whole in groups),
            )
        ),
    )


@pytest.fixture
def asked(a_question: Questions) -> tuple[Question, ...]:
    """An anchor of each theme."""
    return tuple(a_question(theme) for theme in ("workload", "stress", "supervision"))


@pytest.fixture
def past(a_round: Rounds, asked: tuple[Question, ...]) -> Callable[..., Past]:
    """Makes an earlier round with these shares."""

    def make(week: int, *shares: tuple[int, int]) -> Past:
        round_ = a_round(questions=asked, week=week)
        return Past(round=round_, published=published(round_, shares))

    return make


@pytest.fixture
def digest_of(
    a_round: Rounds, asked: tuple[Question, ...], past: Callable[..., Past]
) -> Callable[..., Digest]:
    """Makes the digest of three anchors' shares, after earlier rounds with theirs."""

    def make(
        *shares: tuple[int, int],
        earlier: Sequence[Sequence[tuple[int, int]]] = (),
        response: tuple[int, int] = (198, 300),
    ) -> Digest:
        round_ = a_round(questions=asked[: len(shares)], week=len(earlier))
        history = [past(week, *told) for week, told in enumerate(earlier)]
        return compose(published(round_, shares, response), round_, history)

    return make


# ---- the headline


def test_the_first_headline_names_highest_and_lowest(digest_of: Callable[..., Digest]) -> None:
    """With nothing to compare, the headline says which theme stands highest and lowest."""
    assert digest_of((51, 70), (39, 70), (60, 70)).headline == (
        "First results: supervision stands highest with 85.7% favourable answers, "
        "stress lowest with 55.7%."
    )


def test_a_later_headline_says_what_really_moved(digest_of: Callable[..., Digest]) -> None:
    """Whatever moved by more than chance would is named, the largest change first."""
    digest = digest_of((51, 70), (30, 70), (65, 70), earlier=[[(50, 70), (50, 70), (50, 70)]])
    assert digest.headline == (
        "Supervision stands highest with 92.9% favourable answers, stress lowest with 42.9%; "
        "favourable answers for stress are down 28.6 points since 24 November; "
        "favourable answers for supervision are up 21.4 points since 24 November."
    )


def test_a_headline_says_that_nothing_moved(digest_of: Callable[..., Digest]) -> None:
    """A change that chance may have brought is none that a headline names."""
    digest = digest_of((51, 70), (39, 70), (60, 70), earlier=[[(50, 70), (45, 70), (60, 70)]])
    assert digest.headline.endswith("; nothing moved by more than chance would since 24 November.")


def test_level_themes_are_not_ranked(digest_of: Callable[..., Digest]) -> None:
    """Themes with the same share are named together."""
    assert digest_of((51, 70), (51, 70)).headline == (
        "First results: 72.9% of answers are favourable for workload and stress."
    )
    assert digest_of((51, 70)).headline == (
        "First results: 72.9% of answers are favourable for workload."
    )


def test_rough_figures_are_not_ranked(digest_of: Callable[..., Digest]) -> None:
    """Where a count is not published the headline says what is, and compares nothing."""
    assert digest_of((51, 70), (14, 34), (2, 7)).headline == (
        "First results: favourable answers for workload: 72.9%, stress: about 40%, "
        "supervision: not shown."
    )


@pytest.mark.parametrize(
    ("response", "ending"),
    [
        ((198, 469), "; only 42.2% answered, so this is indicative only."),
        ((20, 60), "; 15 to 29 of 60 answered, so this is indicative only."),
        ((0, 9), "; few answered, so this is indicative only."),
    ],
)
def test_a_low_response_is_said_in_the_headline(
    digest_of: Callable[..., Digest], response: tuple[int, int], ending: str
) -> None:
    """Under half, or where that cannot be told, results are indicative only."""
    digest = digest_of((5, 9), (4, 9), response=response)
    assert digest.headline.endswith(ending)
    assert digest.band == "indicative only"


def test_a_headline_owns_up_to_having_nothing(digest_of: Callable[..., Digest]) -> None:
    """When nothing can be shown, that is what the headline says."""
    assert digest_of((2, 7), (3, 7), response=(7, 30)).headline == (
        "No results can be shown this time, so that nobody's answers can be worked out."
    )


def test_questions_of_one_theme_are_told_apart(a_round: Rounds, a_question: Questions) -> None:
    """Without anchors all questions are compared, by their wording where the theme is shared."""
    asked = [
        a_question(id=f"q{number}", wording=f"Was it {number}?", anchor=False) for number in (1, 2)
    ]
    round_ = a_round(questions=asked)
    digest = compose(published(round_, [(51, 70), (39, 70)]), round_, [])
    assert digest.headline == (
        'First results: "Was it 1?" stands highest with 72.9% favourable answers, '
        '"Was it 2?" lowest with 55.7%.'
    )


# ---- items


def test_anchors_come_first_in_the_order_of_themes(a_round: Rounds, a_question: Questions) -> None:
    """The digest does not follow the order of asking."""
    asked = (
        a_question("workload", id="turn", anchor=False),
        a_question("supervision"),
        a_question("workload"),
    )
    round_ = a_round(questions=asked)
    digest = compose(published(round_, [(51, 70)] * 3), round_, [])
    assert [item.id for item in digest.items] == ["workload-anchor", "supervision-anchor", "turn"]


def test_favourable_answers_are_in_the_order_of_the_scale(
    a_round: Rounds, a_question: Questions
) -> None:
    """The favourable options read as a phrase."""
    asked = a_question(favourable={"always", "sometimes", "often"})
    round_ = a_round(questions=[asked])
    digest = compose(published(round_, [(51, 70)]), round_, [])
    assert digest.items[0].favourable == '"sometimes", "often" or "always"'


def test_changes_are_since_the_item_was_last_asked(
    a_round: Rounds, asked: tuple[Question, ...], past: Callable[..., Past]
) -> None:
    """A round that did not ask the item is passed over; the change is from the counts."""
    other = a_round(questions=asked[1:], week=1)
    history = [
        past(0, (70, 129), (1, 9), (1, 9)),
        Past(round=other, published=published(other, [(1, 9), (1, 9)])),
    ]
    round_ = a_round(questions=asked[:1], week=2)
    [item] = compose(published(round_, [(78, 146)]), round_, history).items
    assert item.change is not None
    assert item.change.by.points == -0.8
    assert item.change.since == AUTUMN
    assert not item.change.clear


@pytest.mark.parametrize(("new", "old"), [((51, 70), (14, 34)), ((14, 34), (51, 70))])
def test_rough_figures_have_no_change(
    digest_of: Callable[..., Digest], new: tuple[int, int], old: tuple[int, int]
) -> None:
    """A change needs the counts of both rounds, and no earlier round stands in."""
    item = digest_of(new, earlier=[[(50, 70)] * 3, [old] * 3]).items[0]
    assert item.change is None


def test_another_wording_is_not_compared(
    a_round: Rounds, a_question: Questions, past: Callable[..., Past]
) -> None:
    """A question whose wording changed starts again."""
    round_ = a_round(questions=[a_question(wording="Was it all right?")], week=1)
    before = past(0, (50, 70), (50, 70), (50, 70))
    digest = compose(published(round_, [(51, 70)]), round_, [before])
    assert digest.items[0].change is None
    assert [point.breaks for point in digest.trends[0].points] == [False, True]


def test_the_wording_before_last_is_not_compared(
    a_round: Rounds, a_question: Questions, asked: tuple[Question, ...], past: Callable[..., Past]
) -> None:
    """A wording that was left and taken up again starts again, too."""
    other = a_round(questions=[a_question(wording="Was it all right?")], week=1)
    history = [
        past(0, (50, 70), (50, 70), (50, 70)),
        Past(round=other, published=published(other, [(50, 70)])),
    ]
    round_ = a_round(questions=asked[:1], week=2)
    assert compose(published(round_, [(51, 70)]), round_, history).items[0].change is None


def test_twelve_rounds_stand_beside_each_other(digest_of: Callable[..., Digest]) -> None:
    """The oldest is left out, and a round that was not shown leaves a gap."""
    earlier = [[(50 + week, 100)] * 3 for week in range(10)] + [[(2, 7)] * 3, [(14, 34)] * 3]
    trend, *_ = digest_of((51, 70), earlier=earlier).trends
    assert len(trend.points) == 12
    assert words(trend).startswith("1 December: 51.0%; ")
    assert words(trend).endswith("2 February: not shown; 9 February: about 40%; 16 February: 72.9%")


def test_trends_are_of_everyone_and_of_the_groups_beside(
    a_round: Rounds, a_dimension: Dimensions, asked: tuple[Question, ...]
) -> None:
    """Everyone's trend of an anchor comes first, then those of a dimension of few groups."""
    few = [("a", 40, 70), ("b", 20, 25)]
    round_ = a_round(a_dimension("team", "a", "b"), questions=asked[:2])
    digest = compose(published(round_, [(60, 95)] * 2, groups=few), round_, [])
    assert [(one.theme_name, one.name) for one in digest.trends] == [
        (theme, name)
        for theme in ("Workload", "Stress")
        for name in ("Everyone", "Team A", "Team B")
    ]


def test_how_sure_a_share_is_depends_on_who_answered(digest_of: Callable[..., Digest]) -> None:
    """An interval for what chance leaves open, and bounds where fewer than 80% answered."""
    item = digest_of((51, 70), response=(70, 129)).items[0]
    assert item.likely is not None
    assert item.silence is not None
    assert (round(item.likely.low, 4), round(item.likely.high, 4)) == (0.6529, 0.7930)
    assert (round(item.silence.low, 2), round(item.silence.high, 2)) == (0.40, 0.85)
    assert digest_of((51, 70), response=(70, 87)).items[0].silence is None
    assert digest_of((14, 34), response=(70, 129)).items[0].likely is None


# ---- words


def test_the_post_reads_by_itself(
    a_round: Rounds, a_dimension: Dimensions, asked: tuple[Question, ...]
) -> None:
    """Response, small dimensions side by side, each anchor with its change and its rounds."""
    groups = [("a", 40, 70), ("b", 20, 25)]
    dimension = a_dimension("team", "a", "b")
    before = a_round(dimension, questions=asked[:1])
    round_ = a_round(dimension, questions=asked[:1], week=1)
    history = [Past(round=before, published=published(before, [(59, 95)], groups=groups))]
    digest = compose(published(round_, [(60, 95)], (95, 150), groups), round_, history)
    shown = ["\n".join((one.heading, *one.lines)) for one in (*post(digest), *thread(digest))]
    assert "\n\n".join(shown) == (
        """\
Weekly pulse, 1 December to 3 December 2026
63.2% of answers are favourable for workload; \
nothing moved by more than chance would since 24 November.

How many answered
95 of 150 answered (63.3%): desirable
Team A: 70 of 140 answered (50.0%) · Team B: 15 to 29 of 50 answered

Workload
How often was your workload all right in the last week?
63.2% (60 of 95) answered "often" or "always"; up 1.1 points since 24 November, \
which may be chance
Team A: 57.1% (40 of 70) · Team B: 3 to 4 in 5 of 15 to 29 people

How sure this is, for all 150 asked
How often was your workload all right in the last week?
63.2% (60 of 95): likely 57% to 69%; 40% to 77% if those who did not answer think differently
Since 24 November: up 1.1 points (approximately 12.5 down to 14.5 up)

Round by round
Workload: 24 November: 62.1%; 1 December: 63.2%.

How to read this
A group is shown only where at least 8 of its people answered the question. \
Smaller groups are counted together.
Where fewer than 50 answered, or a smaller group could be worked out, figures are rough on purpose.
"May be chance" means that a change of this size comes about even when nothing has changed, \
since not everyone answers and no two weeks are alike.
Questions about this? Ask Priya."""
    )


def test_larger_dimensions_stand_in_the_thread(
    a_round: Rounds, a_dimension: Dimensions, asked: tuple[Question, ...]
) -> None:
    """Four groups or more: how many answered, then a section for each question."""
    groups = [("a", 40, 70), ("b", 20, 25), ("c", 3, 7), ("d", 30, 40)]
    round_ = a_round(a_dimension("team", "a", "b", "c", "d"), questions=asked[:1])
    digest = compose(published(round_, [(93, 142)], (142, 284), groups), round_, [])
    assert [section.heading for section in thread(digest)] == [
        "Team: how many answered",
        "Team: workload",
        "How sure this is, for all 284 asked",
        "How to read this",
    ]
    assert thread(digest)[1].lines == (
        'How often was your workload all right in the last week? Answered "often" or "always":',
        "Team A: 57.1% (40 of 70)",
        "Team B: 3 to 4 in 5 of 15 to 29 people",
        "Team C: Not shown, so that nobody's answers can be worked out",
        "Team D: about 80% of about 40",
    )
    assert not any("Team" in line for section in post(digest) for line in section.lines)


def test_what_is_withheld_is_said_once(
    a_round: Rounds, a_dimension: Dimensions, asked: tuple[Question, ...]
) -> None:
    """A dimension left out, or groups of which nothing is shown, take a single line."""
    dimensions = [a_dimension("team", "a", "b"), a_dimension("area", "x", "y")]
    groups = [("a", 3, 7), ("b", 2, 7)]
    round_ = a_round(*dimensions, questions=asked[:1])
    digest = compose(published(round_, [(3, 7)], (7, 30), groups), round_, [])
    said = "Not shown, so that nobody's answers can be worked out"
    top, answered, workload = post(digest)
    assert top.lines == (digest.headline,)
    assert answered.lines == (said,)
    assert workload.lines[1:] == (said,)
    assert thread(digest)[0] == ("Area", (said,))


def test_what_was_promised_stands_beside_it(digest_of: Callable[..., Digest]) -> None:
    """Overdue actions end the post; what goes on and what has ended stand in the thread."""
    told = Promised(overdue=("Late",), going_on=("Soon",), ended=("Done", "Dropped"))
    digest = digest_of((51, 70))
    assert post(digest, told)[-1].lines == ("Late",)
    assert [one.lines for one in thread(digest, told) if one.heading.startswith("You said")] == [
        ("Done", "Dropped"),
        ("Soon",),
    ]
    assert not [one for one in (*post(digest), *thread(digest)) if "Late" in one.lines]


def test_many_questions_go_on_in_the_thread(a_round: Rounds, a_question: Questions) -> None:
    """The post holds six questions, the thread the others, none lost."""
    asked = [
        a_question(id=f"q{number}", wording=f"Was it {number}?", anchor=False)
        for number in range(9)
    ]
    round_ = a_round(questions=asked)
    digest = compose(published(round_, [(51, 70)] * 9), round_, [])
    told = [section.lines[0] for section in (*post(digest)[2:], *thread(digest)[:3])]
    assert told == [f"Was it {number}?" for number in range(9)]
    assert len(post(digest)) == 8


def test_a_theme_is_named_once(a_round: Rounds, a_question: Questions) -> None:
    """Its questions stand one after another, the anchor first, under one heading."""
    asked = [
        a_question("stress"),
        a_question("workload"),
        a_question("workload", id="more", wording="And the week before?", anchor=False),
    ]
    digest = compose(
        published(a_round(questions=asked), [(51, 70)] * 3), a_round(questions=asked), []
    )
    shown = [(section.heading, section.lines[0]) for section in post(digest)[2:]]
    assert shown == [
        ("Workload", "How often was your workload all right in the last week?"),
        ("Stress", "How often was your stress all right in the last week?"),
    ]
    assert thread(digest)[0][:1] == ("Workload",)
    assert thread(digest)[0].lines[0] == "And the week before?"


def test_nearly_everyone_reads_as_such(digest_of: Callable[..., Digest]) -> None:
    """A share of nearly all answers is not cut short in the headline or among the rounds."""
    digest = digest_of((69, 70), (1, 70), (70, 70), earlier=[[(68, 70)] * 3], response=(299, 300))
    assert digest.headline == (
        "Favourable answers for workload: all, or all but one or two, stress: none, one or two, "
        "supervision: all, or all but one or two."
    )
    assert words(digest.trends[0]).endswith("1 December: all, or all but one or two")
    assert post(digest)[1].lines[0] == "all, or all but one or two, of 300 answered: very good"


def test_answers_in_full_stand_in_the_thread(a_round: Rounds, asked: tuple[Question, ...]) -> None:
    """Each option with its number, and in one number those of whom there is no answer."""
    round_ = a_round(questions=asked[:2])
    kept = published(round_, [(51, 70), (40, 66)], response=(89, 150))
    told = [("Never or rarely", 19), ("Often", 20), ("Always", 31)]
    choices = [Choice(options=(label.lower(),), label=label, chosen=n) for label, n in told]
    workload, stress = kept.figures
    workload = workload.model_copy(update={"choices": tuple(choices)})
    digest = compose(kept.model_copy(update={"figures": (workload, stress)}), round_, [])
    [in_full] = [one for one in thread(digest) if one.heading == "Everyone's answers in full"]
    assert in_full == (
        "Everyone's answers in full",
        (
            "How often was your workload all right in the last week?",
            "Never or rarely: 19 · Often: 20 · Always: 31",
            "Skipped, or does not apply: 19",
        ),
    )
    assert exported(digest)["figures"][0]["choices"][0] == {
        "options": ["never or rarely"],
        "label": "Never or rarely",
        "chosen": 19,
    }


@pytest.mark.parametrize(("casts", "explained"), [(149, True), (150, False)])
def test_a_low_response_is_explained(
    digest_of: Callable[..., Digest], casts: int, *, explained: bool
) -> None:
    """Whoever reads "indicative only" finds in the thread what that means."""
    how_to_read = thread(digest_of((51, 70), response=(casts, 300)))[-1]
    assert any(line.startswith("Indicative only") for line in how_to_read.lines) is explained


def test_a_digest_survives_being_kept(digest_of: Callable[..., Digest]) -> None:
    """What the outbox keeps as JSON is the same digest."""
    digest = digest_of((51, 70), (14, 34), (2, 7), earlier=[[(50, 70)] * 3])
    assert Digest.model_validate_json(digest.model_dump_json()) == digest


# ---- the file


@pytest.fixture
def file(a_round: Rounds, a_dimension: Dimensions, asked: tuple[Question, ...]) -> dict[str, Any]:
    """The JSON of a digest with figures of every precision."""
    groups = [("a", 40, 70), ("b", 20, 25), ("c", 3, 7), ("d", 30, 40)]
    round_ = a_round(a_dimension("team", "a", "b", "c", "d"), questions=asked)
    digest = compose(published(round_, [(56, 80)] * 3, (142, 284), groups), round_, [])
    told: dict[str, Any] = json.loads(json.dumps(exported(digest)))
    return told


def test_the_file_holds_every_figure_as_posted(file: dict[str, Any]) -> None:
    """Counts and percentage stand where exact; otherwise nothing but the text."""
    assert [file[key] for key in ("round", "pulse", "opens", "closes")] == [
        "weekly-2026-11-24",
        "weekly",
        "2026-11-24T10:00:00+00:00",
        "2026-11-26T10:00:00+00:00",
    ]
    assert file["response"] == {
        "dimension": "everyone",
        "group": "everyone",
        "name": "Everyone",
        "invited": 284,
        "precision": "exact",
        "text": "142 of 284 answered (50.0%)",
        "answered": 142,
        "percent": 50.0,
    }
    assert [one["group"] for one in file["responses"]] == ["a", "b", "c", "d"]
    assert len(file["figures"]) == 15
    assert file["figures"][1] == {
        "dimension": "team",
        "group": "a",
        "name": "Team A",
        "question": "workload-anchor",
        "precision": "exact",
        "text": "57.1% (40 of 70)",
        "answered": 70,
        "favourable": 40,
        "percent": 57.1,
        "choices": [],
    }
    assert file["figures"][2] == {
        "dimension": "team",
        "group": "b",
        "name": "Team B",
        "question": "workload-anchor",
        "precision": "band",
        "text": "3 to 4 in 5 of 15 to 29 people",
    }


def test_the_file_is_as_its_schema_says(file: dict[str, Any]) -> None:
    """The schema is one itself, and the file passes it."""
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator(SCHEMA).validate(file)
    assert {one["precision"] for one in file["figures"]} == {one.value for one in Precision}


@pytest.mark.parametrize("place", [(), ("response",), ("responses", 0), ("figures", 1)])
def test_the_schema_is_closed(file: dict[str, Any], place: tuple[str | int, ...]) -> None:
    """Nothing else may stand in the file, wherever it is added, and nothing may be missing."""
    for change in ("added", "missing"):
        broken: Any = deepcopy(file)
        there = broken
        for step in place:
            there = there[step]
        if change == "added":
            there["casts"] = 70
        else:
            there.popitem()
        assert not Draft202012Validator(SCHEMA).is_valid(broken)


@pytest.mark.parametrize(
    ("place", "key"),
    [
        ("figures", "answered"),
        ("figures", "percent"),
        ("figures", "favourable"),
        ("figures", "choices"),
        ("responses", "answered"),
        ("responses", "percent"),
    ],
)
def test_the_schema_keeps_counts_to_exact_figures(
    file: dict[str, Any], place: str, key: str
) -> None:
    """A count beside a rounded, banded or withheld figure is refused."""
    for one in file[place]:
        if one["precision"] != "exact":
            broken = deepcopy(file)
            broken[place][file[place].index(one)][key] = [] if key == "choices" else 60
            assert not Draft202012Validator(SCHEMA).is_valid(broken)
