"""What actions are about: the findings of digests, read from what was published."""

from collections.abc import Sequence
from datetime import datetime

from bot.ports import ActionStore, RoundStore
from bot.survey.actions import Finding, Listed, findings
from bot.usecases.composing import REMEMBERED
from storage.model import Action, Round, State


async def found(rounds: RoundStore, round_: Round) -> tuple[Finding, ...]:
    """The findings of a round's digest; none where it has not been posted."""
    if round_.state is not State.PUBLISHED:
        return ()
    return findings(round_, await rounds.published(round_.id))


async def finding_of(rounds: RoundStore, action: Action, round_: Round) -> Finding:
    """What an action comes from.

    Args:
        round_: the action's.
    """
    return next(one for one in await found(rounds, round_) if one.question == action.finding)


async def later(
    rounds: RoundStore, finding: Finding, round_: Round, *, until: datetime
) -> Sequence[Finding]:
    """What later digests of the same pulse showed of a finding's question, oldest first.

    Args:
        round_: the finding's.
        until: rounds that opened before this instant count.
    """
    past = await rounds.of_pulse(round_.pulse.id, before=until, most=REMEMBERED)
    return [
        one
        for later_ in past
        if later_.opens > round_.opens
        for one in await found(rounds, later_)
        if one.question == finding.question
    ]


async def listed(actions: ActionStore, rounds: RoundStore, pulse_id: str) -> tuple[Listed, ...]:
    """Every action of a pulse with what it comes from, in the order they were recorded."""
    together = []
    for action in await actions.of_pulse(pulse_id):
        round_ = await rounds.get(action.round)
        if round_ is not None:
            finding = await finding_of(rounds, action, round_)
            together.append(Listed(action=action, finding=finding))
    return tuple(together)
