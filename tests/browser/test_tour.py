import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Browser
from support import tour
from support.running_demo import RunningDemo
from support.visitor import NARROW, WIDE

ROOT = Path(__file__).parents[2]
TOUR, README = ROOT / "docs/tour.md", ROOT / "README.md"
LARGEST = 150_000
FEWEST_COLOURS = 16

SIZES = {"wide": WIDE, "narrow": (2 * NARROW[0], 2 * NARROW[1])}


@pytest.mark.asyncio(loop_scope="session")
async def test_the_tours_pictures_can_be_made(
    browser: Browser, demo: RunningDemo, tmp_path: Path
) -> None:
    """The script makes every picture that the tour shows, of its screen's size, small and drawn."""
    await tour.take(browser, demo, tmp_path)
    made = pictures(tmp_path)
    assert set(made) == shown(TOUR)
    for name, path in made.items():
        picture = Image.open(path)
        assert picture.size == SIZES[path.stem.rpartition("-")[2]], name
        assert len(picture.histogram()) - picture.histogram().count(0) > FEWEST_COLOURS, name
        assert path.stat().st_size <= LARGEST, name


def test_the_tours_pictures_are_there() -> None:
    """Every picture that the tour or the README shows is in the repository, and no other."""
    assert set(pictures(ROOT / "docs/tour")) == shown(TOUR)
    assert set() < shown(README) <= shown(TOUR)


def test_every_picture_has_words() -> None:
    """Who cannot see the tour's pictures reads what they show."""
    words = re.findall(r"!\[([^]]*)\]\(tour/", TOUR.read_text())
    assert len(words) == len(shown(TOUR))
    assert all(len(one) > 20 for one in words)


def pictures(folder: Path) -> dict[str, Path]:
    return {path.name: path for path in folder.glob("*.png")}


def shown(page: Path) -> set[str]:
    """The pictures of the tour that a page shows."""
    return set(re.findall(r"tour/([a-z-]+\.png)", page.read_text()))
