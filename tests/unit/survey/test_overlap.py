"""What it takes for two pulses to ask the same people the same question."""

from support.pulse import a_pulse

from bot.survey import overlap
from bot.survey.roster import Roster
from questions.loader import load_shipped
from questions.model import Question
from storage.model import Place, Source


def roster(*people: str) -> Roster:
    places = tuple(Place(person=person, groups=()) for person in people)
    return Roster(dimensions=(), places=places)


def test_a_question_is_the_same_where_its_words_are() -> None:
    """Id, answers, favourable ones and marks do not matter: people would answer both alike."""
    question = load_shipped("weekly").questions[0]

    def differs(**changes: object) -> bool:
        other = Question.model_validate(question.model_dump() | changes)
        return overlap.shared_question([question], [other]) is None

    assert not differs(id="renamed")
    assert not differs(favourable=question.scale.option_ids[:1])
    assert not differs(wording=f"{question.wording.upper().rstrip('?')} ?")
    yes_no = load_shipped("weekly").questions[-1]
    assert not differs(scale=yes_no.scale.model_dump(), favourable=yes_no.favourable)
    assert differs(wording="Another question?")


def test_pairs_are_those_that_share_a_question() -> None:
    """Of three pulses, the two with the same set are named, with the first question they share."""
    weekly, again = a_pulse(), a_pulse(id="again")
    other = a_pulse(id="other", question_set=load_shipped("wolverhampton-2022"))
    [(one, two, question)] = overlap.pairs([weekly, other, again])
    assert (one.id, two.id) == ("weekly", "again")
    assert question == weekly.question_set.questions[0]


def test_people_on_both_rosters_are_counted_once() -> None:
    """Whoever is on one roster alone does not count."""
    assert overlap.in_both(roster("U1", "U2", "U3"), roster("U2", "U3", "U4")) == 2
    assert overlap.in_both(roster("U1"), roster("U2")) == 0


def test_a_source_is_common_wherever_it_is_named() -> None:
    """A channel of one pulse's audience may be a group's in another."""
    groups = [{"id": "north", "name": "North", "people": [{"channel": "C0NORTH"}]}]
    cut = a_pulse(dimensions=[{"id": "team", "name": "Team", "groups": groups}])
    north = a_pulse(id="north", audience=[{"usergroup": "S0ALL"}, {"channel": "C0NORTH"}])
    assert overlap.common_source(north, cut) == Source(channel="C0NORTH")
    assert overlap.common_source(a_pulse(audience=[{"channel": "C0SOUTH"}]), north) is None


def test_one_person_is_enough_and_counted_as_one() -> None:
    """The sentences name both pulses, the question, how many people, and the ways out."""
    one, other = a_pulse(name="One"), a_pulse(name="Other")
    question = one.question_set.questions[0]
    assert overlap.would_ask_both(one, other, question, 1).startswith(
        f'The pulses "One" and "Other" would ask one person the same question, '
        f'"{question.wording}": give them different questions, or audiences'
    )
    assert 'ask 2 people a question that the pulse "Other" asked' in overlap.asked_lately(
        one, other, question, 2
    )
    named = overlap.would_ask_source_twice(one, other, question, Source(usergroup="S0ALL"))
    assert "both ask the user group S0ALL the same question" in named
