"""The report as people read it, in two minutes."""

from collections.abc import Iterable, Iterator
from importlib.metadata import version

from bot.checks.check import Check, Result, Sentence
from bot.checks.holdings import Holding
from bot.checks.lines import entry
from bot.checks.verify import Report
from bot.survey import promise

_SIGNS = {Result.KEPT: "good", Result.BROKEN: "BAD", Result.UNKNOWN: "?"}

_KEPT_AS = {
    Sentence.NOBODY_SEES: "Nothing that is kept joins a person to an answer.",
    Sentence.ONLY_TOTALS: "Nothing finer is left than what was posted.",
    Sentence.SAME_FOR_ALL: "What waits to be sent is the same for everybody.",
    Sentence.UNTIL_CLOSE: "Once a round has closed its key is gone.",
    Sentence.CANNOT_FIND: "No answer of one person is in any of these files.",
}
_OUT_OF_SIGHT = {
    Sentence.MAY_GUESS: "This warns of what figures can show, and no file can tell.",
    Sentence.SLACK: "What Slack keeps is not in these files.",
}

_LIMITS = (
    'While a round is open its ballot box lists who is asked, in which groups, and who said "not '
    'this week", and whoever has its key as well can work out more, as the promise says. This '
    "looked at files. It cannot vouch for the program that runs on the server, which may be "
    "another one, nor for the server's memory, snapshots of its disk, or Slack. It is worth as "
    "much as the copy of Staff Pulse that you run it with, so fetch that one yourself. It changed "
    "nothing, and it needs no key, no token and no running bot."
)


def text(report: Report, *, columns: bool = False) -> str:
    """The report in plain text.

    Args:
        columns: whether to tell what each column is for.
    """
    lines = [
        f"Staff Pulse {version('staff-pulse')} looked at {report.data}",
        "",
        "WHAT IS KEPT THERE NOW",
        *(line for holding in report.holdings for line in _holding(holding, columns=columns)),
        *(line for name, what in report.others.items() for line in entry(f"  {name}, ", what)),
        "",
        "WHAT WAS CHECKED",
        *(line for check in report.checks for line in _check(check)),
        "",
        "WHAT THIS CANNOT TELL",
        *_wrapped(_LIMITS, 2),
        "",
        "THE PROMISE, SENTENCE BY SENTENCE, AS FAR AS FILES CAN SHOW",
        *(
            line
            for sentence, words in zip(Sentence, promise.sentences(report.threshold), strict=True)
            for line in _verdict(sentence, words, report.checks)
        ),
    ]
    return "\n".join(lines)


def _holding(holding: Holding, *, columns: bool) -> Iterator[str]:
    yield f"  {holding.name}, {holding.what}"
    for table in holding.tables:
        yield from entry(f"    {table.name:<13}{table.rows:>11}  ", table.what)
        for column, what in table.columns.items() if columns else ():
            yield from entry(f"        {column:<14}", what)


def _check(check: Check) -> Iterator[str]:
    yield from entry(f"  {_SIGNS[check.result]:<6}", check.said)


def _verdict(sentence: Sentence, words: str, checks: Iterable[Check]) -> Iterator[str]:
    """One sentence of the promise, what became of it, and why."""
    said: dict[Result, list[str]] = {result: [] for result in Result}
    for check in checks:
        if check.sentence is sentence:
            said[check.result].append(check.said)
    if sentence in _OUT_OF_SIGHT:
        result, why = Result.UNKNOWN, _OUT_OF_SIGHT[sentence]
    elif bad := said[Result.BROKEN]:
        result, why = Result.BROKEN, " ".join(bad)
    elif unknown := said[Result.UNKNOWN]:
        result, why = Result.UNKNOWN, " ".join(unknown)
    else:
        result, why = Result.KEPT, _KEPT_AS[sentence]
    yield from entry(f"  {result}: ", f'"{words}" {why}', indent=4)


def _wrapped(words: str, indent: int) -> Iterable[str]:
    return entry(" " * indent, words)
