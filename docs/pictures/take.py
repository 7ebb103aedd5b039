"""Takes the pictures of the README and the docs from a playground of its own: `make pictures`. Needs Chromium."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.browser import chromium
from tests.browser.visitor import Visitor

HERE = Path(__file__).parent
WIDE, PHONE = (1440, 880), (390, 800)
POST = """([path, body]) => fetch(path, {method: "POST", body: JSON.stringify(body)}).then(answer => answer.json())"""
ANN, BO, MIA = "ann@slack", "bo@telegram", "mia@slack"


def opened(browser: Browser, address: str, size: tuple[int, int], theme: str, shown: tuple[str, ...]) -> Visitor:
    """The page at this size and in this theme, with these chats on it."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if theme == "dark" else "light",
        device_scale_factor=2 if size == PHONE else 1.25,
        base_url=address,
    )
    page = context.new_page()
    people = "[" + ", ".join(f'"{who}"' for who in shown) + "]"
    page.add_init_script(f"sessionStorage.getItem('shown') ?? sessionStorage.setItem('shown', '{people}')")
    page.add_init_script(f"sessionStorage.getItem('active') ?? sessionStorage.setItem('active', '\"{shown[0]}\"')")
    visitor = Visitor(page)
    visitor.opens()
    return visitor


def posts(page: Page, path: str, body: dict[str, Any]) -> None:
    """What a press on the page sends."""
    answer = page.evaluate(POST, [path, body])
    assert answer["ok"], answer


def walks(visitor: Visitor, tour: str, until: Callable[[str], bool]) -> None:
    """Take steps of a tour until the next one is such a one."""
    posts(visitor.page, "/api/tour", {"do": "start", "name": tour})
    for _step in range(60):
        told = visitor.page.evaluate("fetch('/api/snapshot').then(answer => answer.json())")["tour"]["step"]
        if told is None or until(told["todo"]):
            return
        posts(visitor.page, "/api/tour", {"do": "step"})


def shoots(visitor: Visitor, name: str) -> None:
    """Keep what is seen now."""
    visitor.page.wait_for_timeout(900)
    visitor.page.screenshot(path=str(HERE / f"{name}.png"))
    sys.stdout.write(f"docs/pictures/{name}.png\n")


def main() -> None:
    """All pictures."""
    path = chromium.found()
    if path is None:
        sys.exit("The pictures need Chromium: on Debian, apt-get install chromium.")
    with (
        tempfile.TemporaryDirectory() as folder,
        chromium.launched(path) as browser,
        chromium.playing(Path(folder)) as address,
    ):
        takes(browser, address)
        takes_hours(browser, address)
        takes_dispute(browser, address)


def takes(browser: Browser, address: str) -> None:
    """The story as far as it needs to go for each picture."""
    light = opened(browser, address, WIDE, "light", (ANN, BO))
    walks(light, "post-to-paid", lambda todo: "presses “Approve”" in todo)
    shoots(light, "tour")
    posts(light.page, "/api/tour", {"do": "stop"})
    light = opened(browser, address, WIDE, "light", (ANN, BO))
    light.presses(ANN, "Approve M-1")
    shoots(light, "playground")
    light.presses(ANN, "Confirm")
    light.waits("M-1", "released")
    light.types(ANN, "/contract say C-1 Thank you, Bo. On to the next one!")
    light.page.wait_for_timeout(800)
    light.types(BO, "/contract say C-1 With pleasure")
    books = opened(browser, address, WIDE, "light", (ANN, BO))
    books.page.get_by_role("tab", name="Books").click()
    shoots(books, "books")
    dark = opened(browser, address, WIDE, "dark", (ANN, BO))
    dark.types(ANN, "/job post")
    dark.form(ANN).get_by_label("Title").fill("Logo for a bakery")
    dark.form(ANN).get_by_label("Budget").fill("1,234")
    dark.form(ANN).locator("[data-press]").last.click()
    shoots(dark, "dark")
    phone = opened(browser, address, PHONE, "light", (BO,))
    shoots(phone, "phone-telegram")
    phone = opened(browser, address, PHONE, "dark", (ANN,))
    phone.page.keyboard.press("Escape")
    shoots(phone, "phone-slack")


def takes_hours(browser: Browser, address: str) -> None:
    """A working week, as far as its chart and its papers."""
    posts(opened(browser, address, WIDE, "light", (ANN, BO)).page, "/api/reset", {})
    light = opened(browser, address, WIDE, "light", (ANN, BO))
    walks(light, "working-week", lambda todo: "/wallet" in todo and "deposit" not in todo)
    posts(light.page, "/api/tour", {"do": "stop"})
    shoots(opened(browser, address, WIDE, "light", (ANN, BO)), "hours")


def takes_dispute(browser: Browser, address: str) -> None:
    """A proposal that one side has agreed to: the thread of the mediators, and the card of the side that is asked."""
    posts(opened(browser, address, WIDE, "light", (ANN, BO)).page, "/api/reset", {})
    light = opened(browser, address, WIDE, "light", (BO, MIA))
    walks(light, "it-went-wrong", lambda todo: "“Vote no”" in todo)
    posts(light.page, "/api/tour", {"do": "stop"})
    light = opened(browser, address, WIDE, "light", (BO, MIA))
    light.page.locator("[data-place='#mediators']").click()
    light.page.locator(".slack").get_by_role("button", name="replies").click()
    shoots(light, "dispute")


if __name__ == "__main__":
    main()
