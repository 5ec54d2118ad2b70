"""What the doctor found, as people read it."""

from collections.abc import Iterator
from importlib.metadata import version

from bot import logs
from bot.checks.doctor.doctor import Report
from bot.checks.doctor.finding import State
from bot.checks.lines import entry


def text(report: Report) -> str:
    """The report in plain text, without ids of people or tokens, whoever named them."""
    well, to_mend, unknown = (report.count(state) for state in State)
    lines = [
        f"Staff Pulse {version('staff-pulse')} looked at its settings, its folders and Slack, and "
        f"changed nothing.",
        "",
        *_findings(report),
        "",
        f"{to_mend} to mend, {unknown} could not be checked, {well} well.",
    ]
    return "\n".join(lines)


def _findings(report: Report) -> Iterator[str]:
    for about, found in report.findings.items():
        for one in found:
            said = " ".join(logs.plain(one.said).split())
            if one.state is State.UNKNOWN:
                said = f"Could not be checked. {said}"
            yield from entry(f"  {one.state:<9}{about + ':':<15}", said)
