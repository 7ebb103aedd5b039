"""Two at once: real threads with connections of their own. One effect, one winner, and a loser who is told why."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from core import delivery
from core.card import Reply
from core.request import Request
from core.wire import dump_reply
from storage.database import Session
from storage.records import Deadline
from tests.kit import DAY, World, told

ROUNDS = 50
PER_CONTRACT = 20
Act = Callable[[Session], object]


def together(world: World, *acts: Act | Request) -> list[Reply]:
    """Do these at the same moment, each in a thread of its own; gives the replies of the requests among them."""
    start = threading.Barrier(len(acts))
    replies: list[object] = [None] * len(acts)

    def run(place: int, act: Act | Request) -> None:
        session = world.house.database.session()
        try:
            start.wait()
            replies[place] = world.house.pipeline.handle(session, act) if isinstance(act, Request) else act(session)
        except BaseException as error:
            replies[place] = error
        finally:
            session.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [reply for reply in replies if isinstance(reply, BaseException)] == []
    found = [reply for reply in replies if isinstance(reply, Reply)]
    assert [told(reply) for reply in found if "went wrong" in reply.toast] == []
    return found


def winners(replies: list[Reply]) -> int:
    return sum(reply.ok and reply.form is None for reply in replies)


def hired_often(world: World, milestones: int = ROUNDS, amount: int = 10) -> World:
    """Contracts with so many milestones in all, numbered from M-1, and the money for them in the client's wallet."""
    world.joined()
    left, number = milestones, 0
    while left > 0:
        number += 1
        plan = "; ".join(f"Part {part}={amount}" for part in range(min(left, PER_CONTRACT)))
        world.does("ann", f'/contract offer U-2 milestones:"{plan}" scope:Work many:yes')
        world.does("bo", f'/contract accept C-{number} signature:"Bo Maker"')
        left -= PER_CONTRACT
    return world.has("ann", str(2 * milestones * amount))


def funded_often(world: World, milestones: int = ROUNDS) -> World:
    hired_often(world, milestones)
    for number in range(1, milestones + 1):
        world.does("ann", f"/milestone fund M-{number} confirm:yes")
    return world


def submitted_often(world: World, milestones: int = ROUNDS) -> World:
    funded_often(world, milestones)
    for number in range(1, milestones + 1):
        world.does("bo", f"/milestone submit M-{number} Done")
    return world


def test_of_two_approvals_at_once_one_pays(world: World) -> None:
    submitted_often(world)
    for number in range(1, ROUNDS + 1):
        text = f"/milestone approve M-{number} confirm:yes"
        replies = together(world, world.request("ann", text=text), world.request("ann", text=text))
        assert winners(replies) == 1
        assert "paid" in told(next(reply for reply in replies if not reply.ok))
    assert world.balance("bo", "freelancer_pending") == ROUNDS * 900
    assert world.ledger_ok()


def test_of_approval_and_the_clock_one_pays(world: World) -> None:
    submitted_often(world)
    world.delivers()
    world.clock.advance(14 * DAY)
    approvals = [
        world.request("ann", text=f"/milestone approve M-{number} confirm:yes") for number in range(1, ROUNDS + 1)
    ]
    by_hand = 0
    for approval in reversed(approvals):
        by_hand += winners(together(world, approval, world.house.sweeper.sweep))
    released = [event for number in range(1, ROUNDS + 1) for event in world.events(f"M-{number}") if "release" in event]
    assert by_hand + len(released) == ROUNDS
    assert world.balance("bo", "freelancer_pending") == ROUNDS * 900
    assert world.ledger_ok()


def test_of_approval_and_the_sweep_of_that_very_milestone_one_pays(world: World) -> None:
    submitted_often(world, 20)
    world.delivers()
    world.clock.advance(14 * DAY)
    due: dict[str, Deadline] = {}
    while claimed := world.house.sweeper._claim(world.session):
        due |= {deadline.thing: deadline for deadline in claimed if not deadline.reminder}
    assert len(due) == 20
    ways = set()
    for ref, deadline in due.items():
        approval = world.request("ann", text=f"/milestone approve {ref} confirm:yes")
        together(world, approval, partial(world.house.sweeper._fire, deadline=deadline))
        ways.add(world.events(ref)[-1])
        assert world.state(ref) == "released"
    assert ways <= {"approve", "auto_release"}
    assert world.balance("bo", "freelancer_pending") == 20 * 900
    assert world.ledger_ok()


def test_of_refund_and_release_one_happens(world: World) -> None:
    submitted_often(world)
    for number in range(1, ROUNDS + 1):
        give = world.request("bo", text=f"/milestone give-refund M-{number} confirm:yes")
        pay = world.request("ann", text=f"/milestone approve M-{number} confirm:yes")
        assert winners(together(world, give, pay)) == 1
    states = [world.state(f"M-{number}") for number in range(1, ROUNDS + 1)]
    paid = states.count("released")
    assert states.count("refunded") == ROUNDS - paid
    assert world.balance("bo", "freelancer_pending") == paid * 900
    assert world.balance("ann", "client_wallet") == 2 * ROUNDS * 1_000 - paid * 1_050
    assert world.ledger_ok()


def test_of_revision_and_approval_one_happens(world: World) -> None:
    submitted_often(world, 20)
    for number in range(1, 21):
        revise = world.request("ann", text=f"/milestone revise M-{number} Please")
        part = world.request("ann", text=f"/milestone approve M-{number} 5 confirm:yes")
        replies = together(world, revise, part)
        # Approving the whole would be allowed after a revision was asked for, approving a part is not.
        assert winners(replies) == 1
    assert world.ledger_ok()


def test_a_milestone_is_funded_once(world: World) -> None:
    hired_often(world)
    for number in range(1, ROUNDS + 1):
        fund = world.request("ann", text=f"/milestone fund M-{number} confirm:yes")
        assert winners(together(world, fund, replace(fund, key=f"{fund.key}-again"))) == 1
    assert world.balance("ann", "client_wallet") == 2 * ROUNDS * 1_000 - ROUNDS * 1_050
    assert world.ledger_ok()


def test_a_deposit_for_a_milestone_is_asked_once(world: World) -> None:
    world.joined()
    for number in range(1, 21):
        world.does("ann", "/contract offer U-2 amount:10 scope:Work")
        world.does("bo", f'/contract accept C-{number} signature:"Bo Maker"')
        fund = world.request("ann", text=f"/milestone fund M-{number} confirm:yes")
        assert winners(together(world, fund, replace(fund, key=f"{fund.key}-again"))) == 1
    world.passes(seconds=2)
    assert world.balance("platform", "provider_clearing") == -20 * 1_050
    assert world.ledger_ok()


def test_two_milestones_of_a_contract_are_not_funded_at_once(world: World) -> None:
    world.joined().has("ann", "500")
    for number in range(1, 21):
        world.does("ann", '/contract offer U-2 milestones:"A=5; B=5" scope:Work')
        world.does("bo", f'/contract accept C-{number} signature:"Bo Maker"')
        both = [world.request("ann", text=f"/milestone fund M-{m} confirm:yes") for m in (2 * number - 1, 2 * number)]
        assert winners(together(world, *both)) == 1
    assert world.ledger_ok()


def test_of_two_withdrawals_that_exceed_the_balance_one_is_made(world: World) -> None:
    world.cleared()
    for _ in range(ROUNDS):
        asked = [world.request("bo", text="/wallet withdraw 100.13 confirm:yes") for _ in range(2)]
        replies = together(world, *asked)
        assert winners(replies) == 1
        world.passes(seconds=2)  # comes back
    assert world.balance("bo", "freelancer_available") == 18_000
    assert world.ledger_ok()


def test_an_offer_is_accepted_once(world: World) -> None:
    world.joined()
    for number in range(1, 21):
        world.does("ann", "/contract offer U-2 amount:10 scope:Work")
        accept = world.request("bo", text=f'/contract accept C-{number} signature:"Bo Maker"')
        assert winners(together(world, accept, replace(accept, key=f"{accept.key}-again"))) == 1
        assert world.events(f"C-{number}") == ["offer", "accept"]


def test_an_offer_is_accepted_or_taken_back(world: World) -> None:
    world.joined()
    for number in range(1, 21):
        world.does("ann", "/contract offer U-2 amount:10 scope:Work")
        accept = world.request("bo", text=f'/contract accept C-{number} signature:"Bo Maker"')
        withdraw = world.request("ann", text=f"/contract withdraw C-{number}")
        assert winners(together(world, accept, withdraw)) == 1


def test_of_two_who_accept_the_last_place_one_is_hired(world: World) -> None:
    world.joined()
    for number in range(1, 6):
        job, first = f"J-{number}", 2 * number - 1
        world.does("ann", f"/job post Job number {number} budget:10 description:Work")
        for nick in ("bo", "cy"):
            world.does(nick, f"/proposal send {job} bid:10 I will")
        for proposal in (first, first + 1):
            world.does("ann", f"/contract offer P-{proposal} amount:10 scope:Work")
        accepts = [
            world.request(nick, text=f'/contract accept C-{contract} signature:"{world.persona(nick).name}"')
            for nick, contract in (("bo", first), ("cy", first + 1))
        ]
        assert winners(together(world, *accepts)) == 1
        assert sorted(world.state(f"C-{contract}") for contract in (first, first + 1)) == ["active", "withdrawn"]
        assert world.state(job) == "filled"


def test_closing_a_job_and_accepting_its_offer_do_not_wait_for_each_other_for_ever(world: World) -> None:
    world.joined()
    for number in range(1, 6):
        world.does("ann", f"/job post Job number {number} budget:10 description:Work")
        world.does("bo", f"/proposal send J-{number} bid:10 I will")
        world.does("ann", f"/contract offer P-{number} amount:10 scope:Work")
        accept = world.request("bo", text=f'/contract accept C-{number} signature:"Bo Maker"')
        close = world.request("ann", text=f"/job close J-{number}")
        assert winners(together(world, accept, close)) == 1
        outcome = (world.state(f"J-{number}"), world.state(f"P-{number}"), world.state(f"C-{number}"))
        assert outcome in {("filled", "hired", "active"), ("closed", "closed", "withdrawn")}


def test_a_freelancer_sends_one_proposal_for_a_job(world: World) -> None:
    world.joined()
    for number in range(1, 21):
        world.does("ann", f"/job post Job number {number} budget:10 description:Work")
        send = world.request("bo", text=f"/proposal send J-{number} bid:10 I will")
        assert winners(together(world, send, replace(send, key=f"{send.key}-again"))) == 1
        assert world.recorded(f"J-{number}")["proposals"] == 1


def test_one_person_joins_once(world: World) -> None:
    for _ in range(5):
        join = world.request("ann", text="/account join role:client")
        together(world, *(replace(join, key=f"{join.key}-{number}") for number in range(4)))
        with world.session.transaction(write=False):
            assert world.session.execute("SELECT count(*) FROM people", {}).fetchone() == (1,)


def test_the_first_money_of_several_clients_at_once_reaches_all_of_them(world: World) -> None:
    """Nobody loses because somebody else opened the platform's accounts a moment earlier."""
    world.joined()
    for number, nick in enumerate(("ann", "dee", "eve", "oz"), 1):
        world.does(nick, "/contract offer U-2 amount:10 scope:Work")
        world.does("bo", f'/contract accept C-{number} signature:"Bo Maker"')
        world.does(nick, "/wallet deposit 20 confirm:yes")
    world.passes(seconds=2)
    funds = [
        world.request(nick, text=f"/milestone fund M-{number} confirm:yes")
        for number, nick in enumerate(("ann", "dee", "eve", "oz"), 1)
    ]
    assert winners(together(world, *funds)) == 4
    assert world.balance("platform", "platform_fees") == 4 * 50
    assert world.ledger_ok()


@pytest.mark.parametrize(
    "text", ["/contract say C-1 Hello", "/milestone approve M-1 confirm:yes", "/milestone approve M-2 confirm:yes"]
)
def test_one_delivery_that_comes_many_times_at_once_has_one_effect_and_one_answer(world: World, text: str) -> None:
    world.submitted()
    request = world.request("ann", text=text)
    replies = together(world, *[request] * 8)
    assert len({dump_reply(reply) for reply in replies}) == 1
    assert dump_reply(world.hears(request)) == dump_reply(replies[0])
    assert len(world.recorded("C-1")["messages"]) == ("say" in text)
    assert world.balance("bo", "freelancer_pending") == (18_000 if "M-1" in text else 0)
    assert world.ledger_ok()


def test_one_delivery_twice_at_once_again_and_again(world: World) -> None:
    world.submitted()
    for number in range(1, ROUNDS + 1):
        request = world.request("bo", text=f"/contract say C-1 Number {number}")
        replies = together(world, request, request)
        assert len({dump_reply(reply) for reply in replies}) == 1
        assert len(world.recorded("C-1")["messages"]) == number


def test_one_confirmation_pressed_twice_at_once_pays_once(world: World) -> None:
    submitted_often(world, 20)
    for number in range(1, 21):
        summary = world.says("ann", f"/milestone approve M-{number}").card
        assert summary is not None
        press = next(found.press for found in summary.buttons if found.press and found.press.command == "confirm")
        replies = together(world, world.pressing("ann", press), world.pressing("ann", press))
        assert winners(replies) == 1
    assert world.balance("bo", "freelancer_pending") == 20 * 900
    assert world.ledger_ok()


def test_two_who_deliver_never_take_the_same_row(world: World) -> None:
    submitted_often(world, 20)
    taken: list[int] = []
    lock = threading.Lock()

    def take(session: Session) -> None:
        while claimed := delivery.claim(session, world.house.market):
            with lock:
                taken.extend(found.id for found in claimed)
            with session.transaction(write=True):
                for found in claimed:
                    session.execute(f"UPDATE outbox SET status = 'sent' WHERE id = {found.id}", {})

    together(world, take, take, take)
    assert len(taken) == len(set(taken)) > 20
    with world.session.transaction(write=False):
        assert world.session.execute("SELECT count(*) FROM outbox WHERE status = 'queued'", {}).fetchone() == (0,)


def test_a_lane_is_only_ever_one_deliverers(world: World) -> None:
    """A later row of a lane is not taken while an earlier one is on its way, whoever carries it."""
    world.hired()
    for number in range(20):
        world.does("ann", f"/contract say C-1 Number {number}")
    shown: list[str] = []

    def take(session: Session) -> None:
        while claimed := [found for found in delivery.claim(session, world.house.market) if found.person_id]:
            for found in claimed:
                if found.card is not None and found.person_id == world_bo:
                    shown.extend(word for word in told(found.card).splitlines() if word.startswith("Number"))
                with session.transaction(write=True):
                    session.execute(f"UPDATE outbox SET status = 'sent' WHERE id = {found.id}", {})

    world_bo = world.number("bo")
    together(world, take, take)
    take(world.session)
    assert shown == [f"Number {number}" for number in range(20)]
