"""The windows in which admins write a question, and answers of their own for it."""

from collections.abc import Iterator, Mapping

from bot.slack.blocks.kit import (
    Block,
    View,
    actions,
    at_once,
    button,
    context,
    escaped,
    field,
    form,
    menu,
    option,
    section,
    ticks,
    typing,
)
from bot.slack.carried import Carried
from bot.survey.set_draft import SetDraft
from bot.usecases.editing import Editing
from bot.usecases.set_forms import (
    CHOOSE,
    EVERY_ROUND,
    FAVOURABLE,
    NEW_THEME,
    OPTIONS,
    SCALE,
    THEME,
    WORDING,
    QuestionWords,
)
from questions import advice
from questions.model import MOST_CHOSEN, MOST_OPTIONS, Question, Scale

QUESTION = "question-form"
ANSWERS = "answers-form"
NEW_ANSWERS = "new-answers"
ADVICE = "advice"
ONE = "one"

_MOST_THEMES = 100
_MOST_SCALES = 100


def draw(
    editing: Editing,
    words: QuestionWords,
    scales: Mapping[str, Scale],
    *,
    stamp: str | None = None,
    notice: str = "",
) -> View:
    """What there is to fill in about a question, with what was filled in so far.

    Args:
        editing: the set that it belongs to.
        words: what stands in the fields.
        scales: those that it can have, by id.
        stamp: how the set stood when the window was opened; None where it is opened now.
        notice: what is to be said first.
    """
    draft = editing.draft
    before = draft.question(words.question or "")
    carried = Carried(set=draft.id, stamp=stamp or editing.stamp, question=words.question or "")
    return form(
        "Edit a question" if words.question else "Add a question",
        *([section(f"*{escaped(notice)}*")] if notice else []),
        *_asked(words, scales),
        *_theme(draft, words),
        *_answers(draft, words, scales),
        field(
            EVERY_ROUND,
            "How often is it asked?",
            ticks(
                option("Every round: it carries its theme's trend", EVERY_ROUND),
                chosen=[EVERY_ROUND] if words.every_round else (),
            ),
            hint="One question of each theme can. The others take turns.",
            needed=False,
        ),
        *_tags(before),
        sends="Keep",
        callback_id=QUESTION,
        carries=carried.model_dump_json(),
    )


def answers(about: Carried, lines: str | None = None, notice: str = "") -> View:
    """What there is to fill in for answers that no question has yet.

    Args:
        about: the set, how it stood, and what stands in the window below.
        lines: what was typed so far.
        notice: what is to be said first.
    """
    return form(
        "Answers of your own",
        *([section(f"*{escaped(notice)}*")] if notice else []),
        field(
            OPTIONS,
            "Which answers can people choose?",
            typing(longest=1_000, words=lines, example="Very well\nNot so well", rows=True),
            hint=(
                f"One in each line, the one that means most first; 2 to {MOST_OPTIONS}. “Does not "
                f"apply” comes after them by itself."
            ),
            needed=True,
        ),
        sends="Use these",
        callback_id=ANSWERS,
        carries=about.model_dump_json(),
    )


def words_of(question: Question) -> QuestionWords:
    """A question as it stands in the fields."""
    return QuestionWords(
        question=question.id,
        wording=question.wording,
        theme=question.theme,
        new_theme=None,
        scale=question.scale.id,
        favourable=tuple(sorted(question.favourable)),
        choose=question.choose,
        every_round=question.anchor,
    )


def blank(draft: SetDraft) -> QuestionWords:
    """A question of which nothing was filled in."""
    last = draft.questions[-1] if draft.questions else None
    return QuestionWords(
        question=None,
        wording=None,
        theme=last.theme if last else None,
        new_theme=None,
        scale=None,
        favourable=(),
        every_round=False,
    )


def scale_field(draft: SetDraft) -> str:
    """What the field for the scale is called: anew with each scale, so that it is drawn anew."""
    return f"{SCALE}-{len(draft.scales)}"


def favourable_field(draft: SetDraft, scales: Mapping[str, Scale], scale: str | None) -> str:
    """What the field for the favourable answers is called: each scale has one of its own."""
    place = [*scales].index(scale) if scale and scale in scales else 0
    return f"{FAVOURABLE}-{len(draft.scales)}-{place}"


def advised(words: QuestionWords, scales: Mapping[str, Scale]) -> str:
    """What is said below the wording while it is typed."""
    wording, scale = words.wording, scales.get(words.scale or "")
    if not wording or scale is None:
        return "Advice on the wording stands here once there are words and answers."
    said = advice.on(wording, scale, choose=words.choose)
    if not said:
        return "Nothing to say against this wording."
    return "\n".join(
        ("*Advice*, which you can leave aside:", *(f"• {escaped(one)}" for one in said))
    )


def _asked(words: QuestionWords, scales: Mapping[str, Scale]) -> Iterator[Block]:
    yield at_once(
        field(
            WORDING,
            "What do you ask?",
            typing(
                longest=150,
                words=words.wording,
                example="How often did you get a proper break in the last week?",
                rows=True,
            ),
            hint="One idea, 150 characters at most.",
            needed=True,
        )
    )
    yield section(advised(words, scales)) | {"block_id": ADVICE}


def _theme(draft: SetDraft, words: QuestionWords) -> Iterator[Block]:
    if draft.themes:
        options = (option(theme.name, theme.id) for theme in draft.themes[:_MOST_THEMES])
        choice = menu(*options, chosen=words.theme, asks="Choose a theme")
        yield field(THEME, "What is it about?", choice, needed=False)
    yield field(
        NEW_THEME,
        "Or about something new" if draft.themes else "What is it about?",
        typing(longest=75, words=words.new_theme, example="Workload"),
        hint="A theme of one or two words. Digests sort questions by it.",
        needed=not draft.themes,
    )


def _answers(draft: SetDraft, words: QuestionWords, scales: Mapping[str, Scale]) -> Iterator[Block]:
    options = [
        option(" · ".join(one.label for one in scale.options), scale.id)
        for scale in scales.values()
    ][:_MOST_SCALES]
    choice = menu(*options, chosen=words.scale, asks="Choose the answers")
    yield at_once(field(scale_field(draft), "How do people answer?", choice, needed=True))
    yield actions(button("Answers of your own", NEW_ANSWERS))
    yield at_once(
        field(CHOOSE, "How many of them can people choose?", _several(words), needed=True)
    )
    scale = scales.get(words.scale or "")
    if scale and words.choose is None:
        boxes = ticks(
            *(option(one.label, one.id) for one in scale.options), chosen=words.favourable
        )
        yield field(
            favourable_field(draft, scales, scale.id),
            "Which answers are favourable?",
            boxes,
            hint="A digest tells the share of these. Some of them, not all.",
            needed=True,
        )


def _several(words: QuestionWords) -> Block:
    """A menu with one answer, as usual, and up to so many of those that matter most."""
    return menu(
        option("One, and some of them are favourable", ONE),
        *(
            option(f"Up to {number}: those that matter most to them", str(number))
            for number in range(2, MOST_CHOSEN + 1)
        ),
        chosen=str(words.choose or ONE),
        asks="Choose how many",
    )


def _tags(before: Question | None) -> Iterator[Block]:
    tags = [
        f"{name} {tag}"
        for name, tag in (
            ("the HSE theme", before.hse if before else None),
            ("the LGA standard", before.lga if before else None),
        )
        if tag
    ]
    if tags:
        yield context(f"It feeds {' and '.join(tags)}, and goes on doing so.")
