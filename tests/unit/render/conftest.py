import pytest
from support.trends import trend

from bot.survey.report.document import Picture, Points, Report, Section, Table


@pytest.fixture(scope="session")
def report() -> Report:
    """A report with one thing of each kind, and letters that mean something in HTML."""
    return Report(
        title="How staff find their work: R&D <pulse>",
        subtitle="1 October to 31 December 2026",
        preface=("Before reading.",),
        sections=(
            Section("In short", (Points(("One fact.", "Another & more.")),)),
            Section(
                "What people told us",
                ("A paragraph.",),
                (
                    Section(
                        "Positive",
                        (
                            Table(
                                "Positive: everyone",
                                ("Question", "Everyone"),
                                ((("Was it?", 'Favourable: "yes"'), ("72.9% (51 of 70)",)),) * 3,
                            ),
                            Picture("A line that rises.", (trend((70, 40), (70, 51)),)),
                        ),
                    ),
                ),
            ),
        ),
    )
