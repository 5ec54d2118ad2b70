"""The pulse that most tests ask with."""

from functools import cache

from questions.loader import load_shipped
from storage.model import Pulse

_shipped = cache(load_shipped)
"""Reading YAML takes most of the time that it takes to make a pulse."""


def a_pulse(**changes: object) -> Pulse:
    """A weekly pulse that asks a channel, with other values where they are named."""
    usual = {
        "id": "weekly",
        "name": "Weekly pulse",
        "audience": [{"channel": "C0ALL"}],
        "schedule": {
            "opens": "Tuesday 10:00",
            "reminds": "Wednesday 10:00",
            "closes": "Thursday 16:00",
            "publishes": "next Monday 09:00",
            "first": "2026-11-24",
        },
        "leadership": "C0LEAD",
        "staff": "C0ALL",
        "support": "Call Jo on 0800 000 000.",
        "contact": "Ask Priya.",
        "question_set": _shipped("weekly"),
    }
    return Pulse.model_validate(usual | changes)
