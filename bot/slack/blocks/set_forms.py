"""Short windows about a question set as a whole: its names, a copy of it, a file."""

from bot.slack.blocks.kit import View, escaped, field, form, section, typing
from bot.slack.carried import Carried
from bot.usecases.editing import Editing
from bot.usecases.set_forms import ALL, ASK, FILE, MOST_NAMED, THEME_NAME, TITLE
from questions.model import Value

SETTLING = "settle-form"
BEGINNING = "new-set-form"
COPYING = "copy-form"
BRINGING = "file-form"

MOST_BYTES = 100_000
"""The largest file that is taken; a set of twenty questions needs 5 kB."""


class Settled(Value):
    """What was typed about a set as a whole, of which anything may be missing."""

    title: str | None
    asks: str | None
    themes: tuple[str | None, ...]


def settle(editing: Editing, typed: Settled | None = None, notice: str = "") -> View:
    """What a set is called, how many questions a round asks, and what its themes are called.

    Args:
        editing: the set.
        typed: what was typed so far.
        notice: what is to be said first.
    """
    draft = editing.draft
    names = [theme.name for theme in draft.themes[:MOST_NAMED]]
    typed = typed or Settled(title=draft.title, asks=str(draft.ask), themes=tuple(names))
    carried = Carried(set=draft.id, stamp=editing.stamp)
    return form(
        "Title, number, themes",
        *([section(f"*{escaped(notice)}*")] if notice else []),
        field(
            TITLE,
            "What is the set called?",
            typing(longest=150, words=typed.title),
            needed=True,
        ),
        field(
            ASK,
            "How many questions does a round ask?",
            typing(longest=3, words=typed.asks, example="4"),
            hint=(
                f"A number, or the word {ALL}. It counts those that are asked every round; the "
                f"others take turns. {len(draft.in_use)} are in use."
            ),
            needed=True,
        ),
        *(
            field(
                f"{THEME_NAME}-{place}",
                f"What is the theme “{name}” called?",
                typing(longest=75, words=_at(typed.themes, place) or name),
                needed=True,
            )
            for place, name in enumerate(names)
        ),
        sends="Keep",
        callback_id=SETTLING,
        carries=carried.model_dump_json(),
    )


def begin() -> View:
    """What a new set is called."""
    return form(
        "New question set",
        field(
            TITLE,
            "What is the set called?",
            typing(longest=150, example="Weekly pulse of the hospital teams"),
            needed=True,
        ),
        sends="Begin",
        callback_id=BEGINNING,
        carries="",
    )


def copy(editing: Editing) -> View:
    """What the copy of a set is called."""
    return form(
        "Copy a set",
        section(
            "A copy has the same questions under a name of its own. What you change in it leaves "
            "the other as it is."
        ),
        field(
            TITLE,
            "What is the copy called?",
            typing(longest=150, words=f"{editing.draft.title[:140]} (copy)"),
            needed=True,
        ),
        sends="Copy",
        callback_id=COPYING,
        carries=Carried(set=editing.draft.id, stamp=editing.stamp).model_dump_json(),
    )


def bring() -> View:
    """Where a file with a question set is put."""
    return form(
        "From a file",
        section(
            "A question set in a file of text, such as one that was saved here. It becomes a "
            "draft, and takes the place of the set of its id only when you publish it."
        ),
        field(
            FILE,
            "Which file?",
            {"type": "file_input", "filetypes": ["yaml", "yml", "txt", "text"], "max_files": 1},
            hint=f"YAML, {MOST_BYTES // 1000} kB at most.",
            needed=True,
        ),
        sends="Read it",
        callback_id=BRINGING,
        carries="",
    )


def _at(names: tuple[str | None, ...], place: int) -> str | None:
    return names[place] if place < len(names) else None
