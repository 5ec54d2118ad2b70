"""What `make bench` runs, at its smallest: that each part still runs and says something."""

import pytest

from benchmarks import composing, disclosing, sending, shown


async def test_what_disclosure_costs_can_be_measured(capsys: pytest.CaptureFixture[str]) -> None:
    """One line, with the size that was asked for."""
    await disclosing.measure(teams=3, people=60, items=1)
    assert capsys.readouterr().out.startswith("3 teams, 60 people, 1 questions: ")


def test_how_much_is_shown_can_be_measured(capsys: pytest.CaptureFixture[str]) -> None:
    """One line, with the share of teams that are named."""
    shown.measure(teams=9, rate=0.42)
    said = capsys.readouterr().out
    assert said.startswith("9 teams, 42% answer: ")
    assert said.endswith("% of teams named\n")


async def test_whom_a_digest_holds_up_can_be_measured(capsys: pytest.CaptureFixture[str]) -> None:
    """It is composed, drawn and sent beside somebody who answers."""
    await composing.measure(teams=2, items=2, weeks=2)
    assert "2 teams" in capsys.readouterr().out


async def test_how_long_inviting_takes_can_be_measured(capsys: pytest.CaptureFixture[str]) -> None:
    """Everybody is reached, in a process of its own, though some calls go wrong."""
    await sending.measure(number=30, times=20)
    said = capsys.readouterr().out
    assert said.startswith("30 people, 5% of ")
    assert "; 0 people not reached, 0 not once; " in said
