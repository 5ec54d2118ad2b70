"""What is judged of figures: whether they are those that were posted, and large enough."""

from collections.abc import Iterable, Iterator, Sequence

from pydantic import ValidationError

from bot.checks.check import Check, Result, Sentence, judged
from bot.checks.evidence import Evidence
from bot.survey.digest import Digest
from bot.survey.midway import FEWEST_INVITED
from bot.usecases.composing import composed
from storage.database import Database
from storage.inspection import Main
from storage.model import Figure, Midway, Published, Response, Round, State
from storage.rounds import Rounds

_OVER = {State.CLOSED, State.PUBLISHED}


async def as_posted(evidence: Evidence, rounds: Rounds, all_: Sequence[Round]) -> Check:
    """Whether each digest is the one that the stored figures make."""
    digests = evidence.main.digests()
    posted = [round_ for round_ in all_ if round_.state is State.PUBLISHED]
    results = {one.id: await _held(one, rounds, digests.get(one.id)) for one in posted}
    broken = [round_id for round_id, result in results.items() if result is Result.BROKEN]
    unknown = [round_id for round_id, result in results.items() if result is Result.UNKNOWN]
    if unknown and not broken:
        return Check(
            Sentence.ONLY_TOTALS,
            Result.UNKNOWN,
            f"The digest of {', '.join(unknown)} does not come out word for word: another version "
            f"of Staff Pulse made it, or rounds that it looks back at are not kept any more.",
        )
    return judged(
        Sentence.ONLY_TOTALS,
        (f"{one}: a figure is stored otherwise than it was posted." for one in broken),
        kept=(
            f"The stored figures make the very text of {_in_words(len(posted))}, word for word."
            if posted
            else "Nothing has been posted yet."
        ),
    )


def _in_words(count: int) -> str:
    return "the one digest that was posted" if count == 1 else f"all {count} digests"


async def _held(round_: Round, rounds: Rounds, body: str | None) -> Result:
    """A round's figures against its digest, and that against what this version would write."""
    published = await rounds.published(round_.id)
    try:
        digest = Digest.model_validate_json(body or "{}")
    except ValidationError:
        return Result.UNKNOWN if body else Result.BROKEN
    if not _holds(digest, published) or _asked(digest) != {
        question.id for question in round_.questions
    }:
        return Result.BROKEN
    try:
        return Result.KEPT if await composed(rounds, round_) == digest else Result.UNKNOWN
    except (LookupError, ValueError):  # the round or its survey is not as it was either
        return Result.UNKNOWN


def _holds(digest: Digest, published: Published) -> bool:
    """Whether a digest was made of these figures and no others."""
    return (
        set(_figures(digest)) == set(published.figures)
        and set(_responses(digest)) == set(published.responses)
        and {one.told for one in digest.rankings} == set(published.rankings)
    )


def _asked(digest: Digest) -> set[str]:
    return {*(item.id for item in digest.items), *(one.told.question for one in digest.rankings)}


def _figures(digest: Digest) -> Sequence[Figure]:
    return [figure for item in digest.items for figure in (item.everyone, *item.groups)]


def _responses(digest: Digest) -> Sequence[Response]:
    return [digest.response, *(one for cut in digest.cuts for one in cut.responses)]


async def large_enough(evidence: Evidence, rounds: Rounds, all_: Sequence[Round]) -> Check:
    """Whether counts are kept of rounds that are over, and of groups above the threshold."""
    broken = list(_too_early(evidence.main, all_))
    for round_ in all_:
        if round_.state in _OVER:
            published = await rounds.published(round_.id)
            broken += [*_too_small(round_, published), *_impossible(round_, published)]
        broken += _too_early_of_few(round_, await rounds.midway(round_.id))
    return judged(
        Sentence.ONLY_TOTALS,
        broken,
        kept=(
            "Figures are kept of rounds that are over, but for what was told half-way of 50 people "
            "or more, and none is a count of fewer people than the threshold."
        ),
    )


async def contradictions(main: Main, database: Database) -> Sequence[str]:
    """What of the figures cannot be, each in a sentence: no round that closed has written it.

    Args:
        main: as it was found.
        database: the same, brought to this version's schema.
    """
    rounds, digests = Rounds(database), main.digests()
    all_ = await rounds.in_state(*State)
    found = [*_too_early(main, all_)]
    for round_ in all_:
        published = await rounds.published(round_.id)
        found += _too_small(round_, published)
        found += _impossible(round_, published)
        if round_.state is State.PUBLISHED and not _is_of(digests.get(round_.id), published):
            found.append(f"{round_.id}: a figure is stored otherwise than it was posted.")
    return found


def _is_of(body: str | None, published: Published) -> bool:
    """Whether a digest was made of these figures, as far as this version can read it."""
    try:
        return body is not None and _holds(Digest.model_validate_json(body), published)
    except ValidationError:  # another version wrote it
        return True


def _impossible(round_: Round, published: Published) -> Iterator[str]:
    """Counts that are larger than what they are a part of."""
    parts: list[tuple[int | None, int | None]] = []
    parts += [(one.answered, one.invited) for one in published.responses]
    parts += [(one.favourable, one.answered) for one in published.figures]
    for figure in published.figures:
        parts += [(choice.chosen, figure.answered) for choice in figure.choices]
    for ranking in published.rankings:
        parts += [(option.chosen, ranking.answered) for option in ranking.options]
    if any(part is not None and whole is not None and part > whole for part, whole in parts):
        yield f"{round_.id}: a count is larger than what it is a part of."


def _too_early(main: Main, all_: Iterable[Round]) -> Iterator[str]:
    over = {round_.id for round_ in all_ if round_.state in _OVER}
    for round_id in sorted(main.with_figures() - over):
        yield f"There are figures of {round_id}, which is not over."


def _too_early_of_few(round_: Round, told: Sequence[Midway]) -> Iterator[str]:
    """What must not have been told half-way: of a pulse that comes back, or of few people."""
    for one in told:
        if round_.pulse.schedule.comes_back or one.invited < FEWEST_INVITED:
            yield f"{round_.id}: how many had answered half-way is kept of too small a group."


def _too_small(round_: Round, published: Published) -> Iterator[str]:
    counts = [one.answered for one in published.responses]
    counts += [one.answered for one in published.figures]
    counts += [one.answered for one in published.rankings]
    for count in counts:
        if count is not None and count < round_.pulse.threshold:
            yield f"{round_.id}: a count of fewer than {round_.pulse.threshold} people is kept."
