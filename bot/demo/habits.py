"""How the colleagues of a council behave: who answers when, and how favourably."""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from math import exp, log
from typing import NamedTuple

from bot.demo.council import Colleague, Council, Mood, Story, Team
from bot.demo.dealing import Act, Timed
from questions.model import DOES_NOT_APPLY, Question
from storage.model import Round

SKIPPED = 0.02
"""The share of questions that those who answer leave out."""

NOT_APPLICABLE = 0.05
"""The share of questions that they say do not apply to them."""

DECLINED = 0.03
"""The share of those who do not answer who press [Not this week]."""

WAKING = range(7, 22)
"""The hours of the day, in the pulse's zone, in which people answer."""

# Everybody has their invitation by then, and what is sent so long before the closing arrives.
_SOON = timedelta(minutes=2)
_HOURS_TO_REACT = 3.0
_TRIES = 100

_ANY_MOOD = Mood(social_workers=0.65, others=0.75)

# Of a hundred people so many answer a round with that chance.
_KINDS = {0.0: 12, 0.15: 17, 0.5: 46, 0.88: 25}

# How far apart people, questions, teams and a team's weeks are: standard deviations of log odds.
_BETWEEN_PEOPLE = 1.3
_BETWEEN_QUESTIONS = 0.35
_BETWEEN_TEAMS = 0.2
_BETWEEN_WEEKS = 0.12

# What is new draws more answers for some weeks.
_NOVELTY = 0.15
_WEEKS_OF_NOVELTY = 4
_TURNOUT_BETWEEN_WEEKS = 0.04

# Of two options beside each other, the one that is less extreme is chosen so much more often.
_MILDER = 2.2


class _Character(NamedTuple):
    """What somebody brings to every round.

    Attributes:
        answers: the chance that they answer, where nothing else bears on it.
        leans: how much more favourably than others they answer, in log odds.
    """

    answers: float
    leans: float


class Habits:
    """What everyone in a council does in a round; the same for the same seed and round."""

    def __init__(self, council: Council) -> None:
        self._council = council
        featured = {one.person for one in council.featured}
        self._people = [
            (one, one.team, self._character(one))
            for one in council.colleagues
            if one.team is not None and one.id not in featured
        ]

    def acts(self, round_: Round) -> Sequence[Timed]:
        """What is done in an open round, in the order of the instants.

        Everyone acts once at most, after the opening and before the closing. Featured people and
        those who are not asked do nothing.
        """
        chance = self._chance("round", round_.id)
        turnout = self._turnout(round_)
        moods = self._moods(round_)
        acts = []
        for one, team, character in self._people:
            if chance.random() < character.answers * turnout * team.turnout:
                mood = moods[team.id, one.social_worker]
                answers = dict(_answers(round_.questions, mood, character.leans, chance))
                acts.append(Timed(_instant(round_, chance), Act(one.id, answers)))
            elif chance.random() < DECLINED:
                acts.append(Timed(_instant(round_, chance), Act(one.id, None)))
        return sorted(acts, key=lambda timed: timed.at)

    def _character(self, one: Colleague) -> _Character:
        chance = self._chance("person", one.id)
        [answers] = chance.choices([*_KINDS], [*_KINDS.values()])
        return _Character(answers=answers, leans=chance.gauss(0, _BETWEEN_PEOPLE))

    def _turnout(self, round_: Round) -> float:
        """How readily everyone answers a round, beside others; 1 is as always."""
        novelty = _NOVELTY * max(0.0, 1 - (_week(round_) - 1) / _WEEKS_OF_NOVELTY)
        return 1 + novelty + self._chance("turnout", round_.id).gauss(0, _TURNOUT_BETWEEN_WEEKS)

    def _moods(self, round_: Round) -> Mapping[tuple[str, bool], Mapping[str, float]]:
        """For each team's social workers and others, each question's log odds."""
        return {
            (team.id, social_worker): {
                question.id: self._log_odds(question, team, round_, social_worker=social_worker)
                for question in round_.questions
            }
            for team in self._council.teams
            for social_worker in (True, False)
        }

    def _log_odds(
        self, question: Question, team: Team, round_: Round, *, social_worker: bool
    ) -> float:
        """How favourably a question is answered where nobody leans either way."""
        mood = self._council.moods.get(question.theme, _ANY_MOOD)
        share = mood.social_workers if social_worker else mood.others
        own = self._chance("question", question.id).gauss(0, _BETWEEN_QUESTIONS)
        usual = self._chance("team", team.id, question.theme).gauss(0, _BETWEEN_TEAMS)
        now = self._chance("now", team.id, question.id, round_.id).gauss(0, _BETWEEN_WEEKS)
        told = (
            _told(story, _week(round_))
            for story in self._council.stories
            if (story.area, story.theme) == (team.area, question.theme)
        )
        return log(share / (1 - share)) + (0 if question.anchor else own) + usual + now + sum(told)

    def _chance(self, *of: str) -> random.Random:
        named = "/".join((self._council.id, str(self._council.seed), *of))
        return random.Random(named)  # noqa: S311 - drawn again the same, and no secret


def _week(round_: Round) -> int:
    """The number of a round's week since its pulse began, from 1."""
    schedule = round_.pulse.schedule
    return 1 + (round_.opens.astimezone(schedule.tz).date() - schedule.first).days // 7


def _told(story: Story, week: int) -> float:
    """What a story adds to the log odds in a week."""
    gone = (week - story.from_week) / (story.to_week - story.from_week)
    gone = min(max(gone, 0.0), 1.0)
    return (1 - gone) * log(story.before) + gone * log(story.after)


def _answers(
    questions: Sequence[Question], mood: Mapping[str, float], leans: float, chance: random.Random
) -> Iterator[tuple[str, str | frozenset[str]]]:
    for question in questions:
        luck = chance.random()
        if question.choose is not None:
            if luck < 1 - SKIPPED:
                yield question.id, _wishes(question, question.choose, chance)
        elif luck < NOT_APPLICABLE:
            yield question.id, DOES_NOT_APPLY
        elif luck < 1 - SKIPPED:
            favourable = chance.random() < 1 / (1 + exp(-mood[question.id] - leans))
            weights = _weights(question, favourable=favourable)
            [option] = chance.choices([*weights], [*weights.values()])
            yield question.id, option


def _wishes(question: Question, choose: int, chance: random.Random) -> frozenset[str]:
    """What somebody chooses in a ranking: as much as they may, what comes first more often."""
    left = list(question.scale.option_ids)
    chosen = set()
    for _ in range(choose):
        [option] = chance.choices(left, [1 / place for place in range(1, len(left) + 1)])
        left.remove(option)
        chosen.add(option)
    return frozenset(chosen)


@cache
def _weights(question: Question, *, favourable: bool) -> Mapping[str, float]:
    """How often each option of a side is chosen beside the others: the more extreme, the less."""
    options = sorted(question.scale.options, key=lambda option: option.score)
    sides = [option.id in question.favourable for option in options]
    return {
        option.id: _MILDER ** -_to_the_other_side(place, sides)
        for place, option in enumerate(options)
        if sides[place] is favourable
    }


def _to_the_other_side(place: int, sides: Sequence[bool]) -> int:
    return min(abs(place - other) for other, side in enumerate(sides) if side != sides[place])


def _instant(round_: Round, chance: random.Random) -> datetime:
    """When somebody gets round to it: soon, or once they are reminded, or at any waking hour."""
    start, end = round_.opens + _SOON, round_.closes - _SOON
    for _ in range(_TRIES):
        soon = timedelta(hours=chance.expovariate(1 / _HOURS_TO_REACT))
        at = chance.choices(
            (start + soon, round_.reminds + _SOON + soon, start + chance.random() * (end - start)),
            (45, 25, 30),
        )[0]
        if at < end and at.astimezone(round_.pulse.schedule.tz).hour in WAKING:
            return at.replace(microsecond=0)
    return start + (end - start) / 2
