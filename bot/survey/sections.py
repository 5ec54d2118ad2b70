"""The sections that post and thread share."""

from collections.abc import Iterator, Sequence

from bot.survey.alerts import sentence
from bot.survey.digest import Cut, Digest
from bot.survey.item import Item
from bot.survey.precision import NOT_SHOWN
from bot.survey.section import Section
from bot.survey.statistics import half_up
from bot.survey.trends import PulseTrends, Trend, words
from bot.survey.wording import briefly, lowered, movement

MOST_ALERTS = 3
"""So many moves stand under a question; the others in the thread."""


def everyones(items: Sequence[Item], digest: Digest) -> Iterator[Section]:
    """Questions with everyone's answers, and those of the groups that stand beside."""
    for heading, item in by_theme(items):
        lines = [item.wording, _answered(item)]
        if not item.is_withheld:
            lines += (
                " · ".join(found) for cut in digest.beside if (found := figure_lines(item, cut))
            )
        told = worth_a_conversation(item, digest)
        lines += told[:MOST_ALERTS]
        if more := len(told[MOST_ALERTS:]):
            lines.append(f"And {more} more of its groups in the thread.")
        yield Section(heading, tuple(lines))


def worth_a_conversation(item: Item, digest: Digest) -> tuple[str, ...]:
    """What has moved of a question, everyone's first."""
    return tuple(sentence(alert) for alert in digest.alerts if alert.question == item.id)


def by_theme(items: Sequence[Item]) -> Iterator[tuple[str, Item]]:
    """The questions of a theme one after another, its name above the first of them."""
    for theme in dict.fromkeys(item.theme for item in items):
        first, *others = (item for item in items if item.theme == theme)
        yield first.theme_name, first
        yield from (("", item) for item in others)


def response_lines(cut: Cut) -> tuple[str, ...]:
    """How many of each group answered."""
    return _lines(cut, [(response.name, response.text) for response in cut.responses])


def figure_lines(item: Item, cut: Cut) -> tuple[str, ...]:
    """What each group of a dimension answered."""
    return _lines(cut, [(figure.name, figure.text) for figure in item.of(cut.id)])


def round_by_round(found: Sequence[PulseTrends]) -> Iterator[Section]:
    """Trends in words, each question above those of its groups; of several pulses, with which."""
    for pulse_name, trends in found:
        for number, trend in enumerate(trends):
            if not number or trend.question != trends[number - 1].question:
                several = f"{pulse_name}: {lowered(trend.theme_name)}"
                lines = (trend.wording, f"Answered {trend.favourable}, by when it was asked:")
                yield Section(several if len(found) > 1 else trend.theme_name, lines)
            yield Section(briefly(trend.name), (f"{words(trend)}.", *_limits(trend)))


def _limits(trend: Trend) -> Iterator[str]:
    if trend.limits:
        low, high = (half_up(limit) for limit in trend.limits.shown)
        yield f"Chance alone would keep it between {low}% and {high}%."


def _answered(item: Item) -> str:
    if item.is_withheld:
        return NOT_SHOWN
    said = f"{item.everyone.text} answered {item.favourable}"
    if item.change is None:
        return said
    return f"{said}; {moved(item)}"


def moved(item: Item) -> str:
    """A change in words, and whether it is more than chance would bring."""
    change = item.change
    if change is None:
        return ""
    said = f"{movement(change.by.points)} since {change.when}"
    return f"{said}, {'more than chance would bring' if change.clear else 'which may be chance'}"


def _lines(cut: Cut, said: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """A line for each group, or a single one where nothing is shown of any."""
    if all(text == NOT_SHOWN for _, text in said):
        return (NOT_SHOWN,) if said else ()
    return tuple(f"{briefly(name) if cut.beside else name}: {text}" for name, text in said)
