"""What the change log shows of an entry, in plain words."""

from support.pulse import a_pulse

from bot.survey.difference import Difference, differences
from questions.model import QuestionSet
from storage.model import Pulse

WEEKLY = a_pulse(
    dimensions=[
        {
            "id": "team",
            "name": "Team",
            "groups": [
                {"id": "north", "name": "North", "people": [{"channel": "C0NORTH"}]},
                {"id": "south", "name": "South", "people": [{"usergroup": "S0SOUTH"}]},
            ],
        }
    ]
)


def changed(path: str, value: object, before: Pulse = WEEKLY) -> tuple[Difference, ...]:
    """What is told where one value of a pulse becomes another, named by its keys and places."""
    body = before.model_dump(mode="json")
    *way, last = [int(key) if key.isdigit() else key for key in path.split("/")]
    inner = body
    for key in way:
        inner = inner[key]
    inner[last] = value
    return differences(before.model_dump_json(), Pulse.model_validate(body).model_dump_json())


def one(what: str, before: object, after: object) -> tuple[Difference, ...]:
    def told(value: object) -> tuple[str, ...]:
        return value if isinstance(value, tuple) else (str(value),)

    return (Difference(what=what, before=told(before), after=told(after)),)


def test_nothing_differs_from_itself() -> None:
    """The same pulse twice has no differences."""
    assert differences(WEEKLY.model_dump_json(), WEEKLY.model_dump_json()) == ()


def test_values_are_told_under_their_names() -> None:
    """Each value of a pulse is named as people call it, with what it was and is."""
    assert changed("threshold", 10) == one("Threshold", 8, 10)
    assert changed("schedule/opens", "Monday 09:30") == one(
        "Opening", "Tuesday 10:00", "Monday 09:30"
    )
    assert changed("leadership", "C0NEW") == one("Leadership channel", "C0LEAD", "C0NEW")
    assert changed("audience", [{"channel": "C0ALL"}, {"usergroup": "S0MORE"}]) == one(
        "Audience", "C0ALL", ("C0ALL", "S0MORE")
    )


def test_a_wording_is_told_old_and_new() -> None:
    """The question is named by its new wording, beside both wordings in full."""
    old = WEEKLY.question_set.questions[0].wording
    assert changed("question_set/questions/0/wording", "How was it?") == one(
        'Question "How was it?", wording', old, "How was it?"
    )


def test_favourable_answers_are_told_in_their_words() -> None:
    """An answer's words stand where the value has its id."""
    question = WEEKLY.question_set.questions[0]
    labels = {one.id: one.label for one in question.scale.options}
    [kept, *_] = sorted(question.favourable)
    before = tuple(labels[one] for one in sorted(question.favourable))
    [told] = changed("question_set/questions/0/favourable", [kept])
    assert told.what.endswith(", favourable answers")
    assert (told.before, told.after) == (before, (labels[kept],))


def test_groups_are_told_within_what_they_are_part_of() -> None:
    """Of a group that stays, what changed of it; of others, that they are new or gone."""
    place = 'Way to cut the audience "Team", group'
    assert changed("dimensions/0/groups/0/area", "Localities") == one(
        f'{place} "North", area', (), "Localities"
    )
    people = [{"channel": "C0EAST"}]
    east = {"id": "east", "name": "East", "people": people}
    north = WEEKLY.model_dump(mode="json")["dimensions"][0]["groups"][0]
    assert changed("dimensions/0/groups", [north, east]) == (
        *one(place, (), ("East", "C0EAST")),
        *one(place, ("South", "S0SOUTH"), ()),
    )


def test_another_order_is_told_as_such() -> None:
    """Where the same things come in another order, nothing else is told."""
    groups = WEEKLY.model_dump(mode="json")["dimensions"][0]["groups"]
    assert changed("dimensions/0/groups", groups[::-1]) == one(
        'Way to cut the audience "Team", order of groups', ("North", "South"), ("South", "North")
    )


def test_what_begins_and_ends_is_told_whole() -> None:
    """Everything of a new pulse is new, and of one that ended gone."""
    body = WEEKLY.model_dump_json()
    begun, ended = differences("", body), differences(body, "")
    assert {one.before for one in begun} == {one.after for one in ended} == {()}
    assert Difference(what="Name", before=(), after=("Weekly pulse",)) in begun
    assert [one.what for one in begun] == [one.what for one in ended]


def test_question_sets_are_told_too() -> None:
    """Yes and no, favourable answers, and how many are asked, of a set by itself."""
    before = WEEKLY.question_set
    body = before.model_dump(mode="json")
    body["ask"] = "all" if before.ask != "all" else 1
    body["questions"][0]["anchor"] = not before.questions[0].anchor
    after = QuestionSet.model_validate(body)
    told = differences(before.model_dump_json(), after.model_dump_json())
    assert [one.what.rpartition(", ")[2] for one in told] == [
        "Questions a round",
        "asked every round",
    ]
    assert (told[1].before, told[1].after) == (("yes",), ("no",))
