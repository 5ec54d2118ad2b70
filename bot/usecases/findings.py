"""What actions are about: the findings of digests, read from what was published."""

from datetime import date, datetime

from bot.ports import ActionStore, RoundStore
from bot.survey.actions import (
    Finding,
    Listed,
    Promised,
    asked_again,
    before_and_after,
    findings,
    promised,
)
from bot.usecases.composing import REMEMBERED
from storage.model import EVERYONE, Round, State


async def found(rounds: RoundStore, round_: Round) -> tuple[Finding, ...]:
    """The findings of a round's digest; none where it has not been posted."""
    if round_.state is not State.PUBLISHED:
        return ()
    return findings(round_, await rounds.published(round_.id, [EVERYONE]))


async def finding_of(rounds: RoundStore, question: str, round_: Round) -> Finding:
    """What a round's digest showed of a question that it asked."""
    return next(one for one in await found(rounds, round_) if one.question == question)


async def figures(
    rounds: RoundStore, finding: Finding, round_: Round, *, now: datetime
) -> tuple[str, ...]:
    """A finding's figure, and what the latest digest shows that compares with it, in lines.

    Args:
        round_: the finding's.
        now: the present instant.
    """
    past = await rounds.of_pulse(round_.pulse.id, before=now, most=REMEMBERED)
    posted = [one for one in past if one.opens > round_.opens and one.state is State.PUBLISHED]
    latest, reworded = asked_again(posted, finding)
    after = await finding_of(rounds, finding.question, latest) if latest else None
    return before_and_after(finding, after, reworded)


async def beside(
    actions: ActionStore, rounds: RoundStore, pulse_id: str, *, today: date, since: datetime
) -> Promised:
    """What stands beside a digest of what was promised.

    Args:
        today: the pulse's local day.
        since: what has ended after that instant is told.
    """
    return promised(await listed(actions, rounds, pulse_id), today=today, since=since)


async def listed(actions: ActionStore, rounds: RoundStore, pulse_id: str) -> tuple[Listed, ...]:
    """Every action of a pulse with what it comes from, in the order they were recorded."""
    together: list[Listed] = []
    known: dict[str, tuple[Finding, ...]] = {}
    for action in await actions.of_pulse(pulse_id):
        if action.round not in known:
            round_ = await rounds.get(action.round)
            known[action.round] = await found(rounds, round_) if round_ else ()
        together += (
            Listed(action=action, finding=one)
            for one in known[action.round]
            if one.question == action.finding
        )
    return tuple(together)
