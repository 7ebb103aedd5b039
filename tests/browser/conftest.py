"""A real browser before a real playground: one Chromium for each file, one playground for each test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser import chromium
from tests.browser.visitor import Visitor

MISSING = f"there is no Chromium here ({', '.join(chromium.NAMES)}), so the page is not tested in a browser"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium. Where there is none, CI fails, and on a person's machine the tests say so and are left out.

    Playwright keeps an event loop running while it is open, in which no test of another folder could start its own.
    """
    path = chromium.found()
    if path is None:
        assert not os.environ.get("CI"), MISSING
        pytest.skip(MISSING)
    with chromium.launched(path) as found:
        yield found


@pytest.fixture
def playground(tmp_path: Path) -> Iterator[str]:
    """The address of a playground of its own."""
    with chromium.playing(tmp_path) as address:
        yield address


@pytest.fixture
def context(browser: Browser, playground: str) -> Iterator[BrowserContext]:
    """A window of somebody's own at that address, from which nothing may go anywhere else."""
    found = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=playground)
    found.set_default_timeout(10_000)
    elsewhere: list[str] = []
    here = (playground, "data:", "blob:")
    found.on("request", lambda request: None if request.url.startswith(here) else elsewhere.append(request.url))
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
