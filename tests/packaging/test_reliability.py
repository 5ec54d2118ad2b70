"""What the page on faults names is there."""

import re
from pathlib import Path

PAGE = Path("docs/reliability.md")


def test_every_test_that_the_page_names_exists(root: Path) -> None:
    """Each file is there, and each test is in exactly one of the tests' files."""
    named = set(re.findall(r"`([^`\n]+)`", (root / PAGE).read_text()))
    files = {one for one in named if one.startswith("tests/")}
    tests = {one for one in named if one.startswith("test_")}
    assert len(files) > 3
    assert len(tests) > 8
    assert [one for one in files if not (root / one).is_file()] == []
    written = "\n".join(one.read_text() for one in (root / "tests").rglob("test_*.py"))
    found = re.findall(r"^(?:async )?def (test_\w+)", written, re.MULTILINE)
    assert [one for one in tests if found.count(one) != 1] == []
