"""Names and wordings made to do harm: through a whole round they are words, wherever they stand."""

import asyncio
import csv
import re
from collections.abc import AsyncIterator, Iterator
from datetime import date
from html import unescape
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZipFile

import pytest
import pytest_asyncio
import yaml
from support.council import (
    ADMIN,
    BEFORE,
    CLOSES,
    LEADER,
    LEADERS,
    ONE_QUESTION,
    OPENS,
    PUBLISHES,
    QUESTION,
    REMINDS,
    STAFF,
    pulses,
)
from support.looking_after import CHANGES, PREVIEW, ask
from support.two_teams import ANSWERING, COUNCIL
from support.world import HOW_ANONYMOUS, Running, World, answer, in_force, invitation, open_paper
from support.world import world as a_world

from bot import reports
from bot.sandbox import Person

pytestmark = pytest.mark.asyncio(loop_scope="module")

Json = dict[str, Any]

MENTIONS = "<!channel> <!here> <@U0EVILEVIL> @everyone"
LINK = "<https://evil.example/x|Answer> https://evil.example/y"
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"
FORMULA = '=HYPERLINK("https://evil.example","Team")'
OTHERS = ("+1+cmd|' /C calc'!A0", "@SUM(9)*1", "-2+3 &amp; <b>")
WHAT = f"{MENTIONS} {LINK} <!date^1^x|y>"

SET = {
    "id": "one",
    "title": f"{LINK} {MENTIONS}",
    "ask": "all",
    "themes": {"workload": FORMULA},
    "scales": {
        "own": [
            {"id": "always", "label": f"@SUM(1) {MENTIONS}"[:75], "score": 2},
            {"id": "often", "label": f"=1+1 {SCRIPT}"[:75], "score": 1},
            {"id": "never", "label": f"-1 {LINK}"[:75], "score": 0},
        ]
    },
    "questions": [
        {
            "id": "workload-manageable",
            "theme": "workload",
            "wording": f"={SCRIPT} {MENTIONS}"[:150],
            "scale": "own",
            "favourable": ["always", "often"],
            "anchor": True,
        }
    ],
}


def harmful(folder: Path) -> str:
    """The weekly pulse of the council, with words of that kind for every name."""
    read = yaml.safe_load(ONE_QUESTION.replace("one.yaml", "harmful.yaml"))
    (folder / "harmful.yaml").write_text(yaml.safe_dump(SET), encoding="utf-8")
    [pulse] = read["pulses"]
    pulse |= {"name": MENTIONS, "support": LINK, "contact": f"{MENTIONS} {LINK}"}
    [team] = pulse["dimensions"]
    team |= {"name": SCRIPT[:75], "rest": FORMULA}
    for group, name in zip(team["groups"], OTHERS, strict=True):
        group["name"] = name
    pulse["schedule"]["first"] = "2026-11-24"
    return yaml.safe_dump(read, default_flow_style=False)


class Lived(NamedTuple):
    """A round with such words, from before it opens until its action is recorded.

    Attributes:
        shown: what the bot drew: messages and windows as they travel.
        files: the tables that it posted.
        report: the folder of the report on it.
    """

    shown: list[Json]
    files: list[str]
    report: Path


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    folder = tmp_path_factory.mktemp("harmful")
    async with (
        a_world(COUNCIL, folder, BEFORE) as here,
        in_force(here, pulses(harmful(folder), folder)) as running,
    ):
        shown = [one async for one in windows(here, running)]
        workspace = here.sandbox.workspace
        shown += [{"text": one.text, "blocks": one.blocks} for one in workspace.everything()]
        files = [one for one in workspace.files.standing.values() if one.name.endswith(".csv")]
        months = {"first": date(2026, 11, 1), "last": date(2026, 12, 31)}
        out = folder / "report"
        made = date(2026, 12, 31)
        await asyncio.to_thread(reports.report, **months, out=out, folders=here.folders, made=made)
    return Lived(shown, [one.bytes.decode("utf-8-sig") for one in files], out)


async def windows(here: World, running: Running) -> AsyncIterator[Json]:
    """Every window that people open on the way, and their Home tabs."""
    admin, leader, person = (here.person(one) for one in (ADMIN, LEADER, ANSWERING[0]))
    await admin.open_home()
    await admin.press_in_home(PREVIEW, "weekly")
    yield opened(here, admin)
    await running.tick(OPENS)
    await person.press(invitation(person), HOW_ANONYMOUS)
    yield opened(here, person)
    yield (await open_paper(person)).content
    here.sandbox.workspace.views.clear(person.id)
    for words in ("", "privacy", "trend", "trend nothing"):
        await person.command("/pulse", words)
    for one in ANSWERING:
        outcome = await answer(here.person(one), {QUESTION: "often"})
    assert outcome.modal is not None
    yield outcome.modal.content
    here.sandbox.workspace.views.clear(person.id)
    for instant in (REMINDS, CLOSES, PUBLISHES):
        await running.tick(instant)
    await leader.press(here.posted(LEADERS)[0], "record-action")
    assert leader.modal is not None
    yield leader.modal.content
    await leader.submit({"finding": QUESTION, "what": WHAT, "owner": LEADER})
    await running.tick()
    for one in (admin, leader, person):
        await one.open_home()
        assert one.home is not None
        yield one.home.content
    for act in ("skip", "pause", "end"):
        await ask(admin, act)
        yield opened(here, admin)
    await admin.press_in_home(CHANGES)
    yield opened(here, admin)
    await person.command("/pulse", "digest")


def opened(here: World, person: Person) -> Json:
    """What stands in the window that somebody has just opened, which is closed."""
    assert person.modal is not None
    content = person.modal.content
    here.sandbox.workspace.views.clear(person.id)
    return content


def marked(shown: object) -> Iterator[Json]:
    """Every text in Slack's markup, and what a message says where no blocks are read."""
    if isinstance(shown, dict):
        if shown.get("type") == "mrkdwn":
            yield shown
        elif "blocks" in shown and "text" in shown:
            yield {"text": shown["text"], "verbatim": True}
        yield from (one for inner in shown.values() for one in marked(inner))
    elif isinstance(shown, list | tuple):
        yield from (one for inner in shown for one in marked(inner))


async def test_no_name_mentions_or_links(lived: Lived) -> None:
    """In pointed brackets stand only the people and channels that the program itself means."""
    meant = [found for one in marked(lived.shown) for found in re.findall("<([^>]*)>", one["text"])]
    assert set(meant) <= {f"@{ADMIN}", f"@{LEADER}", f"#{LEADERS}", f"#{STAFF}"}
    assert f"@{LEADER}" in meant


async def test_nothing_is_linked_by_itself(lived: Lived) -> None:
    """Slack is told to leave plain text alone, but for the line on where to turn for support."""
    loose = {one["text"].partition("\n")[0] for one in marked(lived.shown) if not one["verbatim"]}
    assert loose == {"*If things are hard right now*"}


async def test_people_read_the_names_as_they_were_written(lived: Lived) -> None:
    """Nothing is lost by it: the words arrive whole."""
    read = unescape("\n".join(one["text"] for one in marked(lived.shown)))
    for words in (MENTIONS, LINK, SET["questions"][0]["wording"], WHAT, *OTHERS[:2]):
        assert words in read


async def test_no_cell_of_a_table_is_a_formula(lived: Lived) -> None:
    """In the file of the digest and in every table of the report."""
    tables = [*lived.files, *(one.read_text("utf-8-sig") for one in lived.report.glob("*.csv"))]
    cells = [
        cell
        for table in tables
        for row in csv.reader(StringIO(table, newline=""))
        for cell in row
        if not re.fullmatch(r"-?[\d.]+", cell)
    ]
    assert [cell for cell in cells if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}] == []
    assert f"'{FORMULA}" in cells


async def test_the_page_of_a_report_has_no_foreign_element(lived: Lived) -> None:
    """No script, no handler, no address but of the page itself."""
    page = Page()
    page.feed((lived.report / "report.html").read_text(encoding="utf-8"))
    assert page.tags.isdisjoint({"script", "iframe", "object", "form"})
    assert [name for name, _ in page.attributes if name.startswith("on")] == []
    addresses = [value for name, value in page.attributes if name in {"href", "src"}]
    assert {value.partition(":")[0][:1] for value in addresses} <= {"#", "d"}
    assert SCRIPT[:20] in page.text


class Page(HTMLParser):
    """What a browser makes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


async def test_a_report_for_word_fetches_and_computes_nothing(lived: Lived) -> None:
    """It has no link, no field but the number of the page, and refers to nothing outside."""
    with ZipFile(lived.report / "report.docx") as file:
        parts = {name: file.read(name).decode(errors="replace") for name in file.namelist()}
    words = parts["word/document.xml"]
    assert "<w:hyperlink" not in words
    assert 'TargetMode="External"' not in "".join(parts.values())
    fields = re.findall(r'w:instr="([^"]*)"', "".join(parts.values()))
    assert (set(fields), "instrText" in "".join(parts.values())) == ({"PAGE"}, False)
    assert "&lt;script&gt;" in words
