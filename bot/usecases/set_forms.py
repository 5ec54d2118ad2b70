"""What admins fill in about question sets, made into questions and scales, or told at its field."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError

from bot.survey.set_draft import SetDraft, named
from bot.survey.wording import same_words
from bot.usecases.actions import Misfilled
from questions.model import (
    MOST_ASKED,
    MOST_OPTIONS,
    Label,
    Line,
    Option,
    Question,
    Scale,
    Theme,
    Value,
)

WORDING = "wording"
THEME = "theme"
NEW_THEME = "new-theme"
THEME_NAME = "theme-name"
SCALE = "scale"
FAVOURABLE = "favourable"
CHOOSE = "choose"
EVERY_ROUND = "every-round"
OPTIONS = "options"
TITLE = "title"
ASK = "ask"
FILE = "file"
"""What can be filled in, by name."""

ALL: Literal["all"] = "all"
"""What is filled in where a round asks every question."""

MOST_NAMED = 30
"""So many themes can be given other names."""

_QUIET = ConfigDict(hide_input_in_errors=True)
_LINE: TypeAdapter[str] = TypeAdapter(Line, config=_QUIET)
_LABEL: TypeAdapter[str] = TypeAdapter(Label, config=_QUIET)


class QuestionWords(Value):
    """A question as it was filled in, of which anything may be missing.

    Attributes:
        question: the id of the one that is changed; None for a new one.
        theme: the id of a theme that there is.
        new_theme: the name of one that there is not; it goes before.
        choose: of a ranking, how many options may be chosen at most.
        every_round: whether it carries its theme's trend.
    """

    question: str | None
    wording: str | None
    theme: str | None
    new_theme: str | None
    scale: str | None
    favourable: tuple[str, ...]
    choose: int | None = None
    every_round: bool


def question_of(
    words: QuestionWords,
    draft: SetDraft,
    scales: Mapping[str, Scale],
    known: Sequence[str],
    built_in: Collection[str],
) -> tuple[Question, Theme]:
    """The question that was filled in, and its theme.

    Args:
        words: what was filled in.
        draft: what it belongs to.
        scales: those that it can have, by id.
        known: the ids that no new question may have.
        built_in: the ids of the scales that every set can use.

    Raises:
        Misfilled: something is missing, or is nothing that can be taken.
    """
    theme = _theme(words, draft)
    wrong = dict(_wrong(words, draft, scales, theme, built_in))
    if wrong or theme is None:
        raise Misfilled(wrong)
    before = draft.question(words.question or "")
    made: dict[str, Any] = {
        "id": named(words.wording or "", known),
        **(before.model_dump() if before else {}),
        "theme": theme.id,
        "wording": words.wording,
        "scale": scales[words.scale or ""],
        "favourable": frozenset() if words.choose else frozenset(words.favourable),
        "choose": words.choose,
        "anchor": words.every_round,
    }
    return Question.model_validate(made), theme


def scale_of(lines: str | None, draft: SetDraft, built_in: Mapping[str, Scale]) -> Scale:
    """The scale of which an option was typed a line, the one that means most first.

    Raises:
        Misfilled: there are too few or too many, or one is nothing that can be taken.
    """
    labels = [one.strip() for one in (lines or "").splitlines() if one.strip()]
    if said := next(_wrong_options(labels), None):
        raise Misfilled({OPTIONS: said})
    ids: list[str] = []
    for label in labels:
        ids.append(named(label, ids))
    taken = [*built_in, *(scale.id for scale in draft.scales)]
    return Scale(
        id=named(f"{labels[0]} {labels[-1]}", taken),
        options=tuple(
            Option(id=id_, label=label, score=len(labels) - place)
            for place, (id_, label) in enumerate(zip(ids, labels, strict=True))
        ),
    )


def title_of(text: str | None) -> str:
    """The title that was typed; Misfilled where it is none."""
    if said := _unlike(_LINE, text, "Please give it a name, in one line"):
        raise Misfilled({TITLE: said})
    return (text or "").strip()


def themes_of(names: Sequence[str | None], draft: SetDraft) -> tuple[Theme, ...]:
    """The first themes of a draft with the names that were typed, in their order.

    Raises:
        Misfilled: one is missing or too long, or stands there twice.
    """
    wrong = {}
    for place, name in enumerate(names):
        if said := _unlike(_LABEL, name, "Please give the theme a name"):
            wrong[f"{THEME_NAME}-{place}"] = said
        elif any(same_words(name or "", other or "") for other in names[:place]):
            wrong[f"{THEME_NAME}-{place}"] = f"“{name}” stands there twice."
    if wrong:
        raise Misfilled(wrong)
    return tuple(
        Theme(id=theme.id, name=name or "")
        for theme, name in zip(draft.themes, names, strict=False)
    )


def ask_of(text: str | None, draft: SetDraft) -> int | Literal["all"]:
    """How many questions a round asks; Misfilled where the set cannot do so."""
    if text == ALL:
        return ALL
    if not (text or "").isascii() or not (text or "").isdecimal():
        raise Misfilled({ASK: f"Please give a whole number, or {ALL}."})
    ask, most = int(text or ""), min(MOST_ASKED, len(draft.in_use))
    least = max(1, sum(question.anchor for question in draft.in_use))
    if not least <= ask <= most:
        allowed = f"{least} to {most}" if least <= most else "all"
        raise Misfilled(
            {
                ASK: f"You gave {ask}; allowed here is {allowed}, since {least} are asked every "
                f"round and {len(draft.in_use)} are in use."
            }
        )
    return ask


def _theme(words: QuestionWords, draft: SetDraft) -> Theme | None:
    """The theme that was chosen or named; one that has the name already is taken."""
    name = (words.new_theme or "").strip()
    if not name:
        return draft.theme(words.theme or "")
    for theme in draft.themes:
        if same_words(theme.name, name):
            return theme
    id_ = named(name, [theme.id for theme in draft.themes])
    return Theme(id=id_, name=name) if not _unlike(_LABEL, name, "") else None


def _wrong(
    words: QuestionWords,
    draft: SetDraft,
    scales: Mapping[str, Scale],
    theme: Theme | None,
    built_in: Collection[str],
) -> Iterator[tuple[str, str]]:
    if said := _wrong_wording(words, draft):
        yield WORDING, said
    if theme is None and words.new_theme:
        yield NEW_THEME, "Please give the theme a name of 75 characters at most."
    elif theme is None:
        yield THEME, "Please choose a theme, or name a new one below."
    scale = scales.get(words.scale or "")
    if scale is None:
        yield SCALE, "Please choose how people answer."
    elif words.choose:
        if said := _wrong_choice(words.choose, scale, built_in):
            yield CHOOSE, said
    elif said := _wrong_favourable(words.favourable, scale):
        yield FAVOURABLE, said
    if words.choose and words.every_round:
        yield (
            EVERY_ROUND,
            "A question of which people choose several answers has no trend, so it cannot be asked "
            "every round. It takes its turn.",
        )
        return
    other = draft.anchor(theme.id) if theme and words.every_round else None
    if other and other.id != words.question:
        yield (
            EVERY_ROUND,
            f"The theme has its question for every round already: “{other.wording}” Take that out "
            f"of every round first, or leave this open.",
        )


def _wrong_wording(words: QuestionWords, draft: SetDraft) -> str | None:
    if said := _unlike(_LINE, words.wording, "Please write the question in one line"):
        return said
    for place, other in enumerate(draft.listed, start=1):
        if other.id != words.question and same_words(other.wording, words.wording or ""):
            kept = "has it already, retired: bring it back" if other.retired else "asks it already"
            return f"Question {place} of this set {kept}. Change the words, or leave it out."
    return None


def _wrong_favourable(favourable: Sequence[str], scale: Scale) -> str | None:
    if not favourable or set(favourable).difference(scale.option_ids):
        return "Please say which answers are favourable, one at least."
    if set(favourable).issuperset(scale.option_ids):
        return "If every answer is favourable, nothing is told. Leave one out at least."
    return None


def _wrong_choice(choose: int, scale: Scale, built_in: Collection[str]) -> str | None:
    if scale.id in built_in:
        return "Of these answers only one fits. Give answers of your own to choose several from."
    if choose >= len(scale.options):
        return f"There are {len(scale.options)} answers, so fewer than that can be chosen."
    return None


def _wrong_options(labels: Sequence[str]) -> Iterator[str]:
    if len(labels) < 2:  # noqa: PLR2004 - nothing is chosen between fewer
        yield "Please give two answers at least, one in each line."
    if len(labels) > MOST_OPTIONS:
        yield (
            f"You gave {len(labels)} answers; {MOST_OPTIONS} are the most, since “Does not apply” "
            f"comes after them and a chat shows ten."
        )
    for place, label in enumerate(labels):
        if _unlike(_LABEL, label, ""):
            yield f"Line {place + 1} has {len(label)} characters; 75 are the most for an answer."
        if same_words(label, "does not apply"):
            yield "“Does not apply” comes after every scale by itself, so leave it out."
        if any(same_words(label, other) for other in labels[:place]):
            yield f"“{label}” stands there twice. Each answer has to be different."


def _unlike(kind: TypeAdapter[str], text: str | None, missing: str) -> str | None:
    """Why a text is nothing that can be taken, if it is not."""
    try:
        kind.validate_python(text or "")
    except ValidationError as error:
        if error.errors()[0]["type"] == "string_too_long":
            longest = error.errors()[0]["ctx"]["max_length"]
            return f"It has {len(text or '')} characters; {longest} are the most."
        return f"{missing}."
    return None
