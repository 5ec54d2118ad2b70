"""Whether two pulses would ask the same people the same question, and what is said of it.

Figures of two audiences that overlap could be subtracted from each other, which would tell of
fewer people than either shows.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import combinations

from bot.survey.roster import Roster
from bot.survey.wording import bare
from questions.model import Question
from storage.model import Pulse, Source

APART = timedelta(weeks=4)
"""So long after a round closed, its questions may go to another audience with people of its own."""

_WAYS_OUT = (
    "give them different questions, or audiences without anybody in common, or make them one "
    "pulse with dimensions"
)


def shared_question(some: Sequence[Question], others: Sequence[Question]) -> Question | None:
    """The first question that is among others too, whatever its answers and the favourable ones.

    Capitals, spaces and marks do not make another question: people would answer both alike, and so
    the figures of the two could still be subtracted.
    """
    asked = {bare(question.wording) for question in others}
    return next((question for question in some if bare(question.wording) in asked), None)


def pairs(pulses: Sequence[Pulse]) -> Iterator[tuple[Pulse, Pulse, Question]]:
    """Every two pulses that share a question, with the first that they share."""
    for one, other in combinations(pulses, 2):
        question = shared_question(one.question_set.in_use, other.question_set.in_use)
        if question is not None:
            yield one, other, question


def in_both(one: Roster, other: Roster) -> int:
    """How many people are on two rosters."""
    return len({place.person for place in one.places} & {place.person for place in other.places})


def common_source(one: Pulse, other: Pulse) -> Source | None:
    """The first channel or user group of a pulse that another names as well."""
    others = set(sources(other))
    return next((source for source in sources(one) if source in others), None)


def sources(pulse: Pulse) -> Iterator[Source]:
    """Every source whose people a pulse asks, in the order of its file."""
    yield from pulse.audience
    for dimension in pulse.dimensions:
        for group in dimension.groups:
            yield from group.people


def would_ask_both(one: Pulse, other: Pulse, question: Question, people: int) -> str:
    """The sentence for two pulses in force that people are in."""
    return (
        f'The pulses "{one.name}" and "{other.name}" would ask {_counted(people)} the same '
        f'question, "{question.wording}": {_WAYS_OUT}.'
    )


def would_ask_source_twice(one: Pulse, other: Pulse, question: Question, source: Source) -> str:
    """The sentence for two pulses that name the same channel or user group."""
    named = f"user group {source.usergroup}" if source.usergroup else f"channel {source.channel}"
    return (
        f'The pulses "{one.name}" and "{other.name}" both ask the {named} the same question, '
        f'"{question.wording}": {_WAYS_OUT}.'
    )


def asked_lately(pulse: Pulse, before: Pulse, question: Question, people: int) -> str:
    """The sentence for a pulse that comes too soon after another."""
    return (
        f'The pulse "{pulse.name}" would ask {_counted(people)} a question that the pulse '
        f'"{before.name}" asked within the last four weeks, "{question.wording}": let four weeks '
        f"pass, or give it different questions, or an audience without anybody in common."
    )


def would_lower(pulse: Pulse, before: Pulse) -> str:
    """The sentence for a pulse that takes another's place with a lower threshold."""
    return (
        f'The pulse "{pulse.id}" would show figures for at least {pulse.threshold} people where '
        f'the pulse "{before.id}" asked the same people the same question in the last weeks and '
        f"promised at least {before.threshold}: keep the id {before.id}, so that staff are told "
        f"first, or the threshold."
    )


def _counted(people: int) -> str:
    return "one person" if people == 1 else f"{people} people"
