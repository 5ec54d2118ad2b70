"""The words of the digest's post and thread, which chat, file and screen show alike."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.survey.digest import Cut, Digest, Item
from bot.survey.precision import NOT_SHOWN
from bot.survey.statistics import INDICATIVE
from bot.survey.wording import day, lowered, movement, written
from storage.model import Precision, Response

MOST_IN_POST = 6
"""So many questions stand in the post; the others in its thread."""


class Section(NamedTuple):
    """A heading with the lines under it, in plain words without any markup."""

    heading: str
    lines: tuple[str, ...]


def post(digest: Digest) -> tuple[Section, ...]:
    """What stands in the channel: how many answered, and everyone's answers."""
    beside = [cut for cut in digest.cuts if cut.beside]
    return (
        Section(
            f"{digest.pulse_name}, {_span(digest)}",
            (digest.headline, _response_line(digest)),
        ),
        *(Section(cut.name, _response_lines(cut)) for cut in beside),
        *_everyones(digest.items[:MOST_IN_POST], beside),
    )


def thread(digest: Digest) -> tuple[Section, ...]:
    """What stands in the thread: the larger dimensions, further questions, how to read it all."""
    beside = [cut for cut in digest.cuts if cut.beside]
    return (
        *_everyones(digest.items[MOST_IN_POST:], beside),
        *(section for cut in digest.cuts if not cut.beside for section in _groups(cut, digest)),
        *_in_full(digest),
        _how_to_read(digest),
    )


def _how_to_read(digest: Digest) -> Section:
    lines = [
        f"A group is shown only where at least {digest.threshold} of its people answered the "
        "question. Smaller groups are counted together.",
        "Where fewer than 50 answered, or a smaller group could be worked out, figures are rough "
        "on purpose.",
    ]
    if digest.band == INDICATIVE:
        lines.append(
            "Indicative only: fewer than half of those asked are known to have answered, so take "
            "these figures as a hint, and ask those you have not heard."
        )
    return Section("How to read this", (*lines, f"Questions about this? {digest.contact}"))


def _response_line(digest: Digest) -> str:
    if digest.response.precision is Precision.WITHHELD:
        return NOT_SHOWN
    return f"{digest.response.text}: {digest.band}"


def _response_lines(cut: Cut) -> tuple[str, ...]:
    return _lines([(response.name, response.text) for response in cut.responses])


def _everyones(items: Sequence[Item], beside: Sequence[Cut]) -> Iterator[Section]:
    """Questions with everyone's answers, the groups of small dimensions and the last rounds."""
    for heading, item in _by_theme(items):
        lines = [item.wording, _answered(item)]
        if not _is_withheld(item):
            lines += (" · ".join(_lines(found)) for cut in beside if (found := _figures(item, cut)))
        if item.anchor and len(item.history) > 1:
            shares = " · ".join(share or "not shown" for share in item.history)
            lines.append(f"Last {len(item.history)} rounds, oldest first: {shares}")
        yield Section(heading, tuple(lines))


def _by_theme(items: Sequence[Item]) -> Iterator[tuple[str, Item]]:
    """The questions of a theme one after another, its name above the first of them."""
    for theme in dict.fromkeys(item.theme for item in items):
        first, *others = (item for item in items if item.theme == theme)
        yield first.theme_name, first
        yield from (("", item) for item in others)


def _answered(item: Item) -> str:
    if _is_withheld(item):
        return NOT_SHOWN
    said = f"{item.everyone.text} answered {item.favourable}"
    if item.change is None or item.since is None:
        return said
    return f"{said}; {movement(item.change)} since {written(item.since)}"


def _groups(cut: Cut, digest: Digest) -> Iterator[Section]:
    yield Section(f"{cut.name}: how many answered", _response_lines(cut))
    for theme, item in _by_theme(digest.items):
        heading = f"{cut.name}: {lowered(theme)}" if theme else ""
        lines = (f"{item.wording} Answered {item.favourable}:", *_lines(_figures(item, cut)))
        yield Section(heading, lines)


def _in_full(digest: Digest) -> Iterator[Section]:
    """How everyone's answers fall over the options, as far as that is shown."""
    shown = [item for item in digest.items if item.everyone.choices]
    for number, item in enumerate(shown):
        choices = [f"{one.label}: {one.chosen}" for one in item.everyone.choices]
        lines = [item.wording, " · ".join(choices), *_without_answer(item, digest.response)]
        yield Section("" if number else "Everyone's answers in full", tuple(lines))


def _without_answer(item: Item, response: Response) -> Iterator[str]:
    """Those who skipped it and those to whom it does not apply, in one number."""
    if response.answered is None or item.everyone.answered is None:
        return
    if without := response.answered - item.everyone.answered:
        yield f"Skipped, or does not apply: {without}"


def _is_withheld(item: Item) -> bool:
    return item.everyone.precision is Precision.WITHHELD


def _figures(item: Item, cut: Cut) -> list[tuple[str, str]]:
    return [(one.name, one.text) for one in item.groups if one.dimension == cut.id]


def _lines(said: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """A line for each group, or a single one where nothing is shown of any."""
    if all(text == NOT_SHOWN for _, text in said):
        return (NOT_SHOWN,)
    return tuple(f"{name}: {text}" for name, text in said)


def _span(digest: Digest) -> str:
    first, last = (day(instant, digest.zone) for instant in (digest.opens, digest.closes))
    return f"{written(first)} to {written(last)} {last.year}"
