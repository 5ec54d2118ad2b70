"""What people read of a change of threshold, audience or groups, and when it can hold."""

from datetime import UTC, date, datetime

import pytest
from support.pulse import a_pulse

from bot.sandbox import block_kit
from bot.slack.blocks import message
from bot.survey import changes
from bot.survey.messages import Notice
from storage.model import Pulse

Json = dict[str, object]

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def group(id_: str, **more: object) -> Json:
    return {"id": id_, "name": id_.title(), "people": [{"channel": f"C0{id_.upper()}"}]} | more


def team(*groups: Json, **more: object) -> Json:
    return {"id": "team", "name": "Team", "groups": list(groups)} | more


NORTH, SOUTH = group("north"), group("south")


def teams(*dimensions: Json, **more: object) -> Pulse:
    return a_pulse(dimensions=dimensions, **more)


OLD = teams(team(NORTH, SOUTH))


@pytest.mark.parametrize(
    "new",
    [
        OLD,
        teams(team(NORTH, SOUTH), name="Renamed", contact="Ask Jo.", leadership="C0OTHER"),
        teams(team(group("north", name="The north"), SOUTH, name="Teams", rest="Nobody's")),
        teams(team({**NORTH, "id": "n"}, {**SOUTH, "id": "s"}, id="teams")),
    ],
    ids=["the same", "other things", "names", "ids"],
)
def test_what_things_are_called_does_not_matter(new: Pulse) -> None:
    """Names, ids, channels and contact change no terms."""
    assert changes.same_terms(OLD, new)
    assert changes.sentences(OLD, new) == ()


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (
            teams(team(NORTH, SOUTH), threshold=12),
            "Figures will be shown for at least 12 people; until then it is 8. Our promise will "
            'then say: "Of your answers we keep only group totals, shown for at least 12 people."',
        ),
        (
            teams(team(NORTH, SOUTH), audience=[{"channel": "C0ALL"}, {"usergroup": "S0MORE"}]),
            "More people will be asked: one channel or user group is joined to those whose members "
            "we ask.",
        ),
        (
            teams(team(NORTH, SOUTH), audience=[]),
            "Some people may not be asked any more: one channel or user group is taken out.",
        ),
        (
            teams(team(NORTH, SOUTH), audience=[{"channel": "C0ALL"}, {"channel": "C0NORTH"}]),
            "Which guests are asked may change.",
        ),
        (
            teams(team(NORTH, {**SOUTH, "people": [{"channel": "C0ALL"}]})),
            "Some people may not be asked any more: one channel or user group is taken out. "
            "Team: who counts in which group will change, in South.",
        ),
        (
            teams(team(NORTH, SOUTH), {**team(NORTH), "id": "patch", "name": "Patch"}),
            "Figures will also be given by Patch: North and Everyone else.",
        ),
        (
            a_pulse(audience=[{"channel": f"C0{name}"} for name in ("ALL", "NORTH", "SOUTH")]),
            "Which guests are asked may change. Figures will no longer be given by Team.",
        ),
        (
            teams(team({**NORTH, "people": [*NORTH["people"], *SOUTH["people"]]})),  # type: ignore[misc]
            "Team: the groups will be North and Everyone else.",
        ),
        (
            teams(team({**NORTH, "neighbour": "south"}, SOUTH)),
            "Team: which groups are shown together while they are small will change.",
        ),
        (
            teams(team({**NORTH, "area": "Localities"}, SOUTH)),
            "Team: which groups are shown together while they are small will change.",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_change_is_said_in_plain_words(new: Pulse, said: str) -> None:
    """Whatever of the terms differs is told, and nothing else."""
    assert not changes.same_terms(OLD, new)
    assert " ".join(changes.sentences(OLD, new)) == said


def test_a_renamed_neighbour_is_the_same_neighbour() -> None:
    """A group that joins another still does when both ids change."""
    old = teams(team({**NORTH, "neighbour": "south"}, {**SOUTH, "neighbour": "rest"}))
    renamed = [{**NORTH, "id": "n", "neighbour": "s"}, {**SOUTH, "id": "s", "neighbour": "rest"}]
    assert changes.same_terms(old, teams(team(*renamed)))
    assert not changes.same_terms(old, teams(team({**NORTH, "neighbour": "rest"}, SOUTH)))


def test_what_stays_is_kept_on_the_old_terms() -> None:
    """A pulse on another's terms has everything else of its own."""
    new = a_pulse(name="New", threshold=12, contact="Ask Jo.")
    kept = changes.on_terms_of(new, OLD)
    assert changes.same_terms(kept, OLD)
    assert (kept.name, kept.contact) == ("New", "Ask Jo.")


def test_it_holds_from_the_round_after_the_next_one() -> None:
    """The next round still goes by the old terms, and the day of the one after it is told."""
    when = changes.dates(OLD, NOW)
    assert when is not None
    assert when.next is not None
    assert (when.next.day, when.first.day) == (date(2026, 12, 1), date(2026, 12, 8))
    assert when.holds_from(OLD) == datetime(2026, 12, 8, tzinfo=UTC)
    text = changes.notice(OLD, teams(team(NORTH, SOUTH), threshold=12), when)
    assert text.startswith("Weekly pulse will change from Tuesday 8 December on.")
    assert "The round before, on Tuesday 1 December, still goes by what holds now." in text
    assert "Questions about this? Ask Priya." in text


def test_a_day_begins_at_local_midnight() -> None:
    """In summer the day begins an hour earlier in UTC, so that no round of it is missed."""
    when = changes.dates(OLD, datetime(2027, 7, 2, tzinfo=UTC))
    assert when is not None
    assert when.holds_from(OLD) == datetime(2027, 7, 12, 23, tzinfo=UTC)


def once(first: str) -> Pulse:
    window = {"every": "once", "closes": "week 3 Friday 17:00", "publishes": "week 4 Monday 09:00"}
    schedule = a_pulse().schedule.model_dump(mode="json") | window | {"first": first}
    return teams(team(NORTH, SOUTH), schedule=schedule)


def test_where_a_pulse_asks_once_its_one_round_goes_by_what_was_told_a_week_before() -> None:
    """No round comes before it, so the notice names none, and must stand a week ahead."""
    when = changes.dates(once("2026-12-08"), NOW)
    assert when is not None
    assert (when.next, when.first.day) == (None, date(2026, 12, 8))
    assert when.known_by == datetime(2026, 12, 1, 10, tzinfo=UTC)
    text = changes.notice(OLD, once("2026-12-08"), when)
    assert text.startswith("Weekly pulse will change from Tuesday 8 December on.")
    assert "The round before" not in text


@pytest.mark.parametrize("first", ["2026-12-01", "2026-11-24"], ids=["in days", "over"])
def test_a_pulse_that_asks_once_cannot_change_in_the_week_before(first: str) -> None:
    """Nor while it asks or afterwards: there is no round that could go by the change."""
    assert changes.dates(once(first), NOW) is None


def test_the_longest_notice_is_what_slack_takes() -> None:
    """Three new dimensions of a hundred groups with long names fit; not all names are listed."""
    groups = [group(f"g{number}", name="&" * 75) for number in range(100)]
    dimensions = [team(*groups, id=f"d{n}", name="<" * 75, rest="&" * 75) for n in range(3)]
    new = teams(*dimensions, name="&" * 75, contact="<" * 150, threshold=30)
    when = changes.dates(new, NOW)
    assert when is not None
    text = changes.notice(a_pulse(), new, when)
    assert "and 96 more." in text
    drawn = message.draw(Notice(round=None, text=text))
    block_kit.message(text=drawn.text, blocks=drawn.blocks, metadata=None)
