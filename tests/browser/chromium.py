"""A headless Chromium, and a playground in a process of its own to look at."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[2]
SETTINGS = ("SLACK_", "TELEGRAM_", "DATABASE_URL", "ENVIRONMENT", "PUBLIC_URL", "SECRET_KEY", "OPERATORS")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--force-color-profile=srgb",
)


def found() -> str | None:
    """Where Chromium is on this machine, if it is."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def launched(path: str) -> Iterator[Browser]:
    """The browser, until the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=OPTIONS)
        yield browser
        browser.close()


@contextmanager
def playing(folder: Path, *options: str, **settings: str) -> Iterator[str]:
    """The address of `run.py playground` without settings but these; at the end of the block it must end well."""
    with process(folder, *options, stderr=None, **settings) as playground:
        assert playground.stdout is not None
        first = playground.stdout.readline()
        try:
            assert "http://127.0.0.1:" in first, first
            yield next(word for word in first.split() if word.startswith("http"))
        finally:
            playground.terminate()
            assert playground.wait(20) == 0


def process(folder: Path, *options: str, stderr: int | None = None, **settings: str) -> subprocess.Popen[str]:
    """`run.py playground`, just started; on a free port unless the options name one."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}
    command = [sys.executable, str(ROOT / "run.py"), "playground", "--port", "0", "--no-browser", *options]
    return subprocess.Popen(command, cwd=folder, env=bare | settings, stdout=subprocess.PIPE, stderr=stderr, text=True)
