"""What would be published of a round if nothing but the number of answers decided how finely."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.survey.past import Past
from bot.survey.precision import Said, Share, favourable, turnout
from bot.survey.report.period import Period
from storage.model import EVERYONE, REST, Choice, Figure, Precision, Published, Response, Round

Count = tuple[int, int]
Group = tuple[str, str]

ALL: Group = (EVERYONE, EVERYONE)
WORKERS: Group = ("population", "social-workers")
OTHERS: Group = ("population", REST)


def past(
    round_: Round,
    answered: Mapping[Group, Count],
    shares: Mapping[str, Mapping[Group, Count]],
    choices: Mapping[str, Sequence[Choice]] | None = None,
) -> Past:
    """A round with its figures.

    Args:
        round_: as it was asked.
        answered: for each group, how many answered of how many.
        shares: for each question and group, how many answers were favourable of how many.
        choices: for each question, how everyone's answers fall.
    """
    versions = {question.id: question.version for question in round_.questions}
    return Past(
        round=round_,
        published=Published(
            round=round_.id,
            responses=tuple(_response(round_, *one) for one in answered.items()),
            figures=tuple(
                _figure(round_, question, versions[question], group, count).model_copy(
                    update={"choices": tuple((choices or {}).get(question, ()))}
                    if group == ALL
                    else {}
                )
                for question, counts in shares.items()
                for group, count in counts.items()
            ),
        ),
    )


def autumn(*history: Past) -> Period:
    """The last quarter of 2026, with what was published until then."""
    return Period(first=date(2026, 10, 1), last=date(2026, 12, 31), history=history)


def _response(round_: Round, group: Group, count: Count) -> Response:
    part, whole = count
    said = turnout(Share(part=part, whole=whole, answers=part), round_.pulse.threshold)
    return Response(
        dimension=group[0],
        group=group[1],
        name=_name(round_, group),
        invited=whole,
        precision=said.precision,
        text=said.text,
        answered=part if _exact(said) else None,
        nearest=said.nearest,
    )


def _figure(round_: Round, question: str, version: str, group: Group, count: Count) -> Figure:
    part, whole = count
    said = favourable(Share(part=part, whole=whole, answers=whole), round_.pulse.threshold)
    return Figure(
        dimension=group[0],
        group=group[1],
        name=_name(round_, group),
        question=question,
        version=version,
        precision=said.precision,
        text=said.text,
        answered=whole if _exact(said) else None,
        favourable=part if _exact(said) else None,
        nearest=said.nearest,
    )


def _exact(said: Said) -> bool:
    return said.precision is Precision.EXACT


def _name(round_: Round, group: Group) -> str:
    dimension, id_ = group
    return "Everyone" if group == ALL else round_.pulse.dimension(dimension).name_of(id_)
