"""Small question sets."""

from questions.model import Question, QuestionSet, Theme

THEMES = {"work": "Work", "stress": "Stress"}


def a_question(name: str, **changes: object) -> Question:
    """A question with two answers, of the theme "work" unless another is given."""
    given: dict[str, object] = {
        "id": name,
        "theme": "work",
        "wording": f"Is {name} fine?",
        "scale": {
            "id": "yes-no",
            "options": [
                {"id": "yes", "label": "Yes", "score": 2},
                {"id": "no", "label": "No", "score": 1},
            ],
        },
        "favourable": ["yes"],
    }
    return Question.model_validate(given | changes)


def a_set(*questions: Question, ask: int | str = "all") -> QuestionSet:
    """A set of these questions, with the themes that they have."""
    themes = dict.fromkeys(question.theme for question in questions)
    return QuestionSet.model_validate(
        {
            "id": "a-set",
            "title": "A set",
            "ask": ask,
            "themes": [Theme(id=one, name=THEMES.get(one, one)) for one in themes],
            "questions": questions,
        }
    )
