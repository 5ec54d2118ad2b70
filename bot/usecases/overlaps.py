"""No question goes to two audiences that overlap, at the same time or within four weeks."""

import logging
from collections.abc import Sequence

from bot.errors import StaffPulseError
from bot.ports import Directory, PulseStore, RoundStore
from bot.survey import notices, overlap
from bot.survey.roster import NobodyToAsk, Roster
from bot.usecases.audiences import Misnamed, audience
from questions.model import Question
from storage.model import Pulse, Round

log = logging.getLogger(__name__)

_MAY_HAVE_ASKED = (notices.STANDS, notices.RESTORED, notices.UNSEEN)
"""Why a round was cancelled that people may have answered before a backup was restored."""


class Overlapping(StaffPulseError):
    """People would be asked the same question by two pulses."""


def refuse_overlaps(pulses: Sequence[Pulse], rosters: Sequence[Roster]) -> None:
    """Raise Overlapping for two pulses that share a question and people.

    Args:
        pulses: those that are to be in force.
        rosters: whom each of them would ask now, in the same order.
    """
    of = dict(zip((pulse.id for pulse in pulses), rosters, strict=True))
    for one, other, question in overlap.pairs(pulses):
        if people := overlap.in_both(of[one.id], of[other.id]):
            raise Overlapping(overlap.would_ask_both(one, other, question, people))


def refuse_common_sources(pulses: Sequence[Pulse]) -> bool:
    """Raise Overlapping for two pulses that share a question and name the same people.

    Tells whether pulses share a question, so that their people are still to be compared.
    """
    shared = False
    for one, other, question in overlap.pairs(pulses):
        shared = True
        if source := overlap.common_source(one, other):
            raise Overlapping(overlap.would_ask_source_twice(one, other, question, source))
    return shared


async def readable(pulse: Pulse, directory: Directory) -> Roster:
    """Whom a pulse asks now that may have ended; nobody is in a group that is gone."""
    try:
        return await audience(pulse, directory)
    except NobodyToAsk:
        return Roster(dimensions=(), places=())
    except Misnamed as error:
        log.warning("Whom a pulse asked cannot be read any more: %s", error)
        return Roster(dimensions=(), places=())


class Overlaps:
    """Looks at other pulses before a round opens, since people join groups and leave them."""

    def __init__(self, *, pulses: PulseStore, rounds: RoundStore, directory: Directory) -> None:
        self._pulses = pulses
        self._rounds = rounds
        self._directory = directory

    async def refuse(self, round_: Round, questions: Sequence[Question], roster: Roster) -> None:
        """Raise Overlapping if a round must not ask these questions of these people.

        It must not ask what another pulse in force can ask of any of them, nor what another
        pulse asked in the last four weeks of an audience that they are in now; the very same
        people may be asked again once that round is over, since their figures tell of nobody else,
        but for no lower threshold than they were promised.
        """
        for other in await self._pulses.all():
            found = self._shared(round_, questions, other, other.question_set.in_use)
            if found and (people := overlap.in_both(roster, await self._audience(other))):
                raise Overlapping(overlap.would_ask_both(round_.pulse, other, found, people))
        for before in await self._rounds.asked_since(
            round_.opens - overlap.APART, although_cancelled=_MAY_HAVE_ASKED
        ):
            # Where the backup does not know what was asked, it may be any question of the set.
            asked = before.questions or before.pulse.question_set.in_use
            found = self._shared(round_, questions, before.pulse, asked)
            if found and (people := await self._anew(round_, roster, before)):
                raise Overlapping(overlap.asked_lately(round_.pulse, before.pulse, found, people))

    async def _anew(self, round_: Round, roster: Roster, before: Round) -> int:
        """How many people an earlier round shares with one of others, or that promises less."""
        asked = await readable(before.pulse, self._directory)
        people = overlap.in_both(roster, asked)
        same = people == len(roster.places) == len(asked.places)
        kept = round_.pulse.threshold >= before.pulse.threshold
        return 0 if same and kept and before.closes <= round_.opens else people

    def _shared(
        self,
        round_: Round,
        questions: Sequence[Question],
        other: Pulse,
        asked: Sequence[Question],
    ) -> Question | None:
        """A question of the round that another pulse asks; the pulse's own rounds do not count."""
        if other.id == round_.pulse.id:
            return None
        return overlap.shared_question(questions, asked)

    async def _audience(self, pulse: Pulse) -> Roster:
        """Whom a pulse would ask now, which may be nobody."""
        try:
            return await audience(pulse, self._directory)
        except NobodyToAsk:
            return Roster(dimensions=(), places=())
