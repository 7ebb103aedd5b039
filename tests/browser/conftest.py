"""A real browser before a real playground: one Chromium for all tests, one playground process for each."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.visitor import Visitor
from tests.playground.test_script import SETTINGS

ROOT = Path(__file__).parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
MISSING = f"there is no Chromium here (looked for {', '.join(NAMES)}), so the page is not tested in a browser"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium. Where there is none, CI fails, and on a person's machine the tests say so and are left out."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        assert not os.environ.get("CI"), MISSING
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield found
        found.close()


@pytest.fixture
def playground(tmp_path: Path) -> Iterator[str]:
    """The address of a playground of its own."""
    with playing(tmp_path) as address:
        yield address


@pytest.fixture
def context(browser: Browser, playground: str) -> Iterator[BrowserContext]:
    """A window of somebody's own at that address, from which nothing may go anywhere else."""
    found = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=playground)
    found.set_default_timeout(10_000)
    elsewhere: list[str] = []
    found.on("request", lambda request: None if _is_here(request.url, playground) else elsewhere.append(request.url))
    yield found
    found.close()
    assert elsewhere == []


@pytest.fixture
def visitor(context: BrowserContext) -> Iterator[Visitor]:
    """Somebody who has opened the page; errors on its console fail the test."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    found = Visitor(page)
    found.opens()
    yield found
    assert errors == []


@contextmanager
def playing(folder: Path, *options: str, **settings: str) -> Iterator[str]:
    """`run.py playground` without settings but these, until the block ends; it must end well."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}
    command = [sys.executable, str(ROOT / "run.py"), "playground", "--port", "0", "--no-browser", *options]
    with subprocess.Popen(command, cwd=folder, env=bare | settings, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        try:
            assert "http://127.0.0.1:" in first, first
            yield first.split()[-1]
        finally:
            process.terminate()
            assert process.wait(20) == 0


def _is_here(url: str, address: str) -> bool:
    return url.startswith((address, "data:", "blob:"))
