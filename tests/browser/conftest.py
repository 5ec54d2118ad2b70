import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser
from support.chromium import chromium
from support.prepared import made_once, prepared
from support.running_demo import RunningDemo, running_demo
from support.visitor import WIDE, Visit, Visitor, visiting


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo with twelve rounds behind it, which may have none open yet."""
    return prepared(tmp_path_factory)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def asking(browser: Browser, past: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo that was ended while a round was open."""

    async def ask(folder: Path) -> str:
        async with _copied(past, folder) as demo, visiting(browser, demo.url) as visitor:
            await visitor.be_in_time()
        return demo.said

    return await made_once(tmp_path_factory, "asking", ask)


@pytest_asyncio.fixture(loop_scope="session")
async def demo(asking: Path, tmp_path: Path) -> AsyncIterator[RunningDemo]:
    """A demo of the test's own, with twelve rounds behind it and one open."""
    async with _copied(asking, tmp_path / "demo") as demo:
        yield demo


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def still(
    asking: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[RunningDemo]:
    """A demo for all tests that move no time."""
    async with _copied(asking, tmp_path_factory.mktemp("still") / "demo") as demo:
        yield demo


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser, demo: RunningDemo) -> AsyncIterator[Visit]:
    """Opens tabs of the test's own demo, which must have met no fault in the end."""
    async with _tabs(browser, demo) as visit:
        yield visit


@pytest_asyncio.fixture(loop_scope="session")
async def look(browser: Browser, still: RunningDemo) -> AsyncIterator[Visit]:
    """Opens tabs of the demo whose time is not moved, without a fault either."""
    async with _tabs(browser, still) as look:
        yield look


@asynccontextmanager
async def _copied(earlier: Path, folder: Path) -> AsyncIterator[RunningDemo]:
    shutil.copytree(earlier, folder)
    async with running_demo(folder) as demo:
        yield demo


@asynccontextmanager
async def _tabs(browser: Browser, demo: RunningDemo) -> AsyncIterator[Visit]:
    visitors: list[Visitor] = []
    async with AsyncExitStack() as stack:

        async def visit(size: Sequence[int] = WIDE) -> Visitor:
            tab = visiting(browser, demo.url, size=size)
            visitors.append(await stack.enter_async_context(tab))
            return visitors[-1]

        yield visit
    assert [fault for visitor in visitors for fault in visitor.faults] == []
