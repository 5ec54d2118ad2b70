"""The words of the digest's post and thread, which chat, file and screen show alike."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.survey.digest import Cut, Digest, Item
from bot.survey.precision import NOT_SHOWN
from bot.survey.wording import day, lowered, movement, written
from storage.model import Precision

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
        *(_everyones(item, beside) for item in digest.items[:MOST_IN_POST]),
    )


def thread(digest: Digest) -> tuple[Section, ...]:
    """What stands in the thread: the larger dimensions, further questions, how to read it all."""
    beside = [cut for cut in digest.cuts if cut.beside]
    return (
        *(_everyones(item, beside) for item in digest.items[MOST_IN_POST:]),
        *(section for cut in digest.cuts if not cut.beside for section in _groups(cut, digest)),
        Section(
            "How to read this",
            (
                f"A group is shown only where at least {digest.threshold} of its people answered "
                "the question. Smaller groups are counted together.",
                "Where fewer than 50 answered, or a smaller group could be worked out, figures "
                "are rough on purpose.",
                f"Questions about this: {digest.contact}",
            ),
        ),
    )


def _response_line(digest: Digest) -> str:
    if digest.response.precision is Precision.WITHHELD:
        return NOT_SHOWN
    return f"{digest.response.text}: {digest.band}"


def _response_lines(cut: Cut) -> tuple[str, ...]:
    return _lines([(response.name, response.text) for response in cut.responses])


def _everyones(item: Item, beside: Sequence[Cut]) -> Section:
    """A question with everyone's answers, the groups of small dimensions and the last rounds."""
    lines = [item.wording, _answered(item)]
    for cut in beside:
        figures = _figures(item, cut)
        lines += [" · ".join(_lines(figures))] if figures else []
    if item.anchor and len(item.history) > 1:
        shares = " · ".join(share or "not shown" for share in item.history)
        lines.append(f"Last {len(item.history)} rounds, oldest first: {shares}")
    return Section(item.theme_name, tuple(lines))


def _answered(item: Item) -> str:
    if item.everyone.precision is Precision.WITHHELD:
        return NOT_SHOWN
    said = f"{item.everyone.text} answered {item.favourable}"
    if item.change is None or item.since is None:
        return said
    return f"{said}; {movement(item.change)} since {written(item.since)}"


def _groups(cut: Cut, digest: Digest) -> Iterator[Section]:
    yield Section(f"{cut.name}: how many answered", _response_lines(cut))
    for item in digest.items:
        lines = (f"{item.wording} Answered {item.favourable}:", *_lines(_figures(item, cut)))
        yield Section(f"{cut.name}: {lowered(item.theme_name)}", lines)


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
