"""The script that takes guards out: that it can fail; `make guards` takes out each."""

from pathlib import Path

import pytest

from guards.__main__ import main, take_out
from guards.guard import ROOT, Edit, Guard, Tree, Untrue, declared

GUARDS = declared()
QUICK = "tests/unit/bot/test_settings.py::test_secrets_do_not_show"


def a_guard(*edits: Edit, test: str = QUICK) -> Guard:
    return Guard(name="made up", sentence="", edits=edits, test=test)


def test_a_guard_that_holds_something_is_found() -> None:
    """A test that fails without its guard shows that it holds."""
    shown = Edit(
        file="bot/settings.py",
        text="slack_signing_secret: Secret",
        instead="slack_signing_secret: str",
    )
    assert take_out(a_guard(shown)).well


def test_a_guard_that_holds_nothing_is_found() -> None:
    """A test that stays green without its guard is told so, and so is one that cannot be run."""
    harmless = Edit(file="bot/clock.py", text="The one clock", instead="The only clock")
    assert take_out(a_guard(harmless)).became == "green"
    broken = Edit(file="bot/settings.py", text="class Folders(BaseModel)", instead="class")
    assert take_out(a_guard(broken)).became == "broken"
    assert take_out(a_guard(harmless, test=f"{QUICK}_at_all")).became == "broken"


@pytest.mark.parametrize("text", ["nowhere to be found", "return"])
def test_a_guard_that_is_not_where_it_is_declared_is_told(text: str) -> None:
    """The text that is taken out must be there exactly once."""
    shown = take_out(a_guard(Edit(file="bot/settings.py", text=text, instead="")))
    assert shown.became == "untrue"
    assert "it must be there once" in shown.said


def test_every_guard_is_where_it_is_declared(tmp_path: Path) -> None:
    """Each guard can be taken out of the present tree, and has a name of its own."""
    for number, guard in enumerate(GUARDS):
        tree = tmp_path / str(number)
        for file in {edit.file for edit in guard.edits}:
            (tree / file).parent.mkdir(parents=True, exist_ok=True)
            (tree / file).write_bytes((ROOT / file).read_bytes())
        for edit in guard.edits:
            edit.apply(tree)
    assert len({guard.name for guard in GUARDS}) == len(GUARDS)


def test_the_copy_runs_its_own_code(tmp_path: Path) -> None:
    """What is edited in a copy is what its tests import."""
    tree = Tree.copied(tmp_path)
    (tmp_path / "bot" / "settings.py").write_text("raise SystemExit('the copy')", encoding="utf-8")
    assert "the copy" in tree.outcome(QUICK).said


def test_no_guard_of_a_name_is_an_error() -> None:
    """A name that no guard has is told, and nothing is run."""
    assert main(["no such guard"]) == 1


def test_an_edit_names_what_it_did_not_find(tmp_path: Path) -> None:
    """A file that is gone counts as one without the text."""
    with pytest.raises(Untrue, match=r"^bot/gone\.py has"):
        Edit(file="bot/gone.py", text="anything", instead="").apply(tmp_path)
