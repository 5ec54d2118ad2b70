from bot.survey.promise import paragraphs

PROMISE = (
    "Your manager, the bot's admins, and anyone who takes a copy of our database cannot see what "
    "you answered. Of your answers we keep only group totals, shown for at least 12 people. If "
    "nearly everyone in a group says the same, others may guess. Nothing we send depends on "
    "whether you answered. Until the round closes, whoever runs the server could work out your "
    "answer by copying its files and key or changing the program. Slack carries your answer like "
    "any other message. You cannot take an answer back once sent, because we cannot find it."
)


def test_the_promise_is_kept_word_for_word() -> None:
    """Joined, the paragraphs are the promise, with the threshold of the pulse in it."""
    assert " ".join(paragraphs(12)) == PROMISE
