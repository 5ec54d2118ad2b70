"""What is counted, for Prometheus (https://prometheus.io/docs/instrumenting/exposition_formats).

Every name and label stands here. Nothing is counted when somebody answers, opens a form or presses
a button: whoever reads this every second must not learn when that was. Numbers that would tell how
many people pause, or by how much a ballot box has grown, are rounded.
"""

import platform
from collections.abc import Iterator, Mapping
from importlib.metadata import version

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from bot.health.state import NOT_OVER, Health, Line, Seen
from storage.database import SQLITE_VERSION

CONTENT_TYPE = CONTENT_TYPE_LATEST
"""What the text is, for whoever asks over HTTP."""

MESSAGES = 10
"""To so many numbers of messages are rounded: their exact number tells how many people pause."""

BYTES = 100_000_000
"""To so many bytes free disk is rounded: exactly, it would tell that a ballot box has grown."""

_NAME = "staff_pulse"


def text(health: Health) -> bytes:
    """All metrics, as Prometheus reads them."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Metrics(health))
    return generate_latest(registry)


class _Metrics(Collector):
    def __init__(self, health: Health) -> None:
        self._health = health

    def collect(self) -> Iterator[Metric]:
        health = self._health
        yield InfoMetricFamily(
            f"{_NAME}_build",
            "What runs.",
            {
                "version": version("staff-pulse"),
                "python": platform.python_version(),
                "sqlite": SQLITE_VERSION,
            },
        )
        yield _gauge("ready", "Whether the bot is at work.", health.trouble is None)
        yield _counter("ticks", "How often what was due has been taken.", health.ticks)
        yield _counter("stalls", "How often everything stood still for a second.", health.stalls)
        yield from _of_line(health.line)
        yield _by(
            "messages", "Messages by what became of them.", "outcome", _sent(health.sent_by_then)
        )
        if health.seen is not None:
            yield from _of_sight(health.seen)


def _of_line(line: Line | None) -> Iterator[Metric]:
    yield _gauge("line_up", "Whether Slack is heard.", line is not None and line.trouble is None)
    yield _counter("links_opened", "Links to Slack opened so far.", line.opened if line else 0)
    failed = {why: line.failed[why] if line else 0 for why in ("not-for-us", "fault")}
    yield _by("payloads_failed", "Payloads that could not be served.", "why", failed)


def _of_sight(seen: Seen) -> Iterator[Metric]:
    rounds = GaugeMetricFamily(f"{_NAME}_rounds", "Rounds that are not over.", labels=["state"])
    for state in NOT_OVER:
        rounds.add_metric([state], seen.rounds.get(state, 0))
    yield rounds
    yield _gauge("steps_late", "Steps of rounds that are due for over a minute.", seen.late)
    owed = -(-seen.owed // MESSAGES) * MESSAGES
    yield _gauge("messages_owed", f"Messages that wait, rounded up to {MESSAGES}.", owed)
    waited = (seen.at - seen.waits).total_seconds() if seen.waits else 0
    yield _gauge("message_longest_wait_seconds", "How long the oldest of them has waited.", waited)
    free = GaugeMetricFamily(
        f"{_NAME}_disk_free_bytes", f"Disk free, rounded down to {BYTES}.", labels=["folder"]
    )
    for folder, number in seen.free.items():
        free.add_metric([folder], number // BYTES * BYTES)
    yield free


def _sent(sent: Mapping[str, int]) -> Mapping[str, int]:
    return {
        "sent": sent.get("sent", 0) // MESSAGES * MESSAGES,
        "retried": sent.get("retried", 0),
        "given-up": sent.get("given-up", 0),
    }


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(f"{_NAME}_{name}", what, value)


def _counter(name: str, what: str, value: int) -> Metric:
    return CounterMetricFamily(f"{_NAME}_{name}", what, value)


def _by(name: str, what: str, label: str, numbers: Mapping[str, int]) -> Metric:
    family = CounterMetricFamily(f"{_NAME}_{name}", what, labels=[label])
    for value, number in numbers.items():
        family.add_metric([value], number)
    return family
