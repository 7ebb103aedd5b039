"""Money is neither made nor lost, whatever two people, the clock and the bank do in whatever order."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from tests.core.stateful import Events, rows, run, run_on_sqlite
from tests.kit import ACCOUNT, World

CURRENCY = {"C-1": "USD", "C-2": "EUR"}
MILESTONES = st.integers(1, 7).map(lambda number: f"M-{number}")
CONTRACTS = st.sampled_from(sorted(CURRENCY))
CURRENCIES = st.sampled_from(["USD", "EUR"])
# Cents of every kind: what the sandbox treats specially, what halves badly, and whatever else.
CENTS = st.one_of(st.sampled_from([13, 17, 19, 23, 1, 33, 50, 67, 99]), st.integers(0, 99))
AMOUNTS = st.tuples(st.integers(1, 400), CENTS).map(lambda parts: f"{parts[0]}.{parts[1]:02}")
ACTS = [
    ("ann", "fund {} confirm:yes"),
    ("ann", "approve {} confirm:yes"),
    ("ann", "revise {} Please"),
    ("ann", "refund {} Please"),
    ("ann", "extend {} 5 days"),
    ("ann", "remove {}"),
    ("bo", "submit {} Done"),
    ("bo", "give-refund {} confirm:yes"),
    ("bo", "refuse-refund {}"),
    ("bo", "extend {} answer:yes"),
]
PER_CONTRACT = """
    SELECT contract_id, currency, sum(funded - released - refunded - rolled),
           sum(freelancer_fee + client_fee - client_fee_back), sum(released - freelancer_fee)
    FROM milestones GROUP BY contract_id, currency
"""
ALL_TABLES = """
    SELECT string_agg(tablename, ', ') FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
"""
Account = tuple[str, str, str]
STEPS = 60


class Marketplace(Events):
    """Ann hires Bo twice, in dollars and in euros, and both press whatever there is to press."""

    def __init__(self) -> None:
        super().__init__()
        world = self.world
        world.does("ann", '/contract offer U-2 milestones:"A=100; B=33.33; C=66.67" scope:Work many:yes')
        world.does("ann", '/contract offer U-2 milestones:"D=99.99 EUR; E=200.01 EUR" scope:Work')
        for contract in CURRENCY:
            world.does("bo", f'/contract accept {contract} signature:"Bo Maker"')
        world.does("bo", f'/wallet method add kind:bank name:"Bo Maker" account:{ACCOUNT}')
        for currency in CURRENCY.values():
            world.does("ann", f'/wallet deposit "250.01 {currency}" confirm:yes')
        world.passes(days=3)

    @rule(amount=AMOUNTS, currency=CURRENCIES)
    def deposit(self, amount: str, currency: str) -> None:
        self.say("ann", f'/wallet deposit "{amount} {currency}" confirm:yes')

    @rule(milestone=MILESTONES, act=st.sampled_from(ACTS))
    def act(self, milestone: str, act: tuple[str, str]) -> None:
        nick, words = act
        self.say(nick, f"/milestone {words.format(milestone)}")

    @rule(milestone=MILESTONES)
    def fund_and_submit(self, milestone: str) -> None:
        self.say("ann", f"/milestone fund {milestone} confirm:yes")
        self.world.passes(seconds=2)
        self.say("bo", f"/milestone submit {milestone} Done")

    @rule(milestone=MILESTONES, percent=st.integers(1, 99))
    def hand_in_and_approve_a_part(self, milestone: str, percent: int) -> None:
        self.fund_and_submit(milestone)
        for held in rows(
            self.world, f"SELECT funded - released - refunded - rolled FROM milestones WHERE id = {milestone[2:]}"
        ):
            part = held[0] * percent // 100
            self.say("ann", f"/milestone approve {milestone} amount:{part // 100}.{part % 100:02} confirm:yes")
            self.say("ann", f'/milestone approve {milestone} amount:"{part // 100}.{part % 100:02} EUR" confirm:yes')

    @rule(milestone=MILESTONES)
    def approve(self, milestone: str) -> None:
        self.say("ann", f"/milestone approve {milestone} confirm:yes")

    @rule(contract=CONTRACTS, amount=AMOUNTS)
    def add(self, contract: str, amount: str) -> None:
        self.say("ann", f'/milestone add {contract} More amount:"{amount} {CURRENCY[contract]}"')

    @rule(milestone=MILESTONES, amount=AMOUNTS, currency=CURRENCIES)
    def edit(self, milestone: str, amount: str, currency: str) -> None:
        self.say("ann", f'/milestone edit {milestone} amount:"{amount} {currency}"')

    @rule(contract=CONTRACTS, amount=AMOUNTS)
    def bonus(self, contract: str, amount: str) -> None:
        self.say("ann", f'/contract bonus {contract} amount:"{amount} {CURRENCY[contract]}" reason:Thanks confirm:yes')

    @rule(currency=CURRENCIES, cents=CENTS, days=st.sampled_from([0, 5]))
    def withdraw(self, currency: str, cents: int, days: int) -> None:
        self.world.passes(days=days)
        whole = self.world.balance("bo", "freelancer_available", currency) // 100
        self.say("bo", f'/wallet withdraw "{max(whole - 1, 1)}.{cents:02} {currency}" confirm:yes')

    @rule(milestone=MILESTONES, answer=st.sampled_from(["give-refund {} confirm:yes", "refuse-refund {}", ""]))
    def ask_for_a_refund(self, milestone: str, answer: str) -> None:
        self.fund_and_submit(milestone)
        self.say("ann", f"/milestone refund {milestone} Please")
        if answer:
            self.say("bo", f"/milestone {answer.format(milestone)}")
        else:
            self.world.passes(days=7)

    @rule(days=st.sampled_from([0, 1, 5, 7, 14]), seconds=st.sampled_from([2, 150, 3_700]))
    def time_passes(self, days: int, seconds: int) -> None:
        self.world.passes(days=days, seconds=seconds)

    @rule(days=st.integers(1, 20))
    def nobody_is_at_work(self, days: int) -> None:
        self.world.passes(seconds=1)
        self.world.sleeps(days=days)
        self.world.ticks()

    @precondition(lambda self: self.said)
    @rule(back=st.integers(0, 30))
    def deliver_again(self, back: int) -> None:
        before = self.world.balances()
        self.world.hears(self.said[-1 - back % len(self.said)])
        assert self.world.balances() == before

    @rule(nick=st.sampled_from(["ann", "bo"]), days=st.integers(0, 20))
    def somebody_is_suspended_for_a_while(self, nick: str, days: int) -> None:
        person = self.world.ref(nick)
        self.world.does("oz", f"/admin suspend {person} Reported")
        self.world.passes(days=days)
        self.world.does("oz", f"/admin restore {person}")

    @rule(contract=CONTRACTS, how=st.sampled_from([("ann", "pay"), ("ann", "refund"), ("bo", "pay")]))
    def end(self, contract: str, how: tuple[str, str]) -> None:
        if contract == "C-2":  # the other one goes on, so that there is something left to do
            self.say(how[0], f"/contract end {contract} reason:done balance:{how[1]} confirm:yes")

    @invariant()
    def every_account_is_what_happened_to_it(self) -> None:
        """Recomputed from the things themselves, not from the ledger."""
        expected = expected_balances(self.world)
        there = self.world.balances()
        for account in expected | {key: 0 for key in there if key[0] not in {"client_wallet", "freelancer_pending"}}:
            if account[0] != "freelancer_available":
                assert there.get(account, 0) == expected[account], account
        for currency in CURRENCY.values():
            owned = [there.get((kind, "U-2", currency), 0) for kind in ("freelancer_pending", "freelancer_available")]
            assert sum(owned) == expected["freelancer_available", "U-2", currency]

    def teardown(self) -> None:
        """Whatever happened: in the end everything is closed, and nothing is held."""
        try:
            for contract in CURRENCY:
                self.world.says("ann", f"/contract end {contract} reason:done balance:refund confirm:yes")
                self.world.says("bo", f"/contract end {contract} reason:done confirm:yes")
            for (number,) in rows(
                self.world, "SELECT id FROM milestones WHERE state IN ('agreed', 'funded', 'revision')"
            ):
                self.world.says("ann", f"/milestone refund M-{number} Nobody came back to it")
            self.world.passes(days=31)
            for contract, currency in CURRENCY.items():
                assert self.world.state(contract) == "closed"
                assert self.world.balance(contract, "contract_escrow", currency) == 0
            assert self.world.balance("platform", "payout_clearing") == 0
            self.the_books_are_right()
            self.every_account_is_what_happened_to_it()
        finally:
            self.world.close()


def expected_balances(world: World) -> Counter[Account]:
    """What the accounts should hold: all but the wallet, which is what is left. Pending counts as available."""
    due: Counter[Account] = Counter()
    for currency, state, amount in rows(world, "SELECT currency, state, amount FROM deposits"):
        if state == "settled":
            due["provider_clearing", "", currency] -= amount
        if state == "charged_back":
            due["chargeback_receivable", "U-1", currency] -= amount
    for currency, state, amount in rows(world, "SELECT currency, state, amount FROM withdrawals"):
        if state != "failed":
            due["freelancer_available", "U-2", currency] -= amount
            due["provider_clearing" if state == "paid" else "payout_clearing", "", currency] += amount
    for contract_id, currency, held, fees, net in rows(world, PER_CONTRACT):
        due["contract_escrow", f"C-{contract_id}", currency] += int(held)
        due["platform_fees", "", currency] += int(fees)
        due["freelancer_available", "U-2", currency] += int(net)
    return due


def test_money_is_conserved_on_sqlite(sqlite_template: Path, tmp_path: Path) -> None:
    run_on_sqlite(Marketplace, sqlite_template, tmp_path, examples=50, steps=STEPS)


def test_money_is_conserved_on_postgresql(postgresql_url: str) -> None:
    class OnPostgreSQL(Marketplace):
        @classmethod
        def fresh(cls) -> str:
            emptied(postgresql_url)
            return postgresql_url

    run(OnPostgreSQL, examples=15, steps=STEPS)


def emptied(url: str) -> None:
    """Begin anew in the same database: its rules forbid that to everybody, so its owner sets them aside."""
    world = World(url)
    with world.session.transaction(write=True):
        world.session.execute("SET session_replication_role = replica", {})
        (names,) = world.session.execute(ALL_TABLES, {}).fetchone()
        world.session.execute(f"TRUNCATE {names} RESTART IDENTITY", {})
        world.session.execute("SET session_replication_role = origin", {})
    world.close()


@pytest.mark.parametrize("amount", [1, 2, 3, 5, 7, 9, 10, 15, 19, 99, 101, 33_333, 99_999])
def test_rounding_never_adds_up_over_many_parts(small_world: World, amount: int) -> None:
    """Each part's fee is a share of the whole, so that all of them make the fee of the whole."""
    world = small_world.joined()
    text = f"{amount} JPY"
    world.does("ann", f'/contract offer U-2 milestones:"A={text}" scope:Work')
    world.does("bo", '/contract accept C-1 signature:"Bo Maker"')
    world.has("ann", f"{amount * 2 + 10} JPY")
    before = world.balance("ann", "client_wallet", "JPY")
    world.does("ann", "/milestone fund M-1 confirm:yes")
    taken = before - world.balance("ann", "client_wallet", "JPY") - amount
    assert abs(taken * 20 - amount) <= 10
    part = max(amount // 3, 1)
    number = 1
    while world.balance("C-1", "contract_escrow", "JPY") > part:
        world.does("bo", f"/milestone submit M-{number} Done")
        world.does("ann", f"/milestone approve M-{number} {part}JPY confirm:yes")
        number += 1
    left = world.balance("C-1", "contract_escrow", "JPY")
    if left:
        world.does("bo", f"/milestone give-refund M-{number} confirm:yes")
    paid = amount - left
    fees = world.balance("platform", "platform_fees", "JPY")
    assert world.balance("ann", "client_wallet", "JPY") >= before - amount - taken + left
    assert abs(fees * 20 - paid * 3) <= 20 * number
    assert world.ledger_ok()
