"""Whatever two sides, mediators, arbiters, operators, the clock and the bank do in whatever order: the books are right,
and in the end nothing is frozen."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import rule

from core.dispute.figures import award
from statemachines.dispute import DISPUTE
from storage.disputes import Dispute
from tests.core.stateful import Events, rows, run_on_sqlite
from tests.kit import World

CASES = st.integers(0, 5)
MILESTONES = st.sampled_from(["M-1", "M-2", "M-3"])
SIDES = st.sampled_from(["ann", "bo"])
NEUTRALS = st.sampled_from(["mo", "mia", "abe"])
PERCENT = st.sampled_from(["0", "100", "50", "33.33", "66.67", "0.01", "99.99"])
MOVES = st.sampled_from(
    [
        "respond {} accept confirm:yes",
        "respond {} decline All of it is there",
        "evidence {} The draft of Monday",
        "accept {}",
        "reject {}",
        "vote {} yes",
        "vote {} no",
        "arbitrate {} confirm:yes",
        "withdraw {}",
    ]
)


class Quarrel(Events):
    """Ann and Bo have three milestones with crooked amounts, and quarrel about all of them."""

    def __init__(self) -> None:
        super().__init__()
        world = self.world.with_neutrals()
        world.does("ann", '/contract offer U-2 milestones:"A=100; B=33.33; C=1.07" scope:Work many:yes')
        world.does("bo", '/contract accept C-1 signature:"Bo Maker"')
        world.has("ann", "500")
        for number in (1, 2, 3):
            world.says("ann", f"/milestone fund M-{number} confirm:yes")
            world.says("bo", f"/milestone submit M-{number} Done")
        world.passes(minutes=10)

    def live(self, case: int) -> str:
        """One of the disputes that are not over; D-1 where there is none."""
        found = rows(self.world, "SELECT id FROM disputes WHERE state NOT IN ('resolved', 'withdrawn') ORDER BY id")
        return f"D-{found[case % len(found)][0] if found else 1}"

    @rule(milestone=MILESTONES, nick=SIDES, amount=st.sampled_from(["", " amount:10", " amount:0.05"]))
    def open(self, milestone: str, nick: str, amount: str) -> None:
        self.say(nick, f"/dispute open {milestone} reason:quality{amount} Half of it")

    @rule(milestone=MILESTONES, nick=SIDES)
    def open_and_decline(self, milestone: str, nick: str) -> None:
        self.open(milestone, nick, "")
        for case in range(3):
            self.move(case, "ann" if nick == "bo" else "bo", "respond {} decline All of it is there")

    @rule(case=CASES, nick=SIDES, move=MOVES)
    def move(self, case: int, nick: str, move: str) -> None:
        self.say(nick, f"/dispute {move.format(self.live(case))}")

    @rule(case=CASES, nick=SIDES, percent=PERCENT)
    def offer(self, case: int, nick: str, percent: str) -> None:
        self.say(nick, f"/dispute offer {self.live(case)} freelancer:{percent}")

    @rule(case=CASES, nick=NEUTRALS, percent=PERCENT)
    def mediate(self, case: int, nick: str, percent: str) -> None:
        ref = self.live(case)
        self.say(nick, f"/dispute claim {ref}")
        self.say(nick, f"/dispute propose {ref} freelancer:{percent} So it is")

    @rule(case=CASES, nick=NEUTRALS, percent=PERCENT)
    def decide(self, case: int, nick: str, percent: str) -> None:
        self.say(nick, f"/dispute rule {self.live(case)} freelancer:{percent} So it is")

    @rule(case=CASES, nick=st.sampled_from(["mo", "mia", "abe", "oz"]), to=st.sampled_from(["U-7", "U-8", "U-9"]))
    def hand_over(self, case: int, nick: str, to: str) -> None:
        ref = self.live(case)
        self.say(nick, f"/dispute handover {ref} {to}")
        self.say(nick, f"/dispute extend {ref} days:2 Please")

    @rule(case=CASES, answers=st.tuples(st.booleans(), st.booleans()))
    def vote(self, case: int, answers: tuple[bool, bool]) -> None:
        ref = self.live(case)
        for nick, yes in zip(("ann", "bo"), answers, strict=True):
            self.say(nick, f"/dispute vote {ref} {'yes' if yes else 'no'}")

    @rule(case=CASES, who=st.sampled_from([("ann",), ("bo",), ("ann", "bo"), ("bo", "ann")]))
    def choose_arbitration(self, case: int, who: tuple[str, ...]) -> None:
        ref = self.live(case)
        for nick in who:
            self.say(nick, f"/dispute arbitrate {ref} confirm:yes")
        self.world.passes(seconds=2)

    @rule(milestone=MILESTONES, act=st.sampled_from([("ann", "approve"), ("ann", "refund"), ("bo", "give-refund")]))
    def do_something_else(self, milestone: str, act: tuple[str, str]) -> None:
        self.say(act[0], f"/milestone {act[1]} {milestone} {'Please' if act[1] == 'refund' else 'confirm:yes'}")

    @rule(days=st.sampled_from([0, 1, 3, 8]), seconds=st.sampled_from([2, 90_000]))
    def time_passes(self, days: int, seconds: int) -> None:
        self.world.passes(days=days, seconds=seconds)

    @rule(nick=SIDES, days=st.integers(0, 5))
    def somebody_is_suspended_for_a_while(self, nick: str, days: int) -> None:
        person = self.world.ref(nick)
        self.world.does("oz", f"/admin suspend {person} Reported")
        self.world.passes(days=days)
        self.world.does("oz", f"/admin restore {person}")

    @rule(nick=st.sampled_from(["U-7", "U-8", "U-9"]), lost=st.sampled_from(["suspend", "mediator", "arbiter"]))
    def somebody_neutral_leaves(self, nick: str, lost: str) -> None:
        if lost == "suspend":
            self.say("oz", f"/admin suspend {nick} Reported")
            self.say("oz", f"/admin restore {nick}")
        else:
            self.say("oz", f"/admin revoke {lost} {nick}")
            self.say("oz", f"/admin grant {lost} {nick}")

    def teardown(self) -> None:
        everything_ends(self.world)
        self.world.close()


def everything_ends(world: World) -> None:
    """Nobody does anything any more, and all money finds its way."""
    world.passes(days=70)
    assert world.ledger_ok()
    assert world.balance("C-1", "contract_escrow") == 0
    assert [kind for kind, _owner, _currency in world.balances() if kind == "dispute_hold"] == []
    for (state,) in rows(world, "SELECT state FROM disputes"):
        assert state in DISPUTE.final
    decided_twice = """
        SELECT m.dispute_id FROM dispute_mediators m
        JOIN dispute_mediators a ON a.dispute_id = m.dispute_id AND a.person_id = m.person_id
        WHERE m.role = 'mediator' AND a.role = 'arbiter'
    """
    assert rows(world, decided_twice) == []


def test_in_any_order_the_books_are_right_and_nothing_stays_frozen(sqlite_template: Path, tmp_path: Path) -> None:
    run_on_sqlite(Quarrel, sqlite_template, tmp_path, examples=15, steps=35)


def test_the_parts_of_any_split_are_never_more_or_less_than_what_is_held() -> None:
    blank = dict.fromkeys(field.name for field in fields(Dispute))
    for opened_by in ("client", "freelancer"):
        for amount, held in ((1, 1), (7, 10), (3_333, 3_333), (10_000, 20_000)):
            case = Dispute(**{**blank, "amount": amount, "opened_by": opened_by})  # type: ignore[arg-type]  # mostly blank
            parts = [award(case, held, part) for part in range(0, 10_001, 7)]
            assert parts == sorted(parts)
            assert min(parts) >= 0
            assert max(parts) <= held
