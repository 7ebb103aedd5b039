"""Takes the pictures of the README and the docs from a playground of its own: `make pictures`. Needs Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
OFTEN = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--force-color-profile=srgb")
SETTINGS = ("SLACK_", "TELEGRAM_", "DATABASE_URL", "ENVIRONMENT", "PUBLIC_URL", "SECRET_KEY", "OPERATORS")
WIDE, PHONE = (1440, 860), (390, 780)


@contextmanager
def playground(folder: str) -> Iterator[str]:
    """The address of a playground without any settings, and with a clock of its own."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}
    command = [sys.executable, str(ROOT / "run.py"), "playground", "--port", "0", "--no-browser"]
    with subprocess.Popen(command, cwd=folder, env=bare, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[-1]
        process.terminate()


def opened(browser: Browser, address: str, size: tuple[int, int], theme: str) -> Page:
    """The page at this size in this theme."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if theme == "dark" else "light",
        device_scale_factor=1.5,
        base_url=address,
    )
    page = context.new_page()
    page.goto("/")
    page.wait_for_selector(".pane")
    return page


def walks(page: Page, tour: str, steps: int) -> None:
    """Take so many steps of a tour."""
    tells = "([path, body]) => fetch(path, {method: 'POST', body: JSON.stringify(body)}).then(answer => answer.json())"
    page.evaluate(tells, ["/api/tour", {"do": "start", "name": tour}])
    for _step in range(steps):
        page.evaluate(tells, ["/api/tour", {"do": "step"}])
    page.wait_for_timeout(600)


def shoots(page: Page, name: str) -> None:
    """Keep what is seen now."""
    page.wait_for_timeout(400)
    page.screenshot(path=str(HERE / f"{name}.png"))
    sys.stdout.write(f"docs/pictures/{name}.png\n")


def main() -> None:
    """All pictures."""
    path = next(filter(None, map(shutil.which, OFTEN)), None)
    if path is None:
        sys.exit("The pictures need Chromium: on Debian, apt-get install chromium.")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright, playground(folder) as address:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        page = opened(browser, address, WIDE, "light")
        shoots(page, "playground")
        browser.close()


if __name__ == "__main__":
    main()
