"""How the page looks and reads: for a screen reader in both themes, at every width, and by the keyboard alone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import ANN, BO, hand_in, join
from tests.browser.visitor import Visitor

NOTHING_CUT = """() => [...document.querySelectorAll("header, nav, main, section, aside")]
    .filter(part => part.getBoundingClientRect().right > innerWidth + 1 && !part.closest(".panes, .people"))
    .map(part => part.className || part.tagName)"""


def complaints(page: Page) -> list[str]:
    """What axe finds wrong: the rule, and the elements that break it."""
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['target']}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_screen_reader_can_make_sense_of_everything(visitor: Visitor, theme: str) -> None:
    hand_in(visitor)
    page = visitor.page
    page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    assert complaints(page) == []
    visitor.pane(ANN).locator("nav button").first.click()
    visitor.pane(BO).locator("nav button", has_text="Studio").click()
    page.locator("[data-menu=faults]").click()
    page.wait_for_timeout(300)
    assert complaints(page) == []
    page.keyboard.press("Escape")
    visitor.pane(ANN).locator("nav button", has_text="Parley").click()
    visitor.types(ANN, "/job post")
    expect(visitor.form(ANN)).to_be_visible()
    assert complaints(page) == []


@pytest.mark.parametrize("width", [1440, 1200, 1024, 768, 390])
def test_nothing_is_cut_off_and_the_page_never_scrolls_sideways(browser: Browser, playground: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800}, base_url=playground)
    visitor = Visitor(page)
    visitor.opens()
    page.evaluate("fetch('/api/tour', {method: 'POST', body: JSON.stringify({do: 'start', name: 'post-to-paid'})})")
    expect(page.get_by_role("region", name="Guided tour")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(NOTHING_CUT) == []
    bar = page.locator("header.topbar").bounding_box()
    assert bar is not None
    assert bar["height"] < (50 if width >= 1200 else 90)
    page.close()


def test_menus_people_and_tabs_are_worked_by_the_keyboard(visitor: Visitor) -> None:
    page = visitor.page
    page.locator("[data-menu=tours]").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem").nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("[data-menu=tours]")).to_be_focused()
    page.locator('[data-person="olga@slack"]').focus()
    page.keyboard.press("Space")
    expect(page.locator('[data-who="olga@slack"]')).to_be_visible()
    page.get_by_role("tab", name="Thing").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Books")).to_have_attribute("aria-selected", "true")


def test_the_focus_comes_back_where_it_was_when_a_form_closes(visitor: Visitor) -> None:
    join(visitor)
    button = visitor.button(ANN, "Post a job")
    button.focus()
    visitor.page.keyboard.press("Enter")
    expect(visitor.form(ANN)).to_be_visible()
    visitor.page.keyboard.press("Escape")
    expect(visitor.pane(ANN).get_by_role("dialog")).to_have_count(0)
    expect(button).to_be_focused()


def test_on_a_phone_there_is_one_chat_at_a_time(browser: Browser, playground: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 780}, base_url=playground)
    page.goto("/")
    expect(page.locator('[data-who="ann@slack"]')).to_be_visible()
    page.locator('[data-person="bo@telegram"]').click()
    expect(page.locator('[data-who="bo@telegram"]')).to_be_visible()
    expect(page.locator('[data-who="ann@slack"]')).to_be_hidden()
    page.locator("[data-toggle=panel]").click()
    expect(page.get_by_role("complementary", name="Side panel")).to_be_visible()
    page.locator("[data-toggle=panel]").click()
    expect(page.get_by_role("complementary", name="Side panel")).to_have_count(0)
    page.close()


def test_news_for_people_who_are_not_on_the_page_and_new_replies_are_marked(visitor: Visitor) -> None:
    hand_in(visitor)
    chip = visitor.page.locator(f'[data-person="{BO}"]')
    chip.click()
    expect(visitor.page.locator(f'[data-who="{BO}"]')).to_have_count(0)
    visitor.types(ANN, "/contract say C-1 Look at this")
    expect(chip.locator(".news")).to_have_text("1 new")
    chip.click()
    expect(chip.locator(".news")).to_have_count(0)
    replies = visitor.pane(ANN).get_by_role("button", name="replies").last
    expect(replies).to_contain_text("new")
    replies.click()
    visitor.pane(ANN).get_by_role("button", name="Close the thread").click()
    expect(visitor.pane(ANN).get_by_role("button", name="replies").last).not_to_contain_text("new")
