"""Guided tours in a real browser: by pressing what is lit up, or by letting the page do it; and what they leave."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.chromium import ROOT
from tests.browser.visitor import Visitor

LONGEST = 80
POST_TO_PAID = "From a job post to money in the bank"
GONE_WRONG = "When things go wrong"


def card(visitor: Visitor) -> Locator:
    """The tour's card."""
    return visitor.page.get_by_role("region", name="Guided tour")


def at(visitor: Visitor) -> int:
    """How many steps have been taken."""
    return int(card(visitor).get_attribute("data-step") or -1)


def advanced(visitor: Visitor, before: int) -> None:
    """Wait until the tour has gone on."""
    expect(card(visitor)).not_to_have_attribute("data-step", str(before), timeout=30_000)
    expect(card(visitor).locator(".problem")).to_have_count(0)


def finished(visitor: Visitor) -> bool:
    return card(visitor).locator("[data-tour=stop]").count() > 0


def takes(visitor: Visitor) -> None:
    """Do by hand what the card asks for, on what is lit up."""
    before = at(visitor)
    spot = visitor.page.locator(f'[data-spot="{before}"]')
    for _hand in range(4):
        expect(spot).to_have_count(1, timeout=15_000)
        if spot.get_attribute("data-composer") is not None:
            expect(spot).not_to_have_value("")
            spot.press("Escape")
            spot.press("Enter")
        elif spot.get_attribute("data-menu") is not None:
            words = card(visitor).locator(".todo").inner_text().split("→")[-1].strip()
            visitor.picks("faults", words)
        elif spot.evaluate("element => ['INPUT', 'TEXTAREA', 'SELECT'].includes(element.tagName)"):
            card(visitor).get_by_role("button", name="Do it for me").click()
        else:
            leads = spot.evaluate("element => Boolean(element.closest('nav'))")
            spot.click()
            if leads:
                visitor.page.wait_for_timeout(400)
                continue
        break
    advanced(visitor, before)


def test_post_to_paid_is_walked_by_pressing_what_is_lit_up(visitor: Visitor) -> None:
    visitor.picks("tours", POST_TO_PAID)
    expect(card(visitor)).to_be_visible()
    for _step in range(LONGEST):
        if finished(visitor):
            break
        takes(visitor)
    assert finished(visitor)
    visitor.page.get_by_role("tab", name="Books").click()
    expect(visitor.page.get_by_role("tabpanel")).to_contain_text("$0.00")
    card(visitor).get_by_role("button", name="Done").click()
    expect(card(visitor)).to_have_count(0)


def test_when_things_go_wrong_is_taken_for_one_and_survives_a_reload(visitor: Visitor) -> None:
    visitor.picks("tours", GONE_WRONG)
    for step in range(LONGEST):
        if finished(visitor):
            break
        before = at(visitor)
        card(visitor).get_by_role("button", name="Do it for me").click()
        advanced(visitor, before)
        if step == 5:
            visitor.opens()
            expect(card(visitor)).to_be_visible()
    assert finished(visitor)


@pytest.mark.parametrize("tour", ["post-to-paid"])
def test_the_session_of_a_tour_is_a_script_that_plays_again(visitor: Visitor, tmp_path: Path, tour: str) -> None:
    visitor.picks("tours", POST_TO_PAID)
    for _step in range(12):
        before = at(visitor)
        takes(visitor)
        assert at(visitor) != before
    with visitor.page.expect_download() as download:
        visitor.picks("session", "Export")
    script = tmp_path / "session.txt"
    download.value.save_as(script)
    command = [sys.executable, str(ROOT / "run.py"), "playground", "--script", str(script)]
    played = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=90, check=False)
    assert played.returncode == 0, script.read_text() + played.stdout[-2_000:]
    assert "The ledger adds up." in played.stdout


def test_who_is_new_is_offered_a_tour_until_something_has_happened(visitor: Visitor) -> None:
    welcome = visitor.page.get_by_role("region", name="Welcome")
    welcome.get_by_role("button", name="Take the tour").click()
    expect(card(visitor)).to_be_visible()
    expect(welcome).to_have_count(0)
    card(visitor).get_by_role("button", name="Do it for me").click()
    advanced(visitor, 0)
    card(visitor).get_by_role("button", name="End the tour").click()
    expect(card(visitor)).to_have_count(0)
    expect(welcome).to_have_count(0)
