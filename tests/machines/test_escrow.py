"""From `funded` every path of a milestone ends, and with nothing of it left in escrow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from core.ledger import NO_FLOOR, Kind, Owned, Posting
from core.recipes import RECIPES
from statemachines.machine import NEW, Post, Role, Transition
from statemachines.milestone import MILESTONE
from storage.records import Contract, Milestone

AMOUNT = 20_001
FEE = 1_000
BACK = {"refuse_refund", "undispute"}
ESCROW = Owned(Kind.CONTRACT_ESCROW, "C-1")
WALLET = Owned(Kind.CLIENT_WALLET, "U-1")
PARTS = (1, 9_999, AMOUNT - 1)
SPLITS = (0, 1, 9_999, AMOUNT)


@dataclass(frozen=True)
class Standing:
    """A milestone at one moment: where it came from, by state, and the money that its postings moved."""

    milestone: Milestone
    came_from: tuple[tuple[str, str], ...]
    balances: tuple[tuple[Owned, int], ...]
    events: tuple[str, ...] = ()

    @property
    def key(self) -> object:
        columns = {name: getattr(self.milestone, name) for name in Milestone.__slots__ if name != "version"}
        return (repr(columns), self.came_from, self.balances)


def agreed() -> Standing:
    contract = Contract(
        id=1,
        state="active",
        version=1,
        policy=1,
        created_at=0,
        client_id=1,
        freelancer_id=2,
        job_id=None,
        proposal_id=None,
        title="",
        pay="fixed",
        currency="USD",
        terms_version=1,
        onboarding=0,
        employed=0,
        many_funded=0,
        codes="[]",
        signature="",
        signed_hash="",
        accepted_at=0,
        started_at=0,
        ended_at=None,
        end_reason="",
    )
    milestone = Milestone(
        id=1,
        state="agreed",
        version=1,
        policy=1,
        created_at=0,
        contract_id=1,
        position=0,
        title="",
        currency="USD",
        amount=AMOUNT,
        due_at=None,
        funded=0,
        released=0,
        refunded=0,
        rolled=0,
        client_fee=0,
        client_fee_back=0,
        freelancer_fee=0,
        submissions=0,
        revisions=0,
        extension_asked=0,
        contract=contract,
    )
    return Standing(milestone, (), ((WALLET, AMOUNT + FEE),))


def details(standing: Standing, event: str) -> list[dict[str, int]]:
    """The figures with which an event may come."""
    if event == "approve_part":
        return [{"amount": part} for part in PARTS]
    if event == "settle":
        return [{"freelancer": part} for part in SPLITS]
    return [{}]


def steps(standing: Standing) -> Iterator[Standing]:
    """Everything that the table allows now, whoever does it."""
    milestone = standing.milestone
    for row in MILESTONE.rows:
        if row.source == milestone.state and allowed(standing, row):
            for figures in details(standing, row.event):
                yield taken(standing, row, figures)


def allowed(standing: Standing, row: Transition) -> bool:
    held = standing.milestone.held
    known = {
        "holds_money": held > 0,
        "unfunded": held == 0,
        "paid_out": standing.milestone.released > 0,
        "extension_asked": False,
    }
    for guard in row.guard.split():
        name, _, state = guard.partition(":")
        if name == "came_from" and dict(standing.came_from).get(standing.milestone.state) != state:
            return False
        if not known.get(name, True):
            return False
    return True


def taken(standing: Standing, row: Transition, figures: dict[str, int]) -> Standing:
    milestone, balances = standing.milestone, dict(standing.balances)
    changes: dict[str, int] = {}
    for effect in row.then:
        if isinstance(effect, Post):
            posting = RECIPES[effect.recipe](milestone, figures)
            changes |= posting.changes
            move(balances, posting)
    came_from = dict(standing.came_from)
    if row.source != row.target and row.event not in BACK:
        came_from[row.target] = row.source
    columns: dict[str, Any] = {"state": row.target, **changes}
    after = replace(milestone, **columns)
    return Standing(
        after, tuple(sorted(came_from.items())), tuple(sorted(balances.items(), key=str)), (*standing.events, row.event)
    )


def move(balances: dict[Owned, int], posting: Posting) -> None:
    for transfer in posting.transfers:
        balances[transfer.source] = balances.get(transfer.source, 0) - transfer.amount
        balances[transfer.target] = balances.get(transfer.target, 0) + transfer.amount
    assert [name for name, balance in balances.items() if balance < 0 and name.kind not in NO_FLOOR] == []
    assert sum(balances.values()) == AMOUNT + FEE


def funded() -> Standing:
    return next(step for step in steps(agreed()) if step.milestone.state == "funded")


@pytest.fixture(scope="module")
def everything() -> dict[object, Standing]:
    """Every way in which a funded milestone can stand."""
    start = funded()
    found, waiting = {start.key: start}, [start]
    while waiting:
        for step in steps(waiting.pop()):
            if step.key not in found and step.events[-1] != "clear":
                found[step.key] = step
                waiting.append(step)
    return found


def test_every_live_state_with_money_is_among_them(everything: dict[object, Standing]) -> None:
    states = {standing.milestone.state for standing in everything.values()}
    assert states == set(MILESTONE.states) - {NEW, "claimed", "proposed", "agreed", "dropped"}


def test_at_every_end_escrow_holds_only_what_rolled_into_other_milestones(everything: dict[object, Standing]) -> None:
    ends = [standing for standing in everything.values() if standing.milestone.state in MILESTONE.final]
    assert {end.milestone.state for end in ends} == {"released", "refunded", "settled"}
    for end in ends:
        assert end.milestone.held == 0, end.events
        assert dict(end.balances)[ESCROW] == end.milestone.rolled, end.events
        assert (end.milestone.rolled > 0) == ("approve_part" in end.events)


def test_no_step_of_a_live_milestone_takes_money_out_of_escrow(everything: dict[object, Standing]) -> None:
    for standing in everything.values():
        if standing.milestone.state in MILESTONE.live:
            assert dict(standing.balances)[ESCROW] == standing.milestone.held == AMOUNT, standing.events


def test_from_every_standing_an_end_is_in_reach(everything: dict[object, Standing]) -> None:
    def leads_on(standing: Standing) -> bool:
        seen, waiting = {standing.key}, [standing]
        while waiting:
            for step in steps(waiting.pop()):
                if step.milestone.state in MILESTONE.final:
                    return True
                if step.key not in seen:
                    seen.add(step.key)
                    waiting.append(step)
        return False

    stuck = [s.events for s in everything.values() if s.milestone.state in MILESTONE.live and not leads_on(s)]
    assert stuck == []


def test_a_refund_gives_the_whole_fee_back_and_fee_and_net_are_the_gross(everything: dict[object, Standing]) -> None:
    for standing in everything.values():
        milestone, balances = standing.milestone, dict(standing.balances)
        paid = balances.get(Owned(Kind.FREELANCER_PENDING, "U-2"), 0)
        assert paid + milestone.freelancer_fee == milestone.released
        fees = balances.get(Owned(Kind.PLATFORM_FEES), 0)
        assert fees == milestone.freelancer_fee + milestone.client_fee - milestone.client_fee_back
        if milestone.state == "refunded":
            assert balances[WALLET] == AMOUNT + FEE
            assert fees == 0


def test_going_back_returns_to_where_it_came_from(everything: dict[object, Standing]) -> None:
    for standing in everything.values():
        if standing.milestone.state in {"refund_asked", "disputed"}:
            backs = {step.milestone.state for step in steps(standing) if step.events[-1] in BACK}
            assert backs == {dict(standing.came_from)[standing.milestone.state]}


def test_a_role_alone_gets_the_money_out() -> None:
    """The client by asking for it back, the freelancer by handing in, each with the clock's help only."""
    for role, end in ((Role.CLIENT, "refunded"), (Role.FREELANCER, "released")):
        found, waiting = set(), [funded()]
        while waiting:
            standing = waiting.pop()
            found.add(standing.milestone.state)
            mine = [row.event for row in MILESTONE.rows if role in row.by] + ["auto_release", "give_refund"]
            fresh = [step for step in steps(standing) if step.events[-1] in mine and step.milestone.state not in found]
            waiting += fresh
        assert end in found
