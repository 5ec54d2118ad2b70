"""The digest in one sentence: highest and lowest, what really moved, how few answered."""

from collections.abc import Iterator, Sequence

from bot.survey.alerts import Alert
from bot.survey.figures import height, share
from bot.survey.item import Item
from bot.survey.ranked import Ranked, most
from bot.survey.statistics import INDICATIVE, percent
from bot.survey.wording import either, listed, lowered, movement
from storage.model import Precision, Response

_NOTHING = "No results can be shown this time, so that nobody's answers can be worked out."


def headline(
    items: Sequence[Item],
    rankings: Sequence[Ranked],
    response: Response,
    band: str,
    alerts: Sequence[Alert],
    *,
    first: bool,
) -> str:
    """One sentence made of the facts.

    Args:
        items: what was asked; anchors tell of their themes.
        rankings: told of where nothing else was asked.
        band: the word for the response.
        alerts: what is worth a conversation.
        first: whether the pulse has no earlier round.
    """
    if all(one.is_withheld for one in items or rankings):
        return _NOTHING
    leads = [item for item in items if item.anchor] or items
    facts = [*_standing(leads), *_moved(leads), *_worth_a_conversation(alerts)]
    if not items:
        facts += [most(one.told) for one in rankings if not one.is_withheld]
    if band == INDICATIVE:
        facts.append(f"{_few(response)}, so this is {INDICATIVE}")
    sentence = f"{'first results: ' if first else ''}{'; '.join(facts)}."
    return sentence[0].upper() + sentence[1:]


def _standing(leads: Sequence[Item]) -> Iterator[str]:
    """Which is highest and lowest, if all counts are published; otherwise what is."""
    if not leads:
        return
    if any(item.everyone.precision is not Precision.EXACT for item in leads):
        said = [f"{_name(item, leads)}: {share(item.everyone) or 'not shown'}" for item in leads]
        yield f"favourable answers for {', '.join(said)}"
        return
    low, *_, high = sorted([*leads, leads[0]], key=lambda item: height(item.everyone))
    if height(low.everyone) == height(high.everyone):
        yield f"{share(low.everyone)} of answers are favourable for {_names(leads)}"
        return
    yield (
        f"{_name(high, leads)} stands highest with {share(high.everyone)} favourable answers, "
        f"{_name(low, leads)} lowest with {share(low.everyone)}"
    )


def _moved(leads: Sequence[Item]) -> Iterator[str]:
    """What moved by more than chance would, or that nothing did, as far as that can be told."""
    changes = {_name(item, leads): item.change for item in leads if item.change is not None}
    if not changes:
        return
    clear = {name: change for name, change in changes.items() if change.clear}
    for name, change in sorted(clear.items(), key=lambda one: -abs(one[1].by.points)):
        yield f"favourable answers for {name} are {movement(change.by.points)} since {change.when}"
    if not clear:
        since = either(*dict.fromkeys(change.when for change in changes.values()))
        yield f"nothing moved by more than chance would since {since}"


def _worth_a_conversation(alerts: Sequence[Alert]) -> Iterator[str]:
    themes = dict.fromkeys(lowered(alert.theme_name) for alert in alerts)
    if themes:
        yield f"{listed(*themes)} {'is' if len(themes) == 1 else 'are'} worth a conversation"


def _few(response: Response) -> str:
    if response.answered is not None:
        return f"only {percent(response.answered, response.invited)}% answered"
    return "few answered" if response.precision is Precision.WITHHELD else response.text


def _name(item: Item, leads: Sequence[Item]) -> str:
    """The theme where it tells the item from the others, else the question itself."""
    alone = [other.theme for other in leads].count(item.theme) == 1
    return lowered(item.theme_name) if alone else f'"{item.wording}"'


def _names(leads: Sequence[Item]) -> str:
    return listed(*(_name(item, leads) for item in leads))
