"""docs/money.md says to the cent what happens to money; this plays its table."""

import re
from decimal import Decimal

from core.documents import DOCS
from tests.kit import World

ACCOUNTS = {
    "wallet U-1": ("client_wallet", "U-1"),
    "held C-1": ("contract_escrow", "C-1"),
    "pending U-2": ("freelancer_pending", "U-2"),
    "available U-2": ("freelancer_available", "U-2"),
    "fees": ("platform_fees", ""),
    "outside": ("provider_clearing", ""),
}


def table() -> tuple[list[str], list[list[str]]]:
    """The heading and the rows of the worked example."""
    text = (DOCS / "money.md").read_text(encoding="utf-8").partition("## A worked example")[2]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("|")]
    return rows[0], rows[2:]


def test_the_worked_example_is_what_the_program_does(world: World) -> None:
    heading, rows = table()
    assert heading[2:] == list(ACCOUNTS)
    assert len(rows) == 9
    world.hired()
    for who, typed, *amounts in rows:
        if days := re.fullmatch(r"\*(\d+) days later\*", typed):
            world.passes(days=int(days[1]))
        else:
            world.does(who, typed.strip("`"))
            world.passes(seconds=2)
        held = world.balances()
        told = {name: int(Decimal(text.replace("−", "-")) * 100) for name, text in zip(ACCOUNTS, amounts, strict=True)}
        assert {name: held.pop((*key, "USD"), 0) for name, key in ACCOUNTS.items()} == told, typed
        assert held == {}, "an account that the page does not name"
        assert sum(told.values()) == 0
    assert world.ledger_ok()
