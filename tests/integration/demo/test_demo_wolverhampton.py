import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.integration.demo.conftest import Played

GOLDEN: dict[str, Any] = json.loads(
    Path(__file__).with_name("golden.json").read_text(encoding="utf-8")
)
GROUPS = ("social-workers", "wider-workforce")


@pytest.mark.parametrize("group", ["everyone", *GROUPS])
def test_the_published_response_comes_out(wolverhampton: "Played", group: str) -> None:
    """Of everyone and of each population as many answered as the council published."""
    [digest] = wolverhampton.digests
    [found] = [one for one in (digest["response"], *digest["responses"]) if one["group"] == group]
    golden = GOLDEN["response"][group]
    assert found["precision"] == "exact"
    assert {key: found[key] for key in golden} == golden


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("item", GOLDEN["items"])
def test_the_published_figures_come_out(wolverhampton: "Played", item: str, group: str) -> None:
    """Each item has the published counts and percentage in each population, to the digit."""
    [digest] = wolverhampton.digests
    [found] = [one for one in digest["figures"] if (one["question"], one["group"]) == (item, group)]
    golden = GOLDEN["items"][item][group]
    percent, favourable, answered = golden["percent"], golden["favourable"], golden["answered"]
    assert found["dimension"] == "population"
    assert found["precision"] == "exact"
    assert (found["favourable"], found["answered"]) == (favourable, answered)
    assert found["percent"] == percent
    assert found["text"] == f"{percent}% ({favourable} of {answered})"


def test_everyone_is_both_populations_together(wolverhampton: "Played") -> None:
    """The figure of everyone adds the two populations up, item by item."""
    [digest] = wolverhampton.digests
    everyone = [one for one in digest["figures"] if one["group"] == "everyone"]
    assert {one["question"] for one in everyone} == set(GOLDEN["items"])
    for one in everyone:
        golden = GOLDEN["items"][one["question"]].values()
        assert one["favourable"] == sum(group["favourable"] for group in golden)
        assert one["answered"] == sum(group["answered"] for group in golden)


def test_does_not_apply_is_left_out_item_by_item(wolverhampton: "Played") -> None:
    """To 23 of 89 an item did not apply, so its share is of 66, and that of the others of 89."""
    golden = GOLDEN["items"]["observed-practice"]["wider-workforce"]
    answered = GOLDEN["response"]["wider-workforce"]["answered"]
    assert golden["answered"] + golden["does-not-apply"] == answered
    [answers] = [one.answers["wider-workforce"] for one in wolverhampton.scenario.rounds]
    chosen = answers.choices["observed-practice"]["does-not-apply"]
    assert chosen == golden["does-not-apply"]


def test_leadership_reads_the_figures_in_the_channel(wolverhampton: "Played") -> None:
    """Every published count stands beside its percentage in the digest as posted."""
    [posted] = wolverhampton.posted
    for item in GOLDEN["items"].values():
        for one in item.values():
            assert f"{one['percent']}% ({one['favourable']} of {one['answered']})" in posted
    for one in GOLDEN["response"].values():
        assert f"{one['answered']} of {one['invited']} answered ({one['percent']}%)" in posted


def test_the_digest_is_said_last(wolverhampton: "Played") -> None:
    """Each step is told in a line, and the digest as it was posted comes at the end."""
    *steps, last = wolverhampton.said
    assert last.strip() == wolverhampton.posted[-1].strip()
    assert "  Tuesday 4 October at 10:01: 469 are asked 6 questions." in steps
    assert any("453 are reminded" in step for step in steps)
