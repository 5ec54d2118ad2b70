"""The weekly post: what stands in it, made from published values only."""

from collections.abc import Iterator, Sequence
from datetime import date

from pydantic import AwareDatetime

from bot.survey import parts, yearly
from bot.survey.alerts import Alert, alerts
from bot.survey.extremes import Changed, Standing, changed, lowest
from bot.survey.headline import headline
from bot.survey.item import Item, item
from bot.survey.past import MOST_BESIDE, Past
from bot.survey.ranked import Ranked, ranked
from bot.survey.section import Section
from bot.survey.statistics import response_band
from bot.survey.trends import Trend, trend
from bot.survey.wording import day
from questions.model import Value
from storage.model import EVERYONE, Dimension, Published, Response, Round


class Cut(Value):
    """A dimension as the digest shows it.

    Attributes:
        beside: whether it has three groups at most, so that it can stand in the post itself.
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
        trends: of each anchor, everyone's first and then those of the groups that stand beside.
        alerts: what is worth a conversation.
        changed: questions by how far they moved since they were last asked, furthest first.
        lowest: questions by their favourable share over the last rounds, lowest first.
        rankings: in the order of their themes.
        year: of a pulse that asks once, beside last year's, and its parts beside the whole.
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
    trends: tuple[Trend, ...]
    alerts: tuple[Alert, ...]
    changed: tuple[Changed, ...]
    lowest: tuple[Standing, ...]
    rankings: tuple[Ranked, ...] = ()
    year: tuple[Section, ...]

    @property
    def day(self) -> date:
        """The local day on which the round opened."""
        return day(self.opens, self.zone)

    @property
    def beside(self) -> tuple[Cut, ...]:
        """The dimension that stands in the post itself: the first of few groups, if any."""
        return tuple(cut for cut in self.cuts if cut.beside and cut.responses)[:1]

    @property
    def chart(self) -> tuple[Trend, ...]:
        """What the picture shows; nothing where there is no line to draw yet."""
        shown = {EVERYONE, *(cut.id for cut in self.beside)}
        lines = tuple(trend for trend in self.trends if trend.dimension in shown)
        return lines if any(len(trend.points) > 1 for trend in lines) else ()

    @property
    def leads(self) -> tuple[Item, ...]:
        """The questions that stand for their themes; all of them where none does."""
        return tuple(item for item in self.items if item.anchor) or self.items


def compose(published: Published, round_: Round, history: Sequence[Past]) -> Digest:
    """The digest of a round.

    Args:
        published: what came out of the round.
        round_: as it was asked.
        history: earlier rounds of the same pulse, oldest first; as many as it takes to find
            twelve values of an anchor, and the last time that each question was asked.
    """
    pulse = round_.pulse
    rounds = [*history, Past(round=round_, published=published)]
    response = next(one for one in published.responses if one.dimension == EVERYONE)
    themes = [theme.id for theme in pulse.question_set.themes]
    items = tuple(
        item(question, round_=round_, published=published, response=response, history=history)
        for question in sorted(
            round_.measures, key=lambda one: (not one.anchor, themes.index(one.theme))
        )
    )
    rankings = ranked(round_, published, response)
    band = band_of(response)
    worth = alerts(rounds)
    cuts = tuple(_cut(dimension, published) for dimension in pulse.dimensions)
    return Digest(
        round=round_.id,
        pulse=pulse.id,
        pulse_name=pulse.name,
        opens=round_.opens,
        closes=round_.closes,
        zone=pulse.schedule.zone,
        threshold=pulse.threshold,
        contact=pulse.contact,
        headline=headline(items, rankings, response, band, worth, first=not history),
        response=response,
        band=band,
        cuts=cuts,
        items=items,
        trends=tuple(_trends(items, cuts, rounds)),
        alerts=worth,
        changed=changed(rounds),
        lowest=lowest(rounds),
        rankings=rankings,
        year=(*yearly.sections(rounds[-1], history), *parts.sections(rounds[-1])),
    )


def _cut(dimension: Dimension, published: Published) -> Cut:
    responses = tuple(one for one in published.responses if one.dimension == dimension.id)
    return Cut(
        id=dimension.id,
        name=dimension.name,
        beside=len(responses) <= MOST_BESIDE,
        responses=responses,
    )


def _trends(items: Sequence[Item], cuts: Sequence[Cut], rounds: Sequence[Past]) -> Iterator[Trend]:
    """The trends of each anchor: everyone's, and those of the groups that stand beside."""
    beside = [one for cut in cuts if cut.beside for one in cut.responses]
    for item_ in items:
        if item_.anchor:
            groups = [(EVERYONE, EVERYONE), *((one.dimension, one.group) for one in beside)]
            found = (trend(rounds, item_.id, *group) for group in groups)
            yield from (one for one in found if one)


def band_of(response: Response) -> str:
    """The word for a response; for a rounded one it may be too low, but never too high."""
    if response.answered is not None:
        return response_band(response.answered, response.invited)
    return response_band(max((response.nearest or 0) - 10, 0), 100)
