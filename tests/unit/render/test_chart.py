import io
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from PIL import Image
from support.trends import EXTREME, trend

from bot.render.chart import svg
from bot.render.raster import png
from bot.survey.trends import Limits, Trend

SVG = "{http://www.w3.org/2000/svg}"
BAND = "up to a third of 8 to 14 people"


def drawn(*trends: Trend) -> ET.Element:
    return ET.fromstring(svg(trends))  # noqa: S314 - our own


def strokes(picture: ET.Element) -> list[ET.Element]:
    """The parts of lines, without grid lines."""
    return [one for one in picture.iter(f"{SVG}line") if one.get("stroke-linecap")]


def grid(picture: ET.Element) -> list[ET.Element]:
    """The lines of the axis, from the top down."""
    plain = [one for one in picture.iter(f"{SVG}line") if not one.get("class")]
    return sorted(
        (one for one in plain if not one.get("stroke-linecap")),
        key=lambda one: float(one.get("y1", "")),
    )


def of_class(name: str, picture: ET.Element) -> list[ET.Element]:
    return [one for one in picture.iter() if one.get("class") == name]


def words(picture: ET.Element) -> list[str]:
    return [one.text or "" for one in picture.iter(f"{SVG}text")]


def test_the_picture_fits_a_phone_three_times_over() -> None:
    """The PNG is 1,080 pixels wide, has ink in it, and is opaque where Slack is dark."""
    picture = Image.open(io.BytesIO(png(svg([trend(*[(70, 40 + week) for week in range(12)])]))))
    assert picture.format == "PNG"
    assert picture.width == 1080
    assert 600 <= picture.height <= 1080
    colours = picture.convert("RGBA").getcolors(1_000_000)
    assert colours is not None
    assert all(alpha == 255 for _, (_, _, _, alpha) in colours)
    dark = sum(number for number, (red, *_) in colours if red < 128)
    assert 2_000 < dark < 100_000


def test_the_picture_has_letters_of_its_own() -> None:
    """Words are drawn from the fonts that come with the program, where the machine has none."""
    blank, named = (
        Image.open(io.BytesIO(png(svg([trend((70, 51), theme=theme)])))).convert("L")
        for theme in (" . ", "Workload")
    )
    heading = (0, 0, 1080, 66)
    inks = [
        sum(one.crop(heading).point(lambda grey: grey < 128).tobytes()) for one in (blank, named)
    ]
    assert inks[1] > inks[0] + 1_000


def test_a_gap_is_a_gap() -> None:
    """No stroke goes over a round of which nothing was published, and the picture says why."""
    whole = drawn(trend(*[(70, 40)] * 6))
    gapped = drawn(trend((70, 40), (70, 41), None, (70, 43), (70, 44), (70, 45)))
    assert (len(strokes(whole)), len(strokes(gapped))) == (5, 3)
    ends = sorted(float(one.get(side, "")) for one in strokes(gapped) for side in ("x1", "x2"))
    between = [after - before for before, after in pairwise(ends)]
    assert max(between) == pytest.approx(2 * between[0])
    assert "A gap in a line: no figure for that round." in words(gapped)
    assert not any("gap" in one for one in words(whole))


def test_a_rounded_share_looks_different() -> None:
    """Rounded shares have open marks and dashes, exact ones full marks and unbroken strokes."""
    exact, rounded = drawn(trend((70, 40), (70, 45))), drawn(trend(50, 60))
    for picture, dashes, fill in ((exact, None, "#1b1b1b"), (rounded, "4 3", "#fff")):
        assert {one.get("stroke-dasharray") for one in strokes(picture)} == {dashes}
        assert {one.get("fill") for one in picture.iter(f"{SVG}circle")} == {fill}
    assert "about 60%" in words(rounded)
    assert any("rounded on purpose" in one for one in words(rounded))


def test_a_band_is_told_in_words_and_not_drawn() -> None:
    """What was published in words has no place on the axis, so no line pretends that it has."""
    picture = drawn(trend((70, 40), (70, 45)), trend(BAND, BAND, name="Agency staff"))
    assert len(strokes(picture)) == 1
    assert f"Agency staff: {BAND}," in " ".join(words(picture))


def test_a_break_interrupts_the_line() -> None:
    """No stroke joins what cannot be compared; a mark stands between, and words explain it."""
    picture = drawn(trend((70, 40), (70, 45), (70, 20), breaks=[2]))
    assert len(strokes(picture)) == 1
    assert len(of_class("break", picture)) == 1
    assert any(one.startswith("Two strokes:") for one in words(picture))


def test_a_break_within_a_gap_is_marked_too() -> None:
    """Where the change came while nothing was shown, the mark stands in the gap."""
    for breaks in ([1], [2]):
        picture = drawn(trend((70, 40), None, (70, 45), (70, 20), breaks=breaks))
        assert len(strokes(picture)) == 1
        assert len(of_class("break", picture)) == 1
        assert "not comparable before 22 September" in picture.get("aria-label", "")
    before_all = drawn(trend(None, (70, 45), breaks=[1]))
    assert not any(one.startswith("Two strokes:") for one in words(before_all))


def test_limits_are_drawn_from_the_last_break_on() -> None:
    """Two dotted lines stand between which chance keeps everyone, within the axis, and words."""
    limits = Limits(mean=90, low=80, high=120)
    whole, later = (drawn(trend(*[(70, 60)] * 4, limits=limits, breaks=at)) for at in ([], [2]))
    top, _, _ = (float(one.get("y1", "")) for one in grid(whole))
    assert [float(one.get("y1", "")) for one in of_class("limit", whole)] == [
        pytest.approx(top + 20),
        pytest.approx(top),
    ]
    [begun], [later_begun] = (
        {float(one.get("x1", "")) for one in of_class("limit", each)} for each in (whole, later)
    )
    assert later_begun > begun
    assert any(one.startswith("Dotted lines: while Everyone") for one in words(whole))


def test_an_interval_is_shaded_as_far_as_it_is_known() -> None:
    """Behind everyone's line alone lies where it may be, without what no interval is given for."""
    others = trend(*[(70, 40)] * 5, name="Social workers")
    whole = drawn(trend(*[(70, 40)] * 5), others)
    cut = drawn(trend((70, 40), (70, 45), 60, (70, 40), None), others)
    assert (len(of_class("interval", whole)), len(of_class("interval", cut))) == (1, 2)
    assert any(one.startswith("Shaded: where Everyone may lie") for one in words(whole))
    assert not any(one.startswith("Shaded") for one in words(drawn(trend(50, 60), others)))


def test_each_line_is_named_where_it_ends() -> None:
    """Every line has its name and newest figure beside it, and no label covers another."""
    names = ("Everyone", "Social workers", "Therapists", "Agency staff")
    picture = drawn(*(trend((70, 40), (70, 42), name=name) for name in names))
    beside = [one for one in picture.iter(f"{SVG}text") if float(one.get("x", "")) > 240]
    assert {one.text for one in beside} == {*names, "60.0%"}
    rows = sorted(float(one.get("y", "")) for one in beside)
    assert min(below - above for above, below in pairwise(rows)) >= 14


def test_a_line_that_ended_earlier_says_when() -> None:
    """The newest figure of a line that does not reach the last round carries its day."""
    picture = drawn(trend((70, 40), (70, 42)), trend(40, None, name="Agency staff"))
    assert {"about 40%", "on 8 Sep"} <= set(words(picture))


def test_extremes_stay_inside_the_picture() -> None:
    """Names of any length are cut to fit; a chart holds three questions with four groups."""
    picture = drawn(*EXTREME)
    height = float(picture.get("height", ""))
    for one in picture.iter(f"{SVG}text"):
        assert float(one.get("x", "")) + 5 * len(one.text or "") <= 400
        assert float(one.get("y", "")) <= height
    assert sum((one.text or "").startswith("Answered") for one in picture.iter(f"{SVG}text")) == 3


def test_words_of_other_people_are_no_markup() -> None:
    """A group's name with brackets in it is read as that, by eye and by screen readers."""
    picture = drawn(trend((70, 40), name="<b>R&D</b>"))
    assert "<b>R&D</b>" in words(picture)
    assert "<b>R&D</b> 57.1%" in picture.get("aria-label", "")


def test_nothing_to_show_is_a_picture_too() -> None:
    """Where nothing was published at all, each question says so."""
    picture = drawn(trend(None, None), trend(None, None, theme="Stress"))
    assert words(picture).count("Everyone: not shown in these rounds") == 2
    assert not strokes(picture)
