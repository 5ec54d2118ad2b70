"""Reports on rounds that went through ballot box and disclosure."""

import csv
import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from datetime import date
from html import unescape
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from docx import Document
from support.warm import staff_pulse

from bot import reports
from bot.errors import StaffPulseError
from bot.settings import Folders

if TYPE_CHECKING:
    from tests.integration.demo.conftest import Exported, Played

AUTUMN_2022 = date(2022, 10, 1), date(2022, 12, 31)
AUTUMN_2026 = date(2026, 10, 1), date(2026, 12, 31)
NOW = date(2027, 1, 4)

Row = Mapping[str, str]


def report(
    played: "Played",
    days: tuple[date, date],
    out: Path,
    *,
    pulse: str | None = None,
    replace: bool = False,
) -> str:
    """Write the report on a demo's rounds."""
    first, last = days
    return reports.report(
        first=first,
        last=last,
        out=out,
        folders=Folders(data_dir=played.out / "data", key_dir=played.out / "keys"),
        made=NOW,
        pulse=pulse,
        replace=replace,
    )


def rows(file: Path) -> list[Row]:
    return [*csv.DictReader(StringIO(file.read_bytes().decode("utf-8-sig"), newline=""))]


def documents(out: Path) -> Iterator[str]:
    """What people read in either form, with spaces that break."""
    yield unescape((out / "report.html").read_text(encoding="utf-8"))
    word = Document(BytesIO((out / "report.docx").read_bytes()))
    cells = (cell.text for table in word.tables for row in table.rows for cell in row.cells)
    yield "\n".join([*(one.text for one in word.paragraphs), *cells])


@pytest.fixture(scope="module")
def golden() -> Mapping[str, Mapping[str, Mapping[str, Mapping[str, float]]]]:
    told = json.loads(Path(__file__).with_name("golden.json").read_text())
    return {kind: told[kind] for kind in ("response", "items")}


def test_published_figures_come_out_to_the_digit(
    wolverhampton: "Played", golden: Mapping[str, Mapping[str, Mapping[str, float]]], tmp_path: Path
) -> None:
    """Each count and percentage of the council's reports stands in Word, HTML and CSV."""
    out = tmp_path / "report"
    report(wolverhampton, AUTUMN_2022, out)
    figures = {(one["question"], one["group"]): one for one in rows(out / "figures.csv")}
    for question, groups in golden["items"].items():
        for group, count in groups.items():
            row = figures[question, group]
            told = [row[name] for name in ("favourable", "answered", "percent")]
            assert told == [str(count[name]) for name in ("favourable", "answered", "percent")]
            text = f"{count['percent']}% ({count['favourable']} of {count['answered']})"
            assert all(text in page.replace("\u00a0", " ") for page in documents(out))
    for group, count in golden["response"].items():
        [row] = [one for one in rows(out / "responses.csv") if one["group"] == group]
        told = [row[name] for name in ("answered", "invited", "percent")]
        assert told == [str(count[name]) for name in ("answered", "invited", "percent")]


@pytest.mark.parametrize(
    ("name", "days"), [("wolverhampton", AUTUMN_2022), ("quiet_town", AUTUMN_2026)]
)
def test_the_data_are_what_the_digests_told(
    name: str, days: tuple[date, date], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Response, figures and choices are those of the digests that were posted: all and no more."""
    played: Played = request.getfixturevalue(name)
    report(played, days, tmp_path / "report")
    found = rows(tmp_path / "report" / "figures.csv")
    assert sorted(map(_figure, found)) == sorted(
        _exported(one, digest, "question", "favourable")
        for digest in played.digests
        for one in digest["figures"]
    )
    answered = rows(tmp_path / "report" / "responses.csv")
    assert sorted(map(_response, answered)) == sorted(
        _exported(one, digest, "invited")
        for digest in played.digests
        for one in (digest["response"], *digest["responses"])
    )
    assert sorted(map(_choice, rows(tmp_path / "report" / "choices.csv"))) == sorted(
        (digest["round"], one["question"], choice["label"], str(choice["chosen"]))
        for digest in played.digests
        for one in digest["figures"]
        for choice in one.get("choices", ())
    )


_TOLD = ("dimension", "group", "name", "precision", "text", "answered", "percent")


def _figure(row: Row) -> tuple[str, ...]:
    return row["round"], *(row[name] for name in (*_TOLD, "question", "favourable"))


def _response(row: Row) -> tuple[str, ...]:
    return row["round"], *(row[name] for name in (*_TOLD, "invited"))


def _choice(row: Row) -> tuple[str, ...]:
    return row["round"], row["question"], row["label"], row["chosen"]


def _exported(one: "Exported", digest: "Exported", *more: str) -> tuple[str, ...]:
    """A value of a digest's file as a row has it; what it does not tell is empty there."""
    return digest["round"], *(str(one.get(name, "")) for name in (*_TOLD, *more))


def test_cells_show_what_the_digests_showed(quiet_town: "Played", tmp_path: Path) -> None:
    """Of teams and populations, each cell of the report is a text of a digest."""
    report(quiet_town, AUTUMN_2026, tmp_path / "report")
    word = Document(BytesIO((tmp_path / "report" / "report.docx").read_bytes()))
    published = {
        one["text"]
        for digest in quiet_town.digests
        for one in (*digest["figures"], digest["response"], *digest["responses"])
    }
    told = {
        cell.text.split("\n")[0].replace("\u00a0", " ")
        for table in word.tables
        if table.rows[0].cells[0].text in {"Team", "Round of", "Question"}
        if "Likely for all who were asked" not in [cell.text for cell in table.rows[0].cells]
        for row in table.rows[1:]
        for cell in row.cells[1:]
    }
    assert len(told) > 20
    assert told - published == {"Not shown"} & told


def test_the_command_writes_it_all(wolverhampton: "Played", tmp_path: Path) -> None:
    """It says in a sentence what it wrote, and whoever runs it alone can read that."""
    code, out, err = command(wolverhampton, "2022-10-01", "2022-12-31", tmp_path / "autumn")
    assert (code, err) == (0, "")
    assert "1 October to 31 December 2022, 1 round of wolverhampton-2022" in out
    files = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "autumn").iterdir()}
    names = (
        "actions",
        "choices",
        "data-dictionary",
        "figures",
        "halfway",
        "rankings",
        "responses",
    )
    tables = [f"{name}.csv" for name in names]
    assert files == dict.fromkeys([*tables, "report.docx", "report.html"], 0o600)


def test_the_command_refuses_what_is_no_day(wolverhampton: "Played", tmp_path: Path) -> None:
    """The option, what was found and what is allowed stand in one sentence."""
    code, out, err = command(wolverhampton, "2022-10-01", "autumn", tmp_path / "autumn")
    assert (code, out, err) == (
        1,
        "",
        '--to is "autumn"; allowed is a day such as 2026-10-01.\n',
    )


def command(played: "Played", first: str, last: str, folder: Path) -> tuple[int, str, str]:
    done = subprocess.run(
        [
            *staff_pulse(),
            *("report", "--from", first, "--to", last, "--out", folder),
        ],
        env={
            "PATH": os.environ["PATH"],
            "STAFF_PULSE_DATA_DIR": str(played.out / "data"),
            "STAFF_PULSE_KEY_DIR": str(played.out / "keys"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("days", "pulse", "said"),
    [
        (AUTUMN_2022[::-1], None, "would begin on 2022-12-31 and end on 2022-10-01"),
        (AUTUMN_2026, None, "No round that opened in the days 1 October to 31 December 2026"),
        (AUTUMN_2022, "other", 'Nothing of a pulse "other" .*; allowed with --pulse: wolverhampt'),
    ],
)
def test_what_cannot_be_is_refused(
    wolverhampton: "Played", tmp_path: Path, days: tuple[date, date], pulse: str | None, said: str
) -> None:
    """The days, the pulse and what is allowed are named, and nothing is written."""
    with pytest.raises(StaffPulseError, match=said):
        report(wolverhampton, days, tmp_path / "autumn", pulse=pulse)
    assert [*tmp_path.iterdir()] == []


# ---- the folder


def test_a_report_is_replaced_only_when_told(wolverhampton: "Played", tmp_path: Path) -> None:
    """A second report is refused, and with --replace leaves nothing of the first."""
    out = tmp_path / "autumn"
    report(wolverhampton, AUTUMN_2022, out)
    (out / "report.html").write_text("the first one")
    with pytest.raises(StaffPulseError, match="holds a report already; give --replace"):
        report(wolverhampton, AUTUMN_2022, out)
    assert (out / "report.html").read_text() == "the first one"
    report(wolverhampton, AUTUMN_2022, out, replace=True)
    assert "the first one" not in (out / "report.html").read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["autumn"]


def test_other_files_are_never_given_up(wolverhampton: "Played", tmp_path: Path) -> None:
    """A folder with anything else in it is refused, with --replace too, and stays as it is."""
    (tmp_path / "minutes.txt").write_text("of the last meeting")
    with pytest.raises(StaffPulseError, match=r"holds minutes.txt, which is no part of a report"):
        report(wolverhampton, AUTUMN_2022, tmp_path, replace=True)
    assert [path.name for path in tmp_path.iterdir()] == ["minutes.txt"]


@pytest.mark.parametrize("folder", ["data", "keys"])
def test_a_report_does_not_lie_in_the_bots_folders(wolverhampton: "Played", folder: str) -> None:
    """Neither data nor keys are a place for it."""
    out = wolverhampton.out / folder / "report"
    with pytest.raises(StaffPulseError, match="name another place"):
        report(wolverhampton, AUTUMN_2022, out)
    assert not out.exists()


def test_a_report_that_cannot_be_written_leaves_nothing(
    wolverhampton: "Played", tmp_path: Path
) -> None:
    """Where a file stands in the way of the folder, the reason is said."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StaffPulseError, match="cannot be written"):
        report(wolverhampton, AUTUMN_2022, tmp_path / "file" / "autumn")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_without_a_database_it_is_said(tmp_path: Path) -> None:
    """A data folder that is none is named, and no database appears there."""
    first, last = AUTUMN_2022
    with pytest.raises(StaffPulseError, match="is not there; set STAFF_PULSE_DATA_DIR"):
        reports.report(
            first=first,
            last=last,
            out=tmp_path / "autumn",
            folders=Folders(data_dir=tmp_path / "data", key_dir=tmp_path / "keys"),
            made=NOW,
        )
    assert [*tmp_path.iterdir()] == []
