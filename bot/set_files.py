"""What the command line does with question sets as files."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot import settings, stores
from bot.errors import StaffPulseError
from bot.survey.set_changes import between
from bot.survey.set_draft import so_many
from bot.survey.wording import listed
from questions.advice import advise
from questions.loader import load, load_shipped, shipped
from questions.model import QuestionSet
from questions.writer import write
from storage.model import Pulse


def checked(question_set: QuestionSet) -> str:
    """What a set that can be used is, in a line, and a line for each thing to think about."""
    return "\n".join((f"{_counted(question_set)} Good to use.", *_advised(question_set)))


async def export(set_id: str) -> str:
    """A set as it was last kept, or is asked, or ships, as the text of a YAML file.

    Raises:
        StaffPulseError: there is none of that id.
    """
    known = {name: load_shipped(name) for name in shipped()}
    known |= {one.id: one for one in await _kept()}
    if set_id not in known:
        raise StaffPulseError(
            f'There is no question set "{set_id}"; there are {listed(*sorted(known))}.'
        )
    return write(known[set_id])


async def bring(file: Path) -> str:
    """Keep the set of a file, and put it in force for the pulses that ask the set of its id.

    Raises:
        DocumentError: the file is no question set.
        StaffPulseError: pulses would ask the same people the same question.
    """
    question_set = load(file)
    async with stores.database(settings.load_folders()) as database:
        pulses = stores.pulses(database)
        wanted, was = await pulses.wanted(), await pulses.question_set(question_set.id)
        asked = [one for one in wanted if one.question_set.id == question_set.id]
        before = was or next((one.question_set for one in asked), None)
        await pulses.publish(question_set, was=was, by=None)
    return "\n".join((checked(question_set), *_changed(before, question_set), _asking(asked)))


async def _kept() -> Sequence[QuestionSet]:
    """The sets that are asked or kept; none where there is no database yet."""
    folders = settings.load_folders()
    if not (folders.data_dir / stores.DATABASE).exists():
        return ()
    async with stores.database(folders) as database:
        pulses = stores.pulses(database)
        asked = [one.question_set for one in await pulses.wanted()]
        return (*asked, *await pulses.question_sets())


def _changed(before: QuestionSet | None, after: QuestionSet) -> Iterator[str]:
    if before is None:
        return
    for change in between(before, after):
        yield change.said
        yield from (f"  {wording}" for wording in change.wordings)


def _asking(pulses: Sequence[Pulse]) -> str:
    if not pulses:
        return "Kept. No pulse asks it yet."
    return f"Kept, and asked from the next round on by: {', '.join(one.id for one in pulses)}."


def _counted(question_set: QuestionSet) -> str:
    asked = "all" if question_set.ask == "all" else f"{question_set.ask} a round"
    in_use = len(question_set.in_use)
    retired = len(question_set.questions) - in_use
    said = f"{question_set.id}: {so_many(in_use)}, {asked}"
    return f"{said}; {retired} retired." if retired else f"{said}."


def _advised(question_set: QuestionSet) -> Iterator[str]:
    for question in question_set.in_use:
        for said in advise(question):
            yield f"  {question.id}: {said}"
