"""What the command line does with question sets as files."""

from collections.abc import Iterator

from questions.advice import advise
from questions.model import QuestionSet


def checked(question_set: QuestionSet) -> str:
    """What a set that can be used is, in a line, and a line for each thing to think about."""
    return "\n".join((f"{_counted(question_set)} Good to use.", *_advised(question_set)))


def _counted(question_set: QuestionSet) -> str:
    asked = "all" if question_set.ask == "all" else f"{question_set.ask} a round"
    in_use = len(question_set.in_use)
    retired = len(question_set.questions) - in_use
    said = f"{question_set.id}: {in_use} questions, {asked}"
    return f"{said}; {retired} retired." if retired else f"{said}."


def _advised(question_set: QuestionSet) -> Iterator[str]:
    for question in question_set.in_use:
        for said in advise(question):
            yield f"  {question.id}: {said}"
