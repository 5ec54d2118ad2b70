"""The weekly post: what stands in it, made from published values only."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date
from fractions import Fraction
from typing import Any

from pydantic import AwareDatetime

from bot.survey.figures import counts, favourable, share
from bot.survey.past import Past
from bot.survey.statistics import INDICATIVE, percent, points, response_band
from bot.survey.wording import day, lowered, movement, written
from questions.model import Question, Value
from storage.model import EVERYONE, Dimension, Figure, Precision, Published, Response, Round

MOST_ROUNDS = 12
"""How many rounds' values stand beside each other."""

MOST_BESIDE = 3
"""A dimension of so many groups stands in the post itself, of more in its thread."""


class Item(Value):
    """A question as the digest shows it.

    Attributes:
        favourable: the favourable answers in words, such as: "often" or "always".
        everyone: the figure for the whole audience.
        change: percentage points since the item was last asked with the same version, one
            decimal, for everyone; None unless both figures are exact.
        since: the day on which that earlier round opened; None where there is no change.
        history: everyone's shares in up to twelve rounds that asked this version, oldest first
            and this round last, as text; None for a round where it was not shown.
        groups: the figures of every dimension's groups, in the dimensions' order.
    """

    id: str
    version: str
    theme: str
    theme_name: str
    wording: str
    favourable: str
    anchor: bool
    everyone: Figure
    change: float | None
    since: date | None
    history: tuple[str | None, ...]
    groups: tuple[Figure, ...]


class Cut(Value):
    """A dimension as the digest shows it.

    Attributes:
        beside: whether it has three groups at most, so that it stands in the post itself.
        responses: what share of each group answered; empty where the dimension is left out.
    """

    id: str
    name: str
    beside: bool
    responses: tuple[Response, ...]


class Digest(Value):
    """One round's digest, whole: the post, its thread and the file are drawn from it.

    Attributes:
        band: the word for the response, such as "indicative only".
        items: anchors first, then the others, each in the order of their themes.
    """

    round: str
    pulse: str
    pulse_name: str
    opens: AwareDatetime
    closes: AwareDatetime
    zone: str
    threshold: int
    contact: str
    headline: str
    response: Response
    band: str
    cuts: tuple[Cut, ...]
    items: tuple[Item, ...]


# ---- composing


def compose(published: Published, round_: Round, history: Sequence[Past]) -> Digest:
    """The digest of a round.

    Args:
        published: what came out of the round.
        round_: as it was asked.
        history: earlier rounds of the same pulse, oldest first; as many as it takes to find
            twelve values of an anchor, and the last time that each question was asked.
    """
    pulse = round_.pulse
    response = next(one for one in published.responses if one.dimension == EVERYONE)
    themes = [theme.id for theme in pulse.question_set.themes]
    questions = sorted(round_.questions, key=lambda q: (not q.anchor, themes.index(q.theme)))
    items = tuple(_item(question, published, round_, history) for question in questions)
    band = _band(response)
    return Digest(
        round=round_.id,
        pulse=pulse.id,
        pulse_name=pulse.name,
        opens=round_.opens,
        closes=round_.closes,
        zone=pulse.schedule.zone,
        threshold=pulse.threshold,
        contact=pulse.contact,
        headline=_headline(items, response, band, first=not history),
        response=response,
        band=band,
        cuts=tuple(_cut(dimension, published) for dimension in pulse.dimensions),
        items=items,
    )


def _item(question: Question, published: Published, round_: Round, history: Sequence[Past]) -> Item:
    figures = [one for one in published.figures if one.question == question.id]
    everyone = next(one for one in figures if one.dimension == EVERYONE)
    earlier = [
        (past.round, one)
        for past in history
        for one in past.published.figures
        if (one.dimension, one.question, one.version) == (EVERYONE, question.id, question.version)
    ]
    change = _change(everyone, earlier[-1][1]) if earlier else None
    themes = {theme.id: theme.name for theme in round_.pulse.question_set.themes}
    return Item(
        id=question.id,
        version=question.version,
        theme=question.theme,
        theme_name=themes[question.theme],
        wording=question.wording,
        favourable=favourable(question),
        anchor=question.anchor,
        everyone=everyone,
        change=change,
        since=None if change is None else day(earlier[-1][0].opens, round_.pulse.schedule.zone),
        history=tuple(share(one) for _, one in [*earlier, (round_, everyone)][-MOST_ROUNDS:]),
        groups=tuple(one for one in figures if one.dimension != EVERYONE),
    )


def _cut(dimension: Dimension, published: Published) -> Cut:
    responses = tuple(one for one in published.responses if one.dimension == dimension.id)
    return Cut(
        id=dimension.id,
        name=dimension.name,
        beside=len(responses) <= MOST_BESIDE,
        responses=responses,
    )


def _change(new: Figure, old: Figure) -> float | None:
    now, before = counts(new), counts(old)
    return float(points(now, before)) if now and before else None


def _band(response: Response) -> str:
    """The word for a response; for a rounded one it may be too low, but never too high."""
    if response.answered is not None:
        return response_band(response.answered, response.invited)
    return response_band(max((response.nearest or 0) - 10, 0), 100)


# ---- the headline


def _headline(items: Sequence[Item], response: Response, band: str, *, first: bool) -> str:
    """One sentence made of the facts: highest and lowest, what moved most, how few answered."""
    if all(item.everyone.precision is Precision.WITHHELD for item in items):
        return "No results can be shown this time, so that nobody's answers can be worked out."
    leads = [item for item in items if item.anchor] or items
    facts = [_standing(leads), *_moved(leads)]
    if band == INDICATIVE:
        facts.append(f"{_few(response)}, so this is {INDICATIVE}")
    sentence = f"{'first results: ' if first else ''}{'; '.join(facts)}."
    return sentence[0].upper() + sentence[1:]


def _standing(leads: Sequence[Item]) -> str:
    """Which is highest and lowest, if all counts are published; otherwise what is."""
    if any(item.everyone.precision is not Precision.EXACT for item in leads):
        said = [f"{_name(item, leads)}: {share(item.everyone) or 'not shown'}" for item in leads]
        return f"favourable answers for {', '.join(said)}"
    low, *_, high = sorted([*leads, leads[0]], key=_height)
    if _height(low) == _height(high):
        return f"{share(low.everyone)} of answers are favourable for {_names(leads)}"
    return (
        f"{_name(high, leads)} stands highest with {share(high.everyone)} favourable answers, "
        f"{_name(low, leads)} lowest with {share(low.everyone)}"
    )


def _moved(leads: Sequence[Item]) -> Iterator[str]:
    """What moved most since the round before, as far as both counts are published."""
    changes = {_name(item, leads): item.change for item in leads if item.change is not None}
    since = {item.since for item in leads if item.since is not None}
    if not changes or len(since) > 1:
        return
    earlier = written(since.pop())
    most = max(changes, key=lambda name: abs(changes[name]))
    if not changes[most]:
        yield f"nothing has moved since {earlier}"
    else:
        verb = "moved most," if len(changes) > 1 else "is"
        yield f"{most} {verb} {movement(changes[most])} since {earlier}"


def _few(response: Response) -> str:
    if response.answered is not None:
        return f"only {percent(response.answered, response.invited)}% answered"
    return "few answered" if response.precision is Precision.WITHHELD else response.text


def _height(item: Item) -> Fraction:
    shown = counts(item.everyone)
    return Fraction(*shown) if shown else Fraction(0)


def _name(item: Item, leads: Sequence[Item]) -> str:
    """The theme where it tells the item from the others, else the question itself."""
    alone = [other.theme for other in leads].count(item.theme) == 1
    return lowered(item.theme_name) if alone else f'"{item.wording}"'


def _names(leads: Sequence[Item]) -> str:
    *most, last = (_name(item, leads) for item in leads)
    return f"{', '.join(most)} and {last}" if most else last


# ---- the file


def exported(digest: Digest) -> dict[str, Any]:
    """The digest's JSON, as `docs/digest.schema.json` describes it."""
    return {
        "round": digest.round,
        "pulse": digest.pulse,
        "opens": digest.opens.astimezone(UTC).isoformat(),
        "closes": digest.closes.astimezone(UTC).isoformat(),
        "headline": digest.headline,
        "response": _exported_response(digest.response),
        "responses": [_exported_response(one) for cut in digest.cuts for one in cut.responses],
        "figures": [
            _exported_figure(one) for item in digest.items for one in (item.everyone, *item.groups)
        ],
    }


def _exported_response(response: Response) -> dict[str, Any]:
    told = response.model_dump(
        mode="json", include={"dimension", "group", "name", "invited", "precision", "text"}
    )
    if response.answered is None:
        return told
    share = float(percent(response.answered, response.invited))
    return told | {"answered": response.answered, "percent": share}


def _exported_figure(figure: Figure) -> dict[str, Any]:
    told = figure.model_dump(
        mode="json", include={"dimension", "group", "name", "question", "precision", "text"}
    )
    shown = counts(figure)
    if shown is None:
        return told
    part, answered = shown
    return told | {
        "answered": answered,
        "favourable": part,
        "percent": float(percent(part, answered)),
        "choices": [choice.model_dump(mode="json") for choice in figure.choices],
    }
