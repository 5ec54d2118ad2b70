import re
import subprocess
import sys
from pathlib import Path

import pytest
from guards.guard import declared

from bot.survey.promise import paragraphs

_TEST = re.compile(r"`(tests/[\w/]+\.py::\w+)`")

Held = dict[str, list[str]]


@pytest.fixture(scope="module")
def held(root: Path) -> Held:
    """The sentences of the promise on its page, each with the tests that the page names below."""
    page = (root / "docs" / "promise.md").read_text(encoding="utf-8")
    told, _, _ = page.partition("\n## ")
    found = {}
    for block in re.split(r"\n\n(?=> )", told)[1:]:
        quoted, _, below = block.partition("\n\n")
        sentence = " ".join(line.strip("> *") for line in quoted.splitlines())
        found[sentence] = _TEST.findall(below.partition("Held by:\n")[2])
    return found


def test_each_sentence_names_the_tests_that_hold_it(held: Held) -> None:
    """Below every sentence that people read before they answer stands at least one test."""
    assert " ".join(held) == " ".join(paragraphs(threshold=8))
    assert [sentence for sentence, tests in held.items() if not tests] == []


def test_every_test_that_is_named_exists(held: Held, root: Path) -> None:
    """What the page names is what pytest finds."""
    named = {test for tests in held.values() for test in tests}
    files = sorted({test.partition("::")[0] for test in named})
    options = ("--collect-only", "-q", "-p", "no:cacheprovider", "-m", "")
    collected = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *files],
        cwd=root,
        capture_output=True,
        check=False,
        text=True,
    )
    found = {line.partition("[")[0] for line in collected.stdout.splitlines() if "::" in line}
    assert named - found == set(), collected.stderr


def test_every_attacker_stands_below_its_sentence(held: Held) -> None:
    """Whom a guard keeps out is named below the sentence that the guard holds up."""
    for guard in declared():
        [sentence] = [one for one in held if one.startswith(guard.sentence)]
        assert guard.test.partition("[")[0] in held[sentence], guard.name
