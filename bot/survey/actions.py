"""You said, we did: when an action is due, its figures before and after, and how it is told."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.survey.figures import favourable
from bot.survey.past import opened
from bot.survey.precision import NOT_SHOWN
from bot.survey.ranked import most
from bot.survey.wording import dated, lowered
from questions.model import Value
from storage.model import EVERYONE, Action, ActionState, Precision, Published, Round

USUAL_DAYS = timedelta(days=90)
"""So long after it was recorded an action is looked at again, unless it is told otherwise."""

MOST_DAYS = timedelta(days=366)
"""A year ahead at most, also where a leap day lies within it."""

ASKED_AT = time(9)
"""The local time at which leadership is asked what became of an action, on its day."""

REWORDED = "The question is worded differently now, so there is nothing to compare with."
NOT_AGAIN = "The question has not been in a digest again since then."


class Finding(Value):
    """A question of a digest as the digest showed it for everyone.

    Attributes:
        day: the local day on which the round opened.
        version: the question's; figures of different versions are never compared.
        favourable: the favourable answers in words, such as: "often" or "always"; "" of a ranking.
        text: as posted; of a ranking, what is chosen most.
        shown: whether any figure was.
    """

    question: str
    version: str
    day: date
    theme_name: str
    wording: str
    favourable: str
    text: str
    shown: bool

    @property
    def said(self) -> str:
        """The figure in words, without the question."""
        if not self.shown:
            return NOT_SHOWN
        return f"{self.text} answered {self.favourable}" if self.favourable else self.text

    @property
    def told(self) -> str:
        """The figure in words, after its day."""
        return f"{dated(self.day)}: {self.said}"


class Listed(Value):
    """An action with the finding that it comes from."""

    action: Action
    finding: Finding


def findings(round_: Round, published: Published) -> tuple[Finding, ...]:
    """Everything that an action can be about: each question of a published round."""
    figures = [one for one in published.figures if one.dimension == EVERYONE]
    told = {one.question: (one.text, one.precision) for one in figures}
    told |= {one.question: (most(one), one.precision) for one in published.rankings}
    return tuple(
        Finding(
            question=question.id,
            version=question.version,
            day=opened(round_),
            theme_name=round_.pulse.question_set.theme_of(question).name,
            wording=question.wording,
            favourable=favourable(question) if question.favourable else "",
            text=text,
            shown=precision is not Precision.WITHHELD,
        )
        for question in round_.questions
        for text, precision in [told[question.id]]
    )


def asked_again(rounds: Sequence[Round], finding: Finding) -> tuple[Round | None, date | None]:
    """The latest round that asked a finding's question as it was, and since when it is reworded.

    Args:
        rounds: later ones, oldest first.
        finding: it tells the question and its version.
    """
    latest, reworded = None, None
    for round_ in rounds:
        for question in (one for one in round_.questions if one.id == finding.question):
            if question.version == finding.version:
                latest, reworded = round_, None
            elif reworded is None:
                reworded = opened(round_)
    return latest, reworded


class Promised(Value):
    """What is being done, a line for each action: what stands beside a digest.

    Attributes:
        overdue: their day of review has passed without an answer, the longest overdue first.
        going_on: the others that go on, the next to be looked at first.
        ended: done or dropped since the digest before.
    """

    overdue: tuple[str, ...] = ()
    going_on: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()


def promised(listed: Sequence[Listed], *, today: date, since: datetime) -> Promised:
    """What stands beside a digest.

    Args:
        listed: every action of a pulse.
        today: the local day.
        since: what ended after that instant is told.
    """
    return Promised(
        overdue=overdue(listed, today),
        going_on=going_on(listed, today),
        ended=ended(listed, since),
    )


# ---- when


def due_from(action: Action, zone: str) -> datetime:
    """The instant from which on leadership is to be asked what became of an action."""
    return datetime.combine(action.review, ASKED_AT, tzinfo=ZoneInfo(zone))


def is_overdue(action: Action, today: date) -> bool:
    """Whether an action's day of review has passed without an answer."""
    return action.goes_on and action.review < today


def misplaced(review: date, today: date) -> str | None:
    """Why that day cannot be one of review; None where it can."""
    if review < today:
        return "This day has passed. Please choose today or a later day."
    if review > today + MOST_DAYS:
        return f"Please choose a day within a year: {dated(today + MOST_DAYS)} at the latest."
    return None


# ---- before and after


def before_and_after(
    before: Finding, latest: Finding | None, reworded: date | None
) -> tuple[str, ...]:
    """The figure that an action comes from and the latest that compares with it, in lines.

    Args:
        before: the finding.
        latest: what the latest later digest showed that asked the same version of the question.
        reworded: the day since when it is asked in another version; None where it is not.
    """
    if latest is None:
        return (before.told, NOT_AGAIN if reworded is None else REWORDED)
    if reworded is None:
        return (before.told, latest.told)
    return (
        before.told,
        latest.told,
        f"From {dated(reworded)} on the question is worded differently, so later figures are not "
        f"shown beside these.",
    )


# ---- a line each, for post, thread and paper


def overdue(listed: Iterable[Listed], today: date) -> tuple[str, ...]:
    """The actions whose day of review has passed without an answer, the longest overdue first."""
    late = [one for one in listed if is_overdue(one.action, today)]
    late.sort(key=lambda one: one.action.review)
    return tuple(
        f"{_told(one)}: to be looked at on {dated(one.action.review)}, and not answered yet"
        for one in late
    )


def going_on(listed: Iterable[Listed], today: date) -> tuple[str, ...]:
    """The actions that go on and are not overdue, the next to be looked at first."""
    open_ = [one for one in listed if one.action.goes_on and not is_overdue(one.action, today)]
    open_.sort(key=lambda one: one.action.review)
    return tuple(f"{_told(one)}: looked at again on {dated(one.action.review)}" for one in open_)


def ended(listed: Iterable[Listed], since: datetime) -> tuple[str, ...]:
    """The actions that were done or dropped after an instant, with what was said of them."""
    return tuple(_ended(listed, since))


def _ended(listed: Iterable[Listed], since: datetime) -> Iterator[str]:
    for one in listed:
        action = one.action
        if action.ended is not None and action.ended > since:
            became = "done" if action.state is ActionState.DONE else "dropped"
            yield f"{_told(one)}: {became}{f'. {action.reason}' if action.reason else ''}"


def _told(listed: Listed) -> str:
    return f"{listed.action.what} ({lowered(listed.finding.theme_name)})"
