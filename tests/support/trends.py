"""Trends as they would be published, for tests of what is drawn and said of them."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.survey.intervals import interval
from bot.survey.trends import Limits, Point, Trend
from storage.model import Figure, Precision

FIRST = date(2026, 9, 8)

Shown = tuple[int, int] | int | str | None
"""Answered and favourable, a rounded share, a band's words, or nothing."""


def trend(
    *shown: Shown,
    name: str = "Everyone",
    theme: str = "Workload",
    limits: Limits | None = None,
    breaks: Sequence[int] = (),
) -> Trend:
    """A trend of weekly rounds from 8 September 2026 on; `breaks` are places in it."""
    group = "everyone" if name == "Everyone" else name
    points = tuple(
        Point(
            round=f"round-{week}",
            day=FIRST + timedelta(weeks=week),
            figure=figure(one, group, name),
            interval=interval(one[1], one[0], 2 * one[0]) if isinstance(one, tuple) else None,
            breaks=week in breaks,
        )
        for week, one in enumerate(shown)
    )
    return Trend(
        question=theme.lower(),
        theme_name=theme,
        wording="How often was your workload manageable in the last week?",
        favourable='"always" or "often"',
        dimension=group,
        group=group,
        name=name,
        points=points,
        limits=limits,
    )


def figure(shown: Shown, group: str, name: str) -> Figure | None:
    if shown is None:
        return None
    usual = {"dimension": group, "group": group, "name": name, "question": "q", "version": "1"}
    match shown:
        case int():
            text = f"about {shown}% of about 35"
            return Figure(**usual, precision=Precision.ROUNDED, text=text, nearest=shown)
        case str():
            return Figure(**usual, precision=Precision.BAND, text=shown)
        case answered, favourable:
            text = f"{100 * favourable / answered:.1f}% ({favourable} of {answered})"
            return Figure(
                **usual,
                precision=Precision.EXACT,
                text=text,
                answered=answered,
                favourable=favourable,
            )


EXTREME = tuple(
    trend(
        *[(100, 40 + week) for week in range(12)],
        name=name,
        theme=f"{theme} and whatever else belongs to a theme of this name, {'x' * 60}",
    )
    for theme in ("Workload", "Stress", "Supervision", "Too many")
    for name in ("Everyone", *(f"{letter}{'m' * 74}" for letter in "ABCD"))
)
"""More questions and groups than a chart holds, with names as long as they may be."""
