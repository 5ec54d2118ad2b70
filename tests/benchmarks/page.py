"""docs/performance.md: tables between marks, and prose around them that people write."""

from collections.abc import Mapping
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"


def put(found: Mapping[str, str]) -> None:
    """Put what was found between the marks of each name; all else on the page stays."""
    text = PAGE.read_text(encoding="utf-8")
    for name, content in found.items():
        text = between(text, name, content)
    PAGE.write_text(text, encoding="utf-8")


def between(text: str, name: str, content: str) -> str:
    """A text with something else between its two marks of a name.

    Raises:
        LookupError: it has no such marks.
    """
    begins, ends = f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"
    before, begun, rest = text.partition(begins)
    _, ended, after = rest.partition(ends)
    if not (begun and ended):
        raise LookupError(f"{PAGE} has no place for {name}: put {begins}{ends}into it.")
    return f"{before}{begins}\n{content}\n\n{ends}{after}"
