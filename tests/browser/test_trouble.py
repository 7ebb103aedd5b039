"""Trouble at the press of a button, in a real browser: stale buttons, time, blocked bots, restarts; nothing is lost."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.people import ANN, BO, OLGA, hand_in, hire, join
from tests.browser.visitor import Visitor


def test_a_stale_button_shows_the_true_card_and_does_nothing(visitor: Visitor) -> None:
    hand_in(visitor)
    visitor.presses(ANN, "Approve M-1")
    confirm = visitor.button(ANN, "Confirm").element_handle()
    visitor.types(ANN, "/milestone approve M-1 confirm:yes")
    visitor.waits("M-1", "released")
    paid = visitor.thing("M-1")
    confirm.click()
    expect(visitor.pane(ANN).locator("[data-message]").last).to_contain_text("cannot be done")
    assert visitor.thing("M-1")["amounts"] == paid["amounts"]


def test_silence_releases_the_money_when_time_passes(visitor: Visitor) -> None:
    hand_in(visitor)
    before = visitor.page.locator(".clock time").get_attribute("datetime") or ""
    visitor.jumps("+15d")
    visitor.sees(BO, "nobody answered")
    visitor.pane(ANN).get_by_role("button", name="replies").last.click()
    visitor.sees(ANN, "nobody answered")
    after = visitor.page.locator(".clock time").get_attribute("datetime") or ""
    assert after > before
    books = visitor.page.request.get("/api/books").json()
    assert books["violations"] == []


def test_the_next_deadline_is_one_press_away(visitor: Visitor) -> None:
    hand_in(visitor)
    expect(visitor.page.locator('[data-jump="next"]')).to_be_visible()
    visitor.jumps("next")
    assert visitor.thing("M-1")["state"] == "submitted"


def test_a_blocked_bot_loses_nothing_and_writes_again_when_unblocked(visitor: Visitor) -> None:
    hire(visitor)
    visitor.types(OLGA, '/account join role:both name:"Olga Operator"')
    visitor.picks("faults", "Bo blocks the bot")
    visitor.types(ANN, "/contract say C-1 Are you there?")
    visitor.page.wait_for_timeout(1_500)
    visitor.does_not_see(BO, "Are you there?")
    rows = visitor.page.request.get("/api/outbox").json()["rows"]
    assert any("C-1" in str(row) for row in rows)
    visitor.picks("faults", "Bo unblocks the bot")
    visitor.types(OLGA, "/admin undeliverable")
    visitor.pane(OLGA).locator("[data-press]").filter(has_text="Retry").last.click()
    visitor.sees(BO, "Are you there?")


def test_a_restart_in_the_middle_keeps_everything(visitor: Visitor) -> None:
    hire(visitor)
    visitor.picks("faults", "Restart the server")
    expect(visitor.said).to_contain_text("started again")
    visitor.types(ANN, "/contract say C-1 After the restart")
    visitor.sees(BO, "After the restart")


def test_a_request_that_comes_twice_has_one_effect(visitor: Visitor) -> None:
    hire(visitor)
    visitor.types(ANN, "/contract say C-1 Only once")
    visitor.sees(BO, "Only once")
    visitor.picks("faults", "Re-deliver the last request")
    expect(visitor.said).to_contain_text("nothing twice")
    expect(visitor.pane(BO).locator("[data-message]").filter(has_text="Only once")).to_have_count(1)


def test_a_declined_payment_moves_nothing_and_can_be_tried_again(visitor: Visitor) -> None:
    hire(visitor)
    visitor.picks("faults", "Decline the next payment")
    visitor.types(ANN, "/milestone fund M-1 confirm:yes")
    visitor.sees(ANN, "declined")
    assert visitor.thing("M-1")["state"] == "agreed"
    visitor.types(ANN, "/milestone fund M-1 confirm:yes")
    visitor.waits("M-1", "funded")


def test_too_many_requests_and_a_cut_connection_only_delay(visitor: Visitor) -> None:
    hire(visitor)
    visitor.picks("faults", "Answer 429")
    visitor.types(ANN, "/contract say C-1 Held up for a moment")
    visitor.sees(BO, "Held up for a moment")
    visitor.picks("faults", "Cut the connection")
    visitor.types(ANN, "/contract say C-1 Cut off")
    visitor.sees(BO, "Cut off")


def test_a_reset_forgets_everything(visitor: Visitor) -> None:
    join(visitor)
    visitor.picks("session", "Reset")
    expect(visitor.pane(ANN).get_by_text("Welcome to Parley")).to_have_count(0, timeout=20_000)
    visitor.types(ANN, '/account join role:client name:"Ann Client"')
    visitor.sees(ANN, "U-1")
