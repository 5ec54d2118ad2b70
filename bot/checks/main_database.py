"""What is judged of the main database: what it is made of, whom it names, what it holds back."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, time
from typing import Any

from bot.checks import register
from bot.checks.check import Check, Sentence, judged
from bot.checks.evidence import Evidence
from bot.checks.register import Holds
from storage import inspection, schema
from storage.inspection import Waiting
from storage.model import PAUSE_ZONE, Pulse

# An id of a member as Slack makes them: https://docs.slack.dev/reference/objects/user-object. In
# free space anything may stand before and behind it.
_ANYWHERE = re.compile(r"[UW](?=[A-Z0-9]*\d)[A-Z0-9]{7,30}")
_WHOLE = re.compile(rf"(?<![A-Za-z0-9_]){_ANYWHERE.pattern}(?![A-Za-z0-9_])")

_DRAFTS = "drafts"
_OVER = {"closed", "published", "cancelled"}


def known(evidence: Evidence) -> Check:
    """Whether the database is made of nothing but what this program makes."""
    found = evidence.contents.schema.without_statistics()
    return judged(
        Sentence.NOBODY_SEES,
        strange(found, schema.of_main(evidence.contents.version), "the database"),
        kept="The database is made of the tables and columns named above, and nothing else.",
    )


def strange(found: schema.Schema, due: schema.Schema, where: str) -> Iterator[str]:
    """What is in a file that should not be, is not and should be, or is made otherwise."""
    for table, columns in found.tables.items():
        if table not in due.tables:
            yield f'Nobody knows what the table "{table}" of {where} is for.'
            continue
        for column in columns:
            if column not in due.tables[table]:
                yield f'Nobody knows what the column "{column}" of the table "{table}" is for.'
    for name in due.made.keys() - found.made.keys():
        yield f'"{name}" is missing from {where}.'
    for name, sql in found.made.items():
        if name not in due.made and name not in found.tables:
            yield f'Nobody knows what "{name}" of {where} is for.'
        elif name in due.made and sql != due.made[name] and name not in _grown(found, due):
            yield f'"{name}" of {where} is not made as this program makes it.'


def _grown(found: schema.Schema, due: schema.Schema) -> set[str]:
    """The tables of which another column was told already."""
    return {name for name, columns in due.tables.items() if columns != found.tables.get(name)}


def people_apart(evidence: Evidence, pulses: Iterable[Pulse]) -> Check:
    """Whether people are named where nothing else of an answer is, and nowhere else.

    Args:
        pulses: every survey as it is, as it was in its rounds, and as it ended.
    """
    contacts = mentioned(pulses) | _mentioned_in_drafts(evidence)
    named = [
        table
        for table in evidence.contents.schema.tables
        if table in register.MAIN and register.MAIN[table].holds is not Holds.PEOPLE
        for text in evidence.main.texts(table)
        if any(one not in contacts for one in _WHOLE.findall(text))
    ]
    return judged(
        Sentence.NOBODY_SEES,
        (f'The table "{table}" names somebody, and should name nobody.' for table in named),
        kept=(
            "People are named in four tables, outbox, preferences, actions and change_log. What is "
            "known of answers is in others, and those name nobody."
        ),
    )


def mentioned(pulses: Iterable[Pulse]) -> set[str]:
    """The people whom the surveys themselves name as somebody to turn to."""
    lines = (line for pulse in pulses for line in (pulse.contact, pulse.support))
    return {found for line in lines for found in _WHOLE.findall(line)}


def _mentioned_in_drafts(evidence: Evidence) -> set[str]:
    """The people whom surveys that admins are working on name as somebody to turn to."""
    found: set[str] = set()

    def note(thing: dict[str, Any]) -> None:
        for key in ("contact", "support"):
            found.update(_WHOLE.findall(str(thing.get(key, ""))))

    if _DRAFTS in evidence.contents.schema.tables:
        for text in evidence.main.texts(_DRAFTS):
            with suppress(ValueError):  # an id is no JSON
                json.loads(text, object_hook=note)
    return found


def pauses_without_a_time(evidence: Evidence) -> Check:
    """Whether a pause tells a date only, and not when somebody asked for it."""
    instants = [until for _, until in evidence.main.wishes() if until is not None]
    odd = [until for until in instants if _time_of(until) != time()]
    return judged(
        Sentence.NOBODY_SEES,
        ["A pause ends at a time of day, which may tell when it was asked for."] if odd else [],
        kept="Of pauses only the date is kept, and of nobody when they asked for one.",
    )


def _time_of(until: str) -> time:
    return datetime.fromisoformat(until).astimezone(PAUSE_ZONE).time()


def nothing_waits_for_the_past(evidence: Evidence) -> Check:
    """Whether no message to a person of a round that is over is left."""
    late = sum(one.round_state in _OVER for one in evidence.main.waiting())
    return judged(
        Sentence.ONLY_TOTALS,
        [f"{late} messages to people are left of rounds that are over."] if late else [],
        kept="No message to a person is left of a round that is over.",
    )


def nothing_waits_in_the_copy(evidence: Evidence) -> Iterator[Check]:
    """Whether the copy from before the last upgrade lists nobody who was asked then."""
    if evidence.older is not None:
        yield judged(
            Sentence.NOBODY_SEES,
            [f"{evidence.older} messages to people are in {register.BEFORE_UPGRADE}."]
            if evidence.older
            else [],
            kept="No message to a person is in the copy from before the last upgrade.",
        )


def nobody_in_free_space(evidence: Evidence, pulses: Iterable[Pulse]) -> Check:
    """Whether what was deleted is gone from free pages, gaps and the journal.

    While a round is open, its own people may still stand there; they are in its box anyway.
    """
    alive = mentioned(pulses) | _in_open_rounds(evidence)
    alive.update(person for person, _ in evidence.main.wishes())
    alive.update(one.person for one in evidence.main.waiting())
    left = _gone([evidence.main.unused().decode("latin-1")], alive)
    return judged(
        Sentence.ONLY_TOTALS,
        [f"The free space of the database still holds {len(left)} of what look like member ids."]
        if left
        else [],
        kept="The free space and the journal of the database hold nobody who was deleted.",
    )


def nobody_in_samples(evidence: Evidence) -> Iterator[Check]:
    """Whether the samples that ANALYZE took by hand name nobody who was deleted since."""
    tables = evidence.contents.schema.tables.keys()
    if made := tables & schema.STATISTICS.keys():
        kept = _texts(evidence, tables - made)
        alive = {one for text in kept for one in _ANYWHERE.findall(text)}
        left = _gone(_texts(evidence, made), alive | _in_open_rounds(evidence))
        yield judged(
            Sentence.ONLY_TOTALS,
            [
                f"What ANALYZE left in the database still holds {len(left)} of what look like "
                f"member ids: stop the bot, and take it away with PRAGMA secure_delete = ON and "
                f"then DROP TABLE sqlite_stat4."
            ]
            if left
            else [],
            kept="What ANALYZE left in the database names nobody who was deleted.",
        )


def _texts(evidence: Evidence, tables: Iterable[str]) -> Iterator[str]:
    return (text for table in tables for text in evidence.main.texts(table))


def _in_open_rounds(evidence: Evidence) -> set[str]:
    """Everybody who is asked in a round that is not over."""
    seen = (
        box.seen
        for round_id, box in evidence.boxes.items()
        if evidence.states.get(round_id) not in _OVER
    )
    return {person for one in seen if one for person in one.people}


def _gone(texts: Iterable[str], alive: Collection[str]) -> set[str]:
    """What looks like member ids, and is none of these."""
    found = {one for text in texts for one in _ANYWHERE.findall(text)}
    return {one for one in found if not any(known in one for known in alive)}


def settings(evidence: Evidence) -> Check:
    """Whether the file, and SQLite on this machine, are as the program needs them."""
    wanted = {"secure_delete": 1, "synchronous": 2, "foreign_keys": 1}
    broken = []
    if evidence.contents.history:
        broken.append("The database keeps a log of changes, or its journal was not emptied.")
    if inspection.settings_in_force() != wanted:
        broken.append("SQLite on this machine does not overwrite what is deleted.")
    return judged(
        Sentence.ONLY_TOTALS,
        broken,
        kept=(
            "The database keeps no log of changes, and this program has SQLite overwrite what is "
            "deleted."
        ),
    )


def same_for_all(evidence: Evidence) -> Check:
    """Whether what waits for people is the same for all, written at once and in a dull order.

    They are written in the order of people's ids, which tells nothing.
    """
    waiting: dict[str, list[Waiting]] = {}
    for one in evidence.main.waiting():
        if one.round_state is not None:
            waiting.setdefault(one.about, []).append(one)
    count = sum(map(len, waiting.values()))
    return judged(
        Sentence.SAME_FOR_ALL,
        (fault for about, alike in waiting.items() for fault in _differences(about, alike)),
        kept=(
            f"{count} messages wait for people. Those of one kind say the same to everybody, were "
            f"written at one instant, and stand in the order of people's ids."
            if count
            else "No message of a round waits for anybody; those that were sent are not kept."
        ),
    )


def _differences(about: str, alike: Sequence[Waiting]) -> Iterator[str]:
    if len({(one.body, one.since) for one in alike}) > 1:
        yield f'The messages "{about}" do not say the same to everybody, or not at the same time.'
    people = [one.person for one in alike]
    if people != sorted(people):
        yield f'The messages "{about}" stand in an order that may tell something.'
