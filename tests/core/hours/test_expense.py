"""Expenses: money that the freelancer laid out, asked for with its receipt."""

from __future__ import annotations

import pytest

from core.request import Upload
from tests.core.hours.hourly import hired, until
from tests.kit import DAY, World, labels, told

RECEIPT = (Upload("receipt.pdf", "application/pdf", b"%PDF-1.4 a receipt"),)


def claimed(world: World) -> World:
    """Bo asks for the 25 dollars of a train ticket."""
    hired(world).does("bo", "/contract expense C-1 25 Train ticket", files=RECEIPT)
    return world


def test_the_client_gets_the_receipt_and_what_to_do(world: World) -> None:
    claimed(world)
    notice = world.inbox("ann")[-1]
    assert "Bo Maker asks for $25.00 back: M-1 “Expense: Train ticket”" in told(notice)
    assert len(notice.files) == 1
    assert {"Pay it", "Refuse"} <= set(labels(notice))
    assert "M-1" in told(world.does("ann", "/market"))


def test_a_paid_expense_reaches_the_freelancer_without_a_fee(world: World) -> None:
    claimed(world).has("ann", "30")
    world.does("ann", "/milestone accept-expense M-1 confirm:yes")
    assert world.balance("ann", "client_wallet") == 5_00
    assert world.balance("bo", "freelancer_pending") == 25_00
    assert "without a fee" in told(world.inbox("bo")[-1])
    world.passes(days=5)
    assert world.balance("bo", "freelancer_available") == 25_00
    assert world.ledger_ok()


def test_paying_shows_the_figures_first(small_world: World) -> None:
    claimed(small_world).has("ann", "30")
    reply = small_world.says("ann", "/milestone accept-expense M-1")
    assert "Pay this expense?" in told(reply)
    assert small_world.state("M-1") == "claimed"


def test_a_wallet_that_does_not_cover_it_says_what_to_do(small_world: World) -> None:
    reply = claimed(small_world).says("ann", "/milestone accept-expense M-1 confirm:yes")
    assert "Your wallet does not hold $25.00." in told(reply)
    assert "/wallet deposit" in told(reply)


def test_a_refused_expense_says_why(world: World) -> None:
    claimed(world).does("ann", "/milestone refuse-expense M-1 It was not agreed")
    assert world.state("M-1") == "dropped"
    assert "refused the expense M-1 “Expense: Train ticket”: It was not agreed" in told(world.inbox("bo")[-1])


def test_the_freelancer_may_take_it_back(small_world: World) -> None:
    claimed(small_world).does("bo", "/milestone withdraw-expense M-1")
    assert small_world.state("M-1") == "dropped"
    assert not small_world.says("ann", "/milestone accept-expense M-1 confirm:yes").ok


def test_it_is_paid_only_once(small_world: World) -> None:
    claimed(small_world).has("ann", "60")
    small_world.does("ann", "/milestone accept-expense M-1 confirm:yes")
    assert not small_world.says("ann", "/milestone accept-expense M-1 confirm:yes").ok
    assert small_world.balance("ann", "client_wallet") == 35_00


@pytest.mark.parametrize(
    ("nick", "text", "sentence"),
    [
        ("bo", "/contract expense C-1 25 Train ticket", "receipt"),
        ("bo", '/contract expense C-1 amount:"25 EUR" reason:Ticket', "This contract is in USD."),
        ("ann", "/contract expense C-1 25 Train ticket", "That is for freelancers."),
    ],
)
def test_what_does_not_fit_is_refused(small_world: World, nick: str, text: str, sentence: str) -> None:
    files = () if sentence == "receipt" else RECEIPT
    reply = hired(small_world).says(nick, text, files=files)
    assert sentence in (told(reply) if reply.form is None else repr(reply.form)).replace("Receipt", "receipt")
    with small_world.session.transaction(write=False):
        assert small_world.session.execute("SELECT count(*) FROM milestones", {}).fetchone()[0] == 0


def test_an_expense_from_before_the_end_is_still_paid_after_it(small_world: World) -> None:
    claimed(small_world).has("ann", "30")
    small_world.does("bo", "/contract end C-1 reason:done confirm:yes")
    small_world.does("ann", "/milestone accept-expense M-1 confirm:yes")
    until(small_world, small_world.clock.now() + 15 * DAY)
    assert small_world.state("C-1") == "closed"
    assert small_world.balance("bo", "freelancer_available") == 25_00
