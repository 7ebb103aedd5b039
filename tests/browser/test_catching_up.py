"""What a page missed while its line was down, asleep or slow: it is there afterwards, once, without a reload."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.browser.people import ANN, BO, hire
from tests.browser.visitor import Visitor

# Keeps the page's line where a test can hold it.
LINE = """
const Real = window.EventSource;
window.EventSource = class extends Real { constructor(url) { super(url); window.line = this; } };
"""
ACT = """([who, text]) => fetch("/api/act", {method: "POST", body: JSON.stringify({who, deed: "types", text})})
    .then(answer => answer.json())"""


@pytest.fixture
def visitor(context: BrowserContext) -> Iterator[Visitor]:
    """Somebody whose line can be cut; the contract between Ann and Bo is there."""
    context.add_init_script(LINE)
    found = Visitor(context.new_page())
    found.opens()
    hire(found)
    found.page.evaluate("window.untouched = true")
    yield found
    assert found.page.evaluate("window.untouched")


def says(visitor: Visitor, text: str) -> None:
    """Ann says something by other hands, and the page has had time to hear of it."""
    assert visitor.page.evaluate(ACT, [ANN, f"/contract say C-1 {text}"])["ok"]
    visitor.page.wait_for_timeout(400)


def sees_once(visitor: Visitor, text: str) -> None:
    """Bo has it, and has it once."""
    expect(visitor.pane(BO).locator("[data-message]").filter(has_text=text)).to_have_count(1)


def test_a_line_that_breaks_is_taken_up_again(visitor: Visitor) -> None:
    visitor.page.evaluate("line.close()")
    says(visitor, "while the line is down")
    visitor.does_not_see(BO, "while the line is down")
    visitor.page.evaluate("line.onerror(new Event('error'))")
    sees_once(visitor, "while the line is down")
    says(visitor, "when it is up")
    sees_once(visitor, "when it is up")


def test_after_a_sleep_the_page_notices_that_the_line_is_dead(visitor: Visitor) -> None:
    visitor.page.evaluate("line.onmessage = null")
    says(visitor, "while asleep")
    visitor.does_not_see(BO, "while asleep")
    visitor.page.evaluate("const now = Date.now; Date.now = () => now() + 60000")
    expect(visitor.pane(BO).get_by_text("while asleep").last).to_be_visible(timeout=15_000)
    sees_once(visitor, "while asleep")


def test_an_event_that_got_lost_is_noticed_at_the_next(visitor: Visitor) -> None:
    visitor.page.evaluate("window.hears = line.onmessage; line.onmessage = null")
    says(visitor, "the lost one")
    visitor.page.evaluate("line.onmessage = hears; 0")
    says(visitor, "the next one")
    sees_once(visitor, "the lost one")
    sees_once(visitor, "the next one")


def test_what_happens_while_a_slow_snapshot_is_on_its_way_is_neither_lost_nor_doubled(visitor: Visitor) -> None:
    def slowly(route: Route) -> None:
        answer = route.fetch()
        for number in range(3):
            says(visitor, f"number {number} meanwhile")
        route.fulfill(response=answer)

    visitor.page.route("**/api/snapshot", slowly, times=1)
    visitor.page.evaluate("line.onopen(new Event('open'))")
    for number in range(3):
        sees_once(visitor, f"number {number} meanwhile")


def test_two_windows_show_the_same_and_a_reset_reaches_both_even_with_a_form_open(
    visitor: Visitor, context: BrowserContext
) -> None:
    other = Visitor(context.new_page())
    other.opens()
    visitor.types(ANN, "/contract say C-1 to both windows")
    for window in (visitor, other):
        sees_once(window, "to both windows")
    visitor.types(ANN, "/job post")
    expect(visitor.form(ANN)).to_be_visible()
    expect(other.form(ANN)).to_be_visible()
    other.picks("session", "Reset")
    for window in (visitor, other):
        expect(window.pane(ANN).get_by_role("dialog")).to_have_count(0, timeout=20_000)
        expect(window.pane(BO).locator("[data-message]")).to_have_count(0)
    visitor.types(ANN, '/account join role:client name:"Ann Anew"')
    for window in (visitor, other):
        window.sees(ANN, "U-1")
