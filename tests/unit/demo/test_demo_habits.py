from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from support.wishes import a_ranking

from bot.demo.council import PAST_ROUNDS, Council, load, schedule
from bot.demo.dealing import Act
from bot.demo.habits import WAKING, Habits
from bot.demo.history import begins
from bot.survey.rotation import ask
from bot.survey.schedule import occurrences
from questions.loader import load_shipped
from questions.model import DOES_NOT_APPLY, Question
from storage.model import Round, State

NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)
SLIDING, RECOVERING = "Hospital and home", "Localities"
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def council() -> Council:
    return load()


@pytest.fixture(scope="module")
def rounds(council: Council) -> Sequence[Round]:
    """Twelve rounds and the one that is open."""
    weekly = schedule(NOW)
    pulse = council.pulse(weekly)
    rounds: list[Round] = []
    for one in occurrences(weekly, after=begins(weekly), count=PAST_ROUNDS + 1):
        history = [[question.id for question in past.questions] for past in rounds]
        rounds.append(
            Round(
                id=f"weekly-{one.day}",
                pulse=pulse,
                state=State.OPEN,
                opens=one.opens,
                reminds=one.reminds,
                closes=one.closes,
                publishes=one.publishes,
                questions=ask(pulse.question_set, history),
            )
        )
    return rounds


@pytest.fixture(scope="module")
def acts(council: Council, rounds: Sequence[Round]) -> Sequence[Sequence[Act]]:
    """What is done in each round."""
    habits = Habits(council)
    return [[timed.act for timed in habits.acts(one)] for one in rounds]


def _share(council: Council, acts: Sequence[Sequence[Act]], area: str, question: Question) -> float:
    """The favourable share of an area in some rounds together."""
    members = {one.id for one in council.colleagues if one.team and one.team.area == area}
    chosen = [
        act.answers[question.id]
        for done in acts
        for act in done
        if act.person in members and act.answers and question.id in act.answers
    ]
    said = [option for option in chosen if option != DOES_NOT_APPLY]
    return sum(option in question.favourable for option in said) / len(said)


def _anchor(council: Council, theme: str) -> Question:
    questions = council.pulse(schedule(NOW)).question_set.questions
    return next(one for one in questions if one.anchor and one.theme == theme)


@pytest.mark.parametrize("seed", range(1, 6))
def test_between_30_and_60_in_a_hundred_answer(seed: int, rounds: Sequence[Round]) -> None:
    """Whatever the seed, in every round."""
    council = load(seed)
    habits = Habits(council)
    asked = sum(one.team is not None for one in council.colleagues)
    for one in rounds:
        answered = sum(timed.act.answers is not None for timed in habits.acts(one))
        assert 0.3 <= answered / asked <= 0.6


def test_teams_differ_in_how_many_answer(council: Council, acts: Sequence[Sequence[Act]]) -> None:
    """Over the rounds the readiest team answers half as much again as the least ready."""
    teams = {one.id: one.team.id for one in council.colleagues if one.team}
    sizes = Counter(teams.values())
    answered = Counter(teams[act.person] for done in acts for act in done if act.answers)
    rates = sorted(answered[team] / size for team, size in sizes.items())
    assert rates[-1] > 1.5 * rates[0]


def test_some_never_answer_and_some_nearly_always(
    council: Council, acts: Sequence[Sequence[Act]]
) -> None:
    """People keep to their habits from round to round."""
    asked = [one.id for one in council.colleagues if one.team]
    times = Counter(act.person for done in acts for act in done if act.answers is not None)
    assert sum(times[one] == 0 for one in asked) > 0.08 * len(asked)
    assert sum(times[one] >= 10 for one in asked) > 0.15 * len(asked)


def test_some_press_not_this_week(acts: Sequence[Sequence[Act]]) -> None:
    """A few in most rounds, and never many."""
    declined = [sum(act.answers is None for act in done) for done in acts]
    assert sum(declined) > 0
    assert max(declined) < 25


def test_everyone_acts_once_and_featured_people_never(
    council: Council, acts: Sequence[Sequence[Act]]
) -> None:
    """What a visitor may do is left to the visitor, and those who are not asked do nothing."""
    asked = {one.id for one in council.colleagues if one.team}
    featured = {one.person for one in council.featured}
    for done in acts:
        people = [act.person for act in done]
        assert len(people) == len(set(people))
        assert asked - featured >= set(people)


def test_the_same_seed_does_the_same(council: Council, rounds: Sequence[Round]) -> None:
    """After a restart everyone goes on as they would have; another seed is another story."""
    assert Habits(load()).acts(rounds[3]) == Habits(council).acts(rounds[3])
    assert Habits(load(2)).acts(rounds[3]) != Habits(council).acts(rounds[3])


def test_answers_are_options_of_what_is_asked(
    rounds: Sequence[Round], acts: Sequence[Sequence[Act]]
) -> None:
    """About one answer in twenty is "does not apply", and some questions are skipped."""
    options = Counter[str]()
    possible = 0
    for asked, done in zip(rounds, acts, strict=True):
        scales = {one.id: {*one.scale.option_ids, DOES_NOT_APPLY} for one in asked.questions}
        for act in done:
            if act.answers is not None:
                possible += len(scales)
                options.update(act.answers.values())
                assert all(option in scales[one] for one, option in act.answers.items())
    assert 0.03 < options[DOES_NOT_APPLY] / possible < 0.07
    assert 0.9 < options.total() / possible < 1


@pytest.mark.parametrize("name", ["weekly", "health-check", "wolverhampton-2022"])
def test_any_scale_is_answered_on_all_its_options(
    council: Council, rounds: Sequence[Round], name: str
) -> None:
    """Whatever a set asks, and whatever its themes, each option is chosen in some round."""
    questions = load_shipped(name).questions
    habits = Habits(council)
    chosen = {
        (question, option)
        for one in rounds
        for timed in habits.acts(one.model_copy(update={"questions": questions}))
        for question, option in (timed.act.answers or {}).items()
    }
    for question in questions:
        assert {(question.id, option) for option in question.scale.option_ids} <= chosen


def test_people_act_while_the_round_is_open_and_they_are_awake(
    council: Council, rounds: Sequence[Round]
) -> None:
    """Each act is in a waking hour between opening and closing, in the order of the instants."""
    for one in rounds:
        instants = [timed.at for timed in Habits(council).acts(one)]
        assert instants == sorted(instants)
        assert one.opens < instants[0]
        assert instants[-1] < one.closes
        assert all(at.astimezone(ZoneInfo("Europe/London")).hour in WAKING for at in instants)


def test_most_answer_soon_after_they_are_asked_or_reminded(
    council: Council, rounds: Sequence[Round]
) -> None:
    """The eight hours after the opening and after the reminder bring most of the answers."""
    for one in rounds:
        instants = [timed.at for timed in Habits(council).acts(one)]
        soon = [
            at
            for at in instants
            if timedelta() < at - one.opens < 8 * HOUR or timedelta() < at - one.reminds < 8 * HOUR
        ]
        assert len(soon) > len(instants) / 2


def test_a_round_without_a_waking_hour_is_answered_too(
    council: Council, rounds: Sequence[Round]
) -> None:
    """A night's round has its answers between its opening and its closing."""
    night = datetime(2026, 11, 24, 23, tzinfo=UTC)
    asked = rounds[0].model_copy(
        update={"opens": night, "reminds": night + HOUR, "closes": night + 3 * HOUR}
    )
    acts = Habits(council).acts(asked)
    assert acts
    assert all(night < timed.at < night + 3 * HOUR for timed in acts)


def test_one_area_slides_under_its_workload(
    council: Council, acts: Sequence[Sequence[Act]]
) -> None:
    """From the first weeks to the last its favourable share falls by twenty points or more."""
    workload = _anchor(council, "workload")
    first = _share(council, acts[:3], SLIDING, workload)
    last = _share(council, acts[10:], SLIDING, workload)
    assert first - last > 0.2
    elsewhere = _share(council, acts[:3], RECOVERING, workload)
    assert abs(elsewhere - _share(council, acts[10:], RECOVERING, workload)) < 0.1


def test_another_area_recovers_after_an_action(
    council: Council, acts: Sequence[Sequence[Act]]
) -> None:
    """Supervision stands low until week six, and fifteen points higher or more from week ten."""
    supervision = _anchor(council, "supervision")
    before = _share(council, acts[:6], RECOVERING, supervision)
    after = _share(council, acts[9:], RECOVERING, supervision)
    assert after - before > 0.15


def test_colleagues_answer_a_ranking_as_they_may(council: Council, rounds: Sequence[Round]) -> None:
    """Whoever does not leave it out chooses as many as may be chosen, each of the options."""
    ranking = a_ranking(6, 3)
    asked = rounds[0].model_copy(update={"questions": (*rounds[0].questions, ranking)})
    acts = [timed.act for timed in Habits(council).acts(asked)]
    chosen = [act.answers[ranking.id] for act in acts if act.answers and ranking.id in act.answers]
    assert len(chosen) > 50
    assert {len(one) for one in chosen} == {3}
    assert set[str]().union(*chosen) == set(ranking.scale.option_ids)
