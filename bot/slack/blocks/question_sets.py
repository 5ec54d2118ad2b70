"""The windows in which admins see the question sets, and the questions of one."""

from collections.abc import Iterator, Sequence
from textwrap import shorten

from bot.slack.blocks.kit import (
    Block,
    View,
    actions,
    asking_first,
    button,
    context,
    cut,
    escaped,
    header,
    more,
    option,
    section,
    window,
)
from bot.slack.carried import Carried
from bot.survey.set_draft import so_many
from bot.usecases.editing import Editing, Listed
from questions.advice import advise
from questions.model import Question

OPEN = "question-sets"
OPEN_SET = "open-set"
NEW = "new-set"
FROM_FILE = "set-from-file"
ALL = "all-sets"
PAGE = "questions-page"
QUESTION = "question"
ADD = "add-question"
SETTLE = "settle-set"
COPY = "copy-set"
AS_FILE = "set-as-file"
DISCARD = "discard-draft"
TRY = "try-set"
PUBLISH = "publish-set"
"""What can be pressed, by name."""

EDIT, UP, DOWN, RETIRE, BRING_BACK, TAKE_OUT = "edit", "up", "down", "retire", "back", "take-out"
"""What can be done with a question."""

TITLE = "Question sets"
_MOST_SETS = 90
_A_PAGE = 40
"""A window holds a hundred blocks."""

_LONGEST_TITLE = 24
_FAR_DOWN = 5
"""Below so many questions one would scroll far to what is above them."""

_LONGEST_ANSWERS = 160
_MOST_ADVICE = 3
"""So that all of it fits in the block of a question, and on a phone."""


def entry() -> Block:
    """The button that opens the list of question sets, for whoever shows it."""
    return button("Question sets", OPEN)


def listing(listed: Sequence[Listed], notice: str = "") -> View:
    """Every question set, and how to begin another."""
    shown = [_set(one) for one in listed[:_MOST_SETS]]
    return window(
        TITLE,
        *_told(notice),
        section(
            "What pulses ask. You work on a draft, and nobody is asked anything of it until you "
            "publish it."
        ),
        *shown,
        actions(button("New set", NEW), button("From a file", FROM_FILE)),
    ) | {"private_metadata": ""}


def editor(editing: Editing, page: int = 0, notice: str = "") -> View:
    """The questions of a set, and what can be done with them."""
    draft = editing.draft
    pages = max(1, -(-len(draft.questions) // _A_PAGE))
    page = min(max(page, 0), pages - 1)
    first = page * _A_PAGE
    shown = draft.listed[first : first + _A_PAGE]
    carried = Carried(set=draft.id, stamp=editing.stamp, page=page)
    return window(
        cut(draft.title, _LONGEST_TITLE),
        *_told(notice),
        *([header(draft.title)] if len(draft.title) > _LONGEST_TITLE else []),
        section("\n".join(_standing(editing))),
        actions(
            button("Add a question", ADD),
            button("Preview and try", TRY),
            *_publishing(editing),
        ),
        *_questions(editing, shown, first),
        *_pages(page, pages),
        actions(
            *(_publishing(editing) if len(shown) > _FAR_DOWN else []),
            button("Title, number, themes", SETTLE),
            button("Copy", COPY),
            button("Save as a file", AS_FILE),
            *_discarding(editing),
            button("All sets", ALL),
        ),
    ) | {"private_metadata": carried.model_dump_json()}


def _set(one: Listed) -> Block:
    asks = "all" if one.asks == "all" else f"{one.asks} a round"
    said = [f"*{escaped(one.title)}*", f"{so_many(one.in_use)}, {asks}."]
    if one.pulses:
        said.append(f"Asked by {escaped(', '.join(one.pulses))}.")
    if one.shipped:
        said.append("Comes with Staff Pulse.")
    if one.drafted:
        said.append("_A draft is being worked on._")
    text = f"{said[0]}\n{' '.join(said[1:])}"
    return section(text, accessory=button("Open", OPEN_SET, value=one.id))


def _standing(editing: Editing) -> Iterator[str]:
    draft = editing.draft
    asks = "all of them" if draft.ask == "all" else f"{draft.ask} of them"
    yield f"{so_many(len(draft.in_use))}; a round asks {asks}."
    if editing.pulses:
        yield f"Asked by {escaped(', '.join(editing.pulses))}."
    if editing.revision:
        yield "*This is a draft.* Nobody is asked anything of it before you publish it."
    else:
        yield "Nothing is changed yet; the first change begins a draft."
    yield from (f"*Still to do:* {said}" for said in draft.lacks())


def _questions(editing: Editing, shown: Sequence[Question], first: int) -> Iterator[Block]:
    retired = False
    for place, question in enumerate(shown, start=first + 1):
        if question.retired and not retired:
            retired = True
            yield context("Retired: asked no more, and kept with their past.")
        yield _question(editing, question, place)


def _question(editing: Editing, question: Question, place: int) -> Block:
    theme = editing.draft.theme(question.theme)
    labels = [one.label for one in question.scale.options]
    good = [one.label for one in question.scale.options if one.id in question.favourable]
    answers = f"{labels[0]} to {labels[-1]}, favourable: {', '.join(good)}"
    if question.choose:
        answers = f"{len(labels)} answers, up to {question.choose} are chosen: {', '.join(labels)}"
    told = [
        escaped(theme.name if theme else question.theme),
        escaped(shorten(answers, _LONGEST_ANSWERS, placeholder="…")),
        *(["asked every round"] if question.anchor and not question.retired else []),
    ]
    lines = [f"*{place}.* {escaped(question.wording)}", f"_{' · '.join(told)}_"]
    if not question.retired:
        lines += [f"Advice: {escaped(said)}" for said in advise(question)[:_MOST_ADVICE]]
    menu = more(QUESTION, *_doing(editing, question))
    return section("\n".join(lines), accessory=menu)


def _doing(editing: Editing, question: Question) -> Iterator[Block]:
    if question.retired:
        yield option("Bring back", f"{BRING_BACK} {question.id}")
    else:
        yield option("Edit", f"{EDIT} {question.id}")
        yield option("Move up", f"{UP} {question.id}")
        yield option("Move down", f"{DOWN} {question.id}")
    if editing.is_new(question.id):
        yield option("Take out", f"{TAKE_OUT} {question.id}")
    elif not question.retired:
        yield option("Retire", f"{RETIRE} {question.id}")


def _pages(page: int, pages: int) -> Iterator[Block]:
    if pages > 1:
        here = [button("Earlier questions", PAGE, value=str(page - 1))] if page else []
        there = [button("Later questions", PAGE, value=str(page + 1))] if page + 1 < pages else []
        # Two buttons in one block need names of their own.
        for one in (*here, *there):
            yield actions(one)


def _publishing(editing: Editing) -> Iterator[Block]:
    if editing.revision or editing.before is None:
        yield button("Publish…", PUBLISH, primary=True)


def _discarding(editing: Editing) -> Iterator[Block]:
    if editing.revision:
        yield asking_first(
            button("Discard draft", DISCARD),
            "Discard this draft?",
            "All that was changed since it was last published is lost, what others changed too.",
            yes="Discard it",
            no="Keep it",
        )


def _told(notice: str) -> Iterator[Block]:
    if notice:
        yield section(f"*{escaped(notice)}*")
