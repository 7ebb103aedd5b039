"""The side panel: what stands behind the chats, for the eye, for the keyboard and for a screen reader."""

from __future__ import annotations

import re
from typing import Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from tests.browser.visitor import Visitor

OFFER: Final = '/contract offer P-1 amount:500 milestones:"Draft=200; Final=300" scope:"One page" due:"in 2 weeks"'
STORY: Final = (
    ("ann@slack", '/account join role:client name:"Ann Client"', "Ann Client"),
    ("bo@telegram", '/account join role:freelancer name:"Bo Maker"', "Bo Maker"),
    ("ann@slack", "/job post Build a landing page kind:fixed budget:500 description:Soon", "J-1"),
    ("bo@telegram", "/proposal send J-1 bid:450 cover:Hello", "P-1"),
    ("ann@slack", OFFER, "C-1"),
)


def panel(visitor: Visitor) -> Locator:
    """The side panel."""
    return visitor.page.locator(".side-panel")


def acts(visitor: Visitor, who: str, text: str) -> None:
    """Somebody writes to Parley."""
    deed = {"who": who, "place": None, "text": text}
    said = visitor.page.evaluate(
        "async ({who, ...details}) => (await import('/static/store.js')).act(who, 'types', details)", deed
    )
    assert said["ok"], said


def looks_at(visitor: Visitor, ref: str) -> Locator:
    """The thing of this reference, typed into the panel's field."""
    field = panel(visitor).get_by_label("Reference")
    field.fill(ref)
    field.press("Enter")
    found = panel(visitor).locator(".thing", has=visitor.page.get_by_role("heading", level=2, name=ref))
    expect(found).to_be_visible()
    return found


def told(visitor: Visitor) -> None:
    """An offer is out."""
    for who, text, ref in STORY:
        acts(visitor, who, text)
        if "-" in ref:
            expect(panel(visitor).get_by_role("button", name=ref, exact=True).first).to_be_visible()


def opens(visitor: Visitor, tab: str) -> Locator:
    """A tab of the panel."""
    panel(visitor).get_by_role("tab", name=tab).click()
    return panel(visitor).get_by_role("tabpanel", name=tab)


def test_an_empty_house_says_what_will_be_here(visitor: Visitor) -> None:
    expect(panel(visitor)).to_contain_text("Nothing has happened yet.")
    expect(opens(visitor, "Books")).to_contain_text("No money has moved yet.")
    expect(opens(visitor, "Outbox")).to_contain_text("Nothing was to be sent yet.")


def test_the_present_state_is_lit_and_the_ways_on_are_named(visitor: Visitor) -> None:
    told(visitor)
    thing = looks_at(visitor, "c-1")
    expect(thing.locator(".machine .state.now")).to_have_text(re.compile("offered"))
    expect(thing.get_by_role("img")).to_have_attribute("aria-label", re.compile("C-1 is offered"))
    steps = thing.get_by_role("region", name="What can happen now").get_by_role("listitem")
    expect(steps.filter(has_text="accept").first).to_contain_text("Bo Maker (freelancer) → active")
    expect(steps.filter(has_text="expire")).to_contain_text(re.compile(r"by itself on \w{3} \d+ \w{3}, .* UTC"))
    acts(visitor, "ann@slack", "/contract withdraw C-1 Sorry")
    expect(thing.locator(".machine .state.now")).to_have_text(re.compile("withdrawn"))
    expect(thing).to_contain_text("This is final")
    expect(thing.get_by_role("region", name="History").get_by_role("listitem").first).to_contain_text("Ann Client")


def test_references_lead_from_thing_to_thing(visitor: Visitor) -> None:
    told(visitor)
    thing = looks_at(visitor, "C-1")
    thing.get_by_role("button", name="M-1", exact=True).click()
    expect(panel(visitor).get_by_role("heading", name="M-1 Draft")).to_be_visible()
    panel(visitor).get_by_role("button", name="newest").click()
    expect(panel(visitor).get_by_role("button", name="newest")).to_have_attribute("aria-pressed", "true")


def test_an_onboarding_leads_from_the_contract_to_its_tasks(visitor: Visitor) -> None:
    told(visitor)
    acts(visitor, "ann@slack", '/contract offer U-2 amount:300 scope:"Logo" onboarding:yes')
    acts(visitor, "bo@telegram", '/contract accept C-2 signature:"Bo Maker"')
    thing = looks_at(visitor, "C-2")
    expect(thing.locator(".machine .state.now")).to_have_text(re.compile("onboarding"))
    tasks = thing.get_by_role("region", name="Onboarding").get_by_role("listitem")
    expect(tasks.last).to_contain_text(re.compile("Classification.*Ann.*not started"))
    tasks.first.get_by_role("button", name="T-1", exact=True).click()
    expect(panel(visitor).get_by_role("heading", name="T-1 Confidentiality agreement")).to_be_visible()
    expect(panel(visitor)).to_contain_text("waits for")
    expect(looks_at(visitor, "ONB-2").get_by_role("region", name="Onboarding")).to_contain_text("IP ownership")


def test_the_picture_opens_large_and_closes_with_escape(visitor: Visitor) -> None:
    told(visitor)
    looks_at(visitor, "M-1").get_by_role("button", name="Enlarge the picture").click()
    dialog = visitor.page.get_by_role("dialog", name="Every state of M-1")
    expect(dialog.get_by_role("img")).to_be_visible()
    expect(dialog).to_contain_text("auto release")
    dialog.get_by_role("button", name="Larger").click()
    visitor.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_the_books_add_up(visitor: Visitor) -> None:
    told(visitor)
    acts(visitor, "ann@slack", "/wallet deposit 50 confirm:yes")
    books = opens(visitor, "Books")
    expect(books.get_by_role("row", name="client wallet")).to_contain_text("$50.00")
    expect(books.get_by_role("row", name="everything together")).to_contain_text("$0.00")
    expect(books.get_by_role("img", name="adds up", exact=True)).to_be_visible()
    expect(books.get_by_role("region", name="Last postings")).to_contain_text("deposit arrived")
    expect(books).to_contain_text("SANDBOX")


def test_the_wire_shows_what_was_said_and_no_token(visitor: Visitor) -> None:
    told(visitor)
    wire = opens(visitor, "Wire")
    wire.get_by_role("button", name="/contract").first.click()
    raw = wire.get_by_role("region", name="The exchange")
    expect(raw).to_contain_text('command: "/contract"')
    expect(raw).to_contain_text('token: "•••"')
    expect(wire.get_by_label("Follow the newest")).not_to_be_checked()


def test_the_outbox_names_people_and_what_they_were_sent(visitor: Visitor) -> None:
    told(visitor)
    row = opens(visitor, "Outbox").get_by_role("listitem").filter(has_text="offers you a contract")
    expect(row).to_contain_text("Bo Maker bo@telegram")
    expect(row).to_contain_text("sent")


def test_tabs_obey_the_arrows(visitor: Visitor) -> None:
    tab = panel(visitor).get_by_role("tab")
    tab.first.focus()
    for key, name in (("ArrowRight", "Books"), ("End", "Wire"), ("ArrowRight", "Thing"), ("ArrowLeft", "Wire")):
        visitor.page.keyboard.press(key)
        expect(panel(visitor).get_by_role("tab", selected=True)).to_have_text(name)
        expect(panel(visitor).get_by_role("tab", name=name)).to_be_focused()


def test_nothing_in_the_panel_keeps_anybody_out(visitor: Visitor) -> None:
    told(visitor)
    looks_at(visitor, "M-1")
    for theme in ("light", "dark"):
        visitor.page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        for name in ("Thing", "Books", "Outbox", "Wire"):
            opens(visitor, name)
            found = Axe().run(visitor.page, context=".side-panel")
            assert found.violations_count == 0, found.generate_report()
