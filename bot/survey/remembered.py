"""What the change log says of pulses and question sets."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from bot.survey.wording import listed
from questions.model import QuestionSet
from storage.model import Change, Pulse

_NAMED = {
    "name": "name",
    "dimensions": "groups",
    "audience": "audience",
    "schedule": "schedule",
    "leadership": "leadership channel",
    "staff": "staff channel",
    "threshold": "threshold",
    "support": "where to turn for support",
    "contact": "whom to ask",
    "question_set": "questions",
}
"""What the parts of a pulse are called, in the order of its file."""


def of_pulses(
    before: Mapping[str, Pulse], after: Sequence[Pulse], *, at: datetime, by: str | None
) -> Iterator[Change]:
    """An entry for each pulse that begins, changes or ends.

    Args:
        before: the pulses as they were last asked for, by id, those that ended left out.
        after: the pulses that are asked for now.
        at: now.
        by: the member id of the admin who asks; None for the command line.
    """
    for pulse in after:
        was = before.get(pulse.id)
        if was != pulse:
            yield Change(
                at=at,
                by=by,
                about=pulse.id,
                said=f"{was.name} was {_changed(was, pulse)}." if was else _began(pulse),
                before=was.model_dump_json() if was else "",
                after=pulse.model_dump_json(),
            )
    kept = {pulse.id for pulse in after}
    for pulse in before.values():
        if pulse.id not in kept:
            said, was_then = f"{pulse.name} was ended.", pulse.model_dump_json()
            yield Change(at=at, by=by, about=pulse.id, said=said, before=was_then)


def of_question_set(
    before: QuestionSet | None, after: QuestionSet, *, at: datetime, by: str | None
) -> Change:
    """The entry for a question set that is kept for the first time, or changed."""
    done = "changed" if before else "kept for the first time"
    return Change(
        at=at,
        by=by,
        about=after.id,
        said=f'The question set "{after.title}" was {done}.',
        before=before.model_dump_json() if before else "",
        after=after.model_dump_json(),
    )


def _began(pulse: Pulse) -> str:
    return f"{pulse.name} was put in force."


def _changed(was: Pulse, pulse: Pulse) -> str:
    parts = [name for key, name in _NAMED.items() if getattr(was, key) != getattr(pulse, key)]
    return f"changed: {listed(*parts)}"
