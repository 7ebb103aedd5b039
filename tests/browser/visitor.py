"""What a visitor's hands do on the page, found as a person or a screen reader finds it: by role, label and text."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect


class Visitor:
    """Somebody before the page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def opens(self) -> None:
        """Go to the page and wait until it is there."""
        self.page.goto("/")
        self.page.wait_for_selector(".pane")

    @property
    def said(self) -> Locator:
        """The line under the bar."""
        return self.page.locator("header").get_by_role("status")

    def pane(self, who: str) -> Locator:
        """The chat of `ann@slack`, brought onto the page if it is not there."""
        found = self.page.locator(f'[data-who="{who}"]')
        chip = self.page.locator(f'[data-person="{who}"]')
        if chip.get_attribute("aria-pressed") != "true":
            chip.click()
        return found

    def types(self, who: str, text: str) -> None:
        """Write a line and send it with Enter."""
        field = self.pane(who).locator("[data-composer=main]")
        field.fill(text)
        field.press("Escape")
        field.press("Enter")
        expect(field).to_have_value("")

    def presses(self, who: str, label: str, on: str = "") -> None:
        """Press the newest button of this label, on the newest card that names `on` first."""
        self.button(who, label, on).click()

    def button(self, who: str, label: str, on: str = "") -> Locator:
        """That button."""
        head = f'[data-head~="{on}"] ' if on else ""
        buttons = self.pane(who).locator(f"{head}[data-press]")
        return buttons.filter(has_text=re.compile(rf"^\s*{re.escape(label)}\s*$")).last

    def sees(self, who: str, text: str) -> Locator:
        """Somewhere in this person's chat."""
        found = self.pane(who).get_by_text(text).last
        expect(found).to_be_visible()
        return found

    def does_not_see(self, who: str, text: str) -> None:
        """Nowhere in this person's chat."""
        expect(self.pane(who).get_by_text(text)).to_have_count(0)

    def form(self, who: str) -> Locator:
        """The open form."""
        return self.pane(who).get_by_role("dialog").last

    def picks(self, menu: str, item: str) -> None:
        """Something in a menu of the bar."""
        self.page.locator(f"[data-menu={menu}]").click()
        self.page.get_by_role("menuitem", name=item).click()
        expect(self.page.locator(f"[data-menu={menu}]")).to_be_enabled()

    def thing(self, ref: str) -> dict[str, Any]:
        """What is recorded about it."""
        found: dict[str, Any] = self.page.request.get(f"/api/thing/{ref}").json()
        return found

    def waits(self, ref: str, state: str) -> None:
        """Until it is in this state."""
        for _look in range(100):
            if self.thing(ref)["state"] == state:
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{ref} is {self.thing(ref)['state']}, not {state}")

    def jumps(self, span: str) -> None:
        """Let time pass."""
        self.page.locator(f'[data-jump="{span}"]').click()
        expect(self.page.locator('[data-jump="+1h"]')).to_be_enabled(timeout=30_000)
