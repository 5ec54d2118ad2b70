"""Published values as disclosure would word them, for tests that start from what is published."""

from bot.survey.precision import Said, Share, favourable, turnout, withheld
from questions.model import Question
from storage.model import EVERYONE, Figure, Precision, Response


def a_figure(question: Question, part: int, whole: int, group: str = EVERYONE) -> Figure:
    share = Share(part=part, whole=whole, answers=whole)
    said = favourable(share, threshold=8)
    exact = said.precision is Precision.EXACT
    return Figure(
        dimension=EVERYONE if group == EVERYONE else "team",
        group=group,
        name="Everyone" if group == EVERYONE else f"Team {group.upper()}",
        question=question.id,
        version=question.version,
        precision=said.precision,
        text=said.text,
        answered=whole if exact else None,
        favourable=part if exact else None,
        nearest=said.nearest,
    )


def a_response(casts: int, invited: int, group: str = EVERYONE) -> Response:
    share = Share(part=casts, whole=invited, answers=casts)
    said: Said = turnout(share, threshold=8) if casts else withheld(share)
    return Response(
        dimension=EVERYONE if group == EVERYONE else "team",
        group=group,
        name="Everyone" if group == EVERYONE else f"Team {group.upper()}",
        invited=invited,
        precision=said.precision,
        text=said.text,
        answered=casts if said.precision is Precision.EXACT else None,
        nearest=said.nearest,
    )
