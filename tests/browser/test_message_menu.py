"""The menu beside a message on Slack: found by its name, worked by mouse or by keyboard, and it opens the form."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.browser.people import ANN, BO, hire
from tests.browser.visitor import Visitor

IMPRINT = "Could you also do the imprint?"
CHANGE = "Propose a change"


def message(visitor: Visitor, who: str, words: str) -> Locator:
    """The newest message with these words."""
    return visitor.pane(who).locator("[data-message]").filter(has_text=words).last


def ask(visitor: Visitor) -> None:
    """Bo has written to Ann, who has opened the contract's thread."""
    hire(visitor)
    visitor.types(BO, f"/contract say C-1 {IMPRINT}")
    visitor.pane(ANN).get_by_role("button", name=re.compile(r"\d+ repl")).last.click()
    expect(message(visitor, ANN, IMPRINT)).to_be_visible()


def menu(of: Locator) -> Locator:
    """The button that opens a message's menu."""
    return of.get_by_role("button", name=re.compile("^More actions"))


def test_a_change_is_proposed_from_what_the_other_side_wrote(visitor: Visitor) -> None:
    ask(visitor)
    said = message(visitor, ANN, IMPRINT)
    said.hover()
    menu(said).click()
    said.get_by_role("button", name=CHANGE, exact=True).click()
    form = visitor.form(ANN)
    expect(form).to_contain_text("This is for C-1 “Build a landing page”.")
    expect(form.get_by_label("Scope")).to_have_value(IMPRINT)
    form.locator("[data-press]").last.click()
    expect(visitor.pane(ANN).get_by_role("dialog")).to_have_count(0)
    visitor.sees(ANN, "Proposed. It counts once the other side agrees.")
    expect(visitor.button(BO, "Agree")).to_be_visible()


def test_the_menu_is_worked_with_the_keyboard_alone(visitor: Visitor) -> None:
    ask(visitor)
    opener = menu(message(visitor, ANN, IMPRINT))
    opener.focus()
    expect(opener).to_be_visible()
    opener.press("Enter")
    expect(opener).to_have_attribute("aria-expanded", "true")
    visitor.page.keyboard.press("Escape")
    expect(opener).to_have_attribute("aria-expanded", "false")
    expect(opener).to_be_focused()
    visitor.page.keyboard.press("ArrowDown")
    visitor.page.keyboard.press("Enter")
    expect(visitor.form(ANN).get_by_label("Scope")).to_have_value(IMPRINT)


def test_a_message_that_ann_alone_sees_has_no_menu(visitor: Visitor) -> None:
    visitor.types(ANN, "/market")
    shown = message(visitor, ANN, "Only visible to you")
    expect(shown).to_be_visible()
    expect(menu(shown)).to_have_count(0)
