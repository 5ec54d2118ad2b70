"""Holds a data folder against the promise, changing nothing and needing no key, token or bot."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from bot.checks import boxes, folder, main_database, published
from bot.checks.check import Check, Result, Sentence
from bot.checks.evidence import Evidence, gathered, of_this_version
from bot.checks.holdings import Holding, holdings, others
from storage.database import Database
from storage.model import Pulse, Round, State
from storage.pulses import Pulses
from storage.rounds import Rounds

_USUAL_THRESHOLD = 8


class Report(NamedTuple):
    """What was found.

    Attributes:
        threshold: the lowest of the surveys that are set up.
        holdings: what the main database holds, then what each ballot box does.
        others: every other file, and what it is for.
    """

    data: Path
    threshold: int
    holdings: tuple[Holding, ...]
    others: Mapping[str, str]
    checks: tuple[Check, ...]

    @property
    def broken(self) -> bool:
        """Whether any sentence of the promise is."""
        return any(check.result is Result.BROKEN for check in self.checks)


async def verify(data: Path, keys: Path) -> Report:
    """Look at a data folder.

    Args:
        data: the folder, or a copy of it.
        keys: where the key folder may be.

    Raises:
        StaffPulseError: it is no data folder, or cannot be read.
        StorageError: its database is damaged, or of a newer version.
    """
    with gathered(data, keys) as evidence:
        async with evidence.main.stores() as database:
            rounds = Rounds(database)
            kept = await _read(database)
            checks = [
                *_checks(evidence, [*kept.used, *kept.ever]),
                await published.as_posted(evidence, rounds, kept.rounds),
                await published.large_enough(evidence, rounds, kept.rounds),
            ]
        return Report(
            data=data,
            threshold=min((pulse.threshold for pulse in kept.used), default=_USUAL_THRESHOLD),
            holdings=tuple(holdings(evidence)),
            others=dict(others(evidence)),
            checks=tuple(sorted(checks, key=lambda check: check.sentence)),
        )


class _Kept(NamedTuple):
    """What the database holds of surveys.

    Attributes:
        used: every survey as it is and as it was in its rounds.
        ever: every survey as it was last, those that ended too.
        rounds: every round.
    """

    used: Sequence[Pulse]
    ever: Sequence[Pulse]
    rounds: Sequence[Round]


async def _read(database: Database) -> _Kept:
    pulses = Pulses(database)
    with of_this_version():
        in_force = await pulses.all()
        ever = await pulses.ever()
        rounds = await Rounds(database).in_state(*State)
    return _Kept(
        used=[*in_force, *(round_.pulse for round_ in rounds)],
        ever=ever,
        rounds=rounds,
    )


def _checks(evidence: Evidence, pulses: Sequence[Pulse]) -> Iterator[Check]:
    yield main_database.known(evidence)
    yield folder.known_files(evidence.entries)
    yield folder.private(evidence.entries, Sentence.NOBODY_SEES, "the data folder")
    yield main_database.people_apart(evidence, pulses)
    yield main_database.pauses_without_a_time(evidence)
    yield main_database.settings(evidence)
    yield boxes.of_open_rounds(evidence)
    yield main_database.nothing_waits_for_the_past(evidence)
    yield from main_database.nothing_waits_in_the_copy(evidence)
    yield main_database.nobody_in_free_space(evidence, pulses)
    yield from main_database.nobody_in_samples(evidence)
    yield main_database.same_for_all(evidence)
    yield from boxes.keys_apart(evidence)
    yield boxes.hold_no_answer(evidence)
