import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from bot import settings
from bot.cli import app
from bot.survey.promise import paragraphs

_CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"(?:bin/|[`\s])staff-pulse ([a-z][a-z-]*(?: [a-z]+)?)")


@pytest.fixture(scope="session")
def pages(our_files: tuple[Path, ...]) -> tuple[Path, ...]:
    """Every page that people read."""
    return tuple(path for path in our_files if path.suffix == ".md")


@pytest.fixture(scope="session")
def code(pages: tuple[Path, ...]) -> str:
    """Everything that the pages show as code, in text and in blocks."""
    return "\n".join(found[0] for page in pages for found in _CODE.finditer(page.read_text()))


def test_every_setting_is_in_the_readme(root: Path) -> None:
    """The README's table names each setting once, and none that there is not."""
    rows = re.findall(r"^\| `([A-Z_]+)` \|", (root / "README.md").read_text(), re.MULTILINE)
    assert sorted(rows) == list(settings.variables())


def test_every_setting_on_a_page_exists(code: str) -> None:
    """No page speaks of a setting that the program does not know."""
    named = set(re.findall(r"(?:STAFF_PULSE|SLACK)_[A-Z_]+[A-Z]", code))
    secrets = {f"{name}_FILE" for name in settings.variables() if re.search("TOKEN|SECRET", name)}
    assert named <= {*settings.variables(), *secrets}


def test_every_make_target_on_a_page_exists(code: str, root: Path) -> None:
    """What the pages tell people to make can be made, and `make` alone lists all of it."""
    told = set(re.findall(r"(?:^|`)make ([a-z]+)", code, re.MULTILINE))
    listed = set(re.findall(r"^([a-z]+):.*## ", (root / "Makefile").read_text(), re.MULTILINE))
    assert {"demo", "test"} <= told <= listed


def test_the_readme_tells_of_every_command(root: Path) -> None:
    """The README's table has each command of `staff-pulse` and no other."""
    rows = re.findall(
        r"^\| `staff-pulse ([a-z -]+[a-z])", (root / "README.md").read_text(), re.MULTILINE
    )
    assert sorted(rows) == sorted(_commands(get_command(app)))


def test_every_command_on_a_page_exists(code: str) -> None:
    """What the pages tell people to run can be run."""
    told = set(_COMMAND.findall(code))
    assert {"run", "pulses apply", "health"} <= told <= set(_commands(get_command(app)))


def _commands(command: object, above: tuple[str, ...] = ()) -> Iterator[str]:
    """The commands below one, each with the words that lead to it."""
    below = getattr(command, "commands", {})
    if not below:
        yield " ".join(above)
    for name, one in below.items():
        yield from _commands(one, (*above, name))


@pytest.mark.parametrize("page", ["README.md", "docs/promise.md", "docs/privacy.md"])
def test_the_promise_stands_word_for_word(root: Path, page: str) -> None:
    """The pages quote the very text that people read in the chat, with the usual threshold."""
    lines = (root / page).read_text().splitlines()
    quoted = " ".join(line.lstrip("> ") for line in lines if line.startswith("> "))
    assert quoted.replace("**", "") == " ".join(paragraphs(threshold=8))


def test_links_between_pages_lead_somewhere(pages: tuple[Path, ...]) -> None:
    """Each relative link names a file that is there and, after #, one of its headings."""
    broken = [
        f"{page.name}: {link}"
        for page in pages
        for link in re.findall(r"\]\(([^)]+)\)", page.read_text())
        if not link.startswith("https://") and not _leads_somewhere(page, link)
    ]
    assert broken == []


def _leads_somewhere(page: Path, link: str) -> bool:
    path, _, heading = link.partition("#")
    target = page.parent / path if path else page
    if not target.exists():
        return False
    titles = re.findall(r"^#+ (.*)$", target.read_text(), re.MULTILINE) if heading else []
    return not heading or heading in {title.lower().replace(" ", "-") for title in titles}


def test_every_page_can_be_found(pages: tuple[Path, ...], root: Path) -> None:
    """The README leads to each page in docs."""
    readme = (root / "README.md").read_text()
    docs = [page.relative_to(root).as_posix() for page in pages if page.parent.name == "docs"]
    assert [page for page in docs if f"]({page})" not in readme] == []


def test_no_file_names_a_package_registry(our_files: tuple[Path, ...]) -> None:
    """Where packages come from is a matter of each machine's own pip."""
    hosts = [".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"))]
    options = [f"--{kind}-url" for kind in ("index", "extra-index")]
    told = [
        f"{path.name}: {word}"
        for path in our_files
        for word in [*hosts, *options]
        if word.encode() in path.read_bytes()
    ]
    assert told == []
