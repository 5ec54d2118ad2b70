"""Question sets written as the YAML that the loader reads, as people would write it."""

from collections.abc import Iterator, Sequence
from math import inf

import yaml

from questions.model import Question, QuestionSet, Scale
from questions.scales import BUILT_IN


def write(question_set: QuestionSet) -> str:
    """The set as a YAML file, of which the loader makes the same set again."""
    themes = [f"  {_plain(theme.id)}: {_plain(theme.name)}" for theme in question_set.themes]
    parts = [
        f"id: {_plain(question_set.id)}\n"
        f"title: {_plain(question_set.title)}\n"
        f"ask: {question_set.ask}",
        "\n".join(("themes:", *themes)),
        *_scales(question_set.questions),
        "questions:\n" + "\n\n".join(map(_question, question_set.questions)),
    ]
    return "\n\n".join(parts) + "\n"


def _scales(questions: Sequence[Question]) -> Iterator[str]:
    """The set's own scales, in the order in which its questions use them."""
    used = {question.scale.id: question.scale for question in questions}
    measured = {question.scale.id for question in questions if question.choose is None}
    if own := [scale for name, scale in used.items() if name not in BUILT_IN]:
        scales = (_scale(scale, scored=scale.id in measured) for scale in own)
        yield "\n".join(("scales:", *scales))


def _scale(scale: Scale, *, scored: bool) -> str:
    """A scale; options that are only ranked have a score where one was given to them."""
    options = (
        f"    - {{id: {_plain(one.id, listed=True)}, label: {_plain(one.label, listed=True)}"
        f"{f', score: {one.score}' if scored or one.score else ''}}}"
        for one in scale.options
    )
    return "\n".join((f"  {_plain(scale.id)}:", *options))


def _question(question: Question) -> str:
    chosen = (
        _plain(one, listed=True) for one in question.scale.option_ids if one in question.favourable
    )
    lines = [
        f"id: {_plain(question.id)}",
        f"theme: {_plain(question.theme)}",
        f"wording: {_plain(question.wording)}",
        f"scale: {_plain(question.scale.id)}",
        f"favourable: [{', '.join(chosen)}]"
        if question.choose is None
        else f"choose: {question.choose}",
    ]
    lines += [f"{name}: true" for name in ("anchor", "retired") if getattr(question, name)]
    lines += [f"{name}: {tag}" for name in ("hse", "lga") if (tag := getattr(question, name))]
    return "  - " + "\n    ".join(lines)


def _plain(text: str, *, listed: bool = False) -> str:
    """A text on one line, in quotes where any reader of YAML might take it for something else.

    Args:
        text: what is to be read.
        listed: whether it stands within brackets, where commas and the like need quotes too.
    """
    one = yaml.safe_dump([text], default_flow_style=listed, allow_unicode=True, width=inf).strip()
    return one[1:-1] if listed else one.removeprefix("- ")
