"""Forms in a real browser: a mistake is named at its field, a reload loses nothing, the keyboard is enough."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.people import ANN, BO, join, post
from tests.browser.visitor import Visitor


def test_a_wrong_value_in_a_modal_is_named_at_its_field_and_the_rest_is_kept(visitor: Visitor) -> None:
    join(visitor)
    visitor.types(ANN, "/job post")
    form = visitor.form(ANN)
    form.get_by_label("Title").fill("Build a landing page")
    form.get_by_label("Description").fill("One page, two weeks")
    form.get_by_label("Budget").fill("1,234")
    form.locator("[data-press]").last.click()
    wrong = form.locator('[data-field="Budget"]')
    expect(wrong.get_by_role("alert")).to_contain_text("1,234")
    expect(wrong.locator("input, textarea")).to_have_attribute("aria-invalid", "true")
    expect(form.get_by_label("Title")).to_have_value("Build a landing page")
    form.get_by_label("Budget").fill("1234.00")
    form.locator("[data-press]").last.click()
    expect(visitor.pane(ANN).get_by_role("dialog")).to_have_count(0)
    expect(visitor.pane(ANN).locator('[data-head~="J-1"]').last).to_be_visible()


def test_a_reload_in_the_middle_of_a_form_loses_nothing(visitor: Visitor) -> None:
    post(visitor)
    visitor.types(ANN, "/job post")
    visitor.form(ANN).get_by_label("Title").fill("Half a thought")
    visitor.form(ANN).get_by_label("Description").fill("And the other half")
    visitor.page.wait_for_timeout(600)
    visitor.types(BO, "/proposal send J-1")
    question = visitor.pane(BO).locator("[data-message]").filter(has=visitor.page.get_by_role("button", name="Cancel"))
    asked = question.last.get_attribute("data-head") or ""
    visitor.opens()
    expect(visitor.form(ANN).get_by_label("Title")).to_have_value("Half a thought")
    expect(visitor.form(ANN).get_by_label("Description")).to_have_value("And the other half")
    assert asked
    expect(question.last).to_have_attribute("data-head", asked)


def test_a_form_is_filled_in_and_sent_with_the_keyboard_alone(visitor: Visitor) -> None:
    join(visitor)
    page = visitor.page
    composer = visitor.pane(ANN).locator("[data-composer=main]")
    composer.focus()
    page.keyboard.type("/po")
    expect(visitor.pane(ANN).get_by_role("option", name="/post")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Tab")
    expect(composer).to_have_value("/post ")
    page.keyboard.press("Enter")
    form = visitor.form(ANN)
    expect(form.locator(":focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(visitor.pane(ANN).get_by_role("dialog")).to_have_count(0)


def test_a_draft_survives_a_reload(visitor: Visitor) -> None:
    composer = visitor.pane(ANN).locator("[data-composer=main]")
    composer.fill("/job post Half a")
    visitor.opens()
    expect(visitor.pane(ANN).locator("[data-composer=main]")).to_have_value("/job post Half a")
