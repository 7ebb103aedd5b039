"""The review of a week: corrections until Monday noon, objections, time given back, the acceptance, and the papers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.hours.test_entries import at, entry, refusal, working
from tests.kit import World, labels, told

LINK = "link:https://example.org/pull/7"


def logged(world: World) -> World:
    """Wednesday: four hours on Tuesday in two entries, and money in the client's wallet."""
    working(world)
    world.does("ann", "/wallet deposit 500 confirm:yes")
    world.passes(seconds=2)
    world.does("bo", f"/log 2h30 yesterday Fixed the login redirect {LINK}")
    world.does("bo", "/log 1h30 yesterday Wrote the release notes")
    return world


def invoiced(world: World) -> World:
    """Monday afternoon: the week is paid for and waits for the client."""
    at(logged(world), "2025-12-01 13:00")
    assert world.state("WK-1") == "review"
    return world


def week(world: World) -> dict[str, Any]:
    found: dict[str, Any] = world.recorded("C-1")["weeks"][0]
    return found


def test_both_see_the_week_by_day_with_what_is_protected_and_why(world: World) -> None:
    logged(world)
    world.does("ann", "/account set timezone:Berlin")
    seen = told(world.does("ann", "/hours week C-1"))
    assert "4 h of 20 h · $160.00" in seen
    assert "Tue 25 Nov · 4 h" in seen
    assert "H-1 10:00–12:30 · 2 h 30 · Fixed the login redirect · protected: evidence attached" in seen
    assert "H-2 12:30–14:00 · 1 h 30 · Wrote the release notes · not protected: by hand, without evidence" in seen
    assert "$160.00 + $8.00 fee = $168.00" in seen
    assert "days and times are those of europe/berlin" in seen.casefold()
    mine = told(world.does("bo", "/hours week C-1 2025-11-27"))
    assert "H-1 09:00–11:30" in mine
    assert "$144.00 after the fee of $16.00" in mine
    assert "no such week" in refusal(world, "bo", "/hours week C-1 2025-11-17")


def test_the_two_who_are_no_party_see_no_week(small_world: World) -> None:
    world = logged(small_world)
    for nick in ("cy", "dee"):
        assert "cannot find C-1" in refusal(world, nick, "/hours week C-1")
        assert "cannot find H-1" in refusal(world, nick, "/hours show H-1")


def test_an_objection_waits_at_the_freelancers_home_until_it_is_answered(world: World) -> None:
    logged(world)
    world.does("ann", "/hours object H-1 Was this not part of Monday's work?")
    notice = world.inbox("bo")[-1]
    assert "Was this not part of Monday's work?" in told(notice)
    assert {"Answer", "Correct", "Delete"} <= set(labels(notice))
    assert "H-1 Fixed the login redirect" in told(world.does("bo", "/market"))
    world.does("bo", "/hours answer H-1 It was the second half of it")
    assert "It was the second half of it" in told(world.inbox("ann")[-1])
    assert "H-1" not in told(world.does("bo", "/market"))
    seen = told(world.does("ann", "/hours week C-1"))
    assert "Objection: Was this not part of Monday's work?" in seen
    assert "Answer: It was the second half of it" in seen


def test_an_objection_is_met_by_a_correction(world: World) -> None:
    logged(world)
    world.does("ann", "/hours object H-1 Was this not part of Monday's work?")
    world.does("bo", "/hours edit H-1 duration:2h Fixed the login redirect and its test")
    assert world.state("H-1") == "answered"
    assert week(world)["minutes"] == 210
    assert "now 2 h" in told(world.inbox("ann")[-1])


def test_after_midnight_nothing_is_logged_and_until_noon_it_can_be_corrected(world: World) -> None:
    logged(world)
    at(world, "2025-12-01 00:01")
    assert world.state("WK-1") == "correcting"
    assert "locked since Mon 1 Dec, 00:00 UTC" in refusal(world, "bo", "/log 1h yesterday One more thing to do")
    assert "stays in its week" in refusal(world, "bo", "/hours edit H-2 date:2025-12-01")
    world.passes(hours=11)
    world.does("bo", "/hours edit H-2 2h")
    world.does("bo", "/hours edit H-1 date:friday")
    assert (week(world)["minutes"], entry(world, "H-2")["minutes"]) == (270, 120)
    world.does("bo", "/hours delete H-2")
    at(world, "2025-12-01 12:30")
    assert week(world)["amounts"]["USD"]["funded"] == 10_000
    for line in ("/hours edit H-1 1h", "/hours delete H-1"):
        assert "could be corrected until Mon 1 Dec, 12:00 UTC" in refusal(world, "bo", line)


@pytest.mark.parametrize(
    ("line", "back", "left"), [("/hours edit H-1 duration:2h", 2_100, 14_000), ("/hours delete H-1", 10_500, 6_000)]
)
def test_in_review_an_objected_line_is_given_back_at_once_with_its_fee(
    world: World, line: str, back: int, left: int
) -> None:
    invoiced(world)
    had = world.balance("ann", "client_wallet")
    world.does("ann", "/hours object H-1 Was this not part of Monday's work?")
    asked = world.says("bo", line)
    assert "Give back" in told(asked)
    assert world.balance("ann", "client_wallet") == had
    assert world.presses("bo", asked, "Confirm").ok
    assert world.balance("ann", "client_wallet") == had + back
    assert world.balance("C-1", "contract_escrow") == left
    assert world.state("H-1") == "answered"
    assert "took time back" in told(world.inbox("ann")[-1])
    assert world.ledger_ok()


def test_what_is_given_back_can_only_become_less_each_time(world: World) -> None:
    invoiced(world)
    world.does("ann", "/hours object H-1 Was this not part of Monday's work?")
    assert "can only become less" in refusal(world, "bo", "/hours edit H-1 duration:3h")
    assert "only the duration can change" in refusal(world, "bo", "/hours edit H-1 memo:Something else was done")
    world.does("bo", "/hours edit H-1 duration:2h confirm:yes")
    assert "is billed with 2 h" in refusal(world, "bo", "/hours edit H-1 duration:2h10")
    world.does("bo", "/hours edit H-1 duration:1h confirm:yes")
    assert world.balance("C-1", "contract_escrow") == 10_000
    assert "billed" in told(world.does("ann", "/hours week C-1"))
    assert week(world)["billable_minutes"] == 150
    assert world.ledger_ok()


def test_the_client_accepts_after_seeing_the_figures_and_then_nothing_changes_any_more(world: World) -> None:
    invoiced(world)
    shown = world.says("ann", "/hours accept C-1")
    summary = told(shown)
    for figure in ("4 h", "$160.00", "$16.00", "$144.00", "Wed 10 Dec, 00:00 UTC"):
        assert figure in summary
    assert world.presses("ann", shown, "Confirm").ok
    assert world.state("WK-1") == "accepted"
    assert world.balance("bo", "freelancer_pending") == 14_400
    for nick, line in (
        ("ann", "/hours object H-1 Was this not part of Monday's work?"),
        ("bo", "/hours edit H-1 1h"),
        ("bo", "/hours delete H-1"),
    ):
        assert "is “accepted” now, so H-1 stays as it is" in refusal(world, nick, line)
    assert "No week of C-1 waits for that" in refusal(world, "ann", "/hours accept C-1 confirm:yes")


def test_a_week_that_is_not_invoiced_cannot_be_accepted(world: World) -> None:
    logged(world)
    assert "can be accepted once it is invoiced" in refusal(world, "ann", "/hours accept C-1 2025-11-26 confirm:yes")
    assert "That is for clients" in refusal(world, "bo", "/hours accept C-1 confirm:yes")


def test_an_objection_that_nobody_answered_leaves_the_home_with_its_week(world: World) -> None:
    invoiced(world)
    world.does("ann", "/hours object H-1 Was this not part of Monday's work?")
    assert "H-1" in told(world.does("bo", "/market"))
    at(world, "2025-12-06 00:01")
    assert world.state("WK-1") == "accepted"
    assert "H-1" not in told(world.does("bo", "/market"))


def test_the_chart_comes_with_the_same_figures_in_words(world: World) -> None:
    logged(world)
    card = world.does("ann", "/hours chart C-1").card
    assert card
    assert len(card.files) == 1
    assert "Tue 25: 4 h" in card.alt
    assert "Tue 25 · 4 h · 4 h" in told(card)
    with world.session.transaction(write=False):
        [(name, kind, content)] = world.session.execute("SELECT name, media_type, content FROM files", {}).fetchall()
    assert (name, kind, bytes(content)[:4]) == ("C-1-2025-11-24.png", "image/png", b"\x89PNG")


def test_the_export_has_a_pdf_and_a_csv_with_the_entries(world: World) -> None:
    logged(world)
    card = world.does("bo", "/hours export C-1").card
    assert card
    with world.session.transaction(write=False):
        rows = world.session.execute("SELECT name, content FROM files ORDER BY id", {}).fetchall()
    found = {name: bytes(content) for name, content in rows}
    assert list(found) == ["C-1-2025-11-24.pdf", "C-1-2025-11-24.csv"]
    assert found["C-1-2025-11-24.pdf"].startswith(b"%PDF")
    assert "Fixed the login redirect" in found["C-1-2025-11-24.csv"].decode("utf-8-sig")
    assert len(card.files) == 2
    assert "no such week" in refusal(world, "bo", "/hours export C-1 2025-11-10")
