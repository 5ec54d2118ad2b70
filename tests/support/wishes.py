"""A ranking of wishes, and rounds in which people choose among them."""

from collections.abc import Callable, Sequence

from bot.survey import chosen
from bot.survey.past import Past
from questions.model import Option, Question, Scale
from storage.model import Ranking, RankingTally
from support.large import plainly

Named = Callable[[str, int, int], str]


def a_ranking(
    options: int = 5, choose: int = 3, *, number: int = 0, named: Named = plainly
) -> Question:
    """Which so many of these would help most."""
    return Question(
        id=f"wishes-{number}" if number else "wishes",
        theme="workload",
        wording=named("Which would help you most, question", number, 150),
        scale=Scale(
            id="wishes",
            options=tuple(Option(id=f"w{n}", label=named("Wish", n, 75)) for n in range(options)),
        ),
        choose=choose,
    )


def told(question: Question, counts: Sequence[int], answered: int, threshold: int = 8) -> Ranking:
    """What is published where so many answered, and so many chose each option."""
    tally = RankingTally(
        answered=answered, counts=dict(zip(question.scale.option_ids, counts, strict=True))
    )
    return chosen.ranking(question, tally, threshold, range(answered, answered + 40))


def with_rankings(past: Past, *rankings: tuple[Question, Ranking], alone: bool = False) -> Past:
    """A round that asked rankings as well, or nothing else."""
    asked = tuple(question for question, _ in rankings)
    round_ = past.round.model_copy(
        update={"questions": asked if alone else (*past.round.questions, *asked)}
    )
    published = past.published.model_copy(
        update={
            "rankings": tuple(one for _, one in rankings),
            "figures": () if alone else past.published.figures,
        }
    )
    return Past(round=round_, published=published)
