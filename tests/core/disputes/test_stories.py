"""Every way through a dispute about a milestone of $200, and what each side has at its end, to the cent."""

from __future__ import annotations

import pytest

from tests.core.stages import ARBITRATION, SPLIT_PROPOSED, UNRESOLVED
from tests.kit import World, labels, told

OPEN = '/dispute open M-1 reason:quality statement:"Half of it is missing"'


def outcome(world: World) -> tuple[str, str, int, int]:
    """How case and milestone stand, what Bo receives after fees and what Ann has back."""
    assert world.ledger_ok()
    assert world.balance("D-1", "dispute_hold") == 0
    assert world.balance("C-1", "contract_escrow") == 0
    return (
        world.state("D-1"),
        world.state("M-1"),
        world.balance("bo", "freelancer_pending"),
        world.balance("ann", "client_wallet"),
    )


def test_a_claim_that_is_accepted_is_settled_as_claimed_after_its_figures_were_confirmed(world: World) -> None:
    world.disputed()
    asked = world.says("bo", "/dispute respond D-1 accept")
    assert "Back to Ann Client" in str(asked.card)
    assert world.state("D-1") == "awaiting_response"
    world.presses("bo", asked, "Confirm")
    assert outcome(world) == ("resolved", "settled", 0, 21_000)
    world.inbox("bo")
    world.passes(days=6)
    assert world.inbox("bo") == []


def test_a_freelancers_claim_that_the_client_accepts_pays_the_freelancer(world: World) -> None:
    world.submitted().with_neutrals().passes(minutes=10)
    world.does("bo", "/dispute open M-1 reason:not_paid It is all there")
    world.does("ann", "/dispute respond D-1 accept confirm:yes")
    assert outcome(world) == ("resolved", "settled", 18_000, 0)


def test_a_split_that_both_agree_on_ends_it_at_any_time(world: World) -> None:
    world.disputed()
    offered = world.does("bo", "/dispute offer D-1 freelancer:50 Let us meet in the middle")
    assert "$90.00 after a fee of $10.00" in told(offered)
    assert "$105.00 back, $5.00 of it client fee" in told(offered)
    assert not world.says("bo", "/dispute accept D-1").ok
    counter = world.does("ann", "/dispute offer D-1 freelancer:40")
    assert "40 %" in told(counter)
    assert not world.says("ann", "/dispute accept D-1").ok
    world.does("bo", "/dispute reject D-1 Too little")
    assert not world.says("bo", "/dispute accept D-1").ok
    world.does("ann", "/dispute offer D-1 freelancer:45.5")
    assert "The offer is 45.5 % to the freelancer now" in told(world.says("bo", "/dispute accept D-1 freelancer:40"))
    world.does("bo", "/dispute accept D-1 freelancer:45.5")
    assert outcome(world) == ("resolved", "settled", 8_190, 11_445)
    assert not world.says("ann", "/dispute offer D-1 freelancer:50").ok


def test_what_is_not_disputed_goes_to_the_other_side(world: World) -> None:
    world.submitted().with_neutrals().passes(minutes=10)
    world.does("ann", '/dispute open M-1 reason:quality amount:150 statement:"Half of it is missing"')
    world.does("bo", "/dispute offer D-1 freelancer:20")
    world.does("ann", "/dispute accept D-1")
    assert world.recorded("M-1")["amounts"]["USD"]["released"] == 5_000 + 3_000
    assert outcome(world)[2:] == (7_200, 12_600)


def test_two_yeses_to_a_proposal_end_it(world: World) -> None:
    SPLIT_PROPOSED(world)
    world.does("ann", "/dispute vote D-1 yes")
    assert not world.says("ann", "/dispute vote D-1 no").ok
    world.does("bo", "/dispute vote D-1 yes")
    assert outcome(world) == ("resolved", "settled", 10_800, 8_400)
    for nick in ("ann", "bo"):
        letter = world.inbox(nick)[-1]
        assert "60 %" in told(letter) or "$108.00" in told(letter)


def test_one_no_leads_to_the_choice_of_arbitration(world: World) -> None:
    UNRESOLVED(world)
    assert world.state("D-1") == "unresolved"
    for nick in ("ann", "bo"):
        assert "Choose arbitration" in labels(world.says(nick, "/dispute show D-1"))


def test_an_arbiter_rules_for_good_and_the_fees_are_earned(world: World) -> None:
    ARBITRATION(world)
    earned = world.balance("platform", "platform_fees")
    assert world.balance("D-1", "dispute_hold") == 2_000
    world.does("abe", '/dispute rule D-1 freelancer:60 because:"As proposed" tags:incomplete')
    assert outcome(world) == ("resolved", "settled", 10_800, 8_400)
    assert world.balance("platform", "platform_fees") == earned + 2_000 + 1_200 - 400
    assert "incomplete" in told(world.does("mo", "/dispute precedents incomplete"))
    for words in ("/dispute offer D-1 freelancer:50", "/dispute withdraw D-1", "/dispute evidence D-1 More"):
        assert not world.says("ann", words).ok


def test_who_alone_chooses_arbitration_has_the_money_and_the_fee_back(world: World) -> None:
    UNRESOLVED(world)
    world.does("bo", "/dispute arbitrate D-1 confirm:yes")
    world.passes(seconds=2)
    assert world.balance("D-1", "dispute_hold") == 1_000
    world.passes(days=7)
    assert outcome(world) == ("resolved", "settled", 18_000, 0)
    assert world.balance("bo", "freelancer_available") == 1_000


def test_a_fee_that_was_paid_comes_back_when_both_agree_after_all(world: World) -> None:
    ARBITRATION(world)
    world.does("ann", "/dispute offer D-1 freelancer:50")
    world.does("bo", "/dispute accept D-1")
    assert outcome(world) == ("resolved", "settled", 9_000, 10_500 + 1_000)
    assert world.balance("bo", "freelancer_available") == 1_000


def test_a_declined_fee_is_no_choice_and_can_be_paid_again(world: World) -> None:
    world.hired().does("ann", "/milestone edit M-1 amount:202.60")
    world.does("ann", "/milestone fund M-1 confirm:yes")
    world.passes(seconds=2)
    world.with_neutrals().passes(minutes=10)
    world.does("ann", "/dispute open M-1 reason:late Nothing came")
    world.does("bo", "/dispute respond D-1 decline It is nearly done")
    world.does("mo", "/dispute claim D-1")
    world.does("mo", "/dispute propose D-1 freelancer:10 Little was shown")
    world.does("bo", "/dispute vote D-1 no")
    world.does("ann", "/dispute arbitrate D-1 confirm:yes")
    assert not world.says("ann", "/dispute arbitrate D-1 confirm:yes").ok
    world.passes(seconds=2)
    assert world.recorded("DEP-2")["state"] == "failed"
    assert world.events("D-1").count("arbitrate") == 0
    world.does("ann", "/dispute arbitrate D-1 confirm:yes")


def test_a_fee_that_arrives_too_late_stays_with_who_paid_it(world: World) -> None:
    UNRESOLVED(world)
    world.passes(days=6, hours=23)
    world.does("bo", "/dispute offer D-1 freelancer:50")
    world.does("bo", "/dispute arbitrate D-1 confirm:yes")
    world.does("ann", "/dispute accept D-1")
    world.passes(seconds=2)
    assert outcome(world) == ("resolved", "settled", 9_000, 10_500)
    assert world.balance("bo", "freelancer_available") == 1_000


@pytest.mark.parametrize("state", ["funded", "submitted", "revision", "refund_asked"])
def test_a_withdrawn_dispute_leaves_everything_as_it_was(world: World, state: str) -> None:
    world.funded() if state == "funded" else world.submitted()
    if state == "revision":
        world.does("ann", "/milestone revise M-1 Please use our colours")
    if state == "refund_asked":
        world.does("ann", "/milestone refund M-1 We changed plans")
    world.with_neutrals().passes(days=2, minutes=10)
    before = world.deadlines("M-1")
    world.does("ann", OPEN)
    assert (world.state("M-1"), world.deadlines("M-1")) == ("disputed", {})
    world.passes(days=3)
    world.does("ann", "/dispute withdraw D-1 We have talked")
    assert (world.state("M-1"), world.deadlines("M-1")) == (state, before)
    assert world.deadlines("D-1") == {}
    assert world.balance("C-1", "contract_escrow") == 20_000


def test_other_milestones_go_on_while_one_is_disputed(world: World) -> None:
    world.disputed().does("ann", "/milestone fund M-2 confirm:yes")
    world.passes(seconds=2)
    world.does("bo", "/milestone submit M-2 Done")
    world.does("ann", "/milestone approve M-2 confirm:yes")
    assert (world.state("M-1"), world.state("M-2")) == ("disputed", "released")


def test_a_disputed_milestone_is_out_of_reach_of_every_other_way(world: World) -> None:
    world.disputed()
    for nick, words in (
        ("ann", "/milestone approve M-1 confirm:yes"),
        ("ann", "/milestone revise M-1 Please"),
        ("ann", "/milestone refund M-1 Please"),
        ("bo", "/milestone submit M-1 Again"),
        ("bo", "/milestone give-refund M-1 confirm:yes"),
    ):
        assert not world.says(nick, words).ok
    world.does("ann", "/contract end C-1 reason:completed confirm:yes")
    assert (world.state("M-1"), world.balance("C-1", "contract_escrow")) == ("disputed", 20_000)


def test_the_lines_of_the_surface_work_as_typed(world: World) -> None:
    world.hired().with_neutrals().does("ann", "/milestone fund M-2 confirm:yes")
    world.passes(seconds=2)
    world.passes(minutes=10)
    for nick, line in (
        ("ann", '/dispute open M-2 reason:quality amount:300 statement:"Half of it is missing"'),
        ("bo", '/dispute respond D-1 decline statement:"All of it is there"'),
        ("ann", "/dispute offer D-1 freelancer:50"),
        ("mo", "/dispute claim D-1"),
        ("mo", '/dispute propose D-1 freelancer:60 because:"Two of three sections work"'),
        ("ann", "/dispute vote D-1 yes"),
        ("bo", "/dispute vote D-1 no"),
        ("ann", "/dispute arbitrate D-1 confirm:yes"),
        ("bo", "/dispute arbitrate D-1 confirm:yes"),
    ):
        world.does(nick, line)
    world.passes(seconds=2)
    world.does("abe", '/dispute rule D-1 freelancer:60 because:"As proposed"')
    shown = world.recorded("D-1")
    assert (shown["state"], shown["split"], shown["parties"]["mediator"]) == ("resolved", 6_000, "U-8")
    assert world.recorded("M-2")["amounts"]["USD"]["released"] == 18_000
    assert world.balance("bo", "freelancer_pending") == 16_200
    assert world.balance("ann", "client_wallet") == 12_600


def test_the_first_line_of_a_card_says_what_it_is_how_much_and_who_acts_next(world: World) -> None:
    world.disputed()
    for nick in ("ann", "bo"):
        head = told(world.says(nick, "/dispute show D-1")).splitlines()[0]
        assert head == "D-1 Draft · $200.00 · opened · Bo Maker answers"
    world.does("bo", "/dispute respond D-1 decline All of it is there")
    assert "a mediator takes it next" in told(world.says("ann", "/dispute show D-1")).splitlines()[0]
    world.does("mo", "/dispute claim D-1")
    assert "Mo Mediator proposes a split" in told(world.says("bo", "/dispute show D-1")).splitlines()[0]
