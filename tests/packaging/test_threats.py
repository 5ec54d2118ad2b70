import ast
import re
from pathlib import Path

import pytest

_TEST = re.compile(r"^- `(tests/[\w/]+\.py)::(\w+)`$", re.MULTILINE)

Threats = dict[str, str]


@pytest.fixture(scope="module")
def threats(root: Path) -> Threats:
    """What the page says of each threat, by its name."""
    page = (root / "docs" / "threats.md").read_text(encoding="utf-8")
    return {part.partition("\n")[0]: part for part in re.split(r"(?m)^## ", page)[1:]}


def test_each_threat_says_what_stands_in_its_way_and_what_remains(threats: Threats) -> None:
    """And names at least one test, every line of which reads as one."""
    for name, said in threats.items():
        assert "*In the way.* " in said, name
        assert "*What remains.* " in said, name
        named = [line for line in said.splitlines() if line.startswith("- ")]
        assert len(_TEST.findall(said)) == len(named) > 0, name


def test_every_test_that_is_named_is_there(threats: Threats, root: Path) -> None:
    """What the page names is a function of that file, which pytest takes for a test."""
    for file, test in (one for said in threats.values() for one in _TEST.findall(said)):
        assert Path(file).name.startswith("test_")
        tree = ast.parse((root / file).read_text(encoding="utf-8"))
        functions = [
            node.name
            for node in tree.body
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ]
        assert test in functions, f"{file}::{test}"


def test_the_security_policy_leads_here(root: Path) -> None:
    """Whoever reads how to report a weakness finds the list, and the README finds both."""
    assert "docs/threats.md" in (root / "SECURITY.md").read_text(encoding="utf-8")
    readme = (root / "README.md").read_text(encoding="utf-8")
    assert {"(docs/threats.md)", "(SECURITY.md)"} <= set(re.findall(r"\([\w/]+\.md\)", readme))
