"""What the next round of a pulse asks."""

from datetime import datetime

from bot.ports import RoundStore
from bot.survey.rotation import ask
from bot.usecases.composing import REMEMBERED
from questions.model import Question
from storage.model import Pulse


async def next_questions(
    rounds: RoundStore, pulse: Pulse, *, before: datetime
) -> tuple[Question, ...]:
    """What a round asks that opens at that instant, from what earlier rounds have asked."""
    history = await rounds.of_pulse(pulse.id, before=before, most=REMEMBERED)
    return ask(pulse.question_set, [[q.id for q in past.questions] for past in history])
