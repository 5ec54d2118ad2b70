"""The windows about question sets, at the largest and wordiest that there can be."""

from datetime import UTC, datetime

import pytest
from support.sets import a_question

from bot.sandbox import block_kit
from bot.slack.blocks import question_form, question_sets, set_forms, set_review
from bot.slack.blocks.kit import View
from bot.slack.carried import Carried
from bot.survey.set_changes import between
from bot.survey.set_draft import SetDraft
from bot.usecases.editing import Editing, Listed
from bot.usecases.set_reviews import Effect, Review
from questions.model import QuestionSet, Theme
from questions.scales import BUILT_IN

LONG_ID = "q" * 56
WORDS = {"plain": "a not and ", "marked": "&<>*_~ and "}
OPTIONS = [{"id": f"{'o' * 58}{n}", "label": f"{n}{'&' * 74}", "score": n} for n in range(9)]


def large(count: int, words: str) -> SetDraft:
    """A set of so many questions with the longest words, scales and themes that there can be."""
    wording = (words * 150)[:148].strip()
    questions = [
        a_question(
            f"{LONG_ID}{number:04}",
            theme=f"t{number % 120}",
            wording=f"{wording}?",
            scale={"id": f"s{number % 120}", "options": OPTIONS},
            favourable=[one["id"] for one in OPTIONS[1:]],
            hse="managerial-support",
            lga="social-work-framework",
            retired=number % 5 == 4,
        )
        for number in range(count)
    ]
    themes = tuple(Theme(id=f"t{n}", name=f"{n}{'&' * 72}") for n in range(min(count, 120)))
    draft = SetDraft(
        id="s" * 60, title="&" * 150, ask=20, themes=themes, questions=tuple(questions)
    )
    scales = {question.scale.id: question.scale for question in questions}
    return draft.model_copy(update={"scales": tuple(scales.values())})


def editing(draft: SetDraft, *, revision: int = 1, before: QuestionSet | None = None) -> Editing:
    return Editing(draft=draft, revision=revision, before=before, pulses=("P" * 75,) * 5)


def fits(view: View) -> View:
    """The view, once the sandbox, which is as strict as Slack, has taken it."""
    block_kit.view(view, "modal")
    return view


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
@pytest.mark.parametrize("count", [0, 1, 40, 41, 500])
def test_an_editor_of_any_size_fits(count: int, words: str) -> None:
    """Every page of a set fits in a window, and all questions stand on some page once."""
    now = editing(large(count, words))
    seen = []
    for page in range(max(1, -(-count // 40))):
        view = fits(question_sets.editor(now, page, "Somebody else changed it. " * 5))
        menus = [
            block["accessory"]["options"][0]["value"]
            for block in view["blocks"]
            if block["type"] == "section" and "accessory" in block
        ]
        seen += [value.partition(" ")[2] for value in menus]
    assert sorted(seen) == sorted(question.id for question in now.draft.questions)


def test_a_page_that_is_not_there_is_the_nearest() -> None:
    """A page from before some questions went is the last one."""
    now = editing(large(41, WORDS["plain"]))
    assert question_sets.editor(now, 9) == question_sets.editor(now, 1)


def test_a_list_of_many_sets_fits() -> None:
    """As many sets as a window holds are shown."""
    one = Listed(
        id="s" * 60,
        title="&" * 150,
        in_use=20,
        asks=20,
        pulses=("P" * 75,) * 5,
        shipped=False,
        drafted=True,
    )
    fits(question_sets.listing([one] * 200, "Discarded."))
    fits(question_sets.listing([]))


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_forms_of_any_size_fit(words: str) -> None:
    """The form of a question, its answers and the short forms fit, whatever stands in them."""
    now = editing(large(300, words))
    question = now.draft.questions[0]
    scales = {**BUILT_IN, **{scale.id: scale for scale in now.draft.scales}}
    filled = question_form.words_of(question)
    form = fits(question_form.draw(now, filled, scales, notice="n" * 500))
    assert "It feeds the HSE theme managerial-support and the LGA standard" in str(form)
    fits(question_form.draw(now, question_form.blank(now.draft), scales))
    about = Carried(set=now.draft.id, stamp=now.stamp, question=question.id, words=filled)
    fits(question_form.answers(about, "a\n" * 500, "n" * 500))
    for view in (set_forms.settle(now), set_forms.copy(now), set_forms.begin(), set_forms.bring()):
        fits(view)


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_a_review_of_any_size_fits(words: str) -> None:
    """What publishing changes fits in a window, however much it is."""
    before = large(400, words).finished()
    after = large(400, f"other {words}").finished()
    opens = datetime(2026, 11, 24, 10, tzinfo=UTC)
    review = Review(
        editing=editing(SetDraft.of(after), before=before),
        lacks=(),
        changes=between(before, after),
        effects=tuple(
            Effect(pulse_name="&" * 75, opens=opens if n % 2 else None, zone="Europe/London")
            for n in range(5)
        ),
    )
    fits(set_review.publish(review, "Somebody else changed it."))
