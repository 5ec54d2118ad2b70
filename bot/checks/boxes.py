"""What is judged of ballot boxes, as whoever copies them without the key could, and of keys."""

from collections.abc import Iterator

from bot.checks import folder, register
from bot.checks.check import Check, Result, Sentence, judged
from bot.checks.evidence import Evidence
from bot.checks.main_database import strange
from storage import schema

_ALIVE = {"open", "planned"}
"""A box of a planned round is one that is about to open, or was when the bot was killed."""


def of_open_rounds(evidence: Evidence) -> Check:
    """Whether there is no ballot box of a round that is over."""
    return judged(
        Sentence.ONLY_TOTALS,
        (
            f"There still is a ballot box of {round_id}, which is not open."
            for round_id in evidence.boxes
            if evidence.states.get(round_id) not in _ALIVE
        ),
        kept="There is no ballot box of a round that is over.",
    )


def hold_no_answer(evidence: Evidence) -> Check:
    """Whether each box is a list of who is asked, codes, and one sealed sum."""
    unread = [round_id for round_id, box in evidence.boxes.items() if box.seen is None]
    broken = [found for round_id in evidence.boxes for found in _faults(evidence, round_id)]
    if unread and not broken:
        return Check(
            Sentence.CANNOT_FIND,
            Result.UNKNOWN,
            f"The ballot box of {', '.join(unread)} is damaged or was being written to.",
        )
    return judged(
        Sentence.CANNOT_FIND,
        broken,
        kept=(
            "In the ballot box is one sealed sum, no single answer, and codes that nobody can make "
            "without the key. Nothing in it tells when anybody answered."
            if evidence.boxes
            else "There is no ballot box now, and nothing else in which an answer could be found."
        ),
    )


def _faults(evidence: Evidence, round_id: str) -> Iterator[str]:
    box = evidence.boxes[round_id]
    where = f"the ballot box of {round_id}"
    if box.dated:
        yield (
            f"The file of {where} tells when somebody last answered: it should be dated 1970, and "
            f"a copy has to be made with its dates (cp -a)."
        )
    if box.history:
        yield f"The journal of {where} holds what was before the last answer, which is a history."
    if box.seen is None:
        return
    if box.seen.schema.made:
        yield from strange(box.seen.schema, schema.of_box(), where)
    if not box.seen.one_tally:
        yield f"There is not one sealed sum of one length in {where}."
    if not box.seen.bare_marks:
        yield f"A code in {where} is more than a code, which could be a time."
    if box.seen.guessed:
        yield f"A code in {where} can be made from somebody's id without the key."


def keys_apart(evidence: Evidence) -> Iterator[Check]:
    """Whether there are keys of open rounds only, where nobody else can read them."""
    if evidence.keys is None:
        yield Check(
            Sentence.UNTIL_CLOSE,
            Result.UNKNOWN,
            "The key folder that belongs to this data is not here, as it should be with a copy. On "
            "the server, name it with --keys.",
        )
        return
    yield judged(
        Sentence.UNTIL_CLOSE,
        _strange_keys(evidence),
        kept="The key folder holds keys of open rounds and of no other.",
    )
    yield folder.private(evidence.keys.entries, Sentence.UNTIL_CLOSE, "the key folder")


def _strange_keys(evidence: Evidence) -> Iterator[str]:
    for entry in evidence.keys.entries if evidence.keys else ():
        round_id = entry.name.removesuffix(register.KEY_SUFFIX)
        if round_id == entry.name:
            if entry.name != "." and entry.name not in register.KEY_FILES:
                yield f"Nobody knows what {entry.name} is, which lies in the key folder."
        elif evidence.states.get(round_id) not in _ALIVE:
            yield f"There still is a key of {round_id}, which is not open."
