"""The digest's thread: teams and areas, further questions, how sure it all is, how to read it."""

from collections.abc import Iterator
from itertools import chain

from bot.survey import ranked
from bot.survey.actions import Promised
from bot.survey.digest import Cut, Digest
from bot.survey.extremes import changed_lines, lowest_lines
from bot.survey.item import Item
from bot.survey.post import MOST_IN_POST, MOST_OVERDUE, MOST_RANKINGS
from bot.survey.precision import NOT_SHOWN
from bot.survey.section import Section
from bot.survey.sections import (
    MOST_ALERTS,
    by_theme,
    everyones,
    figure_lines,
    response_lines,
    worth_a_conversation,
)
from bot.survey.statistics import INDICATIVE
from bot.survey.trends import words
from bot.survey.wording import briefly, likely, lowered, roughly, unheard
from storage.model import EVERYONE, Response


def thread(digest: Digest, promised: Promised) -> tuple[Section, ...]:
    """What stands in the thread, section by section."""
    others = [item for item in digest.items if item not in digest.leads[:MOST_IN_POST]]
    return (
        *_overdue(promised),
        *_moved(digest),
        *everyones(others, digest),
        *ranked.sections(digest.rankings if digest.items else digest.rankings[MOST_RANKINGS:]),
        *(
            section
            for cut in digest.cuts
            if cut not in digest.beside
            for section in _groups(cut, digest)
        ),
        *digest.year,
        *_together(digest),
        *_ranked(digest),
        *_done(promised),
        *_how_sure(digest),
        *_round_by_round(digest),
        *_in_full(digest),
        _how_to_read(digest),
    )


def _groups(cut: Cut, digest: Digest) -> Iterator[Section]:
    if not cut.responses:
        yield Section(cut.name, (NOT_SHOWN,))
        return
    yield Section(f"{cut.name}: how many answered", response_lines(cut))
    for theme, item in by_theme(digest.items):
        heading = f"{cut.name}: {lowered(theme)}" if theme else ""
        lines = (f"{item.wording} Answered {item.favourable}:", *figure_lines(item, cut))
        yield Section(heading, lines)


def _together(digest: Digest) -> Iterator[Section]:
    """The groups of small dimensions that have more names than there is room for beside figures."""
    names = [one.name for cut in digest.cuts if cut.beside for one in cut.responses]
    if long := tuple(name for name in names if name != briefly(name)):
        yield Section("Who is counted together", long)


def _moved(digest: Digest) -> Iterator[Section]:
    """The moves for which there is no room under their questions."""
    told = (worth_a_conversation(item, digest)[MOST_ALERTS:] for item in digest.items)
    if others := tuple(chain.from_iterable(told)):
        yield Section("Worth a conversation as well", others)


def _ranked(digest: Digest) -> Iterator[Section]:
    """Which questions moved most and which stand lowest, where there are several to compare."""
    if len(digest.changed) > 1:
        lines = changed_lines(digest.changed, digest.day)
        yield Section("What moved most since it was last asked", lines)
    if len(digest.lowest) > 1:
        yield Section("Lowest over the last twelve rounds", lowest_lines(digest.lowest))


def _overdue(promised: Promised) -> Iterator[Section]:
    """The actions that the post has no room for."""
    if others := promised.overdue[MOST_OVERDUE:]:
        yield Section("Overdue as well", others)


def _done(promised: Promised) -> Iterator[Section]:
    if promised.ended:
        yield Section("You said, we did: since the last digest", promised.ended)
    if promised.going_on:
        yield Section("You said, we do: what goes on", promised.going_on)


def _how_sure(digest: Digest) -> Iterator[Section]:
    """Where the shares of all who were asked may lie, and by how much the changes may be chance."""
    sure = [(item, tuple(_sureness(item))) for item in digest.items]
    told = [(item, lines) for item, lines in sure if lines]
    for number, (item, lines) in enumerate(told):
        heading = "" if number else f"How sure this is, for all {digest.response.invited} asked"
        yield Section(heading, (item.wording, *lines))


def _sureness(item: Item) -> Iterator[str]:
    known = [likely(item.likely)] if item.likely else []
    if item.silence:
        known.append(unheard(item.silence))
    if known:
        yield f"{item.everyone.text}: {'; '.join(known)}"
    if item.change:
        yield f"Since {item.change.when}: {roughly(item.change.by)}"


def _round_by_round(digest: Digest) -> Iterator[Section]:
    """What the picture shows of everyone, in words."""
    shown = [trend for trend in digest.trends if trend.dimension == EVERYONE]
    if any(len(trend.points) > 1 for trend in shown):
        lines = (f"{trend.theme_name}: {words(trend)}." for trend in shown)
        yield Section("Round by round", tuple(lines))


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


def _how_to_read(digest: Digest) -> Section:
    lines = [
        f"A group is shown only where at least {digest.threshold} of its people answered the "
        "question. Smaller groups are counted together.",
        "Where fewer than 50 answered, or a smaller group could be worked out, figures are rough "
        "on purpose.",
        '"May be chance" means that a change of this size comes about even when nothing has '
        "changed, since not everyone answers and no two weeks are alike.",
    ]
    if digest.rankings:
        lines.append(
            "Where people could choose several things, it is told of everyone only. A number of "
            'fewer than 5 is not given; "nearly everyone" is all of them, or all but fewer than 5.'
        )
    if digest.band == INDICATIVE:
        lines.append(
            "Indicative only: fewer than half of those asked are known to have answered, so take "
            "these figures as a hint, and ask those you have not heard."
        )
    return Section("How to read this", (*lines, f"Questions about this? {digest.contact}"))
