"""Rankings in digest, file and findings."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from support.figures import a_response
from support.wishes import a_ranking, told, with_rankings

from bot.survey import pages
from bot.survey.actions import findings
from bot.survey.digest import Digest, compose
from bot.survey.export import exported
from bot.survey.past import Past
from bot.survey.precision import NOT_SHOWN
from bot.survey.section import Section
from questions.model import Question

Pasts = Callable[[int, Mapping[Question, Mapping[str, tuple[int, int]]]], Past]

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "digest.schema.json").read_text())
WISHES = a_ranking()
CLEAR = (60, 41, 20, 12, 3)


@pytest.fixture
def past(a_past: Pasts, a_question: Callable[..., Question]) -> Past:
    """A round of one question that 70 people answered."""
    past = a_past(0, {a_question(): {"everyone": (51, 70)}})
    published = past.published.model_copy(update={"responses": (a_response(75, 129),)})
    return past.model_copy(update={"published": published})


def a_digest(past: Past) -> Digest:
    return compose(past.published, past.round, [])


def ranked(past: Past, *counts: tuple[int, ...], answered: int = 70, alone: bool = False) -> Past:
    asked = [a_ranking(len(one), number=number) for number, one in enumerate(counts)]
    shown = [told(one, some, answered) for one, some in zip(asked, counts, strict=True)]
    return with_rankings(past, *zip(asked, shown, strict=True), alone=alone)


def sections(digest: Digest) -> tuple[list[Section], list[Section]]:
    """What stands about rankings in the post, and what in the thread."""
    wordings = {one.wording for one in digest.rankings}
    post = pages.post(digest)
    thread = [section for page in pages.thread(digest) for section in page]
    return (
        [one for one in post if wordings.intersection(one.lines)],
        [one for one in thread if wordings.intersection(one.lines)],
    )


def test_beside_other_questions_it_stands_in_the_thread(past: Past) -> None:
    """Options come in the order of how many chose them, with counts, and few are no number."""
    post, [section] = sections(a_digest(ranked(past, CLEAR)))
    assert post == []
    assert section == (
        "Workload",
        (
            "Which would help you most, question 0",
            "Up to 3 could be chosen; 70 people answered.",
            "1. Wish 0: 60 of 70 chose it (85.7%)",
            "2. Wish 1: 41 of 70 chose it (58.6%)",
            "3. Wish 2: 20 of 70 chose it (28.6%)",
            "4. Wish 3: 12 of 70 chose it (17.1%)",
            "5. Wish 4: fewer than 5 chose it",
        ),
    )


def test_alone_it_stands_in_the_post_and_the_headline(past: Past) -> None:
    """Of a round that asks nothing else, the first sentence tells what most people chose."""
    digest = a_digest(ranked(past, CLEAR, alone=True))
    [section], thread = sections(digest)
    assert section.lines[2] == "1. Wish 0: 60 of 70 chose it (85.7%)"
    assert thread == []
    assert digest.headline == ('First results: "Wish 0" is chosen most: 60 of 70 chose it (85.7%).')


def test_more_rankings_than_fit_in_a_post_stand_in_its_thread(past: Past) -> None:
    """Three in the post, the others in the thread, each once."""
    post, thread = sections(a_digest(ranked(past, *[CLEAR] * 5, alone=True)))
    assert [len(post), len(thread)] == [3, 2]


def test_a_ranking_changes_nothing_else_of_a_digest(past: Past) -> None:
    """Headline, figures and trends are those of the same round without it."""
    with_it, without = a_digest(ranked(past, CLEAR)), a_digest(past)
    assert with_it.model_copy(update={"rankings": ()}) == without


def test_equal_counts_share_a_rank(past: Past) -> None:
    """Two that as many chose stand side by side, in the order in which people read them."""
    _, [section] = sections(a_digest(ranked(past, (20, 41, 5, 41, 64))))
    assert section.lines[2:6] == (
        "1. Wish 4: 64 of 70 chose it (91.4%)",
        "2= Wish 1: 41 of 70 chose it (58.6%)",
        "2= Wish 3: 41 of 70 chose it (58.6%)",
        "4. Wish 0: 20 of 70 chose it (28.6%)",
    )


@pytest.mark.parametrize(
    ("counts", "answered", "close"),
    [
        ((44, 41, 20, 12, 30), 70, "Too close to tell which comes first: Wish 0 and Wish 1."),
        (
            (44, 20, 43, 12, 42),
            70,
            "Too close to tell which comes first: Wish 0, Wish 2 and Wish 4.",
        ),
        (CLEAR, 70, None),
        ((68, 41, 20, 12, 3), 70, None),
        ((20, 21, 10, 4, 3), 40, None),
    ],
)
def test_it_is_said_where_the_first_cannot_be_told(
    past: Past, counts: tuple[int, ...], answered: int, close: str | None
) -> None:
    """Where ranges overlap, and only where every count that they use is shown."""
    _, [section] = sections(a_digest(ranked(past, counts, answered=answered)))
    assert (section.lines[-1] if section.lines[-1].startswith("Too close") else None) == close


def test_what_cannot_be_shown_says_so_in_the_one_sentence(past: Past) -> None:
    """A ranking that few answered stands in the digest without its options."""
    shown = a_digest(ranked(past, (3, 3, 1, 0, 0), answered=4, alone=True))
    [section], _ = sections(shown)
    assert section.lines[1:] == (NOT_SHOWN,)
    assert shown.headline.startswith("No results can be shown this time")


def test_of_many_that_share_the_first_rank_none_is_named(past: Past) -> None:
    """In words, all may stand alike; then the headline says that nothing stands out."""
    digest = a_digest(ranked(past, (4, 4, 5, 4, 5), answered=9, alone=True))
    assert digest.headline == "First results: no answer stands out."


def test_an_action_can_be_about_what_most_chose(past: Past) -> None:
    """It is a finding like any other question, told by what is chosen most."""
    found = findings(ranked(past, CLEAR).round, ranked(past, CLEAR).published)
    assert [one.said for one in found] == [
        '72.9% (51 of 70) answered "often" or "always"',
        '"Wish 0" is chosen most: 60 of 70 chose it (85.7%)',
    ]


def test_the_file_holds_rankings_as_its_schema_says(past: Past) -> None:
    """Counts where exact, words otherwise, and no count beside what is rounded or withheld."""
    exact, rounded, hidden = (
        exported(a_digest(ranked(past, counts, answered=answered)))
        for counts, answered in ((CLEAR, 70), ((30, 21, 10, 4, 3), 40), ((3, 3, 1, 0, 0), 4))
    )
    assert exact["rankings"][0]["answered"] == 70
    assert exact["rankings"][0]["options"][0] == {
        "option": "w0",
        "label": "Wish 0",
        "rank": 1,
        "text": "60 of 70 chose it (85.7%)",
        "chosen": 60,
    }
    assert rounded["rankings"][0]["options"][0]["nearest"] == 80
    assert hidden["rankings"] == [
        {"question": "wishes", "precision": "withheld", "text": NOT_SHOWN, "options": []}
    ]
    for file in (exact, rounded, hidden):
        Draft202012Validator(SCHEMA).validate(file)
        for one in _broken(file):
            assert not Draft202012Validator(SCHEMA).is_valid(one)


def _broken(file: dict[str, Any]) -> list[dict[str, Any]]:
    """The file with something in its ranking that must not stand there."""
    [ranking] = file["rankings"]
    changes: list[dict[str, Any]] = [{"casts": 70}]
    if ranking["precision"] != "exact":
        changes.append({"answered": 60})
        option = {"option": "a", "label": "A", "rank": 1, "text": "said", "chosen": 9}
        changes.append({"options": [option]})
    return [{**file, "rankings": [ranking | one]} for one in changes]
