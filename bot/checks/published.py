"""What is judged of figures: whether they are those that were posted, and large enough."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pydantic import ValidationError

from bot.checks.check import Check, Result, Sentence, judged
from bot.checks.evidence import Evidence
from bot.survey.digest import Digest
from bot.usecases.composing import composed
from storage.errors import StorageError
from storage.model import Figure, Published, Response, Round, State
from storage.rounds import Rounds

_OVER = {State.CLOSED, State.PUBLISHED}


async def as_posted(evidence: Evidence, rounds: Rounds, all_: Sequence[Round]) -> Check:
    """Whether each digest is the one that the stored figures make."""
    digests = evidence.main.digests()
    broken: list[str] = []
    reworded: list[str] = []
    for round_ in all_:
        if round_.state is State.PUBLISHED:
            verdict = await _verdict(round_, rounds, digests)
            broken += [f"{round_.id}: {verdict}"] if verdict else []
            reworded += [] if verdict or await _is_whole(round_, rounds, digests) else [round_.id]
    if reworded and not broken:
        return Check(
            Sentence.ONLY_TOTALS,
            Result.UNKNOWN,
            f"The figures are those that were posted, but another version put the sentences around "
            f"them in the digest of {', '.join(reworded)}.",
        )
    count = sum(one.state is State.PUBLISHED for one in all_)
    return judged(
        Sentence.ONLY_TOTALS,
        broken,
        kept=(
            f"The stored figures make the very text of {_in_words(count)}, word for word."
            if count
            else "Nothing has been posted yet."
        ),
    )


def _in_words(count: int) -> str:
    return "the one digest that was posted" if count == 1 else f"all {count} digests"


async def _verdict(round_: Round, rounds: Rounds, digests: Mapping[str, str]) -> str | None:
    """What is wrong between a round's figures and its digest, if anything is."""
    try:
        kept = Digest.model_validate_json(digests[round_.id])
        published = await rounds.published(round_.id)
    except KeyError:
        return "there are figures and no digest."
    except (ValidationError, StorageError):
        return "its figures or its digest cannot be read."
    for posted, stored in (
        (_figures(kept), published.figures),
        (_responses(kept), published.responses),
    ):
        if set(posted) != set(stored):
            return "a figure is stored otherwise than it was posted."
    return None


async def _is_whole(round_: Round, rounds: Rounds, digests: Mapping[str, str]) -> bool:
    """Whether the digest is word for word what its figures and those before it make."""
    try:
        return await composed(rounds, round_) == Digest.model_validate_json(digests[round_.id])
    except (StorageError, ValueError, LookupError, StopIteration):
        return False


def _figures(digest: Digest) -> Sequence[Figure]:
    return [figure for item in digest.items for figure in (item.everyone, *item.groups)]


def _responses(digest: Digest) -> Sequence[Response]:
    return [digest.response, *(one for cut in digest.cuts for one in cut.responses)]


async def large_enough(evidence: Evidence, rounds: Rounds, all_: Sequence[Round]) -> Check:
    """Whether counts are kept of rounds that are over, and of groups above the threshold."""
    broken = list(_too_early(evidence, all_))
    for round_ in all_:
        if round_.state in _OVER:
            broken += _too_small(round_, await rounds.published(round_.id))
    return judged(
        Sentence.ONLY_TOTALS,
        broken,
        kept=(
            "Figures are kept of rounds that are over, and none is a count of fewer people than "
            "the threshold."
        ),
    )


def _too_early(evidence: Evidence, all_: Iterable[Round]) -> Iterator[str]:
    over = {round_.id for round_ in all_ if round_.state in _OVER}
    for round_id in sorted(evidence.main.with_figures() - over):
        yield f"There are figures of {round_id}, which is not over."


def _too_small(round_: Round, published: Published) -> Iterator[str]:
    for figure in published.figures:
        if figure.answered is not None and figure.answered < round_.pulse.threshold:
            yield f"{round_.id}: a count of fewer than {round_.pulse.threshold} people is kept."
